"""The result of a test as a card with its picture, as both golden tests show it."""

from ritualbot.chat.cards import Card, Chart
from ritualbot.chat.text import literal
from ritualbot.i18n import Words
from ritualbot.reports.charts import picture
from ritualbot.reports.hypothesis_chart import Held, Result, Version, result_chart

TITLES = {"fr": "Relance panier J+1 : B confirmée", "en": "Cart reminder on day 1: B won"}
VERSIONS = (Version("B", 0.2, 0.8, 1.4), Version("C <!channel> :tada:", -0.4, 0.1, 0.6))


def result(language: str) -> Chart:
    title = TITLES[language].partition(":")[0].strip()
    return result_chart(Words(language), Result(title, "CTR", "A", VERSIONS, Held.AT_THE_END))


def result_card(language: str, shown: str = "") -> Card:
    """With `shown` as its picture, or in words."""
    chart = result(language)
    return Card(literal(TITLES[language]), (chart,)).pictured({chart: shown})


def drawn_card(language: str = "fr") -> Card:
    chart = result(language)
    return result_card(language, picture(chart.spec))
