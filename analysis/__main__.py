"""Command line: `python -m analysis --help` lists what it can do."""

from analysis.commands import app

if __name__ == "__main__":
    app()
