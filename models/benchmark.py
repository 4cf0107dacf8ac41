"""How fast the embedded models are, beside what others would use: `python -m models.benchmark [--json] [--quick]`.

All contenders read the same distinct sentences, in turns, in one run: on a busy machine the rates mean
little, and the ratios, which are medians over the turns, mean something. The pipelines need torch
(models/training/requirements.txt), and the one on the same weights the folder that training left
(`--weights RUNS/tone/best`); what could not be measured says why.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Annotated, Final, TypeVar

import numpy as np
import typer
from tokenizers import Tokenizer

from models import contenders, registry, swaps
from models.base import Passage
from models.contenders import LARGE_32, SAME_1, SAME_32, Reader
from models.runtime import EmbeddedScorer

TASK: Final = "tone"
OURS: Final = "ours"
ARTICLE: Final = 30
"""Sentences of an ordinary article."""
GOALS: Final = {SAME_32: 8, LARGE_32: 50}
# A slow contender reads one sentence in so many at each turn, so that a turn of all is short.
SHARES: Final = {OURS: 1, SAME_1: 8, SAME_32: 8, LARGE_32: 16}

_ROOT: Final = Path(__file__).parents[1]
_FIRST_LABEL: Final = f"""
from models import registry
from models.base import Passage
registry.scorer("{TASK}").predict([Passage("The ferry left on time.")])
"""
# On Linux getrusage remembers what the parent held when it forked; the high-water mark does not.
_ALL_LOADED: Final = """
import json, resource, sys
from pathlib import Path
from models import embedding, registry
from models.base import Passage
texts = json.load(sys.stdin)
embedding.embed(texts)
for scorer in registry.scorers().values():
    scorer.predict([Passage(text, target=text.split()[0], claim="The ferry should be stopped.") for text in texts])
status = Path("/proc/self/status")
if status.exists():
    kilobytes = next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM"))
