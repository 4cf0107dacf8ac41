"""Scoring asks each question once, of the sentences it concerns, and says why it did not."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from analysis import corpus, questions, scoring
from data.schema import Article, Claim, Target, Topic
from data.store import Workspace
from models.base import LABELS, Failure, Passage, Prediction

TEXT = 'Orne welcomed the dredging. The sea was calm. "Orne lies," said Quill. We call it unreadable.'


class CountingScorer:
    """Remembers what it was asked; fails on the word "unreadable"."""

    id = "counting"

    def __init__(self, task: str, revision: str = "1") -> None:
        self.task = task
        self.revision = revision
        self.asked: list[Passage] = []

    def predict(self, passages: list[Passage]) -> list[Prediction | Failure]:
        self.asked += passages
        labels = LABELS[self.task]
        even = tuple(1 / len(labels) for _ in labels)
        return [Failure("made to fail") if "unreadable" in p.text else Prediction(labels[0], even) for p in passages]


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made = Workspace(tmp_path / "w")
    made.state.put(
        [
            Topic("port", "Port", ("harbour",)),
            Target("orne", "Orne"),
            Claim("dredge", "Dredge it.", ("port",), ("dredging",)),
        ]
    )
    made.add([article("a", "harbour news"), article("b", "inland news"), replace(article("c", "x"), language="de")])
    return made


def article(key: str, title: str) -> Article:
    return Article(title=title, text=f"{TEXT} Text {key}.", outlet="gazette", language="en")


def fakes(revision: str = "1") -> dict[str, CountingScorer]:
    return {task: CountingScorer(task, revision) for task in LABELS}


def outcomes(workspace: Workspace, measure: str) -> dict[str, tuple[int, str | None]]:
    with workspace.connect() as db:
        rows = db.execute(
            """SELECT title, asked, missing FROM outcomes JOIN articles ON articles.id = outcomes.article
               WHERE measure = ?""",
            [measure],
        ).fetchall()
    return {title: (asked, missing) for title, asked, missing in rows}


def test_each_question_goes_to_the_sentences_it_concerns(workspace: Workspace) -> None:
    scoring.score(workspace, fakes())
    assert outcomes(workspace, "tone")["harbour news"] == (6, None)  # five sentences and the headline
    assert outcomes(workspace, "portrayal")["harbour news"] == (2, None)
    assert outcomes(workspace, "stance")["harbour news"] == (1, None)


def test_what_is_not_asked_says_why(workspace: Workspace) -> None:
    scoring.score(workspace, fakes())
    assert outcomes(workspace, "stance")["inland news"] == (0, "the article is not on a topic of this claim")
    assert outcomes(workspace, "tone")["x"] == (0, "the models read English; this article's language is de")


def test_a_failed_sentence_is_missing_with_its_reason_and_never_neutral(workspace: Workspace) -> None:
    scorers = fakes()
    scoring.score(workspace, scorers)
    question = corpus.question_for(workspace, scorers, "tone", "")
    assert question
    found = corpus.scored_sentences(workspace, question)
    failed = found[found["text"].str.contains("unreadable")]
    assert failed["missing"].tolist() == ["made to fail"] * 2
    assert failed[["label", "score"]].isna().all().all()


def test_equal_sentences_are_scored_once(workspace: Workspace) -> None:
    scorers = fakes()
    scoring.score(workspace, scorers)
    texts = [passage.text for passage in scorers["tone"].asked]
    assert texts.count("The sea was calm.") == 1


@pytest.mark.parametrize(
    ("change", "asked_again"),
    [
        (lambda _: None, set()),
        (lambda state: state.put([Target("orne", "Orne", ("Quill",))]), {"portrayal"}),
        (lambda state: state.put([Target("quill", "Quill")]), {"portrayal"}),
        (lambda state: state.put([Claim("dredge", "Do not dredge it.", ("port",), ("dredging",))]), {"stance"}),
        (lambda state: state.put([Topic("port", "Port", ("inland",))]), {"stance"}),
    ],
    ids=["nothing", "another alias", "another target", "another wording", "another seed"],
)
def test_only_what_is_new_is_scored(workspace: Workspace, change, asked_again: set[str]) -> None:
    scoring.score(workspace, fakes())
    change(workspace.state)
    scorers = fakes()
    scoring.score(workspace, scorers)
    assert {task for task, scorer in scorers.items() if scorer.asked} == asked_again


def test_another_model_scores_everything_again_and_both_stay(workspace: Workspace) -> None:
    scoring.score(workspace, fakes())
    scorers = fakes(revision="2")
    scoring.score(workspace, scorers)
    assert all(scorer.asked for scorer in scorers.values())
    with workspace.connect() as db:
        revisions = db.execute("SELECT DISTINCT model_revision FROM scores ORDER BY 1").fetchall()
    assert revisions == [("1",), ("2",)]


def test_progress_counts_to_the_end(workspace: Workspace) -> None:
    told: list[scoring.Progress] = []
    scoring.score(workspace, fakes(), report=told.append)
    assert (told[0].articles, told[0].of) == (0, 3)
    assert (told[-1].articles, told[-1].of, told[-1].state) == (3, 3, "done")


def test_the_headline_is_sentence_zero_in_the_outlets_own_words() -> None:
    cut = list(scoring.cut("id", "A headline", "One. Two."))
    assert [(row["sentence"], row["text"], row["voice"]) for row in cut] == [
        (0, "A headline", "own"),
        (1, "One.", "own"),
        (2, "Two.", "own"),
    ]
    assert {row["revision"] for row in cut} == {questions.CUT_REVISION}


def test_an_article_that_comes_in_while_a_run_starts_is_asked_by_the_next(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    cutting = scoring._cut
    late = [article("late", "late news")]

    def cut_then_ingest(store: Workspace) -> None:
        cutting(store)
        store.add([late.pop()] if late else [])

    monkeypatch.setattr(scoring, "_cut", cut_then_ingest)
    scoring.score(workspace, fakes())
    assert "late news" not in outcomes(workspace, "tone")
    assert scoring.open_articles(workspace, fakes()) == 1
    scoring.score(workspace, fakes())
    assert outcomes(workspace, "tone")["late news"] == (6, None)


def test_a_run_that_breaks_off_keeps_what_it_published_and_frees_the_workspace(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scoring, "SMALL_BATCH", 1)

    class Breaking(CountingScorer):
        def predict(self, passages: list[Passage]) -> list[Prediction | Failure]:
            if len(self.asked) > 5:
                raise MemoryError("no more")
            return super().predict(passages)

    with pytest.raises(MemoryError):
        scoring.score(workspace, fakes() | {"loaded": Breaking("loaded")})
    assert len(outcomes(workspace, "tone")) == 1
    done = scoring.score(workspace, fakes())
    assert done.of == 2
    assert len(outcomes(workspace, "tone")) == 3


def test_a_measure_that_is_asked_later_is_added_to_the_others(workspace: Workspace) -> None:
    scorers = fakes()
    scoring.score(workspace, {"tone": scorers["tone"]})
    asked = len(scorers["tone"].asked)
    scoring.score(workspace, scorers)
    assert len(scorers["tone"].asked) == asked
    assert all(scorer.asked for scorer in scorers.values())


def test_the_answers_do_not_depend_on_what_is_remembered(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scoring, "SMALL_BATCH", 1)
    monkeypatch.setattr(scoring, "MEMORY_PASSAGES", 1)
    scorers = fakes()
    scoring.score(workspace, scorers)
    assert [passage.text for passage in scorers["tone"].asked].count("The sea was calm.") == 2
    assert outcomes(workspace, "tone")["inland news"] == (6, None)


def test_a_page_that_looks_whether_a_run_is_going_is_no_other_run(workspace: Workspace) -> None:
    looking = threading.Event()

    def look() -> None:
        with Workspace(workspace.root).lock("scoring"):
            looking.set()
            time.sleep(0.2)

    page = threading.Thread(target=look)
    page.start()
    looking.wait()
    assert scoring.score(workspace, fakes()).state == "done"
    page.join()


@pytest.mark.parametrize(
    ("progress", "rate", "left"),
    [
        (scoring.Progress(0, 10), None, None),
        (scoring.Progress(0, 10, passages=40, seconds=2.0), 20.0, None),
        (scoring.Progress(5, 10, passages=40, seconds=2.0), 20.0, 2.0),
        (scoring.Progress(5, 10, seconds=2.0), None, 2.0),
        (scoring.Progress(10, 10, passages=40, seconds=2.0), 20.0, 0.0),
    ],
)
def test_rate_and_time_left_are_there_once_something_is_done(
    progress: scoring.Progress, rate: float | None, left: float | None
) -> None:
    assert (progress.rate, progress.seconds_left) == (rate, left)


def test_text_of_any_kind_is_cut_and_asked(workspace: Workspace) -> None:
    odd = ["", " \n\n ", "\x00", "x" * 10_000, "\u2028\u2029", '"' * 50, "轮渡沉没。", "😀", "[CLS]", "." * 500]
    workspace.add(Article(f"odd {number}", text, "gazette", language="en") for number, text in enumerate(odd))
    scoring.score(workspace, fakes())
    assert scoring.open_articles(workspace, fakes()) == 0
    assert {f"odd {number}" for number in range(len(odd))} <= set(outcomes(workspace, "tone"))
