"""SPEC G2: nothing leaves this machine while the tests run. tests/conftest.py puts the guard up."""

import asyncio
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.network_guard import OutboundRefused, UnguardedChild, guard_this_process_and_children

# 192.0.2.0/24 and 2001:db8::/32 are for documentation: they belong to nobody.
OUTSIDE = ("192.0.2.1", 9)
OUTSIDE_6 = ("2001:db8::1", 9)


def tcp() -> socket.socket:
    return socket.socket(socket.AF_INET, socket.SOCK_STREAM)


def udp() -> socket.socket:
    return socket.socket(socket.AF_INET, socket.SOCK_DGRAM)


def inside(sock: socket.socket, act: Callable[[socket.socket], object]) -> None:
    with sock:
        act(sock)


WAYS_OUT: dict[str, Callable[[], object]] = {
    "tcp": lambda: inside(tcp(), lambda s: s.connect(OUTSIDE)),
    "tcp connect_ex": lambda: inside(tcp(), lambda s: s.connect_ex(OUTSIDE)),
    "tcp by name": lambda: inside(tcp(), lambda s: s.connect(("chat.example", 443))),
    "create_connection": lambda: socket.create_connection(OUTSIDE, timeout=1),
    "IPv6": lambda: inside(socket.socket(socket.AF_INET6), lambda s: s.connect(OUTSIDE_6)),
    "IPv4 in IPv6": lambda: inside(socket.socket(socket.AF_INET6), lambda s: s.connect(("::ffff:192.0.2.1", 9))),
    "udp connect": lambda: inside(udp(), lambda s: s.connect(OUTSIDE)),
    "udp sendto": lambda: inside(udp(), lambda s: s.sendto(b"x", OUTSIDE)),
    "udp sendto with flags": lambda: inside(udp(), lambda s: s.sendto(b"x", 0, OUTSIDE)),
    "udp sendto by name": lambda: inside(udp(), lambda s: s.sendto(b"x", ("chat.example", 9))),
    "udp sendmsg": lambda: inside(udp(), lambda s: s.sendmsg([b"x"], [], 0, OUTSIDE)),
    "getaddrinfo": lambda: socket.getaddrinfo("chat.example", 443),
    "gethostbyname": lambda: socket.gethostbyname("chat.example"),
    "gethostbyaddr": lambda: socket.gethostbyaddr("192.0.2.1"),
    "getnameinfo": lambda: socket.getnameinfo(OUTSIDE, 0),
}


@pytest.mark.parametrize("way", WAYS_OUT)
def test_this_process_cannot_leave(way: str) -> None:
    with pytest.raises(OutboundRefused):
        WAYS_OUT[way]()


async def fetch(url: str) -> None:
    async with aiohttp.ClientSession() as session, session.get(url):
        pass


async def send_datagram() -> None:
    loop = asyncio.get_running_loop()
    await loop.create_datagram_endpoint(asyncio.DatagramProtocol, remote_addr=OUTSIDE)


ASYNC_WAYS_OUT: dict[str, Callable[[], Coroutine[Any, Any, object]]] = {
    "address": lambda: asyncio.open_connection(*OUTSIDE),
    "name": lambda: asyncio.open_connection("chat.example", 443),
    "datagram": send_datagram,
    "aiohttp by address": lambda: fetch("http://192.0.2.1:9/"),
    "aiohttp by name": lambda: fetch("https://chat.example/"),
}


@pytest.mark.parametrize("way", ASYNC_WAYS_OUT)
def test_asyncio_cannot_leave(way: str) -> None:
    with pytest.raises(OutboundRefused):
        asyncio.run(ASYNC_WAYS_OUT[way]())


def test_threads_cannot_leave() -> None:
    caught: list[BaseException] = []

    def leave() -> None:
        try:
            socket.create_connection(OUTSIDE, timeout=1)
        except OutboundRefused as refusal:
            caught.append(refusal)

    thread = threading.Thread(target=leave)
    thread.start()
    thread.join()
    assert caught


def python(*args: str, **env: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *args]
    return subprocess.run(command, env={**os.environ, **env}, capture_output=True, text=True, check=False)


