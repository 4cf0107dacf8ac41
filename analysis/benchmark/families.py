"""`python -m analysis.benchmark families`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import numpy as np
import typer

from analysis import families
from analysis.benchmark import made_up
from analysis.benchmark.agreement import pairwise
from analysis.benchmark.terminal import JsonOption, app, clocks, peak_mb, show
from analysis.families import Text


@app.command("families")
def families_(
    n: Annotated[int, typer.Option("--n", min=1, help="articles")] = 10_000,
    seed: Annotated[int, typer.Option(help="of the made-up articles")] = 0,
    as_json: JsonOption = False,
) -> None:
    """Group made-up articles, a fifth of them near copies, and compare with how they were made."""
    making = np.zeros(2)

    def timed() -> Iterator[Text]:
        made = made_up.articles(n, seed)
        while True:
            started = clocks()
            text = next(made, None)
            making[:] += clocks() - started
            if text is None:
                return
            yield text

    before, started = peak_mb(), clocks()
    members = families.group(timed())
    seconds, cpu_seconds = clocks() - started - making
    precision, recall, f1 = pairwise([m.family for m in members], [m.article.partition("/")[0] for m in members])
    row = {
        "articles": n,
        "families": len({m.family for m in members}),
        "seconds": round(float(seconds), 1),
        "cpu_seconds": round(float(cpu_seconds), 1),
        "peak_mb": peak_mb(),
        "peak_mb_before": before,
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "f1": round(f1, 4),
    }
    show(row, as_json=as_json)
