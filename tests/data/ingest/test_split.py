"""The splitter on pages put together at random from articles and furniture."""

from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.ingest.grammar import Role
from data.ingest.lines import looked_at, tidy
from data.ingest.split import split
from tests.data.ingest.invented import CATALOGUE

TITLES = [
    "Envoy recalled over the pipeline report",
    "Insurers raise the price of the northern route",
    "Who owns the lighthouse?",
    "Night trains to return on the coast line",
    "“We are finished,” says the harbour master",
    "13 families torn apart by the tide",
]
PARAGRAPHS = [
    "Karvenia recalled its envoy on Wednesday after a committee in Lowmark named one of its companies as the owner of "
    "the ship that cut the pipeline.",
    "The premium for a tanker has doubled since Monday, three brokers said. One owner has sent two ships around the "
    "cape instead.",
    "The court heard on Thursday that nobody had paid tax on the tower since 1961. The town says it is the state's.",
    "After four years the sleeper is back. The railway will run it three times a week from October, with carriages "
    "that it bought second-hand.",
    "Eleven miles is a long way to drag nine tons of iron and not to notice. Four captains were asked, and none of "
    "them laughed.",
    "Of 212 members who voted, 171 were for the offer, which raises pay by four per cent.",
]
ABOVE = [
    "Harbour Gazette\n3 hours ago",
    "Port Courier · 2h",
    "The Lantern — yesterday",
    "Orrin Post\n5 hours ago\n- Orrin Post",
]
BELOW = ["Harbour Gazette | 23 July 2025", "By Mara Venn\nPort Courier, 2 hours ago", "Port Courier\nyesterday"]
UNDER = ["Source: Harbour Gazette | 23 July 2025", "Port Courier — 2 hours ago"]
INSIDE = ["Advertisement", "Photo: Picture Desk", "READ MORE: Who sailed the ship?"]
BETWEEN = ["Share\nRead more", "Comments (12)\n#sea #north", "Load more", "Weiterlesen", ""]


@dataclass(frozen=True)
class Piece:
    title: str
    body: tuple[str, ...]
    lines: tuple[str, ...]


@st.composite
def pages(draw: st.DrawFn) -> tuple[list[Piece], str]:
    """A page of two to five credited articles with furniture in and between them, with or without blank lines."""
    order = draw(st.sampled_from(["above", "below", "under"]))
    titles = draw(st.lists(st.sampled_from(TITLES), min_size=2, max_size=5, unique=True))
    blank = draw(st.booleans())
    between = draw(st.sampled_from(BETWEEN))
    pieces = []
    for title in titles:
        body = tuple(draw(st.lists(st.sampled_from(PARAGRAPHS), min_size=1, max_size=3, unique=True)))
        if order == "above":
            head = [*draw(st.sampled_from(ABOVE)).split("\n"), title]
        else:
            head = [title] if order == "under" else [title, *draw(st.sampled_from(BELOW)).split("\n")]
        lines = [*head, body[0]]
        for paragraph in body[1:]:
            if draw(st.booleans()):
                lines.append(draw(st.sampled_from(INSIDE)))
            lines.append(paragraph)
        if order == "under":
            lines.append(draw(st.sampled_from(UNDER)))
        pieces.append(Piece(title, body, tuple(lines)))
    joint = f"\n{between}\n" if between else ("\n\n\n" if blank else "\n")
    top = draw(st.sampled_from(["", "Home | World | Sport\nSign in\n", "Top stories\n", "Menu\nSearch\n\n"]))
    return pieces, top + joint.join("\n".join(piece.lines) for piece in pieces) + draw(
        st.sampled_from(["", "\nLoad more\nPrivacy policy\n© 2025 Newsraft"])
    )


def _found(text: str, titles: set[int] | None = None) -> list[tuple[str, tuple[str, ...]]]:
    found: dict[int, tuple[list[str], list[str]]] = {}
    for part in split(looked_at(tidy(text), CATALOGUE), titles=titles):
        if part.article is not None and part.role in (Role.TITLE, Role.BODY, Role.LEAD):
            title, body = found.setdefault(part.article, ([], []))
            (title if part.role is Role.TITLE else body).append(part.line.text)
    return [(" / ".join(title), tuple(body)) for title, body in found.values()]


@settings(max_examples=150, deadline=None)
@given(pages())
def test_articles_with_credits_are_found_whatever_surrounds_them(page: tuple[list[Piece], str]) -> None:
    pieces, text = page
    assert _found(text) == [(piece.title, piece.body) for piece in pieces]


@settings(max_examples=30, deadline=None)
@given(pages())
def test_the_user_s_headlines_are_final(page: tuple[list[Piece], str]) -> None:
    pieces, text = page
    lines = tidy(text)
    chosen = {lines.index(piece.title) for piece in pieces[1:]}
    assert [title for title, _ in _found(text, chosen)] == [piece.title for piece in pieces[1:]]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=80), max_size=12))
def test_every_line_gets_a_role_and_articles_are_numbered_in_order(lines: list[str]) -> None:
    looks = looked_at(tidy("\n".join(lines)), CATALOGUE)
    parts = split(looks)
    assert [part.line for part in parts] == looks
    numbers = [part.article for part in parts if part.article is not None]
    assert numbers == sorted(numbers)
    assert set(numbers) == set(range(len(set(numbers))))


def test_no_lines_no_parts() -> None:
    assert split([]) == []


@pytest.mark.parametrize(
    ("text", "line"),
    [
        # Under the heading of a list the line is as likely a headline of its own as a subheading.
        (f"Most read\nThe grain deal\nHarbour Gazette\n2h\n{PARAGRAPHS[0]}\nWhat was left out\n{PARAGRAPHS[1]}", 5),
    ],
)
def test_a_near_tie_is_told(text: str, line: int) -> None:
    parts = {part.line.number: part for part in split(looked_at(tidy(text), CATALOGUE))}
    assert parts[line].rival is not None
