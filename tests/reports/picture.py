"""A PNG read without the code that wrote it."""

import struct
import zlib
from dataclasses import dataclass
from typing import TypeAlias

Colour: TypeAlias = tuple[int, int, int]


@dataclass(frozen=True)
class Picture:
    wide: int
    high: int
    rows: list[list[Colour]]

    def at(self, x: float, y: float) -> Colour:
        return self.rows[round(y)][round(x)]

    def colours(self) -> set[Colour]:
        return {colour for row in self.rows for colour in row}


def read(png: bytes) -> Picture:
    """Of four bits a pixel on a palette, nothing told as a difference; every check sum is checked."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    chunks: dict[bytes, bytes] = {}
    at = 8
    while at < len(png):
        length, name = struct.unpack_from(">I4s", png, at)
        body = png[at + 8 : at + 8 + length]
        assert struct.unpack_from(">I", png, at + 8 + length)[0] == zlib.crc32(name + body)
        chunks[name] = chunks.get(name, b"") + body
        at += 12 + length
    assert next(iter(chunks)) == b"IHDR" and [*chunks][-1] == b"IEND"
    wide, high, *kind = struct.unpack(">IIBBBBB", chunks[b"IHDR"])
    assert kind == [4, 3, 0, 0, 0]
    palette = [(r, g, b) for r, g, b in struct.iter_unpack("BBB", chunks[b"PLTE"])]
    raw, size = zlib.decompress(chunks[b"IDAT"]), 1 + (wide + 1) // 2
    assert len(raw) == size * high and not any(raw[::size])
    lines = [raw[start + 1 : start + size] for start in range(0, len(raw), size)]
    rows = [[palette[half] for byte in line for half in (byte >> 4, byte & 15)][:wide] for line in lines]
    return Picture(wide, high, rows)
