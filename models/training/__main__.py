"""Command line of the trainer."""

from __future__ import annotations

import argparse
import json
import logging
import sys
from pathlib import Path

from models.registry import CHECKPOINTS, address
from models.training import export, train


def main() -> None:
    """Train the named recipes one after another."""
    parser = argparse.ArgumentParser(prog="python -m models.training", description=main.__doc__)
    parser.add_argument("recipe", nargs="+", help="tables of recipes.toml, in order")
    parser.add_argument("--data", type=Path, required=True, help="folder of the public sets")
    parser.add_argument("--runs", type=Path, default=Path("runs"), help="where runs are kept")
    parser.add_argument("--export", action="store_true", help="write the embedded checkpoint as well")
    options = parser.parse_args()
    logging.getLogger("onnxruntime").setLevel(logging.WARNING)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    for name in options.recipe:
        recipe = train.read_recipe(name)
        figures = train.train(recipe, options.data, options.runs)
        sys.stdout.write(json.dumps(figures) + "\n")
        if options.export:
            folder = CHECKPOINTS / f"parallax-{name}"
            export.export(recipe, options.runs / name, folder, options.data)
            sys.stdout.write(f"{folder.name} {address(folder)}\n")


if __name__ == "__main__":
    main()
