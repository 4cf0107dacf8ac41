"""What each reading of a line costs: 0 is what one expects, about 3 a stretch, 6 and more would be a mistake."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from data.ingest.grammar import Order, Role, State, Step
from data.ingest.lines import Look, word_count

if TYPE_CHECKING:
    from data.ingest.lines import Line

# Cost of each look as credit, title, body, furniture inside an article, furniture outside.
_COSTS: Final[dict[Look, tuple[float, float, float, float, float]]] = {
    Look.STAMP: (0, 9, 6, 3, 3),
    Look.CREDIT: (0, 6, 5, 3, 2.5),
    Look.AUTHOR: (0.2, 4, 4, 2, 1),
    Look.NAME: (0.6, 2.5, 4, 3, 2),
    Look.REPEATED_NAME: (1, 4, 3, 2, 0.8),
    Look.LABEL: (1, 1.5, 3, 2.5, 2),
    Look.HEADLINE: (6, -2.5, 5, 6, 5),
    Look.SHORT: (6, 0, 2, 6, 3),
    Look.SCRAP: (2.5, 3, 2.5, 2, 1),
    Look.SENTENCE: (9, 3, 0.3, 6, 3.5),
    Look.LONG: (9, 6, 0, 8, 9),  # 9 outside: a paragraph is not thrown away
    Look.PLUG: (5, 1.5, 2, 2.5, 1),
    Look.REPEATED: (4, 4, 3, 0.7, 0),
    Look.DUPLICATE: (4, 2, 4, 0, 0.5),
    Look.HEADING: (6, 4, 4, 4, 0),
    Look.ENDING: (5, 5, 4, 0.7, 0),
    Look.INTERRUPTION: (4, 5, 4, 0, 0.3),
    Look.TEASER: (5, 2, 3, 0.3, 0.5),
    Look.GENERIC: (4, 4, 3, 0.5, 0.3),
    Look.CONSENT: (9, 9, 3, 0.7, 0.3),
}
_COLUMN: Final = {
    Role.ABOVE: 0,
    Role.BELOW: 0,
    Role.UNDER: 0,
    Role.TITLE: 1,
    Role.LEAD: 2,
    Role.BODY: 2,
    Role.INSIDE: 3,
    Role.OUTSIDE: 4,
}

BEGIN: Final = 3.0  # above the 2 of a subheading, so that a short line in a text begins nothing by itself
BARE: Final = 3.0  # an article without credit, among others
BARE_FIRST: Final = 0.5  # a page's main article often has none
BARE_LISTED: Final = 0.3  # nor have the entries of a list under a heading
SHORT_OPENING: Final = 1.5  # a text that opens with what looks like another headline
LEAD: Final = 2.5  # a standfirst between headline and credit …
LONGER_LEAD: Final = 1.0  # … that is at least as long as the headline, as standfirsts mostly are
SHORT_LEAD: Final = 1.0  # a standfirst mostly ends without a full stop, unlike a paragraph
LONG_LEAD: Final = 2.0  # as long as a paragraph
RESUMED: Final = 4.5  # text that goes on after buttons which mostly stand under an article
TWICE: Final = 2.0  # a second time or a second outlet of the same article
BLANK_INSIDE: Final = 0.25  # per blank line, at most two, between the parts of an article's head
BLANK_BEFORE: Final = 0.4  # gained per blank line, at most two, before a new article
RULE_INSIDE: Final = 0.7  # a drawn rule inside an article
RULE_BEFORE: Final = 1.5  # gained for a drawn rule before a new article
HEADING_BEFORE: Final = 1.0  # gained for the heading of a list before a new article
MARKED_TITLE: Final = 1.0  # gained for a headline that is a link or that markdown marks as a heading
USUAL_TITLE: Final = 6  # words; few headlines have less, while buttons and captions mostly do
BRIEF_TITLE: Final = 0.3  # per word that a headline is short of that
HEAD_CLUTTER: Final = -2.8  # a short line of furniture under a headline is no rarity
LISTED_SUBHEADING: Final = 1.5  # in a list of articles, a short line is less likely a subheading


def emission(line: Line, *, listed: bool) -> dict[Role, float]:
    """What the line costs in each role."""
    costs = {role: float(_COSTS[line.look][column]) for role, column in _COLUMN.items()}
    if line.marked_title or line.url:
        costs[Role.TITLE] -= MARKED_TITLE
    if line.look is Look.SHORT and not listed:
        costs[Role.TITLE] += BRIEF_TITLE * max(0, USUAL_TITLE - word_count(line.text))
    if line.look is Look.SHORT and listed:
        costs[Role.BODY] += LISTED_SUBHEADING
    if line.look is Look.LONG:
        costs[Role.LEAD] += LONG_LEAD
    if line.look is Look.SHORT:
        costs[Role.LEAD] = SHORT_LEAD
    return costs


def surcharge(line: Line, state: State) -> float:
    """What the line costs on top of its role, given what the state knows of its article."""
    brief = line.look is Look.SHORT and word_count(line.text) < USUAL_TITLE
    if brief and state.role is Role.INSIDE and state.within in (Role.TITLE, Role.LEAD, Role.BELOW):
        return HEAD_CLUTTER
    if line.credit is None:
        return 0
    if state.role is Role.ABOVE and state.order is Order.BOTH and line.credit.stamp:
        return TWICE
    if state.role is Role.UNDER and state.order is not Order.UNDER and line.credit.outlet:
        return TWICE
    return 0


def prices(line: Line, previous: Line | None, *, listed: bool, usual_gap: int) -> dict[Step, float]:
    """What each kind of step to this line costs, beside the costs of the roles."""
    blanks = min(max(line.gap - usual_gap, 0), 2)
    begin = BEGIN - BLANK_BEFORE * blanks - RULE_BEFORE * line.ruled
    if previous is not None and previous.look is Look.HEADING:
        begin -= HEADING_BEFORE
    credited = line.look is Look.HEADLINE
    buttons = line.look in (Look.ENDING, Look.REPEATED)
    longer = previous is not None and len(line.text) >= len(previous.text)
    head = BLANK_INSIDE * blanks + RULE_INSIDE * line.ruled
    return {
        Step.BEGIN: begin,
        Step.BEGIN_FIRST_BARE: begin + (0 if credited else BARE_FIRST),
        Step.BEGIN_BARE: begin + (0 if credited else BARE_LISTED if listed else BARE),
        Step.HEAD: head,
        Step.LEAD: head + (LONGER_LEAD if longer else LEAD),
        Step.OPEN: head + (SHORT_OPENING if line.look is Look.SHORT else 0),
        Step.TEXT: RULE_INSIDE * line.ruled,
        Step.INTERRUPT: RESUMED if buttons else 0,
        Step.PLAIN: 0,
    }
