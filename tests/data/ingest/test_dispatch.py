"""The one way in: what a source is, when it was seen, and what is refused of it."""

import base64
import gzip
import io
import os
import pickle
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from data import ingest
from data.ingest import Mapping, Proposal, RefusedError, fetch, propose, sniff
from data.ingest.fetch import Fetched
from data.ingest.sniff import Kind
from data.schema import Article, PublishedBasis
from tests.data.ingest.invented import CATALOGUE

SEEN = datetime(2026, 3, 4, 18, 0, tzinfo=UTC)
BODY = [
    "The city council voted on Tuesday to deepen the eastern harbour by two metres, after a debate of nearly six hours.",
    "Supporters say that larger freighters could then call at the port, which has lost a third of its trade in ten years.",
    "Opponents warned that dredging would stir up old sediment. “Nobody has shown us a plan for it,” said Mara Quill.",
]
PAGE = (
    "<!doctype html><html lang='en'><head><meta charset='utf-8'><title>Council votes to deepen the harbour</title>"
    "<meta property='og:site_name' content='Harbour Gazette'></head><body><article>"
    f"<h1>Council votes to deepen the harbour</h1>{''.join(f'<p>{part}</p>' for part in BODY)}</article></body></html>"
).encode()
FEED = (
    "<?xml version='1.0'?><rss version='2.0'><channel><title>Harbour Gazette</title>"
    f"<item><title>Council votes</title><description>{BODY[0]}</description></item></channel></rss>"
).encode()
TEXT = ("Council votes to deepen the harbour\n\n" + "\n\n".join(BODY) + "\n").encode()
PASTED = (
    f"Council votes to deepen the harbour\n{BODY[0]}\n{BODY[1]}\n\nTags\nComments\nRelated Articles\n\n"
    "Port Courier\n3 hours ago\n- Port Courier\nFerries stay in port for a third day\n"
    "All ferries to the islands stayed in port on Wednesday as the gale went on unabated, the company said.\n"
).encode()
CSV = f'title,text,outlet\nOne,"{BODY[0]}",The Gazette\nTwo,"{BODY[1]}",Port Courier\n'.encode()
JSONL = b'{"title": "One", "text": "The council voted on Tuesday.", "outlet": "The Gazette"}\n' * 2
MHTML = (
    b"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://portcourier.example/a\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/related; type="text/html"; boundary="b"\r\n\r\n--b\r\nContent-Type: text/html\r\n'
    b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(PAGE) + b"\r\n--b--\r\n"
)


def through(source: ingest.Source, **options: object) -> list[Proposal]:
    options.setdefault("captured", SEEN)
    return list(propose(source, catalogue=CATALOGUE, **options))  # type: ignore[arg-type]


def articles(source: ingest.Source, **options: object) -> list[Article]:
    return [article for proposal in through(source, **options) for article in proposal.articles]


