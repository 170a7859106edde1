"""A PNG of few inks, made smaller: a message takes so many bytes and no more.

What resvg gives has four bytes a pixel, each row as its differences (PNG 1.2, filter 1). Of sixteen colours half a byte
is enough, and makes about a tenth of it. Rows that are alike are worked out once.
"""

import struct
import sys
import zlib
from array import array
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import TypeAlias

COLOURS = 16
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_HEADER = struct.Struct(">IIBBBBB")
_OPAQUE = [8, 6, 0, 0, 0]  # eight bits a channel, RGBA, not interlaced
_SUB = 1

_Pixels: TypeAlias = tuple[int, ...]  # a row, each pixel as 0xRRGGBBAA


def smaller(png: bytes) -> bytes:
    """The same picture in its sixteen most telling colours, nothing of it transparent; unchanged if of another kind."""
    chunks = list(_chunks(png))
    wide, high, *kind = _HEADER.unpack(dict(chunks)[b"IHDR"])
    raw = zlib.decompress(b"".join(body for name, body in chunks if name == b"IDAT"))
    rows = [raw[start : start + wide * 4 + 1] for start in range(0, len(raw), wide * 4 + 1)]
    if kind != _OPAQUE or any(row[0] != _SUB for row in rows):
        return png
    pixels = {row: _pixels(row) for row in set(rows)}
    uses = _uses(pixels, Counter(rows))
    chosen = _telling(uses)
    nearest = {colour: chosen.index(_nearest(colour, chosen)) for colour in uses}
    drawn = {row: _halves(bytes(map(nearest.__getitem__, found))) for row, found in pixels.items()}
    written = (
        (b"IHDR", _HEADER.pack(wide, high, 4, 3, 0, 0, 0)),
        (b"PLTE", b"".join(bytes(_parts(each)) for each in chosen)),
        (b"IDAT", zlib.compress(b"".join(drawn[row] for row in rows), 9)),
        (b"IEND", b""),
    )
    return _SIGNATURE + b"".join(_chunk(name, body) for name, body in written)


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(_SIGNATURE)
    while at < len(png):
        length, name = struct.unpack_from(">I4s", png, at)
        yield name, png[at + 8 : at + 8 + length]
        at += length + 12


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def _pixels(row: bytes) -> _Pixels:
    """Each byte of a row is told as its difference from the same one of the pixel before."""
    plain = bytearray(len(row) - 1)
    for channel in range(4):
        sums = array("Q", accumulate(row[1 + channel :: 4]))
        if sys.byteorder == "big":
            sums.byteswap()
        plain[channel::4] = sums.tobytes()[:: sums.itemsize]  # the lowest byte of each: what is left by 256
    return struct.unpack(f">{len(plain) // 4}I", plain)


def _halves(places: bytes) -> bytes:
    """Two pixels a byte, after the byte that says that nothing is told as a difference."""
    first, second = places[::2], places[1::2].ljust((len(places) + 1) // 2, b"\0")
    both = int.from_bytes(first, "big") << 4 | int.from_bytes(second, "big")
    return b"\0" + both.to_bytes(len(first), "big")


def _uses(pixels: Mapping[bytes, _Pixels], times: Mapping[bytes, int]) -> Counter[int]:
    """How many pixels of the picture have each colour."""
    uses: Counter[int] = Counter()
    for row, found in pixels.items():
        for colour, count in Counter(found).items():
            uses[colour] += count * times[row]
    return uses


# -- colours -------------------------------------------------------------------------------------------------------


def _telling(uses: Mapping[int, int]) -> list[int]:
    """The most used colour first, then whichever the ones before it stand for worst, over all its pixels."""
    chosen = [max(uses, key=lambda colour: (uses[colour], colour))]
    missed = {colour: uses[colour] * _apart(colour, chosen[0]) for colour in uses}
    while len(chosen) < COLOURS and any(missed.values()):
        worst = max(missed, key=lambda colour: (missed[colour], colour))
        chosen.append(worst)
        missed = {colour: min(was, uses[colour] * _apart(colour, worst)) for colour, was in missed.items()}
    return chosen


def _nearest(colour: int, chosen: Sequence[int]) -> int:
    return min(chosen, key=lambda each: _apart(colour, each))


def _apart(one: int, other: int) -> int:
    return sum((a - b) ** 2 for a, b in zip(_parts(one), _parts(other), strict=True))


def _parts(colour: int) -> tuple[int, int, int]:
    return colour >> 24, colour >> 16 & 0xFF, colour >> 8 & 0xFF
