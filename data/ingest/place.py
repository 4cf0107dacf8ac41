"""The place of articles on a page: who republished them, which is the main one, which stands there twice."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING, Final

from data.ingest.assemble import Found, catalogue_name
from data.ingest.base import Refusal
from data.ingest.grammar import Role
from data.schema import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.catalogue import Catalogue
    from data.ingest.split import Part

MAIN_RATIO: Final = 2.0  # a main article is at least so many times as long as the median of the others


def without_copies(found: Sequence[Found]) -> tuple[list[Found], list[Refusal]]:
    """The articles without those that stand a second time on the page."""
    kept: dict[tuple[str, str], Found] = {}
    refusals: list[Refusal] = []
    for article in found:
        key = (article.title.casefold(), article.text.casefold())
        if key in kept:
            refusals.append(Refusal(f"line {article.line + 1}", f"The same article as {kept[key].name}."))
        else:
            kept[key] = article
    return list(kept.values()), refusals


def aggregator(
    parts: Sequence[Part], found: Sequence[Found], via: str | None, catalogue: Catalogue
) -> tuple[str | None, list[str], list[str]]:
    """Who republished the page, with evidence and doubts: as told, else as its own furniture names itself."""
    if via:
        known = catalogue.recognise(via) or catalogue.get(via)
        if known:
            return known.id, [f"Via {known.name}, as you said."], []
        return via, [], [f"the catalogue does not know the aggregator “{via}”; it is kept as printed."]
    named: dict[str, str] = {}
    for part in parts:
        # A page's own name at its top may stand so close to the first headline that it looks like its credit.
        masthead = part.role is Role.ABOVE and part.article == 0
        if part.role not in (Role.INSIDE, Role.OUTSIDE) and not masthead:
            continue
        for outlet, _ in catalogue.mentions(part.line.text):
            if outlet.kind is Kind.AGGREGATOR:
                named.setdefault(outlet.id, f"its line {part.line.number + 1}, “{part.line.text}”, names it")
    if named:
        first, why = next(iter(named.items()))
        others = [catalogue_name(name, catalogue) for name in list(named)[1:]]
        doubts = [f"the page also names {', '.join(others)}."] if others else []
        return first, [f"Via {catalogue_name(first, catalogue)}: {why}."], doubts
    if len(found) > 1:
        return None, [], ["the page does not name the aggregator that it comes from; say which it is, if it is one."]
    return None, [], []


def slots(found: Sequence[Found], republisher: str | None) -> tuple[list[str | None], list[str]]:
    """The place of each article on the page: main, related 1 …, or listed 1 … where none is the main one."""
    if len(found) == 1:
        return (["main"] if republisher else [None]), []
    before = [index for index, article in enumerate(found) if not article.listed]
    lengths = [article.words for article in found]
    longest = max(range(len(found)), key=lambda index: lengths[index])
    others = median(length for index, length in enumerate(lengths) if index != longest)
    main: int | None = None
    doubts: list[str] = []
    if before == [0]:
        main = 0
    elif lengths[longest] >= MAIN_RATIO * others and (len(found[longest].paragraphs) > 1 or longest == 0):
        main = longest
        doubts.append(f"{found[longest].name} was taken as the main article because it is by far the longest.")
    counter = iter(range(1, len(found) + 1))
    if main is None:
        return [f"listed {number}" for number in counter], []
    return ["main" if index == main else f"related {next(counter)}" for index in range(len(found))], doubts
