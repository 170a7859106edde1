"""Refuses every way out of this machine: only loopback and Unix sockets are left.

Python imports a module of this name when it starts, from any folder on PYTHONPATH, so child processes are
guarded before their first line. An audit hook does it, which nothing can take off again.

Not seen: sockets opened by C code (libpq, a browser), and a Python started with -I, -E or -S.

With NETWORK_GUARD_CANARY=FILE in its environment every process tries the door once when it starts and appends
`refused <command line>` or `OPEN <command line>` to FILE.
"""

import functools
import ipaddress
import os
import socket
import sys
from collections.abc import Callable, Mapping
from typing import Any, Final

FOLDER: Final = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120  pathlib is slow to import
LOCAL_NAMES: Final = {"localhost", "ip6-localhost", "ip6-loopback"}
TEST_NET: Final = ("192.0.2.1", 9)  # RFC 5737: documentation only, belongs to nobody


class OutboundRefused(Exception):
    """Something wanted to leave this machine. Not an OSError, or it would pass for a network that is down."""


class UnguardedChild(Exception):
    """A child process was about to start without the guard."""


def _text(host: object) -> str:
    return host.decode(errors="replace") if isinstance(host, bytes | bytearray) else str(host)


def _address(host: object) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        address = ipaddress.ip_address(_text(host).partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _is_local(host: object) -> bool:
    address = _address(host)
    return address.is_loopback if address else _text(host).lower() in LOCAL_NAMES


def _check_send(event: str, args: tuple[Any, ...]) -> None:
    sock, address = args
    if address is None or sock.family == getattr(socket, "AF_UNIX", None):
        return  # None: the socket is connected, and that was checked
    inet = sock.family in (socket.AF_INET, socket.AF_INET6)
    if not (inet and isinstance(address, tuple) and _is_local(address[0])):
        if event.startswith("socket.connect"):
            sock.close()  # callers tidy up after an OSError, which this is not
        raise OutboundRefused(f"{event} to {address!r}")


def _check_name(event: str, args: tuple[Any, ...]) -> None:
    host = args[0]
    # An address, or no host at all (where to listen), is answered without asking anybody.
    if host and not _address(host) and not _is_local(host):
        raise OutboundRefused(f"{event} of {_text(host)!r}")


def _check_reverse(event: str, args: tuple[Any, ...]) -> None:
    host = args[0][0] if isinstance(args[0], tuple) else args[0]
    if not _is_local(host):
        raise OutboundRefused(f"{event} of {_text(host)!r}")


def _check_child(event: str, args: tuple[Any, ...]) -> None:
    env: Mapping[Any, Any] = os.environ if args[-1] is None else args[-1]
    path = _text(env.get("PYTHONPATH") or env.get(b"PYTHONPATH") or "")
    if FOLDER not in path.split(os.pathsep):
        raise UnguardedChild(f"{event} of {args[1]!r}: it needs the PYTHONPATH of os.environ to be guarded too")


CHECKS: Final[dict[str, Callable[[str, tuple[Any, ...]], None]]] = {
    "socket.connect": _check_send,
    "socket.sendto": _check_send,
    "socket.sendmsg": _check_send,
    "socket.getaddrinfo": _check_name,
    "socket.gethostbyname": _check_name,
    "socket.gethostbyaddr": _check_reverse,
    "socket.getnameinfo": _check_reverse,
    "subprocess.Popen": _check_child,
}


def _hook(event: str, args: tuple[Any, ...]) -> None:
    check = CHECKS.get(event)
    if check:
        check(event, args)


def _check_before(name: str) -> None:
    """`connect(("some.name", 80))` looks the name up before the audit hook hears of it, so look first."""
    original = getattr(socket.socket, name)

    @functools.wraps(original)
    def checked(self: socket.socket, *args: Any) -> Any:
        _check_send(f"socket.{name}", (self, args[-1]))  # the address comes last in all three
        return original(self, *args)

    setattr(socket.socket, name, checked)


@functools.cache  # once per process
def refuse_outbound() -> None:
    """Guard this process for the rest of its life."""
    sys.addaudithook(_hook)
    for name in ("connect", "connect_ex", "sendto"):
        _check_before(name)


def try_the_door(report: str) -> None:
    # Connecting a UDP socket sends nothing: even if the door is open, nothing leaves.
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(TEST_NET)
            found = "OPEN"
        except OutboundRefused:
            found = "refused"
        except OSError:
            found = "OPEN"  # no route from here, but the guard let it pass
    line = f"{found} {' '.join(sys.orig_argv)}\n"
    handle = os.open(report, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    os.write(handle, line.encode())  # one write: lines of several processes do not mix
    os.close(handle)


if __name__ == "sitecustomize":
    # The same module under its full name: one OutboundRefused per process, whoever imports it.
    sys.modules["tests.network_guard.sitecustomize"] = sys.modules[__name__]
    refuse_outbound()
    if os.environ.get("NETWORK_GUARD_CANARY"):
        try_the_door(os.environ["NETWORK_GUARD_CANARY"])
