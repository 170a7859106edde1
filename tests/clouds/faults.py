"""Misbehaviour on request: what goes wrong with the next calls, or with a seeded share of all of them."""

from collections.abc import Collection
from dataclasses import dataclass, field
from random import Random
from typing import Any


@dataclass
class Fault:
    """`times`: how often still, once `after` calls went well; None: the share of calls, drawn by `random`. Empty
    `method`: any."""

    kinds: tuple[str, ...]
    method: str = ""
    times: int | None = 1
    share: float = 0.0
    error: str = ""
    retry_after: int = 1
    after: int = 0
    random: Random = field(default_factory=lambda: Random(1))

    @classmethod
    def read(cls, asked: dict[str, Any], known: Collection[str]) -> "Fault":
        """`known`: the kinds of the cloud that misbehaves."""
        kinds = tuple(asked.get("kinds") or [asked["kind"]])
        assert not {*kinds} - {*known}, kinds
        share = float(asked.get("share", 0.0))
        times = None if share else int(asked.get("times", 1))
        seed = Random(asked.get("seed", 1))
        more = {"error": asked.get("error", ""), "retry_after": asked.get("retry_after", 1)}
        more |= {"after": asked.get("after", 0)}
        return cls(kinds, asked.get("method", ""), times, share, random=seed, **more)

    def take(self) -> str:
        """What goes wrong this time; empty: nothing."""
        if self.after:
            self.after -= 1
            return ""
        if self.times is None:
            return self.random.choice(self.kinds) if self.random.random() < self.share else ""
        if self.times == 0:
            return ""
        self.times -= 1
        return self.kinds[0]


@dataclass
class Faults:
    waiting: list[Fault] = field(default_factory=list)

    def take(self, method: str) -> tuple[str, Fault] | None:
        for fault in self.waiting:
            if fault.method in ("", method) and (kind := fault.take()):
                return kind, fault
        return None
