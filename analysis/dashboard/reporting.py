"""The report of a workspace: its methods paragraph to copy, and all of it as one file to take along."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import threading
from functools import partial
from pathlib import Path
from typing import Final

import streamlit as st

from analysis import report
from analysis.dashboard import choosing, workspaces
from analysis.dashboard.process import ROOT

LIMIT_S: Final = 600.0
"""Longest that a report may take: a hundred thousand articles take minutes on a laptop."""
_ONE_AT_A_TIME: Final = threading.Lock()


def draw(name: str, version: str) -> None:
    """Draw the methods paragraph on request, and the button that makes the report."""
    st.subheader("Report")
    if st.toggle("Show the methods paragraph to copy", key="report_paragraph"):
        st.code(_paragraph(name, version), language=None, wrap_lines=True)
    st.write(
        "One page that opens anywhere without a network, the tables as CSV and Parquet, and a codebook. It is made "
        "when you press the button, which can take a minute. The same data give the same bytes."
    )
    st.download_button(
        "Download the report",
        partial(made, workspaces.named(name).root),
        "parallax-report.zip",
        "application/zip",
        key="report_zip",
        on_click="ignore",
    )


def made(root: Path) -> bytes:
    """The report as ZIP, made in a process of its own, because drawing holds the interpreter.

    Raises:
        RuntimeError: It could not be made, and why.
    """
    with _ONE_AT_A_TIME, tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "analysis", "report", "--workspace", str(root), "--out", folder]
        done = subprocess.run(  # noqa: S603
            command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, timeout=LIMIT_S, check=False
        )
        if done.returncode:
            raise RuntimeError(f"the report could not be made: {done.stderr.decode(errors='replace').strip()}")
        return report.zipped({file.name: file.read_bytes() for file in Path(folder).iterdir()})


@st.cache_data(max_entries=8, show_spinner="Hashing the data …")
def _paragraph(name: str, version: str) -> str:  # noqa: ARG001
    return report.paragraph(workspaces.named(name), choosing.scorers(name))
