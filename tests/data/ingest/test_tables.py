"""Tables: guessed columns, sniffed formats, broken lines, and files too large for memory."""

import csv
import gzip
import io
import json
import pickle
import subprocess
import sys
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.ingest import records, stream, tables
from data.ingest.base import Refusal, RefusedError
from data.ingest.tables import Mapping, guess, peek, rows
from data.schema import Article, PublishedBasis
from tests.data.ingest.invented import CATALOGUE

LONG = (
    "The council voted on Tuesday to deepen the eastern harbour by two metres, after a debate of nearly six hours. " * 2
)
POLISH = (
    "Rada zagłosowała we wtorek za pogłębieniem wschodniego portu o dwa metry, żeby większe łodzie mogły wejść. "
    "Przeciwnicy ostrzegali, że pogłębianie wzburzy stare osady na dnie, a nikt nie pokazał jeszcze planu. "
    "Prace mają rozpocząć się jesienią i potrwać do następnego lata, podał urząd portowy w oświadczeniu."
)
CAPTURED = datetime(2026, 3, 4, 18, 0, tzinfo=UTC)


def read(source: bytes | Path, mapping: Mapping | None = None, name: str | None = None) -> list[Article | Refusal]:
    mapping = mapping or Mapping(text="text", title="title")
    return list(rows(source, mapping, catalogue=CATALOGUE, captured=CAPTURED, name=name))


def texts(source: bytes | Path, name: str | None = None) -> list[str]:
    return [row.text if isinstance(row, Article) else f"{row.where}: {row.reason}" for row in read(source, name=name)]


@pytest.mark.parametrize(
    ("columns", "cells", "expected"),
    [
        ("id title text outlet date url", {}, {"title": "title", "text": "text", "outlet": "outlet", "published": "date", "url": "url"}),
        ("Headline Body Newspaper PublishedAt", {}, {"title": "Headline", "text": "Body", "outlet": "Newspaper", "published": "PublishedAt"}),
        ("source.name publishedAt content description", {}, {"outlet": "source.name", "published": "publishedAt", "text": "content"}),
        ("Titel Inhalt Zeitung Datum Sprache", {}, {"title": "Titel", "text": "Inhalt", "outlet": "Zeitung", "published": "Datum", "language": "Sprache"}),
        ("titre texte journal date_publication lien", {}, {"title": "titre", "text": "texte", "outlet": "journal", "published": "date_publication", "url": "lien"}),
        ("Título Contenido Fuente Fecha", {}, {"title": "Título", "text": "Contenido", "outlet": "Fuente", "published": "Fecha"}),
        ("标题 正文 来源 日期", {}, {"title": "标题", "text": "正文", "outlet": "来源", "published": "日期"}),
        ("заголовок текст источник дата", {}, {"title": "заголовок", "text": "текст", "outlet": "источник", "published": "дата"}),
        ("news_outlet article_text pub_date story_id section", {}, {"outlet": "news_outlet", "text": "article_text", "published": "pub_date", "story": "story_id", "topics": "section"}),
        # content decides where names mislead or say nothing
        ("source text", {"source": "https://portcourier.example/1"}, {"url": "source", "text": "text"}),
        ("a b c", {"a": LONG, "b": "2026-03-03", "c": "https://portcourier.example/1"}, {"text": "a", "published": "b", "url": "c"}),
        ("x y", {"x": "portcourier.example", "y": LONG}, {"outlet": "x", "text": "y"}),
        ("text content", {"text": "A short label", "content": LONG}, {"text": "content"}),
        ("summary body", {"summary": LONG, "body": LONG}, {"text": "body"}),
        ("summary title", {"summary": LONG, "title": "Council votes at last"}, {"text": "summary", "title": "title"}),
        ("text_length title_words text", {"text_length": "812", "title_words": "7", "text": LONG}, {"text": "text"}),
        ("snippet", {"snippet": "The council voted on Tuesday"}, {"text": "snippet"}),
        ("text snippet", {"text": LONG, "snippet": "true"}, {"text": "text", "snippet": "snippet"}),
        ("k1 k2", {"k1": "3", "k2": "7"}, {}),
        ("", {}, {}),
    ],
)  # fmt: skip
def test_columns_are_guessed_by_name_and_content(
    columns: str, cells: dict[str, object], expected: dict[str, str]
) -> None:
    names = columns.split()
    assert guess(names, [cells] if cells else []).used() == expected


