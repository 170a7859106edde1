"""S9: listening first."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from ritualbot.errors import FieldsRefused, RuleBroken
from ritualbot.rituals import hypothesis_listen as listens
from ritualbot.rituals.hypothesis_listen import Heard, Listening, Marked, Whom

TODAY = date(2027, 3, 2)
HEARD = Heard("3 entretiens", date(2027, 2, 26), "Le panier fait peur")
WHOLE = Listening(Whom.NON_USERS, "demandes de rappel", (HEARD,))


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (Listening(), "whom"),
        (replace(WHOLE, whom=None), "whom"),
        (replace(WHOLE, upstream_kpi=""), "upstream_kpi"),
        (replace(WHOLE, heard=()), "evidence"),
        (Listening(skipped="Urgence"), "whom"),
    ],
)
def test_it_cannot_become_ready_without_listening(said: Listening, field: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        listens.require(said)
    assert refused.value.field == field


def test_it_becomes_ready_with_all_three() -> None:
    listens.require(WHOLE)
    assert listens.mark(WHOLE) is None


def test_skipping_takes_a_reason_and_marks_it() -> None:
    said = Listening(Whom.USERS, skipped="Fenêtre de tir de deux jours")
    listens.require(said)
    assert listens.mark(said) is Marked.SOLUTION_FIRST
    with pytest.raises(RuleBroken, match=r"input\.empty"):
        listens.parse_reason(" ")


def test_evidence_added_later_turns_the_mark_and_keeps_it() -> None:
    said = Listening(Whom.USERS, "rappels", (HEARD,), skipped="Urgence", added_on=TODAY)
    assert listens.mark(said) is Marked.ADDED


@pytest.mark.parametrize(
    ("running", "said"),
    [
        ([Whom.USERS, Whom.USERS], True),
        ([Whom.USERS, Whom.BOTH], False),
        ([Whom.USERS, Whom.NON_USERS], False),
        ([Whom.USERS, None], False),
        ([], False),
    ],
)
def test_it_says_when_all_running_tests_address_users_only(running: list[Whom | None], said: bool) -> None:
    assert listens.users_only(running) is said


def test_how_the_marked_ones_fared() -> None:
    decided = [(None, "won"), (None, "won"), (None, "lost"), (Marked.SOLUTION_FIRST, "lost"), (Marked.ADDED, "won")]
    assert listens.fared(decided) == {
        None: Counter(won=2, lost=1),
        Marked.SOLUTION_FIRST: Counter(lost=1),
        Marked.ADDED: Counter(won=1),
    }
    assert listens.fared([])[Marked.SOLUTION_FIRST] == Counter()


def test_evidence_is_a_source_a_day_and_what_was_heard() -> None:
    typed = {"source": "3 entretiens", "heard_on": "26/02", "heard": "Le panier fait peur"}
    assert listens.parse_heard(typed, "fr", TODAY) == HEARD


def test_evidence_lacking_a_piece_or_to_come_is_refused_at_every_field() -> None:
    with pytest.raises(FieldsRefused) as refused:
        listens.parse_heard({"source": " ", "heard_on": "", "heard": "\u200b"}, "fr", TODAY)
    assert {each.field for each in refused.value.broken} == {"source", "heard_on", "heard"}
    with pytest.raises(FieldsRefused) as refused:
        listens.parse_heard({"source": "x", "heard_on": "2027-03-03", "heard": "y"}, "fr", TODAY)
    assert [each.key for each in refused.value.broken] == ["input.date_to_come"]
