"""Texts cut where a reader sees an edge: a grapheme cluster is never torn."""

import regex

_CLUSTER = regex.compile(r"\X")


def cut(text: str, length: int) -> list[str]:
    """Pieces of at most `length` characters, after a space where one is near the end of a piece.

    A grapheme cluster stays whole; one that is longer than `length` by itself is cut between its characters.
    """
    pieces: list[str] = []
    held: list[str] = []
    used = 0
    for cluster in _clusters(text, length):
        if used + len(cluster) > length:
            at = _end_of_word(held)
            if sum(map(len, held[at:])) + len(cluster) > length:
                at = len(held)
            pieces.append("".join(held[:at]))
            held = held[at:]
            used = sum(map(len, held))
        held.append(cluster)
        used += len(cluster)
    return [*pieces, "".join(held)] if held else pieces


def _end_of_word(clusters: list[str]) -> int:
    """Where to end a piece: after its last space if that is in its last third, otherwise at its very end."""
    for place in range(len(clusters), len(clusters) * 2 // 3, -1):
        if clusters[place - 1].isspace():
            return place
    return len(clusters)


def _clusters(text: str, length: int) -> list[str]:
    found: list[str] = _CLUSTER.findall(text)
    return [cluster[start : start + length] for cluster in found for start in range(0, len(cluster), length)]
