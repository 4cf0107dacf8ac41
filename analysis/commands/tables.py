"""A table on the terminal: one JSON line per row, or for the eye."""

from __future__ import annotations

import math
from collections.abc import Collection
from typing import Any

import pandas as pd
from rich.console import Console
from rich.table import Table

from analysis.commands.terminal import cell, line, shown

SHOWN = 4
"""Parts of a list that a table shows; JSON has all."""


def show(table: pd.DataFrame, *, as_json: bool, title: str, signed: Collection[str] = ()) -> None:
    """Print a table; empty columns are left out for the eye and kept as null in JSON.

    Args:
        table: One line per row.
        as_json: One JSON line per row instead of a table.
        title: Above the table.
        signed: Columns whose numbers are printed with their sign.
    """
    if as_json:
        for row in table.to_dict("records"):
            line({str(key): _plain(value) for key, value in row.items()})
        return
    filled = table.dropna(axis="columns", how="all")
    printed = Table(title=title)
    for column in filled.columns:
        printed.add_column(str(column))
    for values in filled.itertuples(index=False):
        plain = [_plain(value) for value in values]
        named = zip(filled.columns, plain, strict=True)
        printed.add_row(*(cell(value) if name in signed else _unsigned(value) for name, value in named))
    Console().print(printed)


def _unsigned(value: object) -> str:
    """A number without a plus; of pairs like (verb, sentences) the first few."""
    if isinstance(value, float) and not math.isnan(value):
        return f"{value:.2f}"
    if isinstance(value, list):
        parts = [" ".join(map(str, item)) if isinstance(item, list) else str(item) for item in value[:SHOWN]]
        return shown(", ".join(parts) + (" …" if len(value) > SHOWN else ""))
    return cell(value)


def _plain(value: Any) -> object:  # noqa: ANN401  whatever stands in a table
    """A value that JSON knows."""
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        return value.isoformat()
    return value.item() if hasattr(value, "item") else value
