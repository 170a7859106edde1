"""A long .xlsx file is written in a process of its own: a thread that computes keeps every answer of this one waiting.

The rows go there in parcels, as they are read, and the file comes back. A short one is written before a process starts.
"""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import chain, islice
from multiprocessing import get_context
from multiprocessing.connection import Connection

from ritualbot.errors import Unopenable
from ritualbot.reports.sheets import Book, Row, Tally
from ritualbot.reports.xlsx import reopen, write

SHORT = 400  # rows: about what is written while a process starts
_PARCEL = 100  # rows
_NICENESS = 10  # whoever waits for an answer goes before whoever waits for a file
_GONE = (BrokenPipeError, ConnectionResetError, EOFError)


def xlsx(book: Book) -> bytes:
    """The file, once it was opened again and found whole. Raises TooManyRows, Unopenable."""
    begun, rows = [], 0
    for sheet in book.sheets:
        rest = iter(sheet.rows)
        first = list(islice(rest, SHORT + 1 - rows))
        rows += len(first)
        begun.append(replace(sheet, rows=chain(first, rest) if rows > SHORT else first))
    whole = replace(book, sheets=tuple(begun))
    return _apart(whole) if rows > SHORT else _here(whole)


def _here(book: Book) -> bytes:
    data, lines = write(book)
    reopen(data, lines)
    return data


def _apart(book: Book) -> bytes:
    spawn = get_context("spawn")  # a fork would take locks with it that other threads hold
    ours, theirs = spawn.Pipe()
    process = spawn.Process(target=_work, args=(theirs, _empty(book)), daemon=True)
    process.start()
    theirs.close()
    try:
        with suppress(BrokenPipeError, ConnectionResetError):  # why it went is what it said last
            _send_rows(ours, book)
        made = _received(ours)
    finally:
        ours.close()  # where it has not ended yet, it does so at the next row, and leaves no file behind
        process.join()
    if isinstance(made, bytes):
        return made
    raise Unopenable(made)


def _empty(book: Book) -> Book:
    return replace(book, sheets=tuple(replace(sheet, rows=()) for sheet in book.sheets))


def _send_rows(pipe: Connection, book: Book) -> None:
    """Each sheet's rows in parcels, the last of which is empty. Raises TooManyRows."""
    tally = Tally()
    for sheet in book.sheets:
        rows = tally.take(sheet.rows)
        while parcel := list(islice(rows, _PARCEL)):
            pipe.send(parcel)
        pipe.send([])
    tally.check()


def _received(pipe: Connection) -> bytes | str:
    try:
        made: bytes | str = pipe.recv()
    except _GONE:
        return "died"
    return made


def _work(pipe: Connection, book: Book) -> None:
    """The other process. It ends with the one it works for, and says of a failure only its name: the words of an
    exception may be somebody's."""
    os.nice(_NICENESS)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # ^C is for the one it works for
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())  # openpyxl's files are removed on the way out
    sheets = tuple(replace(sheet, rows=_sent(pipe)) for sheet in book.sheets)
    made: bytes | str
    try:
        made = _here(replace(book, sheets=sheets))
    except _GONE:
        return
    except Exception as error:  # noqa: BLE001 - the edge of a process
        made = type(error).__name__
    with suppress(*_GONE):
        pipe.send(made)


def _sent(pipe: Connection) -> Iterator[Row]:
    while parcel := pipe.recv():
        yield from parcel
