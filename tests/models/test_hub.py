"""Hub models with torch: tiny checkpoints, built here, read through transformers."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from models import evaluate, lines, registry
from models.base import LABELS, Failure, Passage, Prediction
from models.hub import HubError, HubScorer, reading

torch = pytest.importorskip("torch", reason="hub models need PyTorch: pip install -r models/requirements-hub.txt")

WORDS = "[PAD] [UNK] [CLS] [SEP] [MASK] the harbour of orne is calm brave bad quill this text { } : , . @".split()
LETTERS = [mark + letter for letter in "abcdefghijklmnopqrstuvwxyz" for mark in ("", "##")]
TOKENS = 64
SENTIMENT = ("Negative", "Neutral", "Positive")
NLI = ("CONTRADICTION", "NEUTRAL", "ENTAILMENT")
LONG = "the harbour of orne is calm . " * 60

Build = Callable[..., str]


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Makes a checkpoint of a few dimensions with given labels, and gives its name; equal ones are made once."""
    from transformers import AutoModelForSequenceClassification, BertConfig, BertTokenizer, RobertaConfig
    from transformers.utils import logging

    logging.disable_progress_bar()
    made: dict[tuple[object, ...], str] = {}

    def checkpoint(*labels: str, seed: int = 0, roberta: bool = False) -> str:
        key = (labels, seed, roberta)
        if key not in made:
            folder = tmp_path_factory.mktemp("checkpoint") / "tiny"
            torch.manual_seed(seed)
            config = (RobertaConfig if roberta else BertConfig)(
                vocab_size=len(WORDS) + len(LETTERS),
                hidden_size=16,
                num_hidden_layers=1,
                num_attention_heads=2,
                intermediate_size=16,
                max_position_embeddings=TOKENS + roberta,
                pad_token_id=0,
                id2label=dict(enumerate(labels)),
                label2id={name: n for n, name in enumerate(labels)},
            )
            model = AutoModelForSequenceClassification.from_config(config)
            for weights in model.parameters():  # wide, so that every token moves the answer, yet nothing saturates
                torch.nn.init.normal_(weights, std=0.4)
            model.save_pretrained(folder)
            vocabulary = {word: n for n, word in enumerate([*WORDS, *LETTERS])}
            BertTokenizer(vocab=vocabulary, model_input_names=["input_ids", "attention_mask"]).save_pretrained(folder)
            made[key] = f"hub:{folder}"
        return made[key]

    return checkpoint


def path(name: str) -> Path:
    return Path(name.removeprefix("hub:").partition("?")[0])


def ask(task: str, name: str, *passages: Passage) -> list[Prediction]:
    answers = registry.scorer(task, name).predict(list(passages))
    assert all(isinstance(answer, Prediction) for answer in answers), answers
    return [answer for answer in answers if isinstance(answer, Prediction)]


def by_hand(name: str, *texts: str) -> list[float]:
    """The softmax of the checkpoint's own outputs, asked as transformers' manual says."""
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    model = AutoModelForSequenceClassification.from_pretrained(path(name)).eval()
    inputs = AutoTokenizer.from_pretrained(path(name))(*texts, return_tensors="pt")
    return [float(p) for p in model(**inputs).logits.softmax(-1)[0].detach()]


def test_a_classifier_answers_as_it_does_by_hand(build: Build) -> None:
    name = build(*SENTIMENT)
    texts = ["the harbour is calm", "orne is bad", "quill is brave ."]
    for text, answer in zip(texts, ask("tone", name, *map(Passage, texts)), strict=True):
        assert answer.probabilities == pytest.approx(by_hand(name, text), abs=1e-5)
        assert answer.label == LABELS["tone"][int(np.argmax(answer.probabilities))]
        assert answer.pieces == 1


def test_stated_labels_are_put_in_our_order_and_summed(build: Build) -> None:
    name = build("LABEL_0", "LABEL_1", "LABEL_2", "LABEL_3")
    (answer,) = ask("tone", f"{name}?labels=0:positive,1:neutral,2:negative,3:positive", Passage("orne is calm"))
    own = by_hand(name, "orne is calm")
    assert answer.probabilities == pytest.approx([own[2], own[1], own[0] + own[3]], abs=1e-5)


def test_two_labels_leave_neutral_without_probability(build: Build) -> None:
    (answer,) = ask("tone", build("NEGATIVE", "POSITIVE"), Passage("orne is calm"))
    assert answer.probabilities[1] == 0
    assert sum(answer.probabilities) == pytest.approx(1)


