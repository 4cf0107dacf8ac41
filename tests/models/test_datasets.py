"""Public sets are read from a folder of the user's; these are invented rows in the same shape."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest

from models.base import LABELS, Passage
from models.datasets import DATASETS, Dataset, Example


def write(path: Path, *rows: Mapping[str, object]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    with gzip.open(path, "wt", encoding="utf-8") if path.suffix == ".gz" else path.open("w", encoding="utf-8") as file:
        file.write(text)


@pytest.mark.parametrize("dataset", DATASETS.values(), ids=DATASETS)
def test_every_set_is_described_in_full(dataset: Dataset) -> None:
    assert dataset.task in {*LABELS, "nli"}
    assert dataset.licence in {"clean", "unstated", "non-commercial", "evaluation only"}
    assert dataset.files
    assert all(dataset.files.values())


@pytest.mark.parametrize(
    ("name", "file", "row", "example"),
    [
        (
            "tsc_newsmtsc",
            "train.jsonl.gz",
            {"id": 1, "text": "Quill won.", "target": "Quill", "target_start": 0, "target_end": 5, "label": "positive"},
            Example(Passage("Quill won.", target="Quill", spans=((0, 5),)), "positive", "1"),
        ),
        (
            "stance_ibm30k",
            "train.jsonl.gz",
            {"id": "a", "text": "It sinks.", "target": "Stop it.", "label": "favor"},
            Example(Passage("It sinks.", claim="Stop it."), "favour", "a"),
        ),
        (
            "nli_snli",
            "train.jsonl.gz",
            {"id": "b", "premise": "It sank.", "hypothesis": "It floats.", "label": "contradiction"},
            Example(Passage("It sank.", claim="It floats."), "against", "b"),
        ),
        (
            "bias_babe",
            "train.jsonl.gz",
            {"id": 3, "text": "A regime.", "label": "biased"},
            Example(Passage("A regime."), "loaded", "3"),
        ),
        (
            "subj_checkthat",
            "train.jsonl",
            {"id": 4, "text": "It rained.", "label": "objective"},
            Example(Passage("It rained."), "neutral", "4"),
        ),
        (
            "sent_sst",
            "sst5_train.jsonl.gz",
            {"id": 5, "text": "Awful.", "label": "very negative"},
            Example(Passage("Awful."), "negative", "5"),
        ),
    ],
)
def test_a_row_becomes_an_example(
    tmp_path: Path, name: str, file: str, row: dict[str, object], example: Example
) -> None:
    write(tmp_path / name / file, row)
    assert DATASETS[name].read(tmp_path, "train") == [example]


def test_rows_without_a_usable_label_or_target_are_left_out(tmp_path: Path) -> None:
    write(tmp_path / "nli_snli" / "train.jsonl.gz", {"id": 1, "premise": "a", "hypothesis": "b", "label": "-"})
    assert DATASETS["nli_snli"].read(tmp_path, "train") == []
    nowhere = {"id": 1, "text": "x", "target": "Quill", "target_start": None, "target_end": None, "label": "positive"}
    write(tmp_path / "tsc_newsmtsc" / "train.jsonl.gz", nowhere)
    assert DATASETS["tsc_newsmtsc"].read(tmp_path, "train") == []


def test_a_set_without_splits_is_divided_by_group_without_overlap(tmp_path: Path) -> None:
    rows = [
        {"headline_id": n // 2, "text": f"t{n}", "target": "t", "target_start": 0, "target_end": 1, "label": "neutral"}
        for n in range(600)
    ]
    write(tmp_path / "tsc_sentfin" / "all.jsonl.gz", *rows)
    dataset = DATASETS["tsc_sentfin"]
    parts = {split: dataset.read(tmp_path, split) for split in dataset.splits()}
    assert sum(map(len, parts.values())) == 600
    groups = Counter(group for part in parts.values() for group in {example.group for example in part})
    assert max(groups.values()) == 1
    assert 0.14 < len(parts["test"]) / 600 < 0.26
    assert 0.05 < len(parts["dev"]) / 600 < 0.16


def test_targets_that_agree_give_the_sentence_its_tone(tmp_path: Path) -> None:
    rows = [
        {"sentence_id": "one", "text": "Both won.", "label": "positive"},
        {"sentence_id": "one", "text": "Both won.", "label": "positive"},
        {"sentence_id": "two", "text": "One won.", "label": "positive"},
        {"sentence_id": "two", "text": "One won.", "label": "negative"},
    ]
    write(tmp_path / "tsc_newsmtsc" / "train.jsonl.gz", *rows)
    assert DATASETS["tsc_newsmtsc:tone"].read(tmp_path, "train") == [Example(Passage("Both won."), "positive", "one")]


def test_a_split_that_a_set_has_not_is_empty(tmp_path: Path) -> None:
    assert DATASETS["bias_babe"].read(tmp_path, "test") == []
