"""The workspace: what is stored comes back, whole or not at all, whatever the text and the folder are called."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data import schema, store
from data.schema import Article, PublishedBasis, Suggestion, Target
from data.store import BusyError, NotAWorkspaceError, Workspace

OUTCOME: dict[str, object] = {"article": "a", "measure": "tone", "subject": "", "asked": 1}
SCORE: dict[str, object] = {"article": "a", "sentence": 0, "measure": "tone", "subject": "", "score": 0.5}

TEXT = st.text(max_size=200)
ARTICLES = st.lists(
    st.builds(
        Article,
        title=TEXT,
        text=TEXT,
        outlet=st.none() | TEXT,
        via=st.none() | TEXT,
        slot=st.none() | TEXT,
        url=st.none() | TEXT,
        language=st.sampled_from([None, "en", "de"]),
        published=st.none() | st.datetimes(timezones=st.just(UTC)),
        published_basis=st.sampled_from(PublishedBasis),
        snippet=st.booleans(),
        agency=st.none() | TEXT,
        suggestion=st.none() | st.builds(Suggestion, outlet=TEXT, evidence=TEXT),
        topics=st.lists(TEXT, max_size=3).map(tuple),
        story=st.none() | TEXT,
        warnings=st.lists(TEXT, max_size=2).map(tuple),
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda article: article.id,
)


def article(number: int) -> Article:
    return Article(f"Title {number}", f"Text {number}.", outlet="gazette")


def rows(workspace: Workspace, table: str = "articles") -> list[dict[str, Any]]:
    with workspace.connect() as db:
        cursor = db.execute(f"SELECT * FROM {table}")  # noqa: S608
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def leftovers(workspace: Workspace) -> list[str]:
    return [path.name for path in (workspace.root / "tmp").glob("*")]


@settings(max_examples=15, deadline=None)
@given(ARTICLES)
def test_articles_come_back_as_they_were(articles: list[Article]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(Path(folder) / "w")
        added = workspace.add(articles)
        assert added.stored == tuple(a.id for a in articles)
        assert rows(workspace) == [schema.to_row(a) for a in articles]


def test_instants_are_stored_in_universal_time(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "w")
    noon = datetime(2026, 3, 2, 12, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    workspace.add([replace(article(1), published=noon)])
    (row,) = rows(workspace)
    assert (row["published"], row["published"].utcoffset()) == (noon, timedelta(0))


def test_a_known_article_is_a_duplicate_in_the_same_call_and_in_the_next(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "w")
    first = workspace.add([article(1), article(2), article(1)])
    assert (len(first.stored), first.duplicates) == (2, (article(1).id,))
    second = Workspace(tmp_path / "w").add([article(2), article(3)])
    assert (second.stored, second.duplicates) == ((article(3).id,), (article(2).id,))
    assert len(rows(workspace)) == 3


def test_adding_nothing_publishes_nothing(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "w")
    before = workspace.version()
    assert workspace.add([]).stored == ()
    assert workspace.is_empty()
    assert workspace.version() == before


def test_articles_stream_into_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "ARTICLES_PER_PART", 2)
    workspace = Workspace(tmp_path / "w")
    parts: list[int] = []

    def incoming() -> Iterator[Article]:
        for number in range(5):
            parts.append(len(list(workspace.root.glob("articles/*.parquet"))))
            yield article(number)

    workspace.add(incoming())
    assert parts == [0, 0, 1, 1, 2]
    assert [row["title"] for row in rows(workspace)] == [f"Title {number}" for number in range(5)]


def test_a_source_that_breaks_off_loses_nothing_that_was_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "ARTICLES_PER_PART", 2)
    workspace = Workspace(tmp_path / "w")

    def incoming() -> Iterator[Article]:
        yield from (article(number) for number in range(3))
        raise OSError("the file ends here")

    with pytest.raises(OSError, match="ends here"):
        workspace.add(incoming())
    assert len(rows(workspace)) == 2
    assert len(workspace.add(article(number) for number in range(4)).stored) == 2


def test_text_that_no_file_can_hold_is_refused_whole(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "w")
    workspace.add([article(1)])
    with pytest.raises(UnicodeEncodeError):
        workspace.add([article(2), Article("half a character", "\ud800")])
    assert [row["title"] for row in rows(workspace)] == ["Title 1"]
    assert workspace.add([article(2)]).stored == (article(2).id,)


@pytest.mark.parametrize(
    "name", ["it's", "a [1]", "a*b", "{a,b}", "outlet=elsewhere", "ä 轮渡", "a;b--", "$HOME", "%2e"]
)
def test_the_folder_may_have_any_name(tmp_path: Path, name: str) -> None:
    workspace = Workspace(tmp_path / name / "w")
    workspace.add([article(1)])
    workspace.add_scored([SCORE], [OUTCOME])
    assert [row["outlet"] for row in rows(workspace)] == ["gazette"]
    assert set(rows(workspace)[0]) == set(schema.ARTICLES.names)
    assert len(rows(workspace, "scores")) == len(rows(workspace, "outcomes")) == 1


@pytest.mark.parametrize("table", store.TABLES)
def test_an_empty_workspace_has_every_table_with_its_columns(tmp_path: Path, table: str) -> None:
    with Workspace(tmp_path / "w").connect() as db:
        cursor = db.execute(f"SELECT * FROM {table}")  # noqa: S608
        assert [column[0] for column in cursor.description or ()] == store.TABLES[table][0].names
        assert cursor.fetchall() == []


def test_a_folder_of_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    for root in (tmp_path, tmp_path / "letter.txt"):
        with pytest.raises(NotAWorkspaceError, match="name an empty or a new folder"):
            Workspace(root)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_an_empty_folder_and_a_deep_new_one_become_workspaces(tmp_path: Path) -> None:
    for root in (tmp_path, tmp_path / "a" / "b"):
        assert not Workspace.exists(root)
        assert Workspace(root).is_empty()
        assert Workspace.exists(root)


def test_scores_and_outcomes_are_published_both_or_neither(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "w")

    def broken() -> Iterator[dict[str, object]]:
        yield OUTCOME
        raise RuntimeError("no more")

    with pytest.raises(RuntimeError, match="no more"):
        workspace.add_scored([SCORE], broken())
    assert rows(workspace, "scores") == rows(workspace, "outcomes") == []
    workspace.clear_staging()
    assert leftovers(workspace) == []


def test_a_reader_sees_the_parts_of_the_moment_it_connected(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "w")
    workspace.add([article(1)])
    with workspace.connect() as db:
        workspace.add([article(2)])
        assert len(db.execute("SELECT * FROM articles").fetchall()) == 1
    assert len(rows(workspace)) == 2


def test_a_batch_published_while_a_reader_lists_the_parts_shows_no_outcome_without_its_score(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = Workspace(tmp_path / "w")
    listing = Path.glob
    waiting = [SCORE]

    def interrupted(self: Path, pattern: str) -> list[Path]:
        found = list(listing(self, pattern))
        if pattern.startswith("scored/") and waiting:
            workspace.add_scored([waiting.pop()], [OUTCOME])
        return found

    monkeypatch.setattr(Path, "glob", interrupted)
    with workspace.connect() as db:
        assert db.execute("SELECT * FROM outcomes ANTI JOIN scores USING (article, measure, subject)").fetchall() == []
    assert len(rows(workspace, "outcomes")) == len(rows(workspace, "scores")) == 1


def test_what_lies_half_written_in_staging_is_not_read(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "w")
    workspace.add_scored([SCORE], [OUTCOME])
    half = workspace.root / "tmp" / "scoring-0-killed"
    half.mkdir()
    (half / "scores.parquet").write_bytes(b"PAR1 and no more")
    assert len(rows(workspace, "scores")) == 1
    workspace.clear_staging()
    assert leftovers(workspace) == []


def test_staged_files_of_killed_writers_are_cleared(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "w")
    workspace.add_sentences([{"article": "a", "sentence": 0}])
    (workspace.root / "tmp" / "scoring-0-killed.parquet").write_bytes(b"PAR1")
    workspace.clear_staging()
    assert leftovers(workspace) == []


def test_the_version_changes_with_every_change_a_reader_could_see(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "w")
    seen = [workspace.version()]
    for change in (
        lambda: workspace.add([article(1)]),
        lambda: workspace.add_sentences([{"article": "a", "sentence": 0}]),
        lambda: workspace.add_scored([SCORE], [OUTCOME]),
        lambda: workspace.state.put([Target("t", "T")]),
        lambda: workspace.state.correct("a", "outlet", "b"),
    ):
        change()
        seen.append(workspace.version())
    workspace.write_progress({"articles": 1})
    assert len(set(seen)) == 6
    assert Workspace(tmp_path / "w").version() == seen[-1]


def test_a_lock_is_held_by_one_and_freed_at_the_end(tmp_path: Path) -> None:
    workspace, other = Workspace(tmp_path / "w"), Workspace(tmp_path / "w")
    with workspace.lock("scoring"):
        with pytest.raises(BusyError, match="another process is writing the scoring of"), other.lock("scoring"):
            pass
        with other.lock("articles"):
            pass
    with pytest.raises(RuntimeError, match="inside"), other.lock("scoring"):
        raise RuntimeError("inside")
    with workspace.lock("scoring"):
        pass


def test_progress_is_replaced_and_absent_at_first(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "w")
    assert workspace.read_progress() is None
    workspace.write_progress({"articles": 1})
    workspace.write_progress({"articles": 2, "rate": None})
    assert workspace.read_progress() == {"articles": 2, "rate": None}
    assert leftovers(workspace) == []
