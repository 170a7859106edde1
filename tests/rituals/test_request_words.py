"""B19: what waits for a desk offers a request to it; what only speaks of one, or waits for something else, does not."""

import pytest
from hypothesis import given, strategies as st

from ritualbot.rituals.desk import DeskKind
from ritualbot.rituals.request_words import waits_for
from tests.rituals import waiting as said
from tests.rituals.waiting import PEOPLE


def lines(text: str) -> list[str]:
    return text.strip().splitlines()


def each(*groups: dict[DeskKind, str]) -> list[tuple[str, DeskKind]]:
    return [(line, kind) for group in groups for kind, text in group.items() for line in lines(text)]


WAITING = each(said.WAITING_FR, said.WAITING_EN)
NOT_WAITING = [*lines(said.NOT_WAITING_FR), *lines(said.NOT_WAITING_EN)]
HELD_OUT = each(said.HELD_OUT_WAITING_FR, said.HELD_OUT_WAITING_EN)
HELD_OUT_NOT = [*lines(said.HELD_OUT_NOT_WAITING_FR), *lines(said.HELD_OUT_NOT_WAITING_EN)]


def test_there_are_forty_of_each_and_fifteen_held_out() -> None:
    for group in (said.WAITING_FR, said.WAITING_EN):
        assert len(each(group)) >= 40
        assert set(group) == set(DeskKind)
    for text in (said.NOT_WAITING_FR, said.NOT_WAITING_EN):
        assert len(set(lines(text))) >= 40
    for group in (said.HELD_OUT_WAITING_FR, said.HELD_OUT_WAITING_EN):
        assert len(each(group)) == 15
    for text in (said.HELD_OUT_NOT_WAITING_FR, said.HELD_OUT_NOT_WAITING_EN):
        assert len(lines(text)) == 15


@pytest.mark.parametrize(("text", "kind"), [*WAITING, *HELD_OUT])
def test_words_that_wait_for_a_desk_are_heard(text: str, kind: DeskKind) -> None:
    assert waits_for(text, PEOPLE) is kind


@pytest.mark.parametrize("text", [*NOT_WAITING, *HELD_OUT_NOT])
def test_other_words_offer_nothing(text: str) -> None:
    assert waits_for(text, PEOPLE) is None


@pytest.mark.parametrize(("text", "kind"), [*WAITING, *HELD_OUT])
def test_case_accents_and_typography_change_nothing(text: str, kind: DeskKind) -> None:
    assert waits_for(text.upper(), PEOPLE) is kind
    assert waits_for(text.replace("’", "'"), PEOPLE) is waits_for(f"  {text} ! ", PEOPLE) is kind


def test_the_pronoun_it_is_no_desk_and_the_letters_are() -> None:
    assert waits_for("waiting for it", PEOPLE) is None
    assert waits_for("waiting for IT", PEOPLE) is DeskKind.IT


def test_only_people_of_the_desks_are_waited_for_as_desks() -> None:
    assert waits_for("J’attends Nadia pour le règlement", {}) is None
    assert waits_for("@nadia : pas de réponse", PEOPLE) is DeskKind.LEGAL
    both = {"Nadia Benali": DeskKind.LEGAL, "Nadia Roux": DeskKind.FINANCE}
    assert waits_for("J’attends Nadia", both) is None  # which one?
    assert waits_for("J’attends Nadia Roux", both) is DeskKind.FINANCE


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Validé par le juridique, en attente de la DSI", DeskKind.IT),
        ("En attente de la DSI. Le juridique a validé", DeskKind.IT),
        ("Le juridique a répondu mais pas de nouvelles des achats", DeskKind.PURCHASING),
        ("Bannière : juridique d’accord\nBudget : en attente de la finance", DeskKind.FINANCE),
        ("Juridique", DeskKind.LEGAL),
    ],
)
def test_each_part_of_a_text_is_read_by_itself(text: str, kind: DeskKind) -> None:
    assert waits_for(text, PEOPLE) is kind


@given(st.text(st.characters(exclude_categories=())), st.dictionaries(st.text(max_size=9), st.sampled_from(DeskKind)))
def test_any_text_and_any_names_are_read(text: str, people: dict[str, DeskKind]) -> None:
    assert waits_for(text, people) in (None, *DeskKind)


@pytest.mark.parametrize("words", ["pas de ", "en attente ", "@legal ", "le juridique ", "no x from ", "a "])
def test_a_long_text_is_read_as_fast_as_a_short_one(words: str) -> None:
    """Only its beginning is read; repeated words lead nowhere."""
    assert waits_for(words * 50_000, PEOPLE) in (None, DeskKind.LEGAL)
