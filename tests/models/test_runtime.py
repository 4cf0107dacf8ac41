"""The runtime answers every passage, in order, whatever stands beside it."""

from __future__ import annotations

import json
from collections import Counter
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import registry, runtime
from models.base import LABELS, Failure, Passage, Prediction, Scorer
from models.runtime import EmbeddedScorer

PLAIN = Passage("The Orneans seized the harbour in a shameful raid.", target="Orneans")
KIND = Passage("Quill was praised for her brave and generous work.", target="Quill")
LONG = Passage("The harbour of Orne is wide and calm today. " * 60 + "Orne failed.", target="Orne")


@pytest.fixture(scope="module")
def portrayal():
    return registry.scorer("portrayal")


def test_labels_probabilities_and_order(portrayal) -> None:
    first, second = portrayal.predict([PLAIN, KIND])
    assert (first.label, second.label) == ("negative", "positive")
    for answer in (first, second):
        assert sum(answer.probabilities) == pytest.approx(1, abs=1e-5)
        assert answer.label == LABELS["portrayal"][answer.probabilities.index(max(answer.probabilities))]
    assert first.score < 0 < second.score


def test_a_score_does_not_depend_on_its_neighbours(portrayal) -> None:
    crowd = [Passage(f"Orne bought {n} new boats and {'a net ' * (n % 17)}.", target="Orne") for n in range(40)]
    alone = portrayal.predict([PLAIN])[0]
    among = portrayal.predict([*crowd, PLAIN])[-1]
    assert among.label == alone.label
    assert among.probabilities == pytest.approx(alone.probabilities, abs=1e-3)


def test_long_texts_are_split_and_say_so(portrayal) -> None:
    answer = portrayal.predict([LONG])[0]
    assert isinstance(answer, Prediction)
    assert answer.pieces == 1  # only the windows that hold the marked mention are read
    everything = registry.scorer("tone").predict([Passage(LONG.text)])[0]
    assert isinstance(everything, Prediction)
    assert everything.pieces > 1


@pytest.mark.parametrize(
    ("passage", "reason"),
    [
        (Passage("  \n ", target="Orne"), "the text is empty"),
        (Passage("Orne is calm."), "portrayal needs a target"),
        (Passage("Orne is calm.", target="Quill"), "the target 'Quill' does not occur in the text"),
    ],
)
def test_what_cannot_be_read_is_a_failure_with_its_reason(portrayal, passage: Passage, reason: str) -> None:
    answers = portrayal.predict([PLAIN, passage, KIND])
    assert answers[1] == Failure(reason)
    assert isinstance(answers[0], Prediction)
    assert isinstance(answers[2], Prediction)


@pytest.mark.parametrize(
    "text", ["x" * 10_000, "🚢" * 500, "a\x00b", "\u202e\u200b.", "新华社北京电", "<script>alert(1)</script>", "@ @ @"]
)
def test_hostile_text_is_answered(text: str) -> None:
    for task in ("tone", "loaded"):
        assert isinstance(registry.scorer(task).predict([Passage(text)])[0], Prediction)
    stance = registry.scorer("stance").predict([Passage(text, claim="The harbour should stay open.")])
    assert isinstance(stance[0], Prediction)


def test_a_lone_surrogate_is_a_failure_not_a_crash() -> None:
    assert isinstance(registry.scorer("tone").predict([Passage("a\ud800b")])[0], Failure)


def test_a_claim_longer_than_the_model_reads_is_refused_with_a_reason() -> None:
    answer = registry.scorer("stance").predict([Passage("The harbour is open.", claim="so " * 1000)])[0]
    assert isinstance(answer, Failure)


def test_nothing_gives_nothing(portrayal) -> None:
    assert portrayal.predict([]) == []


@pytest.fixture(scope="module", params=LABELS)
def scorer(request: pytest.FixtureRequest) -> Scorer:
    return registry.scorer(request.param)


def asked(text: str, target: str = "Quill") -> Passage:
    """A passage that every task can be asked about."""
    return Passage(text, target=target, claim="The ferry should be stopped.")


def only(scorer: Scorer, passage: Passage) -> Prediction:
    (answer,) = scorer.predict([passage])
    assert isinstance(answer, Prediction), answer
    return answer


def test_answers_keep_the_order_of_the_passages(portrayal: Scorer) -> None:
    passages = [PLAIN, Passage(" "), KIND, Passage("Nobody.", target="Quill"), KIND, PLAIN]
    answers = portrayal.predict(passages)
    assert [isinstance(answer, Failure) for answer in answers] == [False, True, False, True, False, False]
    for passage, answer in zip(passages, answers, strict=True):
        assert isinstance(answer, Failure) or answer.label == only(portrayal, passage).label


def test_equal_passages_are_read_once() -> None:
    model = EmbeddedScorer("m", "r", registry.CHECKPOINTS / "parallax-portrayal", threads=1)
    read: list[int] = []
    answers = model.predict([PLAIN, KIND, PLAIN, PLAIN], progress=read.append)
    assert sum(read) == 2
    assert answers[0] is answers[2] is answers[3]


def test_the_target_decides(portrayal: Scorer) -> None:
    text = "The hero Quill rescued the children whom the criminal Tarn had abandoned."
    assert only(portrayal, asked(text, "Quill")).score > 0 > only(portrayal, asked(text, "Tarn")).score


