"""Where the articles of a copied page begin and end: the cheapest reading of its lines by the grammar.

How much dearer the next-best role of a line would have made the whole reading tells how sure it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median_low
from typing import TYPE_CHECKING, Final

from data.ingest.costs import emission, prices, surcharge
from data.ingest.grammar import MOVES, STATES, Move, Role, State, Step, closing
from data.ingest.lines import Line, Look

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

DOUBT: Final = 2.0  # a reading that is dearer by no more than this deserves a look

LONG_TEXT: Final = 3  # paragraphs in a row; the entries of a list have fewer
ENTRY_LOOKS: Final = frozenset(
    (Look.SHORT, Look.CREDIT, Look.STAMP, Look.NAME, Look.LABEL, Look.HEADLINE, Look.REPEATED_NAME, Look.AUTHOR)
)

_INFINITE: Final = float("inf")
_START: Final = STATES.index(State(Role.OUTSIDE))


@dataclass(frozen=True, slots=True)
class Part:
    """A line with its role, the number of its article, and the role it nearly got."""

    line: Line
    role: Role
    article: int | None = None
    rival: Role | None = None


def split(lines: Sequence[Line], *, titles: Collection[int] | None = None, dropped: Collection[int] = ()) -> list[Part]:
    """The role of each line in the cheapest reading of the page.

    ``titles`` are the numbers of the lines that the user says are the headlines, and no others; None
    leaves it open. ``dropped`` are the numbers of the lines that the user says are furniture.
    """
    if not lines:
        return []
    listed = _listed(lines)
    roles = [
        _allowed(line, emission(line, listed=under), titles, dropped) for line, under in zip(lines, listed, strict=True)
    ]
    costs = [
        [by_role[state.role] + surcharge(line, state) for state in STATES]
        for line, by_role in zip(lines, roles, strict=True)
    ]
    usual = median_low(line.gap for line in lines)  # where every line is followed by a blank one, that says nothing
    steps = [
        prices(line, lines[index - 1] if index else None, listed=listed[index], usual_gap=usual)
        for index, line in enumerate(lines)
    ]
    forward, arrivals = _forward(costs, steps, titled=titles is not None)
    path = _path(forward[-1], arrivals)
    rivals: list[Role | None] = [None] * len(lines)
    if titles is None:
        backward = _backward(costs, steps)
        for index, line in enumerate(lines):
            totals = [there + back for there, back in zip(forward[index], backward[index], strict=True)]
            rivals[index] = _rival(line, STATES[path[index].target].role, totals)
    return _parts(lines, path, rivals)


def _listed(lines: Sequence[Line]) -> list[bool]:
    """For each line whether it stands in a list of articles: under a heading, before any text of some length."""
    listed: list[bool] = []
    here, paragraphs = False, 0
    for index, line in enumerate(lines):
        previous = lines[index - 1] if index else None
        if previous is not None and previous.look is Look.HEADING:
            # A heading that is followed by buttons is an entry of a menu.
            here, paragraphs = line.look in ENTRY_LOOKS, 0
        paragraphs = paragraphs + 1 if line.look in (Look.LONG, Look.SENTENCE) else 0
        here = here and paragraphs < LONG_TEXT
        listed.append(here)
    return listed


def _allowed(
    line: Line, costs: dict[Role, float], titles: Collection[int] | None, dropped: Collection[int]
) -> dict[Role, float]:
    """The costs with every role ruled out that the user's word excludes."""
    if line.number in dropped:
        return {role: 0 if role in (Role.INSIDE, Role.OUTSIDE) else _INFINITE for role in costs}
    if titles is None:
        return costs
    if line.number in titles:
        return {role: 0 if role is Role.TITLE else _INFINITE for role in costs}
    return costs | {Role.TITLE: _INFINITE}


def _forward(
    costs: Sequence[Sequence[float]], steps: Sequence[dict[Step, float]], *, titled: bool
) -> tuple[list[list[float]], list[list[Move]]]:
    """The cheapest way from the top to each state of each line, and the move by which it arrives there."""
    moves = [move for move in MOVES if not (titled and move.untitled)]
    before = [_INFINITE] * len(STATES)
    before[_START] = 0
    table: list[list[float]] = []
    arrivals: list[list[Move]] = []
    for cost, price in zip(costs, steps, strict=True):
        best, arrived = [_INFINITE] * len(STATES), [moves[0]] * len(STATES)
        for move in moves:
            total = before[move.origin] + move.cost + price[move.step]
            if total < best[move.target]:
                best[move.target], arrived[move.target] = total, move
        before = [so_far + here for so_far, here in zip(best, cost, strict=True)]
        table.append(before)
        arrivals.append(arrived)
    return table, arrivals


def _backward(costs: Sequence[Sequence[float]], steps: Sequence[dict[Step, float]]) -> list[list[float]]:
    """The cheapest way from each state of each line to the bottom, without the line's own cost."""
    after = [_closing(state) for state in STATES]
    table = [after]
    for cost, price in zip(reversed(costs[1:]), reversed(steps[1:]), strict=True):
        best = [_INFINITE] * len(STATES)
        for move in MOVES:
            total = move.cost + price[move.step] + cost[move.target] + after[move.target]
            best[move.origin] = min(best[move.origin], total)
        after = best
        table.append(after)
    return table[::-1]


def _closing(state: State) -> float:
    ending = closing(state)
    return _INFINITE if ending is None else ending


def _path(last: Sequence[float], arrivals: Sequence[Sequence[Move]]) -> list[Move]:
    """The moves of the cheapest reading, from the top."""
    totals = [cost + _closing(state) for cost, state in zip(last, STATES, strict=True)]
    place = totals.index(min(totals))
    path: list[Move] = []
    for arrived in reversed(arrivals):
        path.append(arrived[place])
        place = arrived[place].origin
    return path[::-1]


def _parts(lines: Sequence[Line], path: Sequence[Move], rivals: Sequence[Role | None]) -> list[Part]:
    parts: list[Part] = []
    article = -1
    for line, move, rival in zip(lines, path, rivals, strict=True):
        article += move.begins
        role = STATES[move.target].role
        parts.append(Part(line, role, None if role is Role.OUTSIDE else article, rival))
    return parts


def _rival(line: Line, role: Role, totals: Sequence[float]) -> Role | None:
    """The role that would have been nearly as cheap, where the difference would change the articles."""
    cheapest: dict[Role, float] = {}
    for state, total in zip(STATES, totals, strict=True):
        cheapest[state.role] = min(total, cheapest.get(state.role, _INFINITE))
    best = cheapest[role]
    near = sorted((total, other) for other, total in cheapest.items() if other is not role and total <= best + DOUBT)
    for _, other in near:
        pair = {role, other}
        if Role.TITLE in pair or pair == {Role.ABOVE, Role.UNDER} or pair == {Role.ABOVE, Role.BELOW}:
            return other
        if line.look is Look.LONG and pair & {Role.BODY, Role.LEAD} and pair != {Role.BODY, Role.LEAD}:
            return other
    return None
