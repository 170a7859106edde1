"""What a sponsor's digest is made of, pure."""

from enum import StrEnum


class Section(StrEnum):
    """The parts of a digest, in their order."""

    DECISIONS = "decisions"
    RESULTS = "results"
    RISKS = "risks"
    TESTS = "tests"
    NEXT = "next"