def test_a_long_text_counts_whole() -> None:
    loaded = registry.scorer("loaded")
    sentences = ["The regime's shameless lackeys betrayed the nation yet again."] + ["The ferry left."] * 150
    forward, backward, without = (
        only(loaded, Passage(" ".join(order))) for order in (sentences, sentences[::-1], sentences[1:])
    )
    assert forward.pieces == backward.pieces > 1
    assert min(forward.score, backward.score) > without.score


def test_of_a_long_text_every_piece_that_names_the_target_counts(portrayal: Scorer) -> None:
    text = f"{KIND.text} {'The ferry left on time. ' * 120}{KIND.text}"
    at = text.rindex("Quill")
    answer = only(portrayal, Passage(text, target="Quill", spans=((0, 5), (at, at + 5))))
    assert (answer.label, answer.pieces) == ("positive", 2)


def test_no_score_of_any_task_depends_on_its_neighbours(scorer: Scorer) -> None:
    texts = [
        "Quill left.",
        "Quill, who is hated by nobody and loved by few, left the ferry in silence on Monday.",
        "The shameless Quill gang plundered the harbour, and everybody looked on.",
        "Quill 👏👏👏 !!!",
        "According to Quill " + "the ferry left and came back and " * 20 + "sank.",
        "A generous QUILL.",
    ] + [f"On day {day} Quill signed paper number {day * day}." for day in range(30)]
    passages = [asked(text) for text in texts]
    alone = {passage: only(scorer, passage) for passage in passages[:10]}
    for together in (passages, passages[::-1]):
        answers = dict(zip(together, scorer.predict(together), strict=True))
        for passage, single in alone.items():
            answer = answers[passage]
            assert isinstance(answer, Prediction)
            assert answer.label == single.label
            assert answer.probabilities == pytest.approx(single.probabilities, abs=1e-3)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("x" * 10_000, id="no spaces"),
        pytest.param("é" * 10_000, id="no spaces, no ascii"),
        pytest.param("😀👩‍👩‍👧‍👦🏳️‍🌈" * 200, id="emoji"),
        pytest.param("a\x00b\x00", id="nul"),
        pytest.param("\x00", id="only nul"),
        pytest.param("\ud800 and \udfff", id="lone surrogates"),
        pytest.param("\u0301" * 3_000, id="combining marks"),
        pytest.param("\u202e\u2066مرحبا\u2069" * 50, id="right to left"),
        pytest.param("@ " * 300, id="markers"),
        pytest.param("[CLS] [SEP] [PAD] [MASK] [UNK] " * 30, id="special tokens"),
        pytest.param("\u200b\ufeff", id="zero width"),
        pytest.param("".join(map(chr, range(32))), id="control characters"),
        pytest.param("\ue000\U0010ffff", id="private use"),
    ],
)
def test_hostile_text_target_and_claim_are_answered_by_every_task(scorer: Scorer, text: str) -> None:
    hostile = [
        asked(text),
        asked(f"{text} Quill {text}"),
        Passage(f"Quill {text}", target=text, claim=text),
        Passage("Quill won.", target="Quill", claim=text),
    ]
    answers = scorer.predict([*hostile, asked("Quill took the ferry on Monday.")])
    assert isinstance(answers[-1], Prediction)
    for answer in answers:
        assert isinstance(answer, Failure) or np.isfinite(answer.probabilities).all()


def test_a_higher_temperature_makes_a_model_less_sure_and_changes_no_label(tmp_path: Path, portrayal: Scorer) -> None:
    folder = registry.CHECKPOINTS / "parallax-portrayal"
    for name in ("model.onnx", "tokenizer.json"):
        (tmp_path / name).symlink_to(folder / name)
    stated = json.loads((folder / "settings.json").read_text(encoding="utf-8"))
    (tmp_path / "settings.json").write_text(json.dumps(stated | {"temperature": stated["temperature"] * 5}))
    warm = EmbeddedScorer("warm", "r", tmp_path)
    for passage in (PLAIN, KIND):
        before, after = only(portrayal, passage), only(warm, passage)
        assert after.label == before.label
        assert max(after.probabilities) < max(before.probabilities)


@given(st.lists(st.integers(1, 1_500), max_size=80))
def test_batches_hold_every_piece_once_and_like_lengths(lengths: list[int]) -> None:
    batches = list(runtime.buckets(lengths))
    assert Counter(index for batch in batches for index in batch) == Counter(range(len(lengths)))
    for batch in batches:
        assert len(batch) == 1 or max(lengths[i] for i in batch) * len(batch) <= runtime.BATCH_TOKENS
    for shorter, longer in pairwise(batches):
        assert max(lengths[i] for i in shorter) <= min(lengths[i] for i in longer)


@pytest.mark.parametrize(
    ("probabilities", "score"),
    [((0.7, 0.2, 0.1), -0.6), ((0.1, 0.2, 0.7), 0.6), ((0.0, 1.0, 0.0), 0.0), ((0.2, 0.8), 0.8), ((1.0, 0.0), 0.0)],
)
def test_a_score_is_a_signed_position_or_the_share_of_loaded_wording(
    probabilities: tuple[float, ...], score: float
) -> None:
    assert Prediction("any", probabilities).score == pytest.approx(score)
