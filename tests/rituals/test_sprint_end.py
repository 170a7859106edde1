"""S13: what is typed at a sprint's end."""

import pytest

from ritualbot.errors import FieldsRefused, RuleBroken
from ritualbot.rituals.sprint_end import Demo, read_demo, read_learnt


def test_lines_lose_their_bullets_and_empty_ones_go() -> None:
    typed = "- a\r\n\n  • b  c\n3) d\n\u200b\n2027 fut bien\n-5 % de clics"
    assert read_learnt(typed) == ("a", "b c", "d", "2027 fut bien", "-5 % de clics")


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("", "input.empty"),
        (" \n\u200b", "input.empty"),
        ("a\n" * 7, "sprint.learnt.many"),
        ("a\n" + "é" * 201, "input.too_long"),
    ],
)
def test_six_lines_of_two_hundred_characters(typed: str, key: str) -> None:
    assert len(read_learnt("a\n" * 6)) == 6
    assert len(read_learnt("é" * 200)) == 1
    with pytest.raises(RuleBroken) as refused:
        read_learnt(typed)
    assert (refused.value.key, refused.value.field) == (key, "lines")


def test_a_demo_says_what_and_to_whom() -> None:
    assert read_demo({"shown": "La page\nde rentrée", "to_whom": " Tous "}) == Demo("La page de rentrée", "Tous")
    with pytest.raises(FieldsRefused) as refused:
        read_demo({"shown": "é" * 501})
    found = [(each.field, each.key) for each in refused.value.broken]
    assert found == [("shown", "input.too_long"), ("to_whom", "input.empty")]
