"""Check a story of the teaching corpus as its writer works: `python -m data.sample.check STORY`."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator

from data import sample

WORDS = range(120, 451)
VOICES = {"own", "quoted", "reported"}
THREE = {"negative", "neutral", "positive"}
STANCES = {"against", "neutral", "favour"}


def problems(story: str) -> Iterator[str]:
    """Every way in which a story's files break the corpus's own rules."""
    world = sample.world()
    outlets = {outlet.id for outlet in world.outlets}
    texts: dict[str, str] = {}
    for key, article in sample.keyed(story):
        texts[key] = article.text
        n = len(article.text.split())
        if article.outlet not in outlets:
            yield f"{key}: no outlet {article.outlet!r} in world.toml"
        if not article.snippet and n not in WORDS:
            yield f"{key}: {n} words; {WORDS.start} to {WORDS.stop - 1} are wanted"
        if article.published is None or article.published.tzinfo is None:
            yield f"{key}: published needs a time zone, as in 2026-03-02T09:15:00Z"
    file = sample.HERE / "gold" / f"{story}.jsonl"
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        for problem in _label_problems(json.loads(line), texts):
            yield f"{file.name}:{number}: {problem}"


def _label_problems(row: dict[str, object], texts: dict[str, str]) -> Iterator[str]:
    world = sample.world()
    sentence = str(row["sentence"])
    text = texts.get(str(row["article"]))
    if text is None:
        yield f"no article {row['article']!r}"
        return
    if sentence not in text:
        yield f"the sentence does not stand in {row['article']}: {sentence[:60]}"
    for field, allowed in (("voice", VOICES), ("tone", THREE), ("loaded", {"neutral", "loaded"})):
        if row[field] not in allowed:
            yield f"{field} is {row[field]!r}; allowed: {sorted(allowed)}"
    portrayal, stance = row["portrayal"], row["stance"]
    if not isinstance(portrayal, dict) or not isinstance(stance, dict):
        yield "portrayal and stance must be objects"
        return
    names = {target.id: (target.name, *target.aliases) for target in world.targets}
    for target, label in portrayal.items():
        if target not in names or label not in THREE:
            yield f"portrayal {target}: {label}; targets are {sorted(names)}, labels {sorted(THREE)}"
        elif not any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", sentence, re.IGNORECASE) for name in names[target]):
            yield f"portrayal {target}: no name or alias of it stands in: {sentence[:60]}"
    for claim, label in stance.items():
        if claim not in {c.id for c in world.claims} or label not in STANCES:
            yield f"stance {claim}: {label}; claims are {[c.id for c in world.claims]}, labels {sorted(STANCES)}"
    if {"speaker", "verb"} - row.keys():
        yield "speaker and verb must be there, null where there is none"


def main() -> int:
    """Print the problems of the stories named on the command line, or of all."""
    found = 0
    for story in sys.argv[1:] or [story.id for story in sample.world().stories]:
        for problem in problems(story):
            found += 1
            sys.stdout.write(f"{story}: {problem}\n")
    sys.stdout.write("ok\n" if not found else f"{found} problems\n")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
