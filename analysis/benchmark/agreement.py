"""How well a grouping of items agrees with the true one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence


def pairwise(found: Sequence[Hashable], true: Sequence[Hashable]) -> tuple[float, float, float]:
    """Precision, recall and F1 over the pairs of items that share a group."""
    both = _pairs(list(zip(found, true, strict=True)))
    claimed, real = _pairs(found), _pairs(true)
    return (
        both / claimed if claimed else 1.0,
        both / real if real else 1.0,
        2 * both / (claimed + real) if claimed + real else 1.0,
    )


def bcubed(found: Sequence[Hashable], true: Sequence[Hashable]) -> tuple[float, float, float]:
    """B-cubed precision, recall and F1 of a grouping (Bagga and Baldwin 1998): averages over the items."""
    both = Counter(zip(found, true, strict=True))
    claimed, real = Counter(found), Counter(true)
    items = max(1, len(found))
    precision = sum(count * count / claimed[pair[0]] for pair, count in both.items()) / items
    recall = sum(count * count / real[pair[1]] for pair, count in both.items()) / items
    return precision, recall, 2 * precision * recall / (precision + recall) if found else 1.0


def _pairs(groups: Sequence[Hashable]) -> int:
    return sum(size * (size - 1) // 2 for size in Counter(groups).values())
