"""What is asked: one question per measure and subject, another one whenever its answer could change."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analysis import questions
from analysis.questions import Question
from data.schema import Claim, Measure, Target, Topic
from data.store import Workspace
from models.base import Passage
from tests.invented import FERRY, QUILL, STOP, FakeScorer

PORTRAYAL = Question(Measure.PORTRAYAL, "m", "1", target=QUILL)
STANCE = Question(Measure.STANCE, "m", "1", claim=STOP)
TONE = Question(Measure.TONE, "m", "1")


@pytest.mark.parametrize(
    ("question", "sentence", "passage"),
    [
        (TONE, "It rains.", Passage("It rains.")),
        (PORTRAYAL, "It rains.", None),
        (PORTRAYAL, "Quills are sharp.", None),
        (PORTRAYAL, "So Quill left.", Passage("So Quill left.", target="Mara Quill", spans=((3, 8),))),
        (
            PORTRAYAL,
            "Mara Quill, Quill’s rival.",
            Passage("Mara Quill, Quill’s rival.", target="Mara Quill", spans=((0, 10), (12, 17))),
        ),
        (STANCE, "It rains.", None),
        (STANCE, "The FERRY sank.", Passage("The FERRY sank.", claim="The ferry should be stopped.")),
        (STANCE, "The ferryman sank.", None),
        (replace(STANCE, claim=Claim("c", "Stop.")), "It rains.", Passage("It rains.", claim="Stop.")),
    ],
)
def test_a_model_reads_only_the_sentences_that_concern_its_subject(
    question: Question, sentence: str, passage: Passage | None
) -> None:
    assert question.passage(sentence) == passage


@pytest.mark.parametrize(
    ("question", "topics", "put"),
    [
        (TONE, [], True),
        (PORTRAYAL, [], True),
        (STANCE, ["ferry", "bread"], True),
        (STANCE, ["bread"], False),
        (STANCE, [], False),
        (replace(STANCE, claim=replace(STOP, topics=())), [], True),
    ],
)
def test_a_claim_is_put_only_to_articles_on_its_topics(question: Question, topics: list[str], put: bool) -> None:
    assert question.concerns(topics) is put


@pytest.mark.parametrize(
    "other",
    [
        replace(PORTRAYAL, target=replace(QUILL, name="Mara J. Quill")),
        replace(PORTRAYAL, target=replace(QUILL, aliases=())),
        replace(STANCE, claim=replace(STOP, text="The ferry must be stopped.")),
        replace(STANCE, claim=replace(STOP, keywords=())),
        replace(STANCE, claim=replace(STOP, topics=())),
        replace(STANCE, scope="other seeds"),
        TONE,
    ],
)
def test_another_wording_is_another_question(other: Question) -> None:
    assert other.subject_revision not in {PORTRAYAL.subject_revision, STANCE.subject_revision}


def test_cutting_sentences_otherwise_asks_everything_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    before = [question.subject_revision for question in (TONE, PORTRAYAL, STANCE)]
    monkeypatch.setattr(questions, "CUT_REVISION", "sentences-99/voices-99")
    assert not set(before) & {question.subject_revision for question in (TONE, PORTRAYAL, STANCE)}


def test_every_measure_is_asked_of_every_subject(workspace: Workspace, scorers: dict[str, FakeScorer]) -> None:
    workspace.state.put([Target("tarn", "Bo Tarn"), Claim("keep", "Keep the ferry.")])
    standing = questions.standing(workspace.state, scorers)
    assert [(q.measure.value, q.subject) for q in standing] == [
        ("tone", ""),
        ("portrayal", "quill"),
        ("portrayal", "tarn"),
        ("stance", "stop-ferry"),
        ("stance", "keep"),
        ("loaded", ""),
    ]
    assert {q.model for q in standing} == {f"fake-{task}" for task in scorers}


def test_without_a_scorer_nothing_is_asked(workspace: Workspace, scorers: dict[str, FakeScorer]) -> None:
    assert questions.standing(workspace.state, {}) == []
    only_tone = questions.standing(workspace.state, {"tone": scorers["tone"]})
    assert [q.measure.value for q in only_tone] == ["tone"]


def test_the_seeds_of_a_claims_topic_belong_to_the_question_and_other_seeds_do_not(
    workspace: Workspace, scorers: dict[str, FakeScorer]
) -> None:
    def stance() -> Question:
        return questions.standing(workspace.state, {"stance": scorers["stance"]})[0]

    before = stance().subject_revision
    workspace.state.put([Topic("bread", "Bread", ("bread",)), replace(FERRY, name="Another name")])
    assert stance().subject_revision == before
    workspace.state.put([replace(FERRY, seeds=("ferry", "boat"))])
    assert stance().subject_revision != before


def test_the_table_has_one_numbered_row_per_question() -> None:
    rows = questions.table([TONE, PORTRAYAL]).to_pylist()
    assert [row["n"] for row in rows] == [0, 1]
    assert rows[1] == {
        "n": 1,
        "measure": "portrayal",
        "subject": "quill",
        "subject_revision": PORTRAYAL.subject_revision,
        "model": "m",
        "model_revision": "1",
    }
    assert questions.table([]).num_rows == 0
