"""The messages a file comes with, and what is said of one that does not come."""

from ritualbot.chat.cards import Actions, Card, File
from ritualbot.i18n import Words
from ritualbot.reports.wording import text


def file_card(words: Words, file: File) -> Card:
    return Card(text(words, "file.title", name=file.name), (file,))


def coming_card(words: Words, file: File) -> Card:
    return Card(text(words, "file.coming", name=file.name))


def taken_card(words: Words, file: File) -> Card:
    return Card(text(words, "file.taken", name=file.name))


def declined_card(words: Words, file: File) -> Card:
    return Card(text(words, "file.declined", name=file.name), (Actions((file.button,)),))


def failed_card(words: Words, file: File) -> Card:
    return Card(text(words, "file.failed", name=file.name), (Actions((file.button,)),))
