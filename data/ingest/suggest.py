"""A guess at who published an article whose page does not say so, with the evidence it rests on."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Final

from data.schema import Kind, Outlet, Suggestion

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.catalogue import Catalogue

# How much each kind of evidence is worth; a guess needs at least ENOUGH of it.
FOOTER: Final = 5.0  # "© 2025 X", or the address that the page came from
BESIDE: Final = 4.0  # "Read it at X", under the article
IN_TITLE: Final = 3.0  # "X editorial: …"
OWN_VOICE: Final = 2.0  # "told X", "an X correspondent": others may quote that, but mostly it is X itself
DATELINE: Final = 3.0  # "ORRIN (X) –": the text is by the wire X, whoever printed it
SAME_PAGE: Final = 2.0  # every credited article of the page is by X
ENOUGH: Final = 2.0
PLAIN: Final = 4.0  # from here on the page all but says it
NAMED: Final = 3  # outlets or mentions that a sentence lists
FEWEST_NEIGHBOURS: Final = 2  # credited articles on the page before their common outlet means anything

_COLUMN: Final = re.compile(
    r"^(?P<column>(?:[Vv]oices?|[Vv]iews?|[Pp]erspectives?) (?:from|of) (?:the )?"
    r"(?P<place>[A-ZÀ-Þ][\w’'-]+(?: [A-ZÀ-Þ][\w’'-]+)?))\s*[:|–—-]\s"
)
_TOLD: Final = (
    r"(?:told|tells|speaking to|spoke to|interview with|interview to|in comments to|in remarks to) (?:the )?{name}\b"
)
_HAS_LEARNED: Final = (
    r"\b(?:the )?{name}(?:['’]s)? (?:has learned|has learnt|understands|can reveal|has seen|has obtained|reporters?"
    r"|correspondents?|journalists?|reports from|editorial|staff)\b"
)


def suggestion(
    title: str,
    text: str,
    *,
    agency: str | None,
    beside: Sequence[str],
    imprint: Sequence[str],
    neighbours: Sequence[str | None],
    source: str,
    catalogue: Catalogue,
) -> tuple[Suggestion | None, str]:
    """The likeliest outlet of an article that states none, and one sentence on what speaks for which.

    ``beside`` is the furniture in and after the article, ``imprint`` the page's lines on whose page it
    is, ``neighbours`` are the outlets of its other articles. The suggestion is None where the evidence names no outlet.
    """
    points: defaultdict[str, float] = defaultdict(float)
    reasons: list[tuple[str, str]] = []

    def speaks_for(outlet: Outlet, weight: float, reason: str) -> None:
        if outlet.kind is not Kind.AGGREGATOR and (outlet.id, reason) not in reasons:
            points[outlet.id] += weight
            reasons.append((outlet.id, reason))

    if home := catalogue.recognise(source):
        speaks_for(home, FOOTER, f"the page comes from an address of {home.name}")
    if agency and (wire := catalogue.recognise(agency)):
        speaks_for(wire, DATELINE, f"the text is credited to the agency {agency}")
    for line in dict.fromkeys((*imprint, *beside)):
        for outlet, _ in catalogue.mentions(line):
            weight, what = (FOOTER, "the page's imprint") if line in imprint else (BESIDE, "the line beside it,")
            speaks_for(outlet, weight, f"{what} “{line}” names {outlet.name}")
    for outlet, words in catalogue.mentions(title):
        speaks_for(outlet, IN_TITLE, f"the title names “{words}”")
    cited: list[str] = []
    for outlet, words in catalogue.mentions(text):
        name = re.escape(words)
        found = re.search(_TOLD.format(name=name), text) or re.search(_HAS_LEARNED.format(name=name), text)
        if found:
            speaks_for(outlet, OWN_VOICE, f"the text says “{found[0]}”")
        elif words not in cited and outlet.name != agency:
            cited.append(words)
    counts = Counter(name for name in neighbours if name)
    if len(counts) == 1 and counts.total() >= FEWEST_NEIGHBOURS:
        name, count = counts.most_common(1)[0]
        if known := catalogue.recognise(name) or catalogue.get(name):
            reason = f"all {count} articles of the page that carry a source are by {known.name}"
            speaks_for(
                known, SAME_PAGE, f"{reason}, and such pages often list more from the outlet of the main article"
            )
    notes = _notes(title, cited, catalogue)
    best = max(points, key=lambda outlet: points[outlet], default=None)
    if best is None or points[best] < ENOUGH:
        return None, " ".join(["Nothing on the page says or hints who published it.", *notes])
    chosen = "; ".join(reason for outlet, reason in reasons if outlet == best)
    others = "; ".join(reason for outlet, reason in reasons if outlet != best)
    opening = (
        "The page does not state it, but" if points[best] >= PLAIN else "A guess, since the page does not state it:"
    )
    sentences = [f"{opening} {chosen}."]
    if others:
        sentences.append(f"Against that, {others}.")
    if points[best] < PLAIN:
        sentences.append("No line names the publisher of this very article, so check.")
    return Suggestion(best, evidence := " ".join([*sentences, *notes])), evidence


def _notes(title: str, cited: Sequence[str], catalogue: Catalogue) -> list[str]:
    """What looks like a hint and is none."""
    notes: list[str] = []
    if column := _COLUMN.match(title):
        local = [
            outlet.name
            for outlet in catalogue.outlets
            if outlet.country == column["place"] and outlet.kind is Kind.STATE_CONTROLLED
        ]
        examples = f", such as {', '.join(local[:NAMED])}" if local else ""
        notes.append(
            f"“{column['column']}” in the title says where the writer speaks from, not who printed it: it fits a guest "
            f"column in a foreign outlet as well as an outlet of {column['place']}{examples}."
        )
    if cited:
        names = ", ".join(cited[:NAMED])
        notes.append(f"The text mentions {names} without sign of being {'its' if len(cited) == 1 else 'their'} own.")
    return notes