else:
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1024 if sys.platform == "darwin" else 1)
print(kilobytes // 1024)
"""


@dataclass(frozen=True, slots=True)
class Speed:
    """How fast one contender is; ``ratio`` is how many times as fast ours is, the median of the turns."""

    name: str
    sentences_per_second: float | None = None
    tokens_per_second: float | None = None
    ratio: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that one run measured; None where it could not be. ``load`` is the system's, per core."""

    sentences: int
    tokens_per_sentence: float
    load: float
    speeds: tuple[Speed, ...]
    int8_peak_gflops: float | None
    share_of_peak: float | None
    article_p50_ms: float
    article_p95_ms: float
    cold_start_s: float
    peak_memory_mb: int


def made(count: int) -> list[str]:
    """Distinct sentences out of the swap battery, every second one made of two, so that lengths vary as in news."""
    battery = swaps.battery()
    filled = [t.filled(name).text for t in battery.templates for name in battery.names[t.slot]]
    order = np.random.default_rng(0).permutation(len(filled)).tolist()
    pairs = zip(order, order[1:] + order[:1], strict=True)
    mixed = [f"{filled[a]} {filled[b]}" if number % 2 else filled[a] for number, (a, b) in enumerate(pairs)]
    return list(islice(dict.fromkeys(mixed), count))


def run(texts: list[str], weights: Path | None, turns: int) -> Report:
    """Measure everything on these sentences."""
    folder = registry.ENTRIES[registry.DEFAULTS[TASK]].folder
    tokens = _tokens(folder, texts)
    ours = EmbeddedScorer("benchmark", "", folder)
    readers: dict[str, Reader | str] = {OURS: lambda part: ours.predict([Passage(text) for text in part])}
    readers |= contenders.pipelines(folder, weights)
    rates, peaks = _in_turns(readers, tokens, turns)
    articles = []
    for at in range(0, len(tokens) - ARTICLE + 1, ARTICLE):
        article = [Passage(text) for text in list(tokens)[at : at + ARTICLE]]
        articles.append(1000 * _seconds(ours.predict, article))
    done = np.array([rate for _, rate in rates[OURS]]) * contenders.operations_per_token(folder)
    return Report(
        sentences=len(tokens),
        tokens_per_sentence=round(statistics.mean(tokens.values()), 1),
        load=round(os.getloadavg()[0] / (os.cpu_count() or 1), 1),
        speeds=tuple(
            Speed(name, note=reader) if isinstance(reader, str) else _speed(name, rates)
            for name, reader in readers.items()
        ),
        int8_peak_gflops=round(statistics.median(peaks) / 1e9, 1) if peaks else None,
        share_of_peak=round(float(np.median(done / peaks)), 3) if peaks else None,
        article_p50_ms=round(float(np.quantile(articles, 0.5)), 1),
        article_p95_ms=round(float(np.quantile(articles, 0.95)), 1),
        cold_start_s=round(statistics.median(_seconds(_fresh, _FIRST_LABEL) for _ in range(turns)), 2),
        peak_memory_mb=int(_fresh(_ALL_LOADED, json.dumps(list(tokens)))),
    )


_Read = TypeVar("_Read")
Rates = dict[str, list[tuple[float, float]]]
"""Sentences and tokens a second of each contender at each turn."""


def _in_turns(readers: dict[str, Reader | str], tokens: dict[str, int], turns: int) -> tuple[Rates, list[float]]:
    """The rates of all contenders and the peaks of the processor; a first turn warms up and does not count."""
    texts = list(tokens)
    rates: Rates = {name: [] for name, reader in readers.items() if not isinstance(reader, str)}
    peaks = []
    measure_peak = contenders.int8_peak()
    for turn in range(-1, turns):
        for name, reader in readers.items():
            if isinstance(reader, str):
                continue
            part = texts[:8] if turn < 0 else texts[turn % SHARES[name] :: SHARES[name]]
            seconds = _seconds(reader, part)
            if turn >= 0:
                rates[name].append((len(part) / seconds, sum(tokens[text] for text in part) / seconds))
        if measure_peak is not None and turn >= 0:
            peaks.append(measure_peak())
    return rates, peaks


def _speed(name: str, rates: Rates) -> Speed:
    sentences, tokens = np.array(rates[name]).T
    return Speed(
        name,
        sentences_per_second=round(float(np.median(sentences)), 1),
        tokens_per_second=round(float(np.median(tokens))),
        # The parts differ a little in length, and so tokens are compared.
        ratio=round(float(np.median(np.array(rates[OURS])[:, 1] / tokens)), 1),
        note=f"goal: {GOALS[name]} ×" if name in GOALS else "",
    )


def _tokens(folder: Path, texts: list[str]) -> dict[str, int]:
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    return {text: len(tokenizer.encode(text).ids) for text in texts}


def _seconds(work: Callable[[_Read], object], read: _Read) -> float:
    started = time.perf_counter()
    work(read)
    return time.perf_counter() - started


def _fresh(code: str, stdin: str = "") -> str:
    """What a fresh process prints, whose imports count as well."""
    done = subprocess.run(  # noqa: S603  # our own code above
        [sys.executable, "-c", code], input=stdin, stdout=subprocess.PIPE, check=True, cwd=_ROOT, text=True
    )
    return done.stdout


def main(
    sentences: Annotated[Path | None, typer.Option(help="one sentence a line; made from swap.toml if left out")] = None,
    weights: Annotated[Path | None, typer.Option(help="folder best/ of a training run", file_okay=False)] = None,
    quick: Annotated[bool, typer.Option(help="fewer sentences and turns")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object")] = False,
) -> None:
    """Print speed, start and memory of the embedded models beside transformers.pipeline."""
    count, turns = (128, 2) if quick else (512, 5)
    read = made(count) if sentences is None else sentences.read_text(encoding="utf-8").split("\n")
    texts = list(dict.fromkeys(text for text in read if text.strip()))[:count]
    if len(texts) < ARTICLE:
        raise typer.BadParameter(f"{len(texts)} distinct sentences; at least {ARTICLE} are needed")
    report = run(texts, weights, turns)
    sys.stdout.write(json.dumps(asdict(report)) + "\n" if as_json else _printed(report))


def _printed(report: Report) -> str:
    lines = [
        f"{report.sentences} distinct sentences of {report.tokens_per_sentence} tokens on average; "
        f"load {report.load} a core",
        f"{'':34}{'sentences/s':>11}{'tokens/s':>10}{'ours is':>10}",
    ]
    for speed in report.speeds:
        figures = ""
        if speed.ratio is not None:
            figures = f"{speed.sentences_per_second:11.1f}{speed.tokens_per_second:10,}{speed.ratio:8.1f} ×"
        lines.append(f"{speed.name:34}{figures}  {speed.note}")
    peak = contenders.NO_ONNX
    if report.int8_peak_gflops is not None and report.share_of_peak is not None:
        peak = f"{report.int8_peak_gflops:,.0f} GFLOP/s, of which ours reaches {report.share_of_peak:.0%}"
    rows = {
        "peak of 8-bit matrix products": peak,
        f"an article of {ARTICLE} sentences": (
            f"p50 {report.article_p50_ms:.0f} ms, p95 {report.article_p95_ms:.0f} ms; goal: 100 ms"
        ),
        "cold start to first label": f"{report.cold_start_s:.2f} s; goal: 1.0 s",
        "peak memory, all models": f"{report.peak_memory_mb} MB; goal: 400 MB",
    }
    return "\n".join([*lines, *(f"{name:36}{value}" for name, value in rows.items())]) + "\n"


if __name__ == "__main__":
    typer.run(main)