@pytest.mark.parametrize("name", ["upload", "page.html", "page.txt", "table.csv", "feed.xml"])
@pytest.mark.parametrize(
    ("data", "kind", "door"),
    [(PAGE, Kind.HTML, "HTML page"), (FEED, Kind.FEED, "feed"), (JSONL, Kind.JSONL, "table"), (MHTML, Kind.MHTML, "HTML page")],
    ids=["page", "feed", "jsonl", "mhtml"],
)  # fmt: skip
def test_content_decides_whatever_the_name(data: bytes, kind: Kind, door: str, name: str) -> None:
    assert sniff.kind(data, name) is kind
    assert {proposal.door for proposal in through((name, data))} == {door}


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (TEXT, "page.txt", Kind.TEXT),
        (TEXT, "upload", Kind.TEXT),
        (PASTED, "saved.text", Kind.TEXT),
        (CSV, "upload", Kind.CSV),
        (CSV, "table.txt", Kind.CSV),
        (b"text\nA table of one column\n", "t.csv", Kind.CSV),
        (b"a,b\nc,d\n", "notes.txt", Kind.TEXT),
        (b"One, two, three\nand, four, five\n", "poem", Kind.TEXT),
        (b"PAR1" + b"\x00" * 50, "upload", Kind.PARQUET),
        (b'[{"text": "a"}]', "upload", Kind.JSON),
        (b'{"text":\n "a"}', "upload", Kind.JSON),
        (b'{"text": "a"}\n{"text": "b"}', "upload", Kind.JSONL),
        (b'{"text": "a"}', "one.jsonl", Kind.JSONL),
        (b'{"text": "<html><body>a</body></html>"}\n', "one.jsonl", Kind.JSONL),
        (b'title,text\nOne,"<html><body><p>a</p></body></html>"\n', "t.csv", Kind.CSV),
        (b'{"version": "https://jsonfeed.org/version/1.1", "items": []}', "feed.json", Kind.FEED),
        (b"<feed xmlns='http://www.w3.org/2005/Atom'></feed>", "upload", Kind.FEED),
        (b"<!-- x --><?xml version='1.0'?><rdf:RDF></rdf:RDF>", "upload", Kind.FEED),
        (b"<p>One</p><p>Two</p><div>Three</div>", "fragment", Kind.HTML),
        (b"<p>One</p>", "fragment.htm", Kind.HTML),
        (b"Use <br> and <p> with care, she wrote.", "about-html.txt", Kind.TEXT),
        (b"[UPDATED] Council votes\nText of the story", "page.txt", Kind.TEXT),
        (b"{curly} opening of a text", "page.txt", Kind.TEXT),
        (TEXT.decode().encode("utf-16"), "page.txt", Kind.TEXT),
        (CSV.decode().encode("utf-16"), "table.csv", Kind.CSV),
        (gzip.compress(PAGE), "page.html.gz", Kind.HTML),
        (gzip.compress(JSONL), "upload", Kind.JSONL),
        (b"MZ Wallace opened a shop in the old town\nIt sells bags", "page.txt", Kind.TEXT),
        (b"ORCA whales seen off the coast\nA pod of nine", "page.txt", Kind.TEXT),
        (b"ID cards are to be printed anew\nThe office says so", "page.txt", Kind.TEXT),
    ],
)  # fmt: skip
def test_kinds_are_told_apart(data: bytes, name: str, kind: Kind) -> None:
    assert sniff.kind(data, name) is kind


def zipped() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", "<document/>")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "what"),
    [
        (b"%PDF-1.7\n" + bytes(100), "a.pdf", "a PDF"),
        (b"%PDF-1.7\n" + bytes(100), "a.txt", "a PDF"),
        (zipped(), "a.docx", "a zip, Word, Excel"),
        (zipped(), "a.html", "a zip, Word, Excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "a.doc", "an old Word"),
        (b"{\\rtf1\\ansi Hello}", "a.rtf", "an RTF document"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "a.png", "a picture"),
        (b"\xff\xd8\xff\xe0" + bytes(100), "a.html", "a picture"),
        (b"GIF89a" + bytes(100), "a", "a picture"),
        (b"\x00\x00\x00\x20ftypisom" + bytes(100), "a.mp4", "sound or video"),
        (pickle.dumps([1, 2]), "a.csv", "a Python pickle"),
        (pickle.dumps([1, 2], protocol=0), "a.pkl", "a Python pickle"),
        (b"SQLite format 3\x00" + bytes(100), "a.txt", "an SQLite database"),
        (b"BZh91AY&SY" + bytes(100), "a.csv.bz2", "a compressed archive"),
        (b"\xfd7zXZ\x00" + bytes(100), "a.xz", "a compressed archive"),
        (b"\x7fELF" + bytes(100), "a", "a program"),
        (b"MZ\x90\x00" + bytes(100), "a.exe", "a program"),
        (b"bplist00" + bytes(100), "a.webarchive", "a binary property list"),
        (bytes(range(1, 256)) * 9, "a.txt", "binary"),
        (b"<?xml version='1.0'?><invoice><sum>7</sum></invoice>", "a.xml", "XML, but neither a feed nor a page"),
        (b"", "a.txt", "empty"),
        (b" \n\n\x00", "a.html", "empty"),
        (gzip.compress(b""), "a.csv.gz", "empty"),
        (gzip.compress(zipped()), "a.gz", "a zip, Word, Excel"),
        (b"body { color: red }", "a.css", "a style sheet"),
    ],
)  # fmt: skip
def test_other_files_are_refused_for_what_they_are_with_what_is_accepted(data: bytes, name: str, what: str) -> None:
    with pytest.raises(RefusedError, match=what) as refusal:
        through((name, data))
    assert "Accepted are plain text, HTML pages" in str(refusal.value)


