"""Tables as files that are safe to open in a spreadsheet."""

from __future__ import annotations

from typing import Final

import pandas as pd

# A cell that starts with one of these is run as a formula by spreadsheets (OWASP, CSV injection).
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def csv(table: pd.DataFrame) -> bytes:
    """A table as UTF-8 CSV in which no text cell can act as a formula."""
    texts = table.select_dtypes(include=["object", "string", "category"]).columns
    safe = table.assign(**{column: table[column].map(neutralised) for column in texts}).rename(columns=neutralised)
    return safe.to_csv(index=False).encode("utf-8-sig")


def neutralised(cell: object) -> object:
    """Text that a spreadsheet would run gets a leading apostrophe; anything else stays as it is."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell
