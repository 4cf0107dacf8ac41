"""Reports on one event come together across outlets and times; what is stated or set by hand wins."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import corpus, families, scoring, stories
from analysis.benchmark import bcubed
from analysis.stories import Unit, features, grouping, neighbours, stored
from data.schema import Article, Story
from data.store import Workspace
from models import embedding

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)

CRANE = (
    (
        "Crane falls in Orne harbour",
        "A rusty crane fell across two berths of Orne harbour; eleven fishing boats are stuck.",
    ),
    (
        "Boats stuck in Orne harbour",
        "Eleven fishing boats are stuck since a rusty crane fell across Orne harbour berths.",
    ),
    (
        "Fallen crane in Orne was rusty",
        "The crane that fell across two Orne harbour berths was rusty; fishing boats are stuck.",
    ),
)
STRIKE = (
    ("Nurses in Vellin walk out", "Nurses of the Vellin hospital began a strike for higher pay and more staff."),
    ("Hospital strike enters second day", "Nurses of the Vellin hospital went on with their strike for higher pay."),
)
ALONE = ("Pear blossom freezes", "Frost killed a third of the blossom in the valley, growers told this paper.")


def embed(texts: Sequence[str]) -> np.ndarray:
    """Texts with many words in common come out near each other, as with the encoder, at no cost."""
    rows = np.zeros((len(texts), 384), dtype=np.float32)
    for row, text in zip(rows, texts, strict=True):
        for word in set(re.findall(r"[^\W\d_]{4,}", text.lower())):
            row += np.random.default_rng(zlib.crc32(word[:6].encode())).standard_normal(384)
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    np.divide(rows, norms, out=rows, where=norms > 0)
    return rows


@dataclass(frozen=True, slots=True)
class Told(Unit):
    """A unit with what it says."""

    text: str = ""


def vectors(units: Sequence[Told]) -> np.ndarray:
    return embed([features.lead(unit.title, unit.text) for unit in units])


def units(*told: tuple[str, str], hours: Sequence[float | None] | None = None) -> list[Told]:
    whens = hours if hours is not None else [float(n) for n in range(len(told))]
    return [
        Told(f"u{n}", title, stories.codes(title, text), None if at is None else NOON + timedelta(hours=at), text=text)
        for n, ((title, text), at) in enumerate(zip(told, whens, strict=True))
    ]


def together(found: Iterable[Told], **options: object) -> set[frozenset[str]]:
    listed = list(found)
    places = stories.group(listed, vectors(listed), **options)  # type: ignore[arg-type]
    groups: dict[str, set[str]] = {}
    for place in places:
        if place.story is not None:
            groups.setdefault(place.story, set()).add(place.unit)
    return {frozenset(members) for members in groups.values()}


def test_reports_on_one_event_are_one_story_and_who_has_no_company_has_none() -> None:
    assert together(units(*CRANE, *STRIKE, ALONE)) == {frozenset({"u0", "u1", "u2"}), frozenset({"u3", "u4"})}


def test_nothing_and_one_text_have_no_story() -> None:
    assert together([]) == set()
    assert together(units(ALONE)) == set()
    assert together(units(("", ""), ("", ""))) == set()


@pytest.mark.parametrize(
    ("hours", "one"),
    [
        ((0.0, 90.0), True),
        ((0.0, 24 * 30.0), False),
        ((0.0, None), True),
        ((None, None), True),
    ],
    ids=["days apart", "a month apart", "one time unknown", "no time known"],
)
def test_time_parts_alike_texts_and_an_unknown_time_parts_none(hours: tuple[float | None, ...], one: bool) -> None:
    assert (len(together(units(*CRANE[:2], hours=hours))) == 1) is one


def test_texts_too_far_apart_are_joined_by_those_between() -> None:
    told = [CRANE[0]] * 4
    assert together(units(*told, hours=(0.0, 80.0, 160.0, 240.0))) == {frozenset({"u0", "u1", "u2", "u3"})}


def test_stated_stories_stay_apart_and_draw_others_in() -> None:
    made = units(*CRANE)
    made = [replace(made[0], stated="crane"), made[1], replace(made[2], stated="rust")]
    places = {place.unit: place for place in stories.group(made, vectors(made))}
    assert (places["u0"].story, places["u2"].story) == ("crane", "rust")
    assert places["u1"].story in {"crane", "rust"}
    assert places["u0"].why == "stated by its source"


def test_a_stated_story_is_kept_together_however_unlike_its_texts_are() -> None:
    made = [replace(unit, stated="week") for unit in units(CRANE[0], STRIKE[0], ALONE)]
    assert together(made) == {frozenset({"u0", "u1", "u2"})}


def test_a_family_of_copies_is_company_enough() -> None:
    made = units(ALONE)
    (place,) = stories.group([replace(made[0], copies=3)], vectors(made))
    assert place.story is not None
    assert place.why == "near copies of one text"


def test_a_text_without_a_vector_is_on_no_story() -> None:
    made = units(CRANE[0], CRANE[0])
    assert [place.story for place in stories.group(made, np.zeros((2, 384), dtype=np.float32))] == [None, None]


def test_a_story_keeps_its_id_when_more_of_it_comes_in() -> None:
    made = units(*CRANE)
    first = stories.group(made[1:], vectors(made[1:]))
    known = {place.unit: str(place.story) for place in first}
    again = stories.group(made, vectors(made), previous=known)
    assert {place.story for place in again} == {first[0].story}
    assert {place.story for place in stories.group(made, vectors(made))} != {first[0].story}


def test_two_stories_never_get_one_id() -> None:
    made = units(*CRANE, *STRIKE)
    known = dict.fromkeys((unit.id for unit in made), "event-old")
    groups = together(made, previous=known)
    assert groups == {frozenset({"u0", "u1", "u2"}), frozenset({"u3", "u4"})}


@settings(max_examples=15, deadline=None)
@given(st.permutations(range(6)))
def test_the_order_in_which_texts_come_changes_nothing(order: list[int]) -> None:
    made = units(*CRANE, *STRIKE, ALONE)
    shuffled = [made[at] for at in order]
    places = stories.group(shuffled, vectors(shuffled))
    expected = stories.group(made, vectors(made))
    assert sorted(places, key=lambda place: place.unit) == sorted(expected, key=lambda place: place.unit)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.one_of(st.none(), st.floats(0, 20)), min_size=1, max_size=40),
    st.integers(1, 9),
    st.integers(1, 9),
    st.integers(0, 3),
)
def test_blocks_of_time_lose_no_pair(days: list[float | None], rows: int, columns: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    vectors = rng.standard_normal((len(days), 8)).astype(np.float16)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    when = np.array([np.nan if day is None else day for day in days])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(neighbours, "ROWS", rows)
        patch.setattr(neighbours, "COLUMNS", columns)
        one, other, _ = neighbours.pairs(vectors, when, 0.3)
    similar = vectors.astype(np.float32) @ vectors.astype(np.float32).T
    gap = np.abs(when[:, None] - when)
    faded = similar - neighbours.FADING * np.where(np.isnan(gap), 0.5, gap / neighbours.WINDOW_DAYS)
    at, to = np.nonzero(np.triu((faded >= 0.3) & ~(gap > neighbours.WINDOW_DAYS), 1))
    expected = {(a, b) for a, b in zip(at.tolist(), to.tolist(), strict=True) if abs(faded[a, b] - 0.3) > 1e-3}
    assert expected <= set(zip(one.tolist(), other.tolist(), strict=True))
    assert (one < other).all()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Orne crane fell in March", {"orne"}),
        ("Hale’s 1,400 boats and 3 cranes", {"hale", "1400", "3"}),
        ("Anna-Lena Öhr", {"anna-lena", "öhr"}),
        ("nothing here", set()),
    ],
)
def test_names_and_numbers_of_a_text(text: str, expected: set[str]) -> None:
    assert features.names(text) == expected


def test_the_lead_is_the_headline_and_the_first_words() -> None:
    assert features.lead("Title", "word " * 500).split() == ["Title", *["word"] * features.LEAD_WORDS]
    assert features.lead("", "") == ""


@pytest.mark.parametrize(
    ("found", "true", "f1"),
    [
        ("aabb", "aabb", 1.0),
        ("abcd", "abcd", 1.0),
        ("aaaa", "aabb", 2 * 0.5 / 1.5),
        ("abcd", "aabb", 2 * 0.5 / 1.5),
    ],
)
def test_bcubed(found: str, true: str, f1: float) -> None:
    assert bcubed(found, true)[2] == pytest.approx(f1)


# In a workspace


def article(told: tuple[str, str], outlet: str, hours: float = 0.0, **fields: object) -> Article:
    made = Article(told[0], told[1], outlet, language="en", published=NOON + timedelta(hours=hours))
    return replace(made, **fields)  # type: ignore[arg-type]


@pytest.fixture
def encoder(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Replaces the encoder; holds what it was given."""
    read: list[str] = []

    def reading(texts: list[str]) -> np.ndarray:
        read.extend(texts)
        return embed(texts)

    monkeypatch.setattr(embedding, "embed", reading)
    return read


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made = Workspace(tmp_path / "w")
    made.add([article(told, f"paper-{n}", n) for n, told in enumerate(CRANE)] + [article(ALONE, "paper-9")])
    return made


