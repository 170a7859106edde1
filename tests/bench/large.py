"""The largest file there may be, written or read back in a process of its own: what it cost, as a line of JSON."""

import gc
import json
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from ritualbot.reports.sheets import MOST_ROWS, Book, Column, Row, Share, Sheet
from ritualbot.reports.xlsx import reopen, write

FIRST = date(2027, 3, 1)
HEADS = ("N°", "Jour", "Sujet", "Note", "Réponses", "Participation", "État", "Mis à jour")
MADE = datetime(2027, 3, 12, 13, 2, tzinfo=UTC)


def rows(number: int) -> Iterator[Row]:
    """As a database gives them: one after the other, none kept."""
    for n in range(number):
        day = FIRST + timedelta(days=n % 60)
        note = f"Note {n} : le règlement du jeu-concours attend toujours une réponse du juridique"
        yield n, day, f"Sujet {n % 40}", note, n % 12, Share(n % 12, 12), "Ouvert", MADE + timedelta(minutes=n)


def large(number: int = MOST_ROWS) -> Book:
    return book(rows(number))


def book(of: Iterable[Row]) -> Book:
    sheet = Sheet("large", "Large", tuple(Column(head, 20) for head in HEADS), of, "")
    return Book("Bench", "fr", ZoneInfo("Europe/Paris"), MADE, (sheet,))


def memory(what: str) -> float:
    """`VmRSS`: what this process has now; `VmHWM`: the most it ever had. In MB."""
    [line] = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(what)]
    return int(line.split()[1]) / 1024


def main() -> None:
    write(large(100))  # what is imported and made once is not the file's
    gc.collect()
    before, start = memory("VmRSS"), time.perf_counter()
    data, lines = write(large())
    written = time.perf_counter() - start
    after_writing, start = memory("VmHWM"), time.perf_counter()
    reopen(data, lines)
    costs = {
        "size": len(data) / 2**20,
        "write_seconds": written,
        "write_mb": after_writing - before,
        "reopen_seconds": time.perf_counter() - start,
        "whole_mb": memory("VmHWM") - before,
    }
    print(json.dumps(costs))  # noqa: T201 - what it was run for


if __name__ == "__main__":
    main()
