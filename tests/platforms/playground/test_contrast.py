"""The page's colours, read from its style sheet: text stands out from what it is written on, in both themes."""

import re
from pathlib import Path

import pytest

from ritualbot.platforms import playground

CSS = (Path(playground.__file__).parent / "static" / "play.css").read_text()
TEXT = [
    *((ink, ground) for ink in ("ink", "ink-2", "ink-3", "accent") for ground in ("bg", "surface", "card")),
    *((ink, "soft") for ink in ("ink", "ink-2", "accent")),
    *((ink, "line") for ink in ("ink",)),
    *(("on-accent", ground) for ground in ("accent", "accent-2")),
    *((ink, f"{ink}-soft") for ink in ("signal", "wait")),
    *((ink, ground) for ink in ("signal", "wait") for ground in ("surface", "card")),
    *((ink, f"{tone}-soft") for ink in ("ink", "ink-2") for tone in ("signal", "wait")),
]
SHAPES = [("edge", "bg"), ("edge", "surface"), ("edge", "card"), ("accent", "bg"), ("accent", "surface")]


def palette(theme: str) -> dict[str, str]:
    light, dark = re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)
    colours = dict(re.findall(r"--([\w-]+): #(\w+)", light))
    return colours | dict(re.findall(r"--([\w-]+): #(\w+)", dark)) if theme == "dark" else colours


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    whole = "".join(each * 2 for each in colour) if len(colour) == 3 else colour
    parts = [int(whole[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_is_that_of_the_standard() -> None:
    assert contrast("fff", "000000") == pytest.approx(21)
    assert contrast("777777", "ffffff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_can_be_read(theme: str, ink: str, ground: str) -> None:
    colours = palette(theme)
    assert contrast(colours[ink], colours[ground]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("edge", "ground"), SHAPES)
def test_the_edge_of_a_control_can_be_seen(theme: str, edge: str, ground: str) -> None:
    colours = palette(theme)
    assert contrast(colours[edge], colours[ground]) >= 3