def found(workspace: Workspace) -> dict[str, str | None]:
    scoring.score(workspace, {})
    table = corpus.articles(workspace)
    return {t: None if pd.isna(s) else s for t, s in zip(table["title"], table["story"], strict=True)}


def test_scoring_finds_the_stories_of_a_workspace(workspace: Workspace, encoder: list[str]) -> None:
    by_title = found(workspace)
    crane = {by_title[title] for title, _ in CRANE}
    assert len(crane) == 1
    assert None not in crane
    assert by_title[ALONE[0]] is None
    (told,) = stories.listed(corpus.articles(workspace), stories.titles(workspace)).to_dict("records")
    assert (told["n_outlets"], told["n_families"], told["n_articles"]) == (3, 3, 3)
    assert told["title"] in dict(CRANE)
    assert told["outlets"] == ["paper-0", "paper-1", "paper-2"]


def test_only_what_is_new_is_embedded(workspace: Workspace, encoder: list[str]) -> None:
    found(workspace)
    assert len(encoder) == 4
    found(workspace)
    assert len(encoder) == 4
    workspace.add([article(STRIKE[0], "paper-1")])
    found(workspace)
    assert len(encoder) == 5


def test_embedding_that_broke_off_goes_on_where_it_was(
    workspace: Workspace, encoder: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stored, "TEXTS_PER_PART", 1)

    def breaking(texts: list[str]) -> np.ndarray:
        if len(encoder) == 2:
            raise MemoryError("no more")
        encoder.extend(texts)
        return embed(texts)

    working = embedding.embed
    monkeypatch.setattr(embedding, "embed", breaking)
    with pytest.raises(MemoryError):
        found(workspace)
    monkeypatch.setattr(stored, "TEXTS_PER_PART", 10)
    monkeypatch.setattr(embedding, "embed", working)
    found(workspace)
    assert len(encoder) == len(set(encoder)) == 4


