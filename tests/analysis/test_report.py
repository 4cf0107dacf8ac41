"""The report: the same bytes twice, nothing from outside, no text that acts, and a meaning for every column."""

from __future__ import annotations

import io
import json
import re
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from analysis import labelling, pictures, report, samples, scoring
from analysis.commands import app
from analysis.measures import MISUSE
from analysis.pictures import Picture
from analysis.report import codebook, page
from analysis.report.fingerprint import fingerprint
from analysis.samples import Plan
from data.schema import Claim, Target
from data.store import Workspace
from models import registry
from tests.invented import START, article, fakes, fill

HOSTILE = "=cmd() <script>alert(1)</script> <img src=http://evil.example/x.png onerror=x> \u202egnp.\x07"


def plainly(picture: Picture) -> str:
    """Drawing without the engine: a test of the page is no test of pictures."""
    return f'<svg role="img"><title>{page.safe(picture.title)}</title><g id="a" clip-path="url(#a)"></g></svg>'


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Ten articles and one with a hostile title, scored."""
    workspace = fill(tmp_path_factory.mktemp("report") / "w")
    workspace.state.put(
        [Target("orne", f"Orne {HOSTILE}", ("Orne",)), Claim("odd", "A & B </title>.", ("ferry",), ("ferry",))]
    )
    words = "Orne is glad </td><script>of it</script>. Nothing else is known of the tide table there."
    workspace.add([article(8, "harbour-gazette", "glad", title=HOSTILE, text=words, story="<i>story</i>")])
    scoring.score(workspace, fakes())
    return workspace


@pytest.fixture(scope="module")
def files(told: Workspace) -> dict[str, bytes]:
    return report.make(told, fakes(), drawing=plainly)


class Reader(HTMLParser):
    """Tags with their attributes, and whether every one is closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_same_workspace_same_seed_same_bytes(told: Workspace, files: dict[str, bytes]) -> None:
    again = report.make(Workspace(told.root), fakes(), drawing=plainly)
    assert list(again) == list(files)
    assert [name for name in files if again[name] != files[name]] == []
    assert report.zipped(again) == report.zipped(files)


def test_another_scoring_of_the_same_articles_has_the_same_hash(told: Workspace, tmp_path: Path) -> None:
    one, other = (fill(tmp_path / name) for name in ("one", "other"))
    for workspace in (one, other):
        scoring.score(workspace, fakes())
    assert fingerprint(one) == fingerprint(other) != fingerprint(told)
    other.state.correct(article(1, "harbour-gazette", "glad").id, "outlet", "port-courier")
    assert fingerprint(one) != fingerprint(other)


def test_no_text_of_others_acts(files: dict[str, bytes]) -> None:
    text = files[report.PAGE].decode("utf-8")
    read = Reader(text)
    tags = {tag for tag, _ in read.tags}
    assert read.open == []
    assert not tags & {"script", "img", "iframe", "object", "embed", "link", "base", "form", "b", "i"}
    assert not [name for _, attrs in read.tags for name in attrs if name.startswith("on")]
    assert text.count("&lt;script&gt;alert(1)") > 3
    assert "&lt;/td&gt;&lt;script&gt;of it" in text
    assert not {"\u202e", "\x07"} & set(text)
    assert files["articles.csv"].decode("utf-8-sig").count("'=cmd()") == 1


def test_it_opens_without_a_network(files: dict[str, bytes]) -> None:
    text = files[report.PAGE].decode("utf-8")
    loads = [
        attrs.get(name) for _, attrs in Reader(text).tags for name in ("src", "href", "xlink:href", "data", "action")
    ]
    assert not [address for address in loads if address and not address.startswith("#")]
    assert not re.search(r"@import|url\((?!#)", text)
    assert "default-src 'none'" in text


def test_ids_of_pictures_do_not_clash(files: dict[str, bytes]) -> None:
    found = re.findall(r'\bid="([^"]+)"', files[report.PAGE].decode("utf-8"))
    assert len(found) == len(set(found)) > 3
    assert 'clip-path="url(#f0-a)"' in files[report.PAGE].decode("utf-8")


def test_the_codebook_covers_every_column(files: dict[str, bytes]) -> None:
    book = pd.read_csv(io.BytesIO(files[report.CODEBOOK]))
    meant = set(zip(book["table"], book["column"], strict=True))
    tables = {
        name.removesuffix(".csv"): pd.read_csv(io.BytesIO(files[name])) for name in files if name.endswith(".csv")
    }
    del tables["codebook"]
    assert meant == {(name, column) for name, table in tables.items() for column in table.columns}
    assert book[["meaning", "unit"]].notna().all().all()


