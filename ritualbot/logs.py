"""Structured logs: event names and ids, never what people typed, their names or our tokens.

Redaction is by shape: only short values of a known, closed set of fields pass; everything else is replaced. A field
that should be logged is added to `SAFE`, where a reviewer sees it.
"""

import logging
import secrets
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

SAFE = frozenset(
    {
        "action", "attempt", "batch", "code", "count", "dead", "error", "event", "event_id", "exc_type", "head", "kind",
        "level", "lag", "method", "migration", "path", "platform", "port", "reason", "route", "seconds", "sent",
        "state", "status", "timestamp", "tries", "where", "worker",
    }
)  # fmt: skip
HIDDEN = "-"
LONGEST = 200  # characters of a value: a name of something, never a sentence somebody typed

log: Any = structlog.get_logger("ritualbot")


def new_event_id() -> str:
    """A short id a person can read out and an operator can search for."""
    return secrets.token_hex(4)


def configure(level: str = "INFO") -> None:
    """JSON lines on stderr, for our own logger and for the libraries' alike."""
    structlog.configure(
        processors=[
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _trace,
            redact,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level)),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(level=logging.WARNING, handlers=[_Library()], force=True)
    logging.captureWarnings(True)  # a warning may quote a row as well


def _trace(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Of an exception, its type and our own line: its message may quote a row or a request."""
    if event.pop("exc_info", None):
        kind, _value, trace = sys.exc_info()
        event["exc_type"] = kind.__name__ if kind else HIDDEN
        where = []
        while trace is not None:
            where.append(f"{trace.tb_frame.f_code.co_name}:{trace.tb_lineno}")
            trace = trace.tb_next
        event["where"] = " > ".join(where[-6:])
    return event


def redact(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Fields outside `SAFE` lose their value, and so does what is no short one; the name stays, so that it is seen."""
    return {name: value if name in SAFE and _is_short(value) else HIDDEN for name, value in event.items()}


def _is_short(value: object) -> bool:
    return value is None or isinstance(value, int | float) or (isinstance(value, str) and len(value) <= LONGEST)


class _Library(logging.Handler):
    """A library's warning, as its logger's name and level: its text may quote a body or a header."""

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else HIDDEN
        log.warning("library.warning", kind=record.name, level=record.levelname, error=error)