def test_a_file_s_own_time_counts_where_none_is_stated(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_bytes(PASTED)
    os.utime(path, (SEEN.timestamp(), SEEN.timestamp()))
    (proposal,) = through(path, captured=None)
    related = proposal.articles[-1]
    assert (related.published, related.published_basis) == (SEEN - timedelta(hours=3), PublishedBasis.RELATIVE)
    assert any("the file's own time counts, 2026-03-04 18:00 UTC" in sentence for sentence in proposal.evidence)
    assert proposal.source == str(path)


def test_a_stated_time_counts_more_than_the_file_s(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_bytes(PASTED)
    (proposal,) = through(str(path), captured=SEEN.replace(tzinfo=None))
    assert proposal.articles[-1].published == SEEN - timedelta(hours=3)
    assert not any("own time" in sentence for sentence in proposal.evidence)


def test_an_upload_without_a_time_leaves_relative_times_unknown() -> None:
    assert articles(("page.txt", PASTED), captured=None)[-1].published is None


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Callable[[Fetched], None]:
    def serve(answer: Fetched) -> None:
        monkeypatch.setattr(fetch, "get", lambda _: answer)

    return serve


def test_a_url_is_fetched_and_read_as_what_it_is(web: Callable[[Fetched], None]) -> None:
    url = "https://t.example/1"
    web(Fetched(url, "https://portcourier.example/a", PAGE.replace(b"Harbour Gazette", b"Other"), "text/html"))
    (proposal,) = through(url, captured=None)
    assert proposal.source == url
    assert proposal.articles[0].outlet == "port-courier"


def test_a_url_is_seen_now(web: Callable[[Fetched], None]) -> None:
    web(Fetched("https://x.example/p.txt", "https://x.example/p.txt", PASTED, "text/plain"))
    published = articles("https://x.example/p.txt", captured=None)[-1].published
    assert published is not None
    assert abs(datetime.now(UTC) - timedelta(hours=3) - published) < timedelta(minutes=2)


@pytest.mark.parametrize("declared", ["text/html; charset=windows-1251", 'text/html; charset="cp1251"'])
def test_the_encoding_that_a_server_declares_counts(web: Callable[[Fetched], None], declared: str) -> None:
    words = "Совет проголосовал во вторник за углубление восточной гавани города на два метра после долгих споров"
    page = f"<html><body><article><h1>Совет</h1>{f'<p>{words}.</p>' * 4}</article></body></html>"
    web(Fetched("https://x.example/", "https://x.example/", page.encode("cp1251"), declared))
    assert words in articles("https://x.example/")[0].text


def test_a_refused_url_is_refused() -> None:
    with pytest.raises(RefusedError, match="not on the public internet"):
        through("http://127.0.0.1/")
    with pytest.raises(RefusedError, match="not an http or https URL"):
        through("ftp://example.org/page.html")


def test_a_folder_gives_what_all_its_files_hold_and_says_what_it_refused(tmp_path: Path) -> None:
    for name, data in {
        "a.html": PAGE,
        "a_files/logo.png": b"\x89PNG\r\n\x1a\n",
        "a_files/ad.html": PAGE,
        "deep/er/b.xml": FEED,
        "c.csv": CSV,
        "d.pdf": b"%PDF-1.7",
        "e.txt": b"",
        ".hidden.html": PAGE,
        ".git/f.html": PAGE,
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    proposals = through(tmp_path)
    found = [(Path(proposal.source).name, len(proposal.articles), len(proposal.refusals)) for proposal in proposals]
    assert found == [("a.html", 1, 0), ("c.csv", 2, 0), ("d.pdf", 0, 1), ("b.xml", 1, 0), ("e.txt", 0, 1)]
    assert "a PDF" in proposals[2].refusals[0].reason


def test_links_out_of_a_folder_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_bytes(TEXT)
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "page.html").write_bytes(PAGE)
    (folder / "link.txt").symlink_to(secret)
    (folder / "up").symlink_to(tmp_path)
    assert [Path(proposal.source).name for proposal in through(folder)] == ["page.html"]


@pytest.mark.parametrize("name", ["nothing.txt", "no/such/folder", ""])
def test_what_is_not_there_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(RefusedError, match="no file or folder|holds no files"):
        through(tmp_path / (name or "empty"))


def test_pages_beyond_the_limit_are_refused_and_tables_are_not(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(ingest, "PAGE_BYTES", 200)
    for data, name in (
        (PAGE, "a.html"),
        (TEXT, "a.txt"),
        (FEED + b" " * 400, "a.xml"),
        (gzip.compress(PAGE * 9), "a.html.gz"),
    ):
        with pytest.raises(RefusedError, match="MB"):
            through((name, data))
    assert len(articles(("a.jsonl", JSONL.replace(b"One", b"Another one") + JSONL * 5))) == 2


def test_a_sparse_file_of_200_mb_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "huge.html"
    with path.open("wb") as file:
        file.write(PAGE)
        file.truncate(200_000_000)
    with pytest.raises(RefusedError, match="HTML page of 200 MB; up to 20 MB"):
        through(path)


def test_a_gzip_bomb_of_a_page_is_refused() -> None:
    with pytest.raises(RefusedError, match="more than 20 MB"):
        through(("a.html.gz", gzip.compress(PAGE + b" " * 50_000_000)))


def test_tables_come_in_batches_of_a_thousand() -> None:
    data = "title,text\n" + "".join(f"T{n},The council voted for the {n}th time\n" for n in range(2_300))
    proposals = through(("t.csv", data.encode()))
    assert [len(proposal.articles) for proposal in proposals] == [1000, 1000, 300]
    bad = "title,text\n" + "T,\n" * 1_500
    assert [len(proposal.refusals) for proposal in through(("t.csv", bad.encode()))] == [1000, 500]


def test_a_guessed_mapping_is_told_and_a_stated_one_used() -> None:
    (guessed,) = through(("t.csv", CSV))
    assert guessed.evidence[0] == "Columns guessed: text from 'text', title from 'title', outlet from 'outlet'."
    (stated,) = through(("t.csv", CSV), mapping=Mapping(text="title"))
    assert [article.text for article in stated.articles] == ["One", "Two"]
    assert stated.sure


def test_what_the_user_says_fills_what_the_source_does_not() -> None:
    data = b'{"text": "The council voted.", "outlet": "Port Courier"}\n{"text": "The council voted again."}\n'
    first, second = articles(("t.jsonl", data), outlet="The Gazette", via="Newsraft")
    assert (first.outlet, first.via) == ("port-courier", "newsraft")
    assert (second.outlet, second.via) == ("harbour-gazette", "newsraft")
    (third,) = articles(("t.jsonl", b'{"text": "The council voted."}'), outlet="Unheard Herald")
    assert (third.outlet, third.via) == ("Unheard Herald", None)


def test_an_outlet_is_not_its_own_republisher() -> None:
    (article,) = articles(("t.jsonl", b'{"text": "The council voted.", "outlet": "Port Courier"}'), via="Port Courier")
    assert (article.outlet, article.via) == ("port-courier", None)


def test_copies_in_one_proposal_are_dropped_with_the_reason() -> None:
    (proposal,) = through(("t.jsonl", JSONL))
    assert len(proposal.articles) == 1
    assert proposal.refusals[0].where == "article 2"
    assert proposal.refusals[0].reason == "The same article as an earlier one, “One”."


def test_every_article_is_marked() -> None:
    found = [article for data in (PAGE, FEED, CSV, JSONL, TEXT) for article in articles(("upload", data))]
    assert {article.language for article in found} == {"en"}
    (short,) = articles(("t.jsonl", b'{"text": "Der Rat stimmte am Dienstag ab, wie es hie\xc3\x9f."}'))
    assert any("Foreign language" in warning for warning in short.warnings)
    assert any("Very short" in warning for warning in short.warnings)


@pytest.mark.parametrize("damage", [lambda data: data[:300], lambda data: data[:300] + b"\xff\xfe\x00" + data[300:]])
def test_damaged_pages_are_marked_or_refused_but_nothing_else_is_raised(damage: Callable[[bytes], bytes]) -> None:
    for data in (PAGE, FEED, TEXT, CSV, MHTML, gzip.compress(PAGE)):
        with suppress(RefusedError):
            through(("upload", damage(data)))
