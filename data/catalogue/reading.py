"""Reading outlets from TOML, with every row checked before anyone relies on it."""

from __future__ import annotations

import dataclasses
import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Final

from data.catalogue.names import words
from data.schema import Kind, Outlet

REQUIRED: Final = ("id", "name", "language", "kind", "label_source", "label_year")
LISTS: Final = ("aliases", "domains", "feeds")
EARLIEST_LABEL: Final = 1990  # years; before that there was no typology and no web to check it on
LATEST_LABEL: Final = 2100

ISO_639_1: Final = frozenset(
    "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo "
    "es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka "
    "kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng "
    "nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su "
    "sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu".split()
)

_FIELDS: Final = tuple(field.name for field in dataclasses.fields(Outlet))
_ID: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_DOMAIN: Final = re.compile(r"(?!www\.)(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}")
_FEED: Final = re.compile(r"https?://[^\s/]+/?\S*")


def read(text: str, source: str) -> tuple[Outlet, ...]:
    """The outlets of a TOML text with one ``[[outlets]]`` table each.

    Args:
        text: The TOML.
        source: What errors call the text, such as its file name.

    Raises:
        ValueError: A row is wrong; the message names the row and what would be accepted.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{source} is not TOML: {error}") from error
    rows = table.pop("outlets", None)
    if table or not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ValueError(f"{source} must hold [[outlets]] tables and nothing else; it holds {sorted(table) or rows!r}")
    outlets = []
    for number, row in enumerate(rows, start=1):
        where = f"{source}, outlet {number} ({row.get('id') or row.get('name') or 'no id'})"
        for problem in _problems(row):
            raise ValueError(f"{where}: {problem}")
        outlets.append(_outlet(row))
    return tuple(outlets)


def _problems(row: Mapping[str, object]) -> Iterator[str]:
    """What is wrong with a row, and what would be accepted, the first thing first."""
    for key in row:
        if key not in _FIELDS:
            yield f"unknown key {key!r}; accepted are {', '.join(_FIELDS)}"
    for key in REQUIRED:
        if row.get(key) in (None, ""):
            yield f"{key} is missing; {', '.join(REQUIRED)} must be stated"
    for key, value in row.items():
        if key in LISTS:
            if not isinstance(value, list) or not all(isinstance(entry, str) and entry.strip() for entry in value):
                yield f"{key} is {value!r}; a list of texts is accepted"
            elif len(set(value)) < len(value):
                yield f"{key} states an entry twice: {value!r}"
        elif key == "label_year":
            if type(value) is not int or not EARLIEST_LABEL <= value <= LATEST_LABEL:
                yield f"label_year is {value!r}; a year from {EARLIEST_LABEL} is accepted"
        elif not isinstance(value, str) or not value.strip() or value != value.strip():
            yield f"{key} is {value!r}; a text without spaces around it is accepted"
    if not _ID.fullmatch(str(row["id"])):
        yield f"id is {row['id']!r}; small letters and digits joined by single hyphens are accepted"
    if row["kind"] not in list(Kind):
        yield f"unknown kind {row['kind']!r}; accepted are {', '.join(Kind)}"
    if row["language"] not in ISO_639_1:
        yield f"unknown language {row['language']!r}; a code of ISO 639-1 is accepted, such as en or zh"
    for name in (str(row["name"]), *_texts(row, "aliases")):
        if not words(name):
            yield f"name {name!r}; a name with letters or digits is accepted"
    for domain in _texts(row, "domains"):
        if not _DOMAIN.fullmatch(domain):
            yield f"domain {domain!r}; a bare domain in small letters is accepted, such as bbc.co.uk"
    for feed in _texts(row, "feeds"):
        if not _FEED.fullmatch(feed):
            yield f"feed {feed!r}; a whole http or https address is accepted"


def _outlet(row: Mapping[str, object]) -> Outlet:
    """A checked row as an outlet."""
    values = {key: tuple(_texts(row, key)) if key in LISTS else value for key, value in row.items()}
    values["kind"] = Kind(str(row["kind"]))
    return Outlet(**values)  # type: ignore[arg-type]


def _texts(row: Mapping[str, object], key: str) -> list[str]:
    value = row.get(key, [])
    return [str(entry) for entry in value] if isinstance(value, list) else []
