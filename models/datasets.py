"""Labelled public sets, read from a folder the user names; nothing of them is kept here.

Each set is a sub-folder of JSON lines (optionally gzipped), as described in docs/models.md.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from models.base import Passage

Row = dict[str, Any]
Asked = list[tuple[Passage, str]]
"""What one row asks: each passage with its gold label; none where the row has no usable label."""
OWN: Final = Path(__file__).parent / "training" / "own"
"""Sentences written and labelled for this project, which come with it."""
UNLABELLED: Final = ""


@dataclass(frozen=True, slots=True)
class Example:
    """A passage with its gold label and the key of the group that must not straddle a split."""

    passage: Passage
    label: str
    group: str


@dataclass(frozen=True, slots=True)
class Dataset:
    """One public set for one task; "nli" pairs serve as a school for stance and are not measured.

    ``files`` maps a split to file names. A set without official splits lists one file under
    ``all`` and is divided by a hash of ``group``: 20 % test, 10 % dev, the rest train.
    ``licence`` is "clean", "unstated", "non-commercial" or "evaluation only". With ``agreeing``, the
    rows of a group become one example, and a group whose labels differ is left out: that is how
    labels of targets become labels of the sentence. ``home`` overrides the root that the caller names.
    """

    name: str
    task: str
    licence: str
    files: Mapping[str, tuple[str, ...]]
    convert: Callable[[Row], Asked]
    group: str = "id"
    agreeing: bool = False
    home: Path | None = None

    def read(self, root: Path, split: str) -> list[Example]:
        """The examples of a split ("train", "dev", "test" or a file key); [] when it has none."""
        if "all" in self.files and split in {"train", "dev", "test"}:
            rows = [e for e in self._rows(root, "all") if _hashed_split(e.group) == split]
        else:
            rows = list(self._rows(root, split)) if split in self.files else []
        return _merged(rows) if self.agreeing else rows

    def splits(self) -> tuple[str, ...]:
        """The splits that `read` knows."""
        return ("train", "dev", "test") if "all" in self.files else tuple(self.files)

    def _rows(self, root: Path, split: str) -> Iterator[Example]:
        for file in self.files[split]:
            for row in _lines((self.home or root / self.name.split(":")[0]) / file):
                for passage, label in self.convert(row):
                    yield Example(passage, label, str(row.get(self.group, row.get("id"))))


def _lines(path: Path) -> Iterator[Row]:
    read = gzip.open if path.suffix == ".gz" else open
    with read(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def _hashed_split(key: str) -> str:
    bucket = int(hashlib.sha1(key.encode(), usedforsecurity=False).hexdigest(), 16) % 100
    return "test" if bucket < 20 else "dev" if bucket < 30 else "train"


_THREE: Final = {"negative": "negative", "neutral": "neutral", "positive": "positive"}
_STANCE: Final = {"against": "against", "neutral": "neutral", "favor": "favour"}
_NLI: Final = {"contradiction": "against", "neutral": "neutral", "entailment": "favour"}
_LOADED: Final = {
    "loaded": "loaded",
    "neutral": "neutral",
    "objective": "neutral",
    "biased": "loaded",
    "subjective": "loaded",
}
_SST: Final = {
    "very negative": "negative",
    "negative": "negative",
    "neutral": "neutral",
    "positive": "positive",
    "very positive": "positive",
}


def _target(row: Row) -> Asked:
    if row["target_start"] is None:
        return []
    span = (row["target_start"], row["target_end"])
    return [(Passage(row["text"], target=row["target"], spans=(span,)), _THREE[row["label"]])]


def _mentioned(row: Row) -> Asked:
    """Unlabelled passages about the two entities of a row, whose offsets cut words short."""
    found: Asked = []
    for role in ("source", "target"):
        text, start, end = row["text"], row[f"{role}_start"], row[f"{role}_end"]
        while end < len(text) and text[end].isalnum():
            end += 1
        name = text[start:end].removeprefix("the ").removesuffix("’")
        start = text.index(name, start)
        if name[:1].isupper():
            found.append((Passage(text, target=name, spans=((start, start + len(name)),)), UNLABELLED))
    return found


def _stance(row: Row) -> Asked:
    return [(Passage(row["text"], claim=row["target"]), _STANCE[row["label"]])]


def _own_stance(row: Row) -> Asked:
    return [(Passage(row["text"], claim=row["claim"]), row["label"])]


def _own_targets(row: Row) -> Asked:
    return [(Passage(row["text"], target=target["name"]), target["label"]) for target in row["targets"]]


def _nli(row: Row) -> Asked:
    label = _NLI.get(row["label"])
    return [(Passage(row["premise"], claim=row["hypothesis"]), label)] if label else []


def _loaded(row: Row) -> Asked:
    return [(Passage(row["text"]), _LOADED[row["label"]])]


def _plain(table: dict[str, str], field: str = "label") -> Callable[[Row], Asked]:
    return lambda row: [(Passage(row["text"]), table[row[field]])] if row[field] in table else []


_OFFICIAL: Final = {
    "train": ("train.jsonl.gz",),
    "dev": ("dev.jsonl.gz",),
    "test": ("test.jsonl.gz",),
}
_WHOLE: Final = {"all": ("all.jsonl.gz",)}

_OWN_SENTENCES: Final = {"train": ("sentences_a.jsonl", "sentences_b.jsonl", "sentences_c.jsonl", "sentences_d.jsonl")}

_SETS: Final = (
    Dataset(
        "tsc_newsmtsc",
        "portrayal",
        "clean",
        {
            "train": ("train.jsonl.gz",),
            "dev": ("dev_rw.jsonl", "dev_mt.jsonl"),
            "dev_rw": ("dev_rw.jsonl",),
            "dev_mt": ("dev_mt.jsonl",),
        },
        _target,
    ),
    Dataset("tsc_sentfin", "portrayal", "clean", _WHOLE, _target, group="headline_id"),
    Dataset("stance_vast", "stance", "unstated", {k: _OFFICIAL[k] for k in ("train", "dev")}, _stance),
    Dataset("stance_ibm30k", "stance", "clean", _OFFICIAL, _stance),
    Dataset("stance_perspectrum", "stance", "clean", _OFFICIAL, _stance),
    Dataset(
        "stance_ibm_claims",
        "stance",
        "clean",
        {k: _OFFICIAL[k] for k in ("train", "test")},
        _stance,
    ),
    Dataset("stance_emergent", "stance", "unstated", _WHOLE, _stance, group="claim_id"),
    Dataset(
        "stance_gwsd",
        "stance",
        "unstated",
        {"train": ("train.jsonl.gz",), "test": ("test.jsonl",)},
        _stance,
    ),
    Dataset("nli_snli", "nli", "clean", _OFFICIAL, _nli),
    Dataset(
        "nli_mnli",
        "nli",
        "clean",
        {"train": ("train.jsonl.gz",), "dev": ("dev_matched.jsonl.gz",)},
        _nli,
    ),
    Dataset(
        "nli_cad",
        "nli",
        "clean",
        {"train": ("train.jsonl.gz",), "dev": ("dev.jsonl",), "test": ("test.jsonl.gz",)},
        _nli,
    ),
    Dataset(
        "nli_ling_in_loop",
        "nli",
        "unstated",
        {"train": ("train.jsonl.gz",), "dev": ("dev.jsonl.gz",)},
        _nli,
    ),
    Dataset(
        "bias_babe",
        "loaded",
        "non-commercial",
        {"train": ("train.jsonl.gz",), "dev": ("dev.jsonl",)},
        _loaded,
    ),
    Dataset(
        "subj_checkthat",
        "loaded",
        "non-commercial",
        {"train": ("train.jsonl",), "dev": ("dev.jsonl",), "test": ("dev_test.jsonl",)},
        _loaded,
    ),
    Dataset("bias_wiki_npov", "loaded", "clean", _WHOLE, _loaded),
    Dataset("bias_nuda", "loaded", "unstated", {"all": ("all.jsonl",)}, _loaded),
    Dataset(
        "sent_sst",
        "tone",
        "clean",
        {
            "train": ("sst5_train.jsonl.gz",),
            "dev": ("sst5_dev.jsonl",),
            "test": ("sst5_test.jsonl.gz",),
        },
        _plain(_SST),
    ),
    Dataset("tsc_sentfin:tone", "tone", "clean", _WHOLE, _plain(_THREE), group="headline_id", agreeing=True),
    Dataset(
        "tsc_newsmtsc:tone",
        "tone",
        "clean",
        {"train": ("train.jsonl.gz",)},
        _plain(_THREE),
        group="sentence_id",
        agreeing=True,
    ),
    Dataset(
        "tsc_semeval2017_headlines",
        "tone",
        "unstated",
        {"all": ("train.jsonl",)},
        _plain(_THREE),
        group="text",
    ),
    Dataset("tsc_directed:mentions", "portrayal", "clean", {"train": ("train.jsonl.gz",)}, _mentioned, group="text"),
    Dataset("own:portrayal", "portrayal", "clean", _OWN_SENTENCES, _own_targets, home=OWN),
    Dataset("own:tone", "tone", "clean", _OWN_SENTENCES, _plain(_THREE, "tone"), home=OWN),
    Dataset("own:loaded", "loaded", "clean", _OWN_SENTENCES, _plain(_LOADED, "loaded"), home=OWN),
    Dataset("own:stance", "stance", "clean", {"train": ("stance_a.jsonl", "stance_b.jsonl")}, _own_stance, home=OWN),
    Dataset("sent_news_econ", "tone", "evaluation only", {"test": ("test.jsonl.gz",)}, _plain(_THREE)),
    Dataset(
        "bias_mbd2024",
        "tone",
        "evaluation only",
        {"test": ("sentences.jsonl.gz",)},
        _plain(_THREE, "tone"),
        group="article_id",
    ),
)

DATASETS: Final[dict[str, Dataset]] = {dataset.name: dataset for dataset in _SETS}
"""Name → set; ``set:tone`` reads the tone of sentences from a set of target labels."""


def _merged(examples: list[Example]) -> list[Example]:
    groups: dict[str, list[Example]] = {}
    for example in examples:
        groups.setdefault(example.group, []).append(example)
    return [group[0] for group in groups.values() if len({e.label for e in group}) == 1]
