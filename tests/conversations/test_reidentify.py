"""C4, RELIABILITY 5: nobody finds out who wrote a note of an anonymous retro; and the search is one that would."""

import random
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from ritualbot.rituals import retro as rules
from ritualbot.store import retro_box as boxes
from tests.databases import engine_of, let_go
from tests.faults.reidentify import Retro, Score, attack

Played = Callable[..., Iterator[Retro]]


@pytest.fixture(params=["sqlite", "postgresql"])
def played(request: pytest.FixtureRequest, capfd: pytest.CaptureFixture[str]) -> Played:
    """Retros, each in a database of its own."""

    def fresh() -> sa.Engine:
        if request.param == "postgresql":
            clone = request.getfixturevalue("postgresql_clone")
            clone.restore()
            return engine_of(clone.url)
        template: Path = request.getfixturevalue("sqlite_template")
        file = template.with_name("retro.db")
        let_go(f"sqlite:///{file}")
        for left in file.parent.glob(f"{file.name}*"):
            left.unlink()
        file.write_bytes(template.read_bytes())
        return engine_of(f"sqlite:///{file}")

    def play(number: int, *, planted: bool = False) -> Iterator[Retro]:
        for seed in range(number):
            retro = Retro(fresh(), random.Random(seed), planted)
            retro.play()
            captured = capfd.readouterr()
            retro.loot.logged = captured.out + captured.err
            yield retro

    return play


# What would be found is found on either database; the slower one has its turn among the long proofs.
ON_BOTH = pytest.mark.parametrize(
    "played", ["sqlite", pytest.param("postgresql", marks=pytest.mark.long)], indirect=True
)


def found(scores: Mapping[str, Score]) -> dict[str, str]:
    """The attacks that do better than chance."""
    return {name: f"{each.hits}/{each.guesses}" for name, each in scores.items() if each.beats_chance()}


@pytest.mark.parametrize(
    ("played", "number"),
    [
        ("sqlite", 5),
        ("postgresql", 5),
        pytest.param("sqlite", 200, marks=pytest.mark.long),
        pytest.param("postgresql", 40, marks=pytest.mark.long),  # a database is made anew for each
    ],
    indirect=["played"],
)
def test_no_attack_does_better_than_chance(played: Played, number: int) -> None:
    scores = attack(played(number))
    assert found(scores) == {}
    assert scores["by_row_order"].guesses == number * 15  # the attacks were tried


@ON_BOTH
def test_a_column_with_the_moment_of_writing_is_found(played: Played) -> None:
    assert "by_any_moment" in found(attack(played(2, planted=True)))


@ON_BOTH
def test_notes_in_the_order_of_their_writing_are_found(played: Played, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it would be without the shuffling."""
    monkeypatch.setattr(boxes, "shuffled", lambda items: items)
    assert {"by_row_order", "by_hidden_order"} <= found(attack(played(2))).keys()


@ON_BOTH
def test_notes_in_an_open_box_are_found(played: Played, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it would be without the sealing."""
    monkeypatch.setattr(boxes, "Fernet", Glass)
    assert "by_first_sight" in found(attack(played(2)))


class Glass:
    """Seals nothing."""

    def __init__(self, _key: Any) -> None:
        pass

    @staticmethod
    def generate_key() -> bytes:
        return b"glass"

    def encrypt_at_time(self, content: bytes, _at: int) -> bytes:
        return content

    def decrypt(self, sealed: bytes) -> bytes:
        return sealed


@ON_BOTH
def test_an_author_beside_a_note_is_found(played: Played, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it would be in a named retro."""
    monkeypatch.setattr(rules, "usual_mode", lambda _people: rules.RetroMode.NAMED)
    assert "by_shared_row" in found(attack(played(2)))
