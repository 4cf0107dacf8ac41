"""Pictures of every page: `python -m tests.browser.screenshots FOLDER`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final

from analysis import demo, scoring
from data.store import Workspace
from models import registry
from tests.browser import browsing

PAGES: Final = {
    "overview": "",
    "overview-stance": "?measure=Stance&voice=All+words",
    "story": "story",
    "portrayal": "portrayal",
    "stance": "stance",
    "language": "language",
    "coverage": "coverage",
    "classroom": "classroom",
    "label": "label",
    "sources": "sources",
    "sources-ask": "sources?sources_step=Ask",
    "methods": "methods",
}
SIZES: Final = {"projector": (1920, 1080), "laptop": (1366, 768), "phone": (390, 844)}
SCHEMES: Final = ("light", "dark")


def main(folder: Path, *only: str) -> None:
    """Take every page in every size, light and dark, over the scored teaching corpus."""
    folder.mkdir(parents=True, exist_ok=True)
    home = Path(os.environ.get("PARALLAX_HOME", "workspaces")).resolve()
    teaching = Workspace(home / "teaching")
    demo.fill(teaching)
    scoring.score(teaching, registry.scorers())
    with browsing.app(home) as address, browsing.browser() as chromium:
        for size, (width, height) in SIZES.items():
            for scheme in SCHEMES:
                window = browsing.context(chromium, width=width, height=height, scheme=scheme)
                page = window.new_page()
                for name, path in PAGES.items():
                    if only and not any(word in f"{name}-{size}-{scheme}" for word in only):
                        continue
                    page.goto(f"{address}/{path}")
                    browsing.settle(page)
                    page.screenshot(path=folder / f"{name}-{size}-{scheme}.png")
                    tall = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
                    page.set_viewport_size({"width": width, "height": min(int(tall) + 80, 6000)})
                    page.wait_for_timeout(600)
                    page.screenshot(path=folder / f"{name}-{size}-{scheme}-whole.png")
                    page.set_viewport_size({"width": width, "height": height})
                window.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
