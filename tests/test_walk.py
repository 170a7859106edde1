"""The table of rows is true: no row is lost, and every test that one names is there and says what it proves."""

import pytest

from tests import broken, walk
from tests.conversations.conftest import DIRECT, ON_PLAYGROUND, ON_SLACK, ON_TEAMS


def test_every_row_of_the_first_wave_stands_in_the_table_and_every_test_it_names_exists() -> None:
    assert walk.faults() == []


def test_no_sentence_is_told_twice_in_a_row_and_none_of_two_rows_is_in_two_sections() -> None:
    every = list(walk.claims())
    assert len({(each.row, each.says) for each in every}) == len(every)
    assert [each.row[0] for each in every] == sorted((each.row[0] for each in every), key=walk.SECTIONS.index)


@pytest.mark.parametrize(
    ("test", "why"),
    [
        ("test_walk.py::test_no_such", "no such test"),
        ("test_no_such.py::test_no_such", "no such file"),
        ("test_walk.py::test_what_is_not_there_is_found", ""),
    ],
)
def test_what_is_not_there_is_found(test: str, why: str) -> None:
    assert walk.fault(test) == why


def test_what_make_test_leaves_out_is_said() -> None:
    assert walk.kind("e2e/test_setup.py::test_a_team_runs_after_five_answers") == "make e2e"
    assert walk.kind("test_walk.py::test_what_is_not_there_is_found") == ""


def test_on_every_platform_every_conversation_is_played_but_those_that_say_why() -> None:
    """A6: a file of conversations that is new is played there too, or says why it cannot be."""
    conversations = {
        each.stem
        for each in (walk.TESTS / "conversations").glob("test_*.py")
        if "make_bot: " in each.read_text("utf-8")
    }
    assert conversations - ON_SLACK == DIRECT.keys()
    assert all(DIRECT.values()) and len(ON_SLACK - ON_TEAMS) <= 4 and len(ON_SLACK - ON_PLAYGROUND) <= 4


def test_what_is_broken_on_purpose_stands_where_the_list_says_and_names_tests_of_its_row() -> None:
    assert broken.faults() == []