def test_csv_and_parquet_hold_the_same_numbers(files: dict[str, bytes]) -> None:
    for name in ("estimates", "differences", "by_topic"):
        table = pd.read_csv(io.BytesIO(files[f"{name}.csv"]))
        stored = pd.read_parquet(io.BytesIO(files[f"{name}.parquet"]))
        assert stored["estimate"].to_numpy() == pytest.approx(table["estimate"].to_numpy(), nan_ok=True)
        assert len(table) > 3


def test_a_column_without_a_meaning_is_an_error() -> None:
    with pytest.raises(KeyError, match="column 'mood' of table 'x' stands in no codebook"):
        codebook.codebook({"x": pd.DataFrame({"mood": [1]})})


def test_the_page_says_how_it_was_made(told: Workspace, files: dict[str, bytes]) -> None:
    text = files[report.PAGE].decode("utf-8")
    said = report.paragraph(told, fakes())
    assert page.safe(said) in text
    assert page.safe(MISUSE) in text
    for part in ("11 articles", "independent texts", "02 Mar 2026", "tone by fake-tone, revision 1", "seed 0"):
        assert part in said
    assert "no figures were measured of this model" in said
    assert fingerprint(told) in said
    assert "No sentence here was labelled by a person" in text
    for heading in ("Overview", "Portrayal", "Stance", "By topic", "Coverage", "Method", "Limits", "Data"):
        assert f"<h2>{heading}</h2>" in text


def test_measured_figures_of_the_models_in_use_stand_in_the_paragraph(told: Workspace) -> None:
    said = report.paragraph(told, registry.scorers(), ["tone"])
    assert re.search(r"tone by parallax-tone, revision \w+ \(macro-F1 0\.\d\d \(0\.\d\d to 0\.\d\d\) on \w+", said)


def test_only_the_measures_asked_for(told: Workspace) -> None:
    files = report.make(told, fakes(), ["tone"], drawing=plainly)
    assert set(pd.read_csv(io.BytesIO(files["estimates.csv"]))["measure"]) == {"tone"}
    assert "Nothing of this was asked." in files[report.PAGE].decode("utf-8")
    with pytest.raises(ValueError, match="measure is 'mood'; it can be tone"):
        report.make(told, fakes(), ["mood"])


def test_labels_correct_the_estimates(told: Workspace, tmp_path: Path) -> None:
    workspace = fill(tmp_path / "w")
    scoring.score(workspace, fakes())
    sample = samples.draw(workspace, fakes(), Plan("tone", n=24))
    for item in workspace.state.sample_items(sample.id):
        labelling.record(workspace, sample.id, item.id, "Ada <b>", "neutral", START)
    files = report.make(workspace, fakes(), ["tone"], drawing=plainly)
    assert set(pd.read_csv(io.BytesIO(files["corrected.csv"]))["method"]) == {"raw", "corrected", "labels only"}
    text = files[report.PAGE].decode("utf-8")
    assert "Estimates corrected by human labels" in text
    assert "24 labels by 1 coder for tone" in text


@pytest.mark.parametrize("scored", [False, True])
def test_a_workspace_with_nothing_has_a_report_that_says_so(tmp_path: Path, scored: bool) -> None:
    workspace = fill(tmp_path / "w") if scored else Workspace(tmp_path / "w")
    files = report.make(workspace, fakes(), drawing=plainly)
    Reader(files[report.PAGE].decode("utf-8"))
    assert len(pd.read_csv(io.BytesIO(files[report.CODEBOOK]))) > 20


def test_pictures_are_drawn_the_same_twice(told: Workspace) -> None:
    one, other = (report.make(told, fakes(), ["tone"])[report.PAGE] for _ in range(2))
    assert one == other
    assert one.count(b'role="img"') == one.count(b"<figure>") > 0


def test_without_the_engine_words_stand_for_the_picture(told: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_: Picture) -> bytes:
        raise ModuleNotFoundError("No module named 'vl_convert'", name="vl_convert")

    monkeypatch.setattr(pictures, "svg", missing)
    text = report.make(told, fakes(), ["tone"])[report.PAGE].decode("utf-8")
    assert "The picture is not here, because vl_convert is not installed; the table has its numbers." in text


def test_the_command_writes_all_files(told: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "scorers", lambda _=None: fakes())
    monkeypatch.setattr(pictures, "svg", lambda picture: plainly(picture).encode())
    out = tmp_path / "out"
    arguments = ["report", "-W", str(told.root), "--out", str(out), "--measure", "tone", "--json"]
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 0, done.output
    rows = [json.loads(row) for row in done.stdout.splitlines()]
    assert {Path(row["file"]).name for row in rows} == {file.name for file in out.iterdir()} > {"report.html"}
    assert CliRunner().invoke(app, [*arguments[:-2], "mood"]).exit_code == 2


def test_the_zip_holds_them_all(files: dict[str, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(report.zipped(files))) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == files