def test_portrayal_is_asked_of_sentence_and_target_as_a_pair(build: Build) -> None:
    name = build(*SENTIMENT)
    text = "orne is brave , quill is bad ."
    answers = ask("portrayal", f"{name}?input=pair", *(Passage(text, target=t) for t in ("orne", "Quill")))
    assert answers[0].probabilities == pytest.approx(by_hand(name, text, "orne"), abs=1e-5)
    assert answers[0].probabilities != pytest.approx(answers[1].probabilities, abs=1e-4)


def test_stance_by_entailment_of_the_claim(build: Build) -> None:
    name = build(*NLI)
    (answer,) = ask("stance", name, Passage("orne is calm", claim="orne is brave"))
    against, neutral, favour = by_hand(name, "orne is calm", "orne is brave")
    assert answer.probabilities == pytest.approx([against, neutral, favour], abs=1e-5)


def test_stance_through_the_zero_shot_pipeline(build: Build) -> None:
    from transformers import pipeline

    name = build(*NLI)
    text, claim = "orne is calm .", "orne is {brave}"
    template = "?template=this text {label} : {claim}&words=against:bad,neutral:calm,favour:brave"
    (answer,) = ask("stance", name + template, Passage(text, claim=claim))
    asked = pipeline("zero-shot-classification", model=str(path(name)))(
        text, candidate_labels=["bad", "calm", "brave"], hypothesis_template="this text {} : orne is {{brave}}"
    )
    by_word = dict(zip(asked["labels"], asked["scores"], strict=True))
    assert answer.probabilities == pytest.approx([by_word["bad"], by_word["calm"], by_word["brave"]], abs=1e-5)


def test_two_way_entailment_with_stated_labels_answers_portrayal_and_loaded(build: Build) -> None:
    name = build("LABEL_0", "LABEL_1") + "?labels=0:not_entailment,1:entailment"
    portrayed = ask(
        "portrayal",
        f"{name}&template={{target}} is {{label}}&words=negative:bad,neutral:calm,positive:brave",
        *(Passage("orne is brave , quill is bad", target=target) for target in ("orne", "quill")),
    )
    (loaded,) = ask("loaded", f"{name}&template={{label}}&words=neutral:calm,loaded:bad", Passage("orne is bad"))
    assert portrayed[0].probabilities != pytest.approx(portrayed[1].probabilities, abs=1e-4)
    assert [len(p.probabilities) for p in (*portrayed, loaded)] == [3, 3, 2]


def test_order_duplicates_and_neighbours_change_nothing(build: Build) -> None:
    name = build(*SENTIMENT)
    passages = [Passage("orne is calm " * (n % 7 + 1)) for n in range(60)]
    reports: list[tuple[int, int]] = []
    scorer = registry.scorer("tone", name)
    assert isinstance(scorer, HubScorer)
    scorer.report = lambda done, of: reports.append((done, of))
    answers = scorer.predict(passages)
    assert reports[-1] == (7, 7), "equal passages are read once"
    for n in (0, 6, 59):
        (alone,) = ask("tone", name, passages[n])
        among = answers[n]
        assert isinstance(among, Prediction)
        assert among.probabilities == pytest.approx(alone.probabilities, abs=1e-5)


@pytest.mark.parametrize("roberta", [False, True])
def test_long_texts_are_read_in_windows_that_fit(build: Build, roberta: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    lengths: list[int] = []
    batches = reading._batches

    def noted(pieces: Sequence[reading.Piece], tokens: int) -> Iterator[list[int]]:
        lengths.extend(piece.tokens for piece in pieces)
        return batches(pieces, tokens)

    monkeypatch.setattr(reading, "_batches", noted)
    (answer,) = ask("tone", build(*SENTIMENT, roberta=roberta), Passage(LONG))
    assert answer.pieces == len(lengths) == 8
    assert max(lengths) <= TOKENS - roberta, "positions of RoBERTa begin behind the padding's"
    assert sum(lengths) - 2 * len(lengths) == len(LONG.split()), "every word is read, none twice"


def test_only_windows_with_the_target_are_read(build: Build) -> None:
    passage = Passage(LONG + "quill is brave . " + LONG, target="Quill")
    (answer,) = ask("portrayal", f"{build(*SENTIMENT)}?input=pair", passage)
    assert answer.pieces == 1


def test_long_passages_reach_the_pipeline_in_windows(build: Build) -> None:
    name = f"{build(*NLI)}?template={{label}} : {{claim}}&words=against:bad,neutral:calm,favour:brave"
    (answer,) = ask("stance", name, Passage(LONG, claim="orne is calm"))
    assert answer.pieces > 4


@pytest.mark.parametrize(
    ("task", "passage", "reason"),
    [
        ("stance", Passage(" \n", claim="orne is calm"), "the text is empty"),
        ("stance", Passage("orne is calm"), "stance needs a claim"),
        ("stance", Passage("orne is calm", claim="so " * 50), "the target or claim is too long: 32 tokens can be read"),
        ("portrayal", Passage("orne is calm", target="Quill"), "the target 'Quill' does not occur in the text"),
        ("portrayal", Passage("a\ud800b", target="a"), "half of a character (a lone surrogate) cannot be read"),
    ],
)
def test_what_cannot_be_read_is_a_failure_between_answers(
    build: Build, task: str, passage: Passage, reason: str
) -> None:
    good = Passage("orne is calm", target="orne", claim="orne is calm")
    short = "&template={target} {label}" if task == "portrayal" else ""
    answers = registry.scorer(task, f"{build(*NLI)}?device=cpu{short}").predict([good, passage, good])
    assert answers[1] == Failure(reason)
    assert isinstance(answers[0], Prediction)
    assert answers[0] == answers[2]


@pytest.mark.parametrize(
    "text", ["x" * 3_000, "🚢" * 300, "[SEP] [CLS] </s> [PAD]", "a\x00b", "新华社" * 100, "{} {0}"]
)
def test_hostile_text_is_answered(build: Build, text: str) -> None:
    ask("tone", build(*SENTIMENT), Passage(text))
    ask("stance", build(*NLI), Passage(text, claim="orne"))
    ask(
        "stance",
        f"{build(*NLI)}?template={{label}} {{claim}}&words=against:a,neutral:b,favour:c",
        Passage(text, claim="{x"),
    )


def test_what_looks_like_a_special_token_is_text(build: Build) -> None:
    plain, special = (registry.scorer("tone", build(*SENTIMENT))._tokens(t, None) for t in ("a", "a [SEP]"))  # type: ignore[attr-defined]
    assert special > plain + 1


def test_not_a_number_is_a_failure(build: Build, tmp_path: Path) -> None:
    from safetensors.torch import load_file, save_file

    shutil.copytree(path(build(*SENTIMENT)), tmp_path / "broken")
    weights = load_file(tmp_path / "broken" / "model.safetensors")
    weights["classifier.bias"] += float("nan")
    save_file(weights, tmp_path / "broken" / "model.safetensors", metadata={"format": "pt"})
    (answer,) = registry.scorer("tone", f"hub:{tmp_path / 'broken'}").predict([Passage("orne")])
    assert answer == Failure("the model's answer is not a number")


def _drop_head(folder: Path) -> None:
    from safetensors.torch import load_file, save_file

    weights = load_file(folder / "model.safetensors")
    del weights["classifier.weight"]
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})


def _remote_code(folder: Path) -> None:
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    config |= {
        "model_type": "mine",
        "auto_map": {"AutoConfig": "mine.Mine", "AutoModelForSequenceClassification": "mine.M"},
    }
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    (folder / "mine.py").write_text("raise SystemExit('code of the checkpoint was run')", encoding="utf-8")


@pytest.mark.parametrize(
    ("harm", "message"),
    [
        (_drop_head, "lack classifier.weight: this checkpoint was never trained to classify"),
        (_remote_code, "transformers cannot read the checkpoint"),
        (lambda folder: (folder / "model.safetensors").write_bytes(b"\x80\x04K\x01."), "cannot read the checkpoint"),
        (lambda folder: (folder / "tokenizer.json").unlink(), "has no tokenizer.json"),
    ],
)
def test_a_broken_or_hostile_checkpoint_is_refused(
    build: Build, tmp_path: Path, harm: Callable[[Path], object], message: str
) -> None:
    shutil.copytree(path(build(*SENTIMENT)), tmp_path / "broken")
    harm(tmp_path / "broken")
    with pytest.raises(HubError) as caught:
        registry.scorer("tone", f"hub:{tmp_path / 'broken'}").predict([Passage("orne")])
    assert message in str(caught.value)
    assert "mine" not in sys.modules


def test_a_device_that_is_not_there_is_said(build: Build) -> None:
    with pytest.raises(HubError, match="this machine has no device 'cuda:99'"):
        registry.scorer("tone", f"{build(*SENTIMENT)}?device=cuda:99").predict([Passage("orne")])


def test_lines_and_figures_say_which_checkpoint_at_which_revision(
    build: Build, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = build(*NLI)
    row = json.dumps({"text": "orne is calm", "claim": "orne is brave", "label": "favour"})
    revision = registry.scorer("stance", name).revision
    (answer,) = lines.score([row], registry.scorer("stance", name))
    assert answer["model"] == f"hub:tiny@{revision}"
    (tmp_path / "gold.jsonl").write_text(row + "\n", encoding="utf-8")
    evaluate.main(file=tmp_path / "gold.jsonl", task="stance", model=name, as_json=True)
    figures = json.loads(capsys.readouterr().out)
    assert (figures["model"], figures["revision"], figures["n"]) == ("hub:tiny", revision, 1)