TRY_TCP = "import socket; socket.create_connection(('192.0.2.1', 9), timeout=1)"


def test_a_child_cannot_leave() -> None:
    child = python("-c", TRY_TCP)
    assert "OutboundRefused: socket.connect to ('192.0.2.1', 9)" in child.stderr


def test_a_grandchild_cannot_leave(tmp_path: Path) -> None:
    script = tmp_path / "child.py"
    grandchild = f"subprocess.run([sys.executable, '-c', {TRY_TCP!r}])"
    script.write_text(f"import os, subprocess, sys\nos.chdir('/')\n{grandchild}\n")
    assert "OutboundRefused: socket.connect to ('192.0.2.1', 9)" in python(str(script)).stderr


def test_a_child_cannot_ask_for_a_name() -> None:
    child = python("-c", "import socket; socket.getaddrinfo('chat.example', 443)")
    assert "OutboundRefused: socket.getaddrinfo of 'chat.example'" in child.stderr


def test_a_child_without_the_guard_is_not_started() -> None:
    with pytest.raises(UnguardedChild, match="PYTHONPATH"):
        subprocess.run([sys.executable, "-c", "pass"], env={"PATH": os.environ["PATH"]}, check=False)


def test_without_the_guard_the_same_call_is_let_through() -> None:
    # Shows that it is the guard that refuses. Connecting a UDP socket sends nothing.
    code = "from socket import *; socket(AF_INET, SOCK_DGRAM).connect_ex(('192.0.2.1', 9)); print('passed')"
    assert "OutboundRefused" in python("-c", code).stderr
    assert python("-I", "-c", code).stdout == "passed\n"


def test_every_process_reports_on_itself_when_asked(tmp_path: Path) -> None:
    report = tmp_path / "canary"
    python("-c", "pass", NETWORK_GUARD_CANARY=str(report))
    python("-m", "this", NETWORK_GUARD_CANARY=str(report))
    lines = report.read_text().splitlines()
    assert [line.partition(" ")[0] for line in lines] == ["refused", "refused"]
    assert lines[0].endswith("-c pass")
    assert lines[1].endswith("-m this")


def test_the_report_says_open_when_the_door_is_open(tmp_path: Path) -> None:
    report = tmp_path / "canary"
    guard = str(Path(__file__).parent / "network_guard" / "sitecustomize.py")
    python("-I", "-c", f"import runpy; runpy.run_path({guard!r})['try_the_door']({str(report)!r})")
    assert report.read_text().startswith("OPEN ")


def test_guarding_twice_changes_nothing() -> None:
    before = (os.environ["PYTHONPATH"], socket.socket.connect)
    guard_this_process_and_children()
    assert (os.environ["PYTHONPATH"], socket.socket.connect) == before


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_loopback_is_allowed(host: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        client = socket.create_connection((host, server.getsockname()[1]), timeout=5)
        accepted, _ = server.accept()
        with client, accepted:
            client.sendall(b"hello")
            assert accepted.recv(5) == b"hello"


def test_loopback_is_allowed_in_asyncio() -> None:
    async def greet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"hello")
        writer.close()
        await writer.wait_closed()

    async def talk() -> bytes:
        async with await asyncio.start_server(greet, "127.0.0.1", 0) as server:
            reader, writer = await asyncio.open_connection("localhost", server.sockets[0].getsockname()[1])
            said = await reader.read()
            writer.close()
            await writer.wait_closed()
            return said

    assert asyncio.run(talk()) == b"hello"


def test_a_loopback_datagram_is_allowed() -> None:
    with udp() as receiver, udp() as sender:
        receiver.bind(("127.0.0.1", 0))
        sender.sendto(b"hello", receiver.getsockname())
        assert receiver.recv(5) == b"hello"


def test_a_unix_socket_is_allowed(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as client:
        server.bind(str(tmp_path / "s"))
        server.listen()
        client.connect(str(tmp_path / "s"))
        client.sendall(b"hello")
        accepted, _ = server.accept()
        with accepted:
            assert accepted.recv(5) == b"hello"
