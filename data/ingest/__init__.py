"""Every way in: whatever holds articles becomes proposals, and what does not is refused with a reason."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from data.ingest import feed, fetch, html, markup, pasted, sniff, tables
from data.ingest.base import Proposal, Refusal, RefusedError
from data.ingest.decode import decode
from data.ingest.mapping import Mapping
from data.ingest.marks import marked
from data.ingest.sniff import Kind
from data.schema import Article

if TYPE_CHECKING:
    from data.catalogue import Catalogue

__all__ = ["Mapping", "Proposal", "Refusal", "RefusedError", "Source", "propose"]

Source = str | Path | tuple[str, bytes]
"""A URL, the path of a file or folder, or the name of an upload with its content."""

PAGE_BYTES: Final = 20_000_000  # of a page, feed or text, which has to be read whole; tables are streamed
BATCH: Final = 1_000  # articles, or refused rows, of one proposal of a table

_URL: Final = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_SIDECAR: Final = re.compile(r"_files$|\.files$|^__MACOSX$")  # what browsers save beside a page, and archivers


def propose(
    source: Source,
    *,
    catalogue: Catalogue,
    captured: datetime | None = None,
    via: str | None = None,
    outlet: str | None = None,
    mapping: Mapping | None = None,
) -> Iterator[Proposal]:
    """The articles that a source holds, for the user to look over before anything is stored.

    What a source is, is told by its content first and by its name where that leaves it open. A
    page or feed makes one proposal, a table one for every 1,000 rows, a folder those of all its
    files, where a file that is refused makes a proposal without articles.

    Args:
        source: A URL, the path of a file or folder, or a name with content.
        catalogue: The outlets to recognise.
        captured: When the source was seen, which "3 hours ago" is counted back from; a file's own
            time, or now for a URL, unless stated.
        via: The aggregator that shows the articles, where the source does not say.
        outlet: Who wrote the articles, where the source does not say.
        mapping: Which columns of a table hold what; guessed unless stated.

    Raises:
        RefusedError: While iterating: no article can be had from the source; says what is accepted.
    """
    seen = captured.replace(tzinfo=UTC) if captured is not None and captured.tzinfo is None else captured
    given = _Given(catalogue, seen, via, outlet, mapping)
    for proposal in _opened(source, given):
        yield _finished(proposal, given)


@dataclass(frozen=True, slots=True)
class _Given:
    """What the user says about a source."""

    catalogue: Catalogue
    captured: datetime | None
    via: str | None
    outlet: str | None
    mapping: Mapping | None


def _opened(source: Source, given: _Given) -> Iterator[Proposal]:
    if isinstance(source, tuple):
        name, data = source
        return _read(data, name, given)
    if isinstance(source, str) and _URL.match(source.strip()):
        return _url(source.strip(), given)
    path = Path(source).expanduser()
    if path.is_dir():
        return _folder(path, given)
    if path.is_file():
        return _file(path, given)
    raise RefusedError(f"There is no file or folder {str(path)!r}. Give an existing one, or an http(s) URL.")


def _url(url: str, given: _Given) -> Iterator[Proposal]:
    fetched = fetch.get(url)
    given = dataclasses.replace(given, captured=given.captured or datetime.now(UTC))
    name = unquote(urlsplit(fetched.final_url).path.rpartition("/")[2]) or urlsplit(fetched.final_url).netloc
    declared = Message()
    declared["Content-Type"] = fetched.content_type
    data = _in_utf8(fetched.content, declared.get_content_charset())
    for proposal in _read(data, name, given, url=fetched.final_url):
        yield dataclasses.replace(proposal, source=url)


def _in_utf8(data: bytes, charset: str | None) -> bytes:
    """What a server declares to be in another encoding, in UTF-8; left as it is if that is not so."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        try:
            return data.decode(charset or "utf-8").encode("utf-8")
        except (UnicodeDecodeError, LookupError):
            return data
    return data


def _folder(folder: Path, given: _Given) -> Iterator[Proposal]:
    """The proposals of all files below; one that is refused does not stop the others."""
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file() and not _is_skipped(path, folder)]
    if not paths:
        raise RefusedError(f"The folder {folder.name!r} holds no files. {sniff.ACCEPTED}")
    for path in paths:
        try:
            yield from _file(path, given)
        except (RefusedError, OSError) as error:
            reason = Refusal(path.name, str(error))
            yield Proposal(
                str(path), "none", (), (reason,), ("This file was refused; the others were read.",), sure=False
            )