def test_near_copies_join_the_story_of_their_original(workspace: Workspace, encoder: list[str]) -> None:
    body = (
        " ".join(f"{text}" for _, text in CRANE) + " Nobody was hurt, and the fish market opens later until Thursday."
    )
    workspace.add([article(("Crane", body), "wire", 1), article(("Wreck", body), "copyist", 2, story=None)])
    by_title = found(workspace)
    assert by_title["Crane"] == by_title["Wreck"] == by_title[CRANE[0][0]]


def test_what_an_article_states_and_what_a_user_sets_wins(workspace: Workspace, encoder: list[str]) -> None:
    workspace.add([article(("Crane again", CRANE[0][1]), "stater", 3, story="stated-crane")])
    by_title = found(workspace)
    assert by_title["Crane again"] == "stated-crane"
    assert by_title[CRANE[0][0]] == "stated-crane"
    table = corpus.articles(workspace).set_index("title")["article"]
    workspace.state.correct(table[CRANE[0][0]], "story", None)
    workspace.state.correct(table[ALONE[0]], "story", "frost")
    for by_title in (found(workspace), found(workspace)):
        assert by_title[CRANE[0][0]] is None
        assert by_title[ALONE[0]] == "frost"
        assert by_title[CRANE[1][0]] == "stated-crane"


def test_an_article_moved_by_hand_does_not_pull_its_old_story_apart(workspace: Workspace, encoder: list[str]) -> None:
    before = found(workspace)
    table = corpus.articles(workspace).set_index("title")["article"]
    workspace.state.correct(table[ALONE[0]], "story", before[CRANE[0][0]])
    after = found(workspace)
    assert {after[title] for title in (*dict(CRANE), ALONE[0])} == {before[CRANE[0][0]]}


def test_a_users_title_wins(workspace: Workspace, encoder: list[str]) -> None:
    story = str(found(workspace)[CRANE[0][0]])
    workspace.state.put([Story(story, "The crane of Orne")])
    assert stories.titles(workspace)[story] == "The crane of Orne"


def test_texts_in_other_languages_are_not_guessed_at(workspace: Workspace, encoder: list[str]) -> None:
    workspace.add([article(("Kran fällt", CRANE[0][1]), "zeitung", language="de")])
    assert found(workspace)["Kran fällt"] is None
    assert len(encoder) == 4


def test_a_workspace_without_stories_is_read(workspace: Workspace) -> None:
    assert corpus.articles(workspace)["story"].isna().all()
    assert stories.titles(workspace) == {}
    assert stories.listed(corpus.articles(workspace), {}).empty


def test_the_thresholds_are_similarities() -> None:
    assert 0 < grouping.SAME_FROM <= grouping.NEAR_FROM < 1
    assert families.REVISION
