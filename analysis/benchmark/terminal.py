"""What the benchmarks share: the command line's app, clocks, and how a row is printed."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Mapping
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray
from rich.console import Console

JsonOption = Annotated[bool, typer.Option("--json", help="one JSON line per row")]

app = typer.Typer(add_completion=False, no_args_is_help=True)
out = Console()


@app.callback()
def benchmarks() -> None:
    """Measure how well and how fast the heavy parts do."""


def show(row: Mapping[str, object], *, as_json: bool) -> None:
    """Print one row."""
    printed = json.dumps(row) if as_json else "\n".join(f"{name:>18}  {value}" for name, value in row.items())
    out.print(printed, highlight=False, soft_wrap=True)


def clocks() -> NDArray[np.float64]:
    """The time on the wall, and the time that this process was at work."""
    return np.array([time.perf_counter(), time.process_time()])


def peak_mb() -> int | None:
    """The most memory that this process has held, where the system tells."""
    try:
        import resource  # not on Windows
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1024**2 if sys.platform == "darwin" else 1024))
