"""The tests reach nothing but this machine: loopback and Unix sockets, in every process they start."""

import os
from pathlib import Path

from tests.network_guard.sitecustomize import OutboundRefused, UnguardedChild, refuse_outbound

__all__ = ["OutboundRefused", "UnguardedChild", "guard_this_process_and_children"]


def guard_this_process_and_children() -> None:
    """From here on, for good; calling it again changes nothing."""
    folder = str(Path(__file__).parent)
    paths = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    if folder not in paths:
        os.environ["PYTHONPATH"] = os.pathsep.join([folder, *filter(None, paths)])
    refuse_outbound()
