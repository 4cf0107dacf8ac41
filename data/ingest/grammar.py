"""The grammar of a page of articles: the roles that a line can have, and what may follow what.

An article is a headline and a text, with its credit (outlet, author, time) above the headline, below
it (perhaps after a standfirst), under the text, or nowhere; between articles stands furniture. A cost
of 0 is what one expects, about 3 is a stretch, 6 and more would be a mistake.
"""

from __future__ import annotations

from enum import StrEnum, auto
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator


class Role(StrEnum):
    """What a line is on the page."""

    ABOVE = "credit above the headline"
    TITLE = "title"
    LEAD = "text between headline and credit"
    BELOW = "credit below the headline"
    BODY = "body"
    UNDER = "credit under the text"
    INSIDE = "furniture inside an article"
    OUTSIDE = "furniture"


class Order(StrEnum):
    """Where an article has its credit."""

    ABOVE = "above"
    BELOW = "below"
    BOTH = "both"
    UNDER = "under"
    NOWHERE = "nowhere"


class State(NamedTuple):
    """Where the reading stands: the line's role, its article's order, and which part furniture interrupts."""

    role: Role
    order: Order | None = None
    within: Role | None = None


class Step(StrEnum):
    """What a move from one line to the next does, as far as its price depends on the lines."""

    BEGIN = auto()
    BEGIN_FIRST_BARE = auto()  # the page's first article, without credit
    BEGIN_BARE = auto()
    HEAD = auto()  # on to the next part of the same article
    LEAD = auto()  # on to a standfirst
    OPEN = auto()  # on to the first paragraph
    TEXT = auto()  # from paragraph to paragraph
    INTERRUPT = auto()  # furniture in the middle of the text
    PLAIN = auto()


class Move(NamedTuple):
    """A possible step from one state to another, by their places in `STATES`."""

    origin: int
    target: int
    step: Step
    cost: float
    begins: bool
    untitled: bool


OTHER_ORDER: Final = 0.7  # the articles of a page mostly have their credit in the same place
BOTH_PLACES: Final = 0.5
UNDER_AS_WELL: Final = 2.5  # a second credit, under the text
UNTITLED: Final = 4.0
TEXTLESS: Final = 2.0

_FIRST: Final = {  # the roles that an article of each order can begin with
    Order.ABOVE: (Role.ABOVE,),
    Order.BELOW: (Role.TITLE,),
    Order.BOTH: (Role.ABOVE,),
    Order.UNDER: (Role.TITLE,),
    Order.NOWHERE: (Role.TITLE, Role.BODY),
}


def _next(role: Role, order: Order) -> Iterator[tuple[Role, Step, float]]:
    """The parts that may follow a part of the same article, with the cost of doing so."""
    if role in (Role.ABOVE, Role.BELOW):
        yield role, Step.HEAD, 0
    if role is Role.ABOVE:
        yield Role.TITLE, Step.HEAD, 0
        if order is Order.ABOVE:
            yield Role.BODY, Step.OPEN, UNTITLED
    if role is Role.TITLE:
        below = order in (Order.BELOW, Order.BOTH)
        if not below:
            yield Role.BODY, Step.OPEN, 0
        else:
            yield Role.BELOW, Step.HEAD, 0
            yield Role.LEAD, Step.LEAD, 0
    if role is Role.LEAD:
        yield Role.BELOW, Step.HEAD, 0
    if role is Role.BELOW:
        yield Role.BODY, Step.OPEN, 0
    if role is Role.BODY:
        yield Role.BODY, Step.TEXT, 0
    if role in (Role.BODY, Role.UNDER) and order is not Order.NOWHERE:
        yield Role.UNDER, Step.HEAD, 0 if order is Order.UNDER or role is Role.UNDER else UNDER_AS_WELL


def _may_end(role: Role, order: Order) -> float | None:
    """What it costs to end an article of this order after this part; None where it can't end there."""
    if role is Role.BODY:
        return None if order is Order.UNDER else 0
    if role is Role.UNDER:
        return 0
    if role is Role.BELOW or (role is Role.TITLE and order in (Order.ABOVE, Order.NOWHERE)):
        return TEXTLESS
    return None


def _states() -> Iterator[State]:
    yield State(Role.OUTSIDE)
    for order in Order:
        yield State(Role.OUTSIDE, order)
        for role in (Role.ABOVE, Role.TITLE, Role.LEAD, Role.BELOW, Role.BODY, Role.UNDER):
            yield State(role, order)
            yield State(Role.INSIDE, order, role)


STATES: Final = tuple(_states())
_PLACE: Final = {state: place for place, state in enumerate(STATES)}


def _beginnings(origin: int, earlier: Order | None, cost: float) -> Iterator[Move]:
    """The moves that begin an article after this state."""
    for order, roles in _FIRST.items():
        price = cost + (OTHER_ORDER if earlier not in (None, order) else 0) + BOTH_PLACES * (order is Order.BOTH)
        step = Step.BEGIN
        if order is Order.NOWHERE:
            step = Step.BEGIN_FIRST_BARE if earlier is None else Step.BEGIN_BARE
        for role in roles:
            untitled = role is Role.BODY
            target = _PLACE[State(role, order)]
            yield Move(origin, target, step, price + UNTITLED * untitled, begins=True, untitled=untitled)


def _moves() -> Iterator[Move]:
    for origin, (role, order, within) in enumerate(STATES):
        if role is Role.OUTSIDE or order is None:
            yield Move(origin, origin, Step.PLAIN, 0, begins=False, untitled=False)
            yield from _beginnings(origin, order, 0)
            continue
        part = within or role
        for following, step, cost in _next(part, order):
            untitled = part is Role.ABOVE and following is Role.BODY
            yield Move(origin, _PLACE[State(following, order)], step, cost, begins=False, untitled=untitled)
        inside = _PLACE[State(Role.INSIDE, order, part)]
        interrupts = part is Role.BODY and within is None
        yield Move(origin, inside, Step.INTERRUPT if interrupts else Step.PLAIN, 0, begins=False, untitled=False)
        if (ending := _may_end(part, order)) is not None:
            outside = _PLACE[State(Role.OUTSIDE, order)]
            yield Move(origin, outside, Step.PLAIN, ending, begins=False, untitled=False)
            yield from _beginnings(origin, order, ending)


MOVES: Final = tuple(_moves())


def closing(state: State) -> float | None:
    """What it costs to end the page in this state; None where the page can't end there."""
    if state.role is Role.OUTSIDE or state.order is None:
        return 0
    return _may_end(state.within or state.role, state.order)