@pytest.mark.parametrize(
    ("dates", "day_first"),
    [
        (["03/04/2026", "25/04/2026"], True),
        (["03/04/2026", "04/25/2026"], False),
        (["03/04/2026", "05/06/2026"], None),
        (["25/04/2026", "04/25/2026"], None),
        (["2026-04-25"], None),
    ],
)
def test_the_order_of_day_and_month_is_known_where_one_date_decides_it(
    dates: list[str], day_first: bool | None
) -> None:
    assert guess(["date"], [{"date": cell} for cell in dates]).day_first is day_first


@pytest.mark.parametrize(
    "data",
    [
        b"title,text\nOne,First words\nTwo,Second words\n",
        b"title;text\r\nOne;First words\r\nTwo;Second words\r\n",
        b"title\ttext\nOne\tFirst words\nTwo\tSecond words",
        b"title|text\nOne|First words\nTwo|Second words\n",
        b"\xef\xbb\xbftitle,text\nOne,First words\n\n,\nTwo,Second words\n",
        "title,text\nOne,First words\nTwo,Second words\n".encode("utf-16"),
        gzip.compress(b"title,text\nOne,First words\nTwo,Second words\n"),
        b'{"title": "One", "text": "First words"}\n\n{"title": "Two", "text": "Second words"}\n',
        gzip.compress(b'{"title": "One", "text": "First words"}\n{"title": "Two", "text": "Second words"}'),
        b'[{"title": "One", "text": "First words"}, {"title": "Two", "text": "Second words"}]',
        b'{"status": "ok", "articles": [\n{"title": "One", "text": "First words"}, {"title": "Two", "text": "Second words"}]}',
    ],
    ids=["csv", "semicolons", "tabs", "bars", "bom", "utf-16", "csv.gz", "jsonl", "jsonl.gz", "json list", "json document"],
)  # fmt: skip
def test_every_text_format_gives_the_same_rows(data: bytes) -> None:
    assert texts(data) == ["First words", "Second words"]


def test_cells_may_hold_delimiters_quotes_and_lines() -> None:
    cell = 'He said, "never", twice;\nthen he left\ttown.'
    buffer = io.StringIO()
    csv.writer(buffer).writerows([["title", "text"], ["One", cell], ["Two", "plain"]])
    assert texts(buffer.getvalue().encode()) == ['He said, "never", twice;\n\nthen he left town.', "plain"]


@given(
    st.lists(
        st.text(
            st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs"), exclude_characters="<>&"), min_size=1
        ),
        min_size=1,
    )
)
def test_what_a_csv_writer_wrote_comes_back(cells: list[str]) -> None:
    buffer = io.StringIO()
    csv.writer(buffer).writerows([["n", "text"], *([str(n), cell] for n, cell in enumerate(cells))])
    found = [
        record.cells for record in records.read(buffer.getvalue().encode(), "t.csv") if not isinstance(record, Refusal)
    ]
    assert found == [{"n": str(n), "text": cell} for n, cell in enumerate(cells)]


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("utf-8", "Der Küstenbote schrieb “genau so” darüber – für 5 €"),
        ("cp1252", "Der Küstenbote schrieb “genau so” darüber – für 5 € später größer"),
        ("cp1251", "Совет проголосовал во вторник за углубление восточной гавани города"),
        ("cp1250", POLISH),
        ("iso8859_2", POLISH),
        ("gb18030", "市议会周二投票决定将东部港口加深两米以便更大的货轮能够停靠该港口"),
        ("utf-16", "Der Küstenbote schrieb “genau so” darüber"),
    ],
)
def test_the_encoding_is_found(encoding: str, words: str) -> None:
    data = ("title,text\n" + f'One,"{words}"\n' * 30).encode(encoding)
    assert set(texts(data, "t.csv")) == {words}


def test_letters_that_come_late_still_decide_the_encoding() -> None:
    data = b"title,text\n" + b"One,plain words\n" * 100_000 + "Two,größer\n".encode("cp1252")
    assert texts(data, "t.csv")[-1] == "größer"


def test_some_bad_bytes_in_utf_8_cost_their_lines_only() -> None:
    good = "One,größer und schöner\n".encode()
    assert texts(b"title,text\n" + good * 5 + b"Two,bro\xffken\n" + good, "t.csv") == [
        *["größer und schöner"] * 5,
        "line 7: The line holds bytes that are not UTF-8 as the rest of the file is.",
        "größer und schöner",
    ]


