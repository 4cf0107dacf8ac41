"""A whole workspace as one page that opens without a network, and as tables with a codebook.

The same content of a workspace and the same seed give the same bytes with the same versions of the libraries: no clock
is read, everything is sorted, numbers are rounded. The modules: `gathering` (what there is to report), `fingerprint`
(a hash of the data), `wording` (the methods paragraph), `codebook` (what each column means), `page` (the HTML).
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from analysis import export
from analysis.report import codebook, gathering, page, wording
from analysis.report.page import Drawing, drawn
from data.store import Workspace
from models.base import Scorer

PAGE: Final = "report.html"
CODEBOOK: Final = "codebook.csv"
EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a ZIP file can hold: its entries tell no other."""


def make(
    workspace: Workspace,
    scorers: Mapping[str, Scorer],
    measures: Sequence[str] = (),
    *,
    seed: int = 0,
    drawing: Drawing = drawn,
) -> dict[str, bytes]:
    """File name → content: the page, every table as CSV and Parquet, and the codebook.

    Args:
        workspace: With its scores; nothing is scored here.
        scorers: Whose scores are reported.
        measures: Which; all when empty.
        seed: Of every interval that is drawn by chance.
        drawing: From a picture to SVG, or to a sentence why there is none.
    """
    gathered = gathering.gather(workspace, scorers, measures, seed=seed)
    files = {PAGE: page.html(gathered, drawing).encode("utf-8")}
    for name, table in gathered.tables.items():
        files[f"{name}.csv"] = export.csv(table)
        buffer = io.BytesIO()
        pq.write_table(pa.Table.from_pandas(table, preserve_index=False), buffer, compression="zstd")
        files[f"{name}.parquet"] = buffer.getvalue()
    files[CODEBOOK] = export.csv(codebook.codebook(gathered.tables))
    return dict(sorted(files.items()))


def paragraph(
    workspace: Workspace, scorers: Mapping[str, Scorer], measures: Sequence[str] = (), *, seed: int = 0
) -> str:
    """The methods paragraph of the report alone, to copy into a paper."""
    return wording.paragraph(gathering.facts(workspace, scorers, measures, seed=seed))


def write(files: Mapping[str, bytes], folder: Path) -> None:
    """Put the files into a folder, in place of those of an earlier report."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)


def zipped(files: Mapping[str, bytes]) -> bytes:
    """The files as one ZIP, the same bytes for the same files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name, EPOCH), files[name], zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
