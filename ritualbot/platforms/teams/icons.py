"""The app's icons: the tally of the playground, drawn here so that a package is the same to the last byte anywhere."""

import struct
import zlib
from collections.abc import Callable
from math import hypot
from typing import TypeAlias

Pixel: TypeAlias = tuple[int, int, int, int]  # red, green, blue, opacity
_Stroke: TypeAlias = tuple[float, float, float, float]

COLOR_SIDE, OUTLINE_SIDE = 192, 32  # pixels, the schema's
# Four days and the one that crosses them, on a square of 32: from x, y to x, y.
_STROKES: tuple[_Stroke, ...] = (
    *((x, 9.0, x, 23.0) for x in (9.5, 14.0, 18.5, 23.0)),
    (6.5, 20.5, 26.0, 11.5),
)
_WIDTH = 2.2
_GROUND = (0x1D, 0x4E, 0x6B)


def color_icon() -> bytes:
    """White on the accent colour, all of the square filled."""

    def pixel(covered: float) -> Pixel:
        red, green, blue = (round(each + (255 - each) * covered) for each in _GROUND)
        return red, green, blue, 255

    return _drawn(COLOR_SIDE, pixel)


def outline_icon() -> bytes:
    """White on nothing."""
    return _drawn(OUTLINE_SIDE, lambda covered: (255, 255, 255, round(255 * covered)))


def _drawn(side: int, pixel: Callable[[float], Pixel]) -> bytes:
    rows = (b"\0" + b"".join(bytes(pixel(_covered(x, y, side))) for x in range(side)) for y in range(side))
    return _png(side, b"".join(rows))


def _covered(x: int, y: int, side: int) -> float:
    """How much of a pixel is under a stroke: 0 to 1, in between at an edge."""
    scale = side / 32
    at = ((x + 0.5) / scale, (y + 0.5) / scale)
    nearest = min(_distance(at, stroke) for stroke in _STROKES)
    return min(1.0, max(0.0, (_WIDTH / 2 - nearest) * scale + 0.5))


def _distance(at: tuple[float, float], stroke: _Stroke) -> float:
    x, y, to_x, to_y = stroke
    along = ((at[0] - x) * (to_x - x) + (at[1] - y) * (to_y - y)) / ((to_x - x) ** 2 + (to_y - y) ** 2)
    held = min(1.0, max(0.0, along))
    return hypot(at[0] - x - held * (to_x - x), at[1] - y - held * (to_y - y))


def _png(side: int, rows: bytes) -> bytes:
    """Eight bits a channel with opacity. Compressed as it is: how well zlib does differs from machine to machine."""
    head = struct.pack(">IIBBBBB", side, side, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", _stored(rows)) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def _stored(content: bytes) -> bytes:
    """A zlib stream of blocks that are not compressed (RFC 1950 and 1951)."""
    most = 0xFFFF
    starts = range(0, len(content), most)
    blocks = [content[start : start + most] for start in starts]
    written = [
        struct.pack("<BHH", place == len(blocks) - 1, len(block), len(block) ^ most) + block
        for place, block in enumerate(blocks)
    ]
    return b"\x78\x01" + b"".join(written) + struct.pack(">I", zlib.adler32(content))
