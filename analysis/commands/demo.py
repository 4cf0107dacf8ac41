"""`python -m analysis demo`."""

from __future__ import annotations

from analysis import demo
from analysis.commands.terminal import WorkspaceOption, app, err, opened


@app.command("demo")
def demo_(workspace: WorkspaceOption) -> None:
    """Fill a workspace with the teaching corpus, unless it is there already."""
    added = demo.fill(opened(workspace, create=True))
    err.print(f"teaching corpus: {added} articles added to {workspace}")
