"""Command line of the benchmarks; importing a command registers it."""

from analysis.benchmark import families, statements, stories
from analysis.benchmark.terminal import app

__all__ = ["app", "families", "statements", "stories"]

if __name__ == "__main__":
    app()
