"""Which of the user's topics an article is about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

from data.schema import Topic

# One passing mention of a seed does not make a subject; a seed in the headline does.
MENTIONS_IN_TEXT: Final = 2


def assign(title: str, text: str, topics: Sequence[Topic]) -> tuple[str, ...]:
    """The topics with a seed word in the title, or with several mentions in the text."""
    return tuple(topic.id for topic in topics if _is_about(title, text, topic.seeds))


def _is_about(title: str, text: str, seeds: tuple[str, ...]) -> bool:
    if not any(seed.strip() for seed in seeds):
        return False
    pattern = _pattern(seeds)
    return bool(pattern.search(title)) or _at_least(pattern.finditer(text), MENTIONS_IN_TEXT)


@lru_cache(maxsize=512)
def _pattern(seeds: tuple[str, ...]) -> re.Pattern[str]:
    words = "|".join(re.escape(seed.strip()) for seed in sorted(seeds, key=len, reverse=True) if seed.strip())
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)


def _at_least(found: Iterable[object], n: int) -> bool:
    return any(count >= n for count, _ in enumerate(found, 1))