def _is_skipped(path: Path, folder: Path) -> bool:
    """Hidden files, links, which may lead out of the folder, and what was saved or packed along with others."""
    parts = path.relative_to(folder).parts
    return path.is_symlink() or any(part.startswith(".") for part in parts) or any(map(_SIDECAR.search, parts[:-1]))


def _file(path: Path, given: _Given) -> Iterator[Proposal]:
    evidence: tuple[str, ...] = ()
    if given.captured is None:
        saved = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        evidence = (f"When the source was seen is not stated; the file's own time counts, {saved:%Y-%m-%d %H:%M} UTC.",)
        given = dataclasses.replace(given, captured=saved)
    for proposal in _read(path, path.name, given):
        yield dataclasses.replace(proposal, source=str(path), evidence=(*proposal.evidence, *evidence))


def _read(source: Path | bytes, name: str, given: _Given, *, url: str | None = None) -> Iterator[Proposal]:
    """Through the door that the content asks for."""
    kind = sniff.kind(_head(source), name)
    if kind in sniff.TABLES:
        yield from _table(source, name, given)
        return
    size = source.stat().st_size if isinstance(source, Path) else len(source)
    if size > PAGE_BYTES:
        raise RefusedError(
            f"{name} is a {kind} of {size / 1e6:.0f} MB; up to {PAGE_BYTES / 1e6:.0f} MB are read. "
            "Larger collections are accepted as CSV, JSON Lines or Parquet tables."
        )
    data = sniff.unpacked(source.read_bytes() if isinstance(source, Path) else source, PAGE_BYTES)
    if kind is Kind.MHTML:
        data, saved_from = markup.unwrapped(data)
        url = url or saved_from
    if kind is Kind.FEED:
        yield feed.read(data, source=name, catalogue=given.catalogue, captured=given.captured)
    elif kind is Kind.TEXT:
        yield pasted.read(decode(data), source=name, catalogue=given.catalogue, captured=given.captured, via=given.via)
    else:
        yield html.read(data, source=name, catalogue=given.catalogue, captured=given.captured, url=url)


def _head(source: Path | bytes) -> bytes:
    if isinstance(source, bytes):
        return source[: sniff.HEAD]
    with source.open("rb") as stream:
        return stream.read(sniff.HEAD)


def _table(source: Path | bytes, name: str, given: _Given) -> Iterator[Proposal]:
    """The rows of a table as one proposal after the other."""
    mapping = given.mapping
    if mapping is None:
        sample = tables.peek(source, name)
        mapping = tables.guess(sample.columns, sample.rows)
    used = ", ".join(f"{field} from {column!r}" for field, column in mapping.used().items())
    evidence = (f"Columns {'guessed' if given.mapping is None else 'as stated'}: {used or 'none'}.",)
    sure = given.mapping is not None or bool(mapping.outlet or mapping.url or given.outlet)
    articles: list[Article] = []
    refusals: list[Refusal] = []
    for row in tables.rows(source, mapping, catalogue=given.catalogue, captured=given.captured, name=name):
        if isinstance(row, Refusal):
            refusals.append(row)
        else:
            articles.append(row)
        if max(len(articles), len(refusals)) == BATCH:
            yield Proposal(name, "table", tuple(articles), tuple(refusals), evidence, sure)
            articles, refusals = [], []
    if articles or refusals:
        yield Proposal(name, "table", tuple(articles), tuple(refusals), evidence, sure)


def _finished(proposal: Proposal, given: _Given) -> Proposal:
    """The proposal with what the user said filled in, every article marked, and copies refused."""
    outlet, via = (_id(name, given.catalogue) for name in (given.outlet, given.via))
    kept: dict[str, Article] = {}
    refusals = list(proposal.refusals)
    for number, article in enumerate(proposal.articles, start=1):
        filled = dataclasses.replace(
            article,
            outlet=article.outlet or outlet,
            via=article.via or (via if via != (article.outlet or outlet) else None),
            suggestion=None if outlet else article.suggestion,
        )
        if first := kept.get(filled.id):
            refusals.append(Refusal(f"article {number}", f"The same article as an earlier one, “{first.title}”."))
        else:
            kept[filled.id] = marked(filled)
    return dataclasses.replace(proposal, articles=tuple(kept.values()), refusals=tuple(refusals))


def _id(name: str | None, catalogue: Catalogue) -> str | None:
    """An outlet as the catalogue knows it, else the name as the user wrote it."""
    if not name:
        return None
    known = catalogue.get(name) or catalogue.recognise(name)
    return known.id if known else name