@pytest.mark.parametrize(
    ("data", "bad"),
    [
        (b"title,text\nOne,a b\nTwo\nThree,c d\n", "line 3: The line has 1 cells where the header has 2."),
        (b"title,text\nOne,a b\nTwo,x,y\nThree,c d\n", "line 3: The line has 3 cells where the header has 2."),
        (b"title,text\nOne,a b\nTwo,\nThree,c d\n", "line 3: The column 'text' is empty here, so there is no text."),
        (b"title,text\nOne,a b\nTwo,=SUM(A1:A9)\nThree,c d\n", "line 3: The column 'text' holds a spreadsheet formula here, not text."),
        (b"title,text\nOne,a b\nTwo,12.5\nThree,c d\n", "line 3: The column 'text' holds no words here, but '12.5'."),
        (b'title,text\nOne,"a b"\n"Two\nlines",\nThree,c d\n', "line 3: The column 'text' is empty here, so there is no text."),
        (b'{"text": "a b"}\n{"text": \n{"text": "c d"}', "line 2: The line is not JSON (Expecting value: line 2 column 1 (char 10)); one object a line is accepted."),
        (b'{"text": "a b"}\n[1, 2]\n{"text": "c d"}', "line 2: The line is a JSON list; one object a line is accepted."),
        (b'{"text": "a b"}\nnull\n{"text": "c d"}', "line 2: The line is a JSON null; one object a line is accepted."),
        (b'{"text": "a b"}\n{"text": {"nested": 1}}\n{"text": "c d"}', "line 2: The column 'text' is empty here, so there is no text."),
    ],
)  # fmt: skip
def test_a_bad_line_is_refused_with_its_number_and_the_rest_read(data: bytes, bad: str) -> None:
    name = "t.jsonl" if data.startswith(b"{") else "t.csv"
    assert texts(data, name) == ["a b", bad, "c d"]


def test_a_quote_that_is_never_closed_costs_what_it_swallows_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    before = csv.field_size_limit(1_000)
    try:
        data = b'title,text\nOne,a b\nTwo,"never closed\n' + b"Three,c d\n" * 200
        found = texts(data, "t.csv")
    finally:
        csv.field_size_limit(before)
    assert found[0] == "a b"
    assert found[1].startswith("line 3: The line can't be read as CSV: field larger than field limit")
    assert found[-1] == "c d"


def test_an_endless_line_is_skipped_without_being_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "LONGEST_LINE", 1_000)
    data = b'{"text": "a b"}\n{"text": "' + b"x" * 50_000 + b'"}\n{"text": "c d"}\n'
    assert texts(data, "t.jsonl") == [
        "a b",
        "line 2: A line of more than 1,000 characters; a record of one article is accepted.",
        "c d",
    ]


def test_deep_json_is_refused_where_it_stands() -> None:
    assert texts(b'{"text": "a b"}\n{"text": ' + b"[" * 100_000 + b'\n{"text": "c d"}', "t.jsonl")[1].startswith(
        "line 2: "
    )


def test_a_gzip_file_cut_off_gives_what_stands_before_and_says_so() -> None:
    lines = b"".join(b'{"text": "words number %d of many"}\n' % n for n in range(20_000))
    found = texts(gzip.compress(lines)[:-20_000], "t.jsonl.gz")
    assert found[0] == "words number 0 of many"
    assert "cut off or damaged" in found[-1]


def test_a_gzip_bomb_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "MOST_UNPACKED", 100_000)
    with pytest.raises(RefusedError, match="unfolds to more than"):
        texts(gzip.compress(b'{"text": "the same words again"}\n' * 100_000), "t.jsonl.gz")


def parquet(path: Path, table: pa.Table, **options: object) -> Path:
    pq.write_table(table, path, **options)
    return path


def test_parquet_is_read_with_its_types(tmp_path: Path) -> None:
    table = pa.table(
        {
            "title": ["One", "Two", None],
            "text": ["First words", None, "Third words"],
            "day": pa.array([date(2026, 3, 3), None, None]),
            "at": pa.array([datetime(2026, 3, 3, 20, 5)] * 3, pa.timestamp("us")),  # noqa: DTZ001
            "tags": [["harbour", "council"], [], None],
            "source": [{"name": "The Gazette"}, None, {"name": "Unheard Herald"}],
        }
    )
    mapping = Mapping(text="text", title="title", published="at", topics="tags", outlet="source.name")
    one, two, three = read(parquet(tmp_path / "t.parquet", table), mapping)
    assert isinstance(one, Article)
    assert isinstance(three, Article)
    assert (one.title, one.text, one.outlet, one.topics) == (
        "One",
        "First words",
        "harbour-gazette",
        ("harbour", "council"),
    )
    assert (one.published, one.published_basis) == (datetime(2026, 3, 3, 20, 5, tzinfo=UTC), PublishedBasis.STATED)
    assert two == Refusal("row 2", "The column 'text' is empty here, so there is no text.")
    assert (three.title, three.outlet) == ("", "Unheard Herald")
    (dated, *_) = read(tmp_path / "t.parquet", Mapping(text="text", published="day"))
    assert isinstance(dated, Article)
    assert dated.published == datetime(2026, 3, 3, tzinfo=UTC)


