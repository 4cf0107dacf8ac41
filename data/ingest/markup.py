"""HTML read as a tree, and a tree read as lines of plain text."""

from __future__ import annotations

import codecs
import html
import re
from email import message_from_bytes
from typing import Final

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from data.ingest.base import RefusedError
from data.ingest.decode import decode

LARGEST: Final = 20_000_000  # bytes of one page; the heaviest saved front pages have a tenth
MOST_ELEMENTS: Final = 200_000  # extraction takes quadratic time on tag soup; real pages have under 20,000

HIDDEN: Final = frozenset({"script", "style", "noscript", "template", "svg", "head", "iframe", "object", "math"})
FURNITURE: Final = HIDDEN | {"nav", "footer", "form", "button", "select", "textarea", "dialog", "menu"}

_INLINE: Final = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "img",
        "ins",
        "kbd",
        "label",
        "mark",
        "q",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
    ]
)
_CHARSET: Final = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_TAG: Final = re.compile(r"</?[a-z][a-z0-9]*(?:\s[^<>]*)?/?>", re.IGNORECASE)
# What XML does not allow in a document, which is also what makes lxml refuse a string.
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def parse(data: bytes) -> HtmlElement:
    """The page's element tree, whatever its markup is like.

    Raises:
        RefusedError: Too large, too many elements, or nothing that could be markup.
    """
    if len(data) > LARGEST:
        raise RefusedError(
            f"The page has {len(data) / 1e6:.0f} MB; up to {LARGEST / 1e6:.0f} MB are read. "
            "A large collection is accepted as a CSV, JSONL or Parquet table."
        )
    return _tree(text_of(data))


def text_of(data: bytes) -> str:
    """The page's characters: what is valid UTF-8 is UTF-8, whatever the page declares."""
    data = data.replace(b"\x00", b"") if not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else data
    declared = _CHARSET.search(data[:4096])
    if declared is None or data.startswith(codecs.BOM_UTF8):
        return decode(data)
    for name in ("utf-8", declared[1].decode("ascii")):
        try:
            # Python's names for what browsers read as the Windows superset of these two.
            return data.decode("cp1252" if name.lower() in {"iso-8859-1", "latin1", "us-ascii"} else name)
        except (UnicodeDecodeError, LookupError):
            continue
    return decode(data)


def lines(element: HtmlElement, *, skip: frozenset[str] = FURNITURE) -> list[str]:
    """The visible text, one line for each block or break, in reading order and without empty lines."""
    found: list[str] = []
    pending: list[str] = []

    def end_line() -> None:
        if line := " ".join("".join(pending).split()):
            found.append(line)
        pending.clear()

    walk = etree.iterwalk(element, events=("start", "end", "comment", "pi"))
    for event, node in walk:
        visible = isinstance(node.tag, str)
        block = visible and node.tag not in _INLINE
        if event == "start":
            if block:
                end_line()
            if node.tag in skip:
                walk.skip_subtree()
            elif node.text:
                pending.append(node.text)
            continue
        if block:
            end_line()
        if node is not element and node.tail:
            pending.append(node.tail)
    end_line()
    return found


def plain(fragment: str) -> str:
    """A piece of text that may be HTML as paragraphs separated by blank lines, without any markup."""
    if not _TAG.search(fragment):
        unescaped = html.unescape(fragment) if "&" in fragment else fragment
        # Escaped twice: what a feed says in plain text can still be markup.
        if unescaped == fragment or not _TAG.search(unescaped):
            paragraphs = (" ".join(part.split()) for part in re.split(r"\n\s*\n", unescaped))
            return "\n\n".join(part for part in paragraphs if part)
        fragment = unescaped
    return "\n\n".join(lines(_tree(f"<div>{fragment}</div>"), skip=HIDDEN))


def _tree(text: str) -> HtmlElement:
    text = _FORBIDDEN.sub("", text)
    # huge_tree: without it, whatever stands deeper than 256 elements is lost, with all that follows.
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        tree = document_fromstring(text.encode("utf-8"), parser=parser)
    except etree.LxmlError as error:
        raise RefusedError(f"The markup can't be read ({error}). Save the page again as HTML.") from error
    too_deep = any("depth" in entry.message for entry in parser.error_log)
    if too_deep or sum(1 for _ in tree.iter()) > MOST_ELEMENTS:
        raise RefusedError(
            f"The page has more than {MOST_ELEMENTS:,} elements or is nested thousands deep, which no article needs. "
            "Copy its text into a .txt file."
        )
    return tree


def unwrapped(data: bytes) -> tuple[bytes, str | None]:
    """The page inside a web archive (.mhtml), with the address that it was saved from.

    Raises:
        RefusedError: There is no page in it.
    """
    archive = message_from_bytes(data)
    for part in archive.walk():
        if part.get_content_type() == "text/html" and isinstance(body := part.get_payload(decode=True), bytes) and body:
            address = archive.get("Snapshot-Content-Location") or part.get("Content-Location")
            return body, address if address and address.startswith("http") else None
    raise RefusedError("The web archive holds no HTML page. Save the page again as HTML.")
