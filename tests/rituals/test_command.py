"""SPEC "Commands": what people type is understood however they type it, or answered with the nearest."""

import unicodedata
from collections.abc import Callable
from typing import Literal

import pytest
from hypothesis import given, strategies as st

from ritualbot.rituals.command import COMMANDS, Command, find, in_channel, in_direct

# A table as it is to become: commands with sub-commands, some followed by a text.
TABLE = (
    *COMMANDS,
    Command("standup.run", "standup run", "point lancer"),
    Command("standup.dry_run", "standup dry-run", "point essai"),
    Command("standup.skip_day", "standup skip", "point passer"),
    Command("standup.report", "standup report", "point bilan", takes_text=True),
    Command("absence.command", "ritual absent", "rituel absent", takes_text=True),
    Command("request.legal", "request legal", "demande juridique", takes_text=True),
)


def understood(line: str) -> str:
    command, _, text = line.partition(" ")
    return find(command, text, TABLE).action


@pytest.mark.parametrize(
    ("line", "action"),
    [
        ("standup", "standup.command"),
        ("point", "standup.command"),
        ("daily", "standup.command"),
        ("mêlée", "standup.command"),
        ("MELEE", "standup.command"),
        ("standup run", "standup.run"),
        ("point lancer", "standup.run"),
        ("Mêlée Lancer", "standup.run"),
        ("daily run", "standup.run"),  # the French name is the same command, and so are its verbs
        ("standup dry\u2013run", "standup.dry_run"),  # phones make the hyphen longer
        ("standup dry\u2011run", "standup.dry_run"),
        ("standup\u00a0run", "standup.run"),
        ("standup \u202f run", "standup.run"),
        ("standup “run”", "standup.run"),
        ("rituel équipe", "team.show"),
        ("ritual equipe", "team.show"),
        ("ritual team", "team.show"),
        ("ritual standup", "standup.command"),
        ("rituel mêlée", "standup.command"),
        ("ritual standup run", "standup.run"),
        ("rituel point lancer", "standup.run"),
        ("ritual", "ritual.help"),
        ("rituel", "ritual.help"),
        ("aide", "ritual.help"),
        ("", "ritual.help"),
        ("standup report 2 mars", "standup.report"),
        ("standup skip 2 mars", "ritual.unknown"),  # nothing may follow
        ("standupp", "ritual.unknown"),
    ],
)
def test_what_is_understood(line: str, action: str) -> None:
    assert understood(line) == action


def test_what_follows_a_command_is_untouched() -> None:
    assert find("standup", "report  Mardi  2 “mars” ", TABLE).rest == "Mardi  2 “mars”"
    assert find("ritual", "request legal *Jeu-concours*\nété", TABLE).rest == "*Jeu-concours*\nété"


@pytest.mark.parametrize(
    ("line", "nearest"),
    [
        ("standup rnu", "/standup run"),
        ("point lnacer", "/standup run"),
        ("mêlée ru", "/standup run"),
        ("standup repport hier", "/standup report"),
        ("standup xyzzy", "/standup"),  # no verb is near: the command itself
        ("standpu run", "/standup run"),
        ("ritual agneda", "/ritual next"),
        ("rituel equip", "/ritual team"),
        ("agneda", "/ritual next"),
        ("ritual standup rnu", "/standup run"),
        ("qqqqqqqq", ""),
    ],
)
def test_the_nearest_is_offered(line: str, nearest: str) -> None:
    command, _, text = line.partition(" ")
    found = find(command, text, TABLE)
    assert found.action == "ritual.unknown"
    assert (found.nearest.shown("en") if found.nearest else "") == nearest


def test_the_nearest_is_sought_within_the_command_first() -> None:
    """Another command has the very verb that was typed, but it is the stand-up that was meant."""
    found = find("standup", "skp", (*TABLE, Command("other.skp", "sprint skp", "sprint skp")))
    assert found.nearest is not None
    assert found.nearest.english == "standup skip"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("ritual next", ("ritual", "next")),
        ("Rituel Équipe", ("Rituel", "Équipe")),
        ("standup run", ("standup", "run")),
        ("ritual absent demain", ("ritual", "absent demain")),
        ("aide", ("aide", "")),
        ("Help", ("Help", "")),
        ("/nonsense at all", ("nonsense", "at all")),  # with a slash it is always a command
        (" /point", ("point", "")),
        # Answers to the stand-up, all of them.
        ("Request legal: waiting", None),
        ("request legal waiting for Paul", None),
        ("point lancer la campagne", None),
        ("standup", None),  # no sub-command
        ("point", None),
        ("ritual", None),
        ("ritual nonsense", None),
        ("La page de rentrée", None),
        ("help Paul with the page", None),
        ("", None),
    ],
)
def test_a_direct_message_is_a_command_only_as_a_whole(text: str, line: tuple[str, str] | None) -> None:
    assert in_direct(text, TABLE) == line


def test_the_words_after_a_mention_are_a_command_with_or_without_its_slash() -> None:
    assert in_channel("point passer") == in_channel(" /point passer") == ("point", "passer")


def test_a_very_long_line_is_read_like_any_other() -> None:
    assert understood("ritual " * 30_000) == "ritual.unknown"
    assert in_direct("mot " * 60_000, TABLE) is None


PHRASES = sorted({phrase for each in TABLE for phrase in (each.english, each.french, *each.others)})
SPACES = st.sampled_from([" ", "  ", "\u00a0", "\u202f", "\t", " \u200b "])
DASHES = st.sampled_from("-‐‑‒–—")
CASES = st.sampled_from([str.lower, str.upper, str.title])
FORMS = st.sampled_from(["NFC", "NFD"])


@given(st.text(), st.text())
def test_whatever_is_typed_has_an_answer(command: str, text: str) -> None:
    found = find(command, text, TABLE)
    assert found.action in {"ritual.unknown", *(each.action for each in TABLE)}
    assert in_direct(text, TABLE) is None or isinstance(in_direct(text, TABLE), tuple)


@given(st.sampled_from(PHRASES), SPACES, DASHES, CASES, FORMS)
def test_case_accents_spaces_and_dashes_change_nothing(
    phrase: str, space: str, dash: str, case: Callable[[str], str], form: Literal["NFC", "NFD"]
) -> None:
    typed = unicodedata.normalize(form, case(phrase).replace("-", dash)).replace(" ", space)
    assert understood(typed) == understood(phrase) != "ritual.unknown"


@given(st.sampled_from(PHRASES), st.sampled_from(["ritual", "rituel", "RITUEL"]))
def test_every_command_works_behind_the_umbrella(phrase: str, umbrella: str) -> None:
    assert understood(f"{umbrella} {phrase}") == understood(phrase)