@pytest.mark.parametrize("damage", [lambda data: data[:-100], lambda data: data[:200] + b"\xff" * 300 + data[500:]])
def test_a_damaged_parquet_file_is_refused(tmp_path: Path, damage) -> None:
    table = pa.table({"text": [f"words number {n}" for n in range(500)]})
    data = parquet(tmp_path / "t.parquet", table, compression="snappy").read_bytes()
    with pytest.raises(RefusedError, match="damaged"):
        read(damage(data))


@pytest.mark.parametrize(
    ("cell", "day_first", "published", "basis"),
    [
        ("2026-03-03T20:05:00Z", None, "2026-03-03T20:05", "stated"),
        ("2026-03-03 21:05:00+01:00", None, "2026-03-03T20:05", "stated"),
        ("2026-03-03", None, "2026-03-03T00:00", "stated"),
        ("3 March 2026", None, "2026-03-03T00:00", "stated"),
        ("Tue, 03 Mar 2026 20:05:00 GMT", None, "2026-03-03T20:05", "stated"),
        (1772568300, None, "2026-03-03T20:05", "stated"),
        ("1772568300000", None, "2026-03-03T20:05", "stated"),
        ("03/02/2026", True, "2026-02-03T00:00", "stated"),
        ("03/02/2026 20:05", False, "2026-03-02T20:05", "stated"),
        ("2 hours ago", None, "2026-03-04T16:00", "relative"),
        ("03/02/2026", None, None, "unknown"),
        ("31/02/2026", True, None, "unknown"),
        ("2036-03-03", None, None, "unknown"),
        ("soon", None, None, "unknown"),
        ("", None, None, "unknown"),
        (None, None, None, "unknown"),
        (float("nan"), None, None, "unknown"),
    ],
)  # fmt: skip
def test_dates_are_read_or_left_with_a_warning(
    cell: object, day_first: bool | None, published: str | None, basis: str
) -> None:
    data = json.dumps({"text": "Some words", "date": cell}).encode()
    (article,) = read(data, Mapping(text="text", published="date", day_first=day_first), "t.jsonl")
    assert isinstance(article, Article)
    assert (f"{article.published:%Y-%m-%dT%H:%M}" if article.published else None) == published
    assert article.published_basis.value == basis
    assert bool(article.warnings) is (published is None and str(cell) not in {"", "None", "nan"})


@pytest.mark.parametrize(
    ("cells", "outlet"),
    [
        ({"outlet": "The Gazette"}, "harbour-gazette"),
        ({"outlet": "portcourier.example"}, "port-courier"),
        ({"outlet": "https://www.portcourier.example/"}, "port-courier"),
        ({"outlet": "Unheard Herald"}, "Unheard Herald"),
        ({"outlet": "", "url": "https://portcourier.example/1"}, "port-courier"),
        ({"outlet": "PC", "url": "https://portcourier.example/1"}, "port-courier"),
        ({"outlet": "nan"}, None),
        ({}, None),
    ],
)
def test_the_outlet_is_recognised_by_name_or_address(cells: dict[str, str], outlet: str | None) -> None:
    data = json.dumps({"text": "Some words", **cells}).encode()
    (article,) = read(data, Mapping(text="text", outlet="outlet", url="url"), "t.jsonl")
    assert isinstance(article, Article)
    assert article.outlet == outlet


def test_every_field_has_its_column() -> None:
    cells = {
        "t": "<p>First <b>words</b></p><p>Then more</p>",
        "h": "<i>One</i>",
        "v": "Newsraft",
        "l": "en-GB",
        "a": "Meridian Wire",
        "c": "harbour; council; harbour",
        "s": "s1",
        "p": "related 1",
        "x": "True",
    }
    mapping = Mapping(
        text="t", title="h", via="v", language="l", agency="a", topics="c", story="s", slot="p", snippet="x"
    )
    (article,) = read(json.dumps(cells).encode(), mapping, "t.jsonl")
    assert article == Article(
        title="One",
        text="First words\n\nThen more",
        via="newsraft",
        slot="related 1",
        language="en",
        snippet=True,
        agency="Meridian Wire",
        topics=("harbour", "council"),
        story="s1",
    )


def test_a_text_from_a_column_of_summaries_is_a_snippet() -> None:
    (article,) = read(b'{"summary": "The council voted"}', Mapping(text="summary"), "t.jsonl")
    assert isinstance(article, Article)
    assert article.snippet


def test_a_list_of_paragraphs_is_a_text() -> None:
    assert texts(b'{"text": ["One paragraph", "", "and another"]}', "t.jsonl") == ["One paragraph\n\nand another"]


def test_without_a_text_column_the_user_is_asked() -> None:
    with pytest.raises(RefusedError, match="No column is chosen for the text"):
        read(b"title\nOne\n", Mapping(title="title"), "t.csv")


def test_peek_shows_columns_and_twenty_rows() -> None:
    sample = peek(b"title,,text,text\n" + b"One,x,a b,c d\n" * 30, "t.csv")
    assert sample.columns == ("title", "column 2", "text", "text′")
    assert len(sample.rows) == 20
    assert sample.rows[0] == {"title": "One", "column 2": "x", "text": "a b", "text′": "c d"}


def test_peek_gathers_columns_that_only_some_records_have() -> None:
    assert peek(b'{"text": "a"}\n{"text": "b", "source": {"name": "c"}}', "t.jsonl").columns == ("text", "source.name")


def zipped() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (zipped(), "t.csv", "zip, Word, Excel"),
        (zipped(), "t.xlsx", "zip, Word, Excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 500, "t.xls", "old Word, Excel"),
        (pickle.dumps({"text": ["a"]}), "t.csv", "pickle, which could run code"),
        (pickle.dumps({"text": ["a"]}, protocol=0), "t.pkl", "pickle, which could run code"),
        (b"ARROW1\x00\x00" + b"\x00" * 100, "t.feather", "Arrow, Feather"),
        (b"SQLite format 3\x00" + b"\x00" * 100, "t.db", "SQLite"),
        (b"<!doctype html><html><body>Log in</body></html>", "t.csv", "HTML page, not a table"),
        (b"", "t.csv", "empty"),
        (b"title,text\n", "t.csv", "no readable rows"),
        (b"\x1f\x8b" + b"\x00" * 30, "t.csv.gz", "gzip file is damaged"),
        (b'{"a": 1', "t.json", "not whole JSON"),
        (bytes(range(256)) * 40, "t.csv", "binary"),
    ],
    ids=["zip as csv", "xlsx", "xls", "pickle", "old pickle", "feather", "sqlite", "html", "empty", "header", "gzip", "json", "noise"],
)  # fmt: skip
def test_other_files_are_refused_by_what_they_are(data: bytes, name: str, reason: str) -> None:
    with pytest.raises(RefusedError, match=reason):
        peek(data, name)


def test_a_table_beyond_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "MOST_PACKED", 100)
    with pytest.raises(RefusedError, match="Split it into parts"):
        peek(b"title,text\n" + b"One,a b\n" * 30, "t.csv")


STREAM = """
import resource, sys
from pathlib import Path
from data.ingest import tables
from tests.data.ingest.invented import CATALOGUE

path = Path(sys.argv[1])
sample = tables.peek(path)
mapping = tables.guess(sample.columns, sample.rows)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
count = sum(1 for _ in tables.rows(path, mapping, catalogue=CATALOGUE))
print(count, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="peak memory is measured with the resource module")
@pytest.mark.parametrize("suffix", ["csv", "jsonl.gz", "parquet"])
def test_a_large_table_streams_in_bounded_memory(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"large.{suffix}"
    body = "The council voted to deepen the harbour, and the ferries stayed in port again. " * 25
    count = 20_000  # 40 MB of text
    if suffix == "parquet":
        parquet(
            path,
            pa.table({"title": [f"Title {n}" for n in range(count)], "text": [f"{n} {body}" for n in range(count)]}),
        )
    elif suffix == "csv":
        with path.open("w", newline="") as file:
            csv.writer(file).writerows([["title", "text"], *([f"Title {n}", f"{n} {body}"] for n in range(count))])
    else:
        with gzip.open(path, "wt") if suffix.endswith("gz") else path.open("w") as file:
            file.writelines(json.dumps({"title": f"Title {n}", "text": f"{n} {body}"}) + "\n" for n in range(count))
    root = Path(tables.__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", STREAM, path], capture_output=True, text=True, cwd=root, check=True)
    rows_read, megabytes = map(int, done.stdout.split())
    assert rows_read == count
    assert megabytes < 30
