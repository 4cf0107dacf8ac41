"""Which column of a table holds which field of an article: guessed, then corrected by the user."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class Mapping:
    """Field of an article → name of the column that holds it; None where no column does.

    ``day_first`` says how 03/04/2025 is to be read: True as 3 April, False as 4 March, None as
    unknown where nothing in the table decides it.
    """

    text: str | None = None
    title: str | None = None
    outlet: str | None = None
    via: str | None = None
    url: str | None = None
    published: str | None = None
    language: str | None = None
    agency: str | None = None
    topics: str | None = None
    story: str | None = None
    slot: str | None = None
    snippet: str | None = None
    day_first: bool | None = None

    def used(self) -> dict[str, str]:
        """Field → column, for the fields that a column holds."""
        return {name: column for name in FIELDS if (column := getattr(self, name)) is not None}


FIELDS: Final = tuple(field.name for field in dataclasses.fields(Mapping) if field.name != "day_first")

# Column names as they occur in corpora, exports and interfaces, the surest first; compared
# case-folded and without marks, so that "Published At", "published_at" and "publishedAt" agree.
_NAMES: Final = {
    "text": (
        "text fulltext articletext bodytext maintext articlebody articlecontent body content contents article "
        "paragraphs transcript document inhalt volltext artikeltext nachricht texte contenu corps texto contenido "
        "cuerpo conteudo corpo testo contenuto текст содержание 正文 内容 本文 본문 내용 metin içerik tekst treść "
        "inhoud brödtext النص نص description summary abstract excerpt teaser lead snippet beschreibung "
        "zusammenfassung résumé"
    ),
    "title": (
        "title headline headlines head heading articletitle titel überschrift schlagzeile titre titular titulo "
        "título titolo заголовок название 标题 題目 タイトル 見出し 제목 başlık tytuł kop rubrik العنوان عنوان"
    ),
    "outlet": (
        "outlet outletname newsoutlet source sourcename publisher publishername publication newspaper medium media "
        "mediaoutlet sitename website site domain sourcedomain newssource journal zeitung quelle herausgeber "
        "fuente medio periódico fonte testata veículo источник издание сми 媒体 来源 出处 媒体名 신문사 언론사 kaynak "
        "gazete źródło bron krant المصدر"
    ),
    "via": "via aggregator republisher republishedby platform syndicator aggregatedby",
    "url": (
        "url link href articleurl weburl sourceurl permalink canonicalurl canonical storyurl uri adresse lien enlace "
        "ссылка 链接 网址 リンク 링크 bağlantı"
    ),
    "published": (
        "published publishedat publishedon publisheddate datepublished publishdate publishtime publicationdate "
        "publishingdate pubdate date datetime timestamp dateposted posted postedat created createdat time datum "
        "veröffentlicht erscheinungsdatum fecha fechapublicación datepublication data datapubblicazione дата "
        "датапубликации 日期 时间 发布时间 日付 公開日 날짜 tarih datapublikacji تاريخ التاريخ"
    ),
    "language": "language lang languagecode langcode locale sprache langue idioma lingua язык 语言 言語 언어 dil język",
    "agency": "agency newsagency wire wireservice agentur nachrichtenagentur agence agencia agenzia агентство 通讯社",
    "topics": (
        "topics topic category categories section sections tags subject subjects thema themen rubrik ressort "
        "rubrique tema temas sección seção sezione тема рубрика 分类 主题 カテゴリ 카테고리 konu kategori kategoria"
    ),
    "story": "story storyid event eventid cluster clusterid storycluster eventcluster",
    "slot": "slot position placement",
    "snippet": "snippet issnippet truncated istruncated partial",
}  # fmt: skip
_RANKS: Final = {field: {name: rank for rank, name in enumerate(names.split())} for field, names in _NAMES.items()}
SUMMARIES: Final = frozenset(
    [
        "description",
        "summary",
        "abstract",
        "excerpt",
        "teaser",
        "lead",
        "snippet",
        "beschreibung",
        "zusammenfassung",
        "résumé",
    ]
)

MOST: Final = 0.8  # of a column's cells; some cells of any real table are odd
LONG: Final = 150  # mean characters: a paragraph rather than a headline
HEADLINE: Final = (15, 200)  # mean characters of titles
HEADLINE_WORDS: Final = 3
_UNNAMED: Final = 10_000  # a rank beyond all
_PARTS: Final = re.compile(r"[\W_]+|(?<=[a-z])(?=[A-Z])")
_URL: Final = re.compile(r"^https?://\S+$", re.IGNORECASE)
_DOMAIN: Final = re.compile(r"^(?:[a-z0-9-]+\.)+[a-z]{2,10}$", re.IGNORECASE)
_DATE: Final = re.compile(
    r"^(?:\d{4}-\d\d-\d\d|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}/\d{1,2}/\d{1,2}|\d{8}$"
    r"|(?:[a-z]{3,9}\.?,? )?(?:\d{1,2}\.? [a-z]{3,9}\.?|[a-z]{3,9}\.? \d{1,2}),? \d{4})",
    re.IGNORECASE,
)
_EPOCH: Final = re.compile(r"^\d{10}(?:\d{3})?(?:\.\d+)?$")
_LANGUAGE: Final = re.compile(r"^[a-z]{2,3}(?:[-_][A-Za-z]{2,4})?$")
_SLASHED: Final = re.compile(r"^(\d{1,2})[./-](\d{1,2})[./-](?:\d{4}|\d{2})(?!\d)")
_FLAGS: Final = frozenset(("", "0", "1", "true", "false", "yes", "no", "t", "f", "y", "n"))


def guess(columns: Sequence[str], rows: Sequence[Row]) -> Mapping:
    """The likeliest mapping, by column names in several languages and by what sample rows hold."""
    cells = {column: [cell for row in rows if (cell := _printed(row.get(column)))] for column in columns}
    chosen: dict[str, str] = {}
    free = list(columns)

    def choose(field: str, column: str | None) -> None:
        if column is not None and field not in chosen:
            chosen[field] = column
            free.remove(column)

    for field, fits in _FITS.items():
        named = [column for column in free if _rank(field, column) < _UNNAMED and fits(cells[column])]
        if field == "text":
            choose(field, _longest(named, cells))
        else:
            choose(field, min(named, key=lambda column: _rank(field, column), default=None))
    choose("url", next((column for column in free if cells[column] and _is_url(cells[column])), None))
    choose("published", next((column for column in free if cells[column] and _is_date(cells[column])), None))
    choose(
        "outlet", next((column for column in free if cells[column] and _share(_DOMAIN, cells[column]) >= MOST), None)
    )
    longest = max(free, key=lambda column: _mean_length(cells[column]), default=None)
    if longest is not None and _mean_length(cells[longest]) >= LONG:
        choose("text", longest)
    choose("title", next((column for column in free if _is_headline(cells[column])), None))
    return Mapping(**chosen, day_first=_day_first(cells.get(chosen.get("published", ""), [])))


def _longest(named: list[str], cells: dict[str, list[str]]) -> str | None:
    """Of several texts the longest is the article, but a teaser only where there is nothing else."""
    named = [column for column in named if _plain(column) in _RANKS["text"] or _mean_length(cells[column]) >= LONG]
    return min(
        named, key=lambda name: (is_summary(name), -_mean_length(cells[name]), _rank("text", name)), default=None
    )


def is_summary(column: str) -> bool:
    """Whether a column by its name holds teasers rather than whole texts."""
    return _plain(column) in SUMMARIES


def _rank(field: str, column: str) -> int:
    """How good a name the column has for the field, lower is better; parts of a name count less than a whole."""
    names = _RANKS[field]
    if (whole := _plain(column)) in names:
        return names[whole]
    parts = [column.rpartition(".")[2], *_PARTS.split(column)]
    return min((len(names) + names[plain] for part in parts if (plain := _plain(part)) in names), default=_UNNAMED)


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).casefold()


def _printed(value: object) -> str:
    """A cell as it would be shown; a list of paragraphs is a text, other nested values are nothing."""
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        value = "\n".join(value)
    return "" if value is None or isinstance(value, (dict, list)) else str(value).strip()


def _share(pattern: re.Pattern[str], cells: list[str]) -> float:
    return sum(bool(pattern.match(cell)) for cell in cells) / len(cells) if cells else 0.0


def _mean_length(cells: list[str]) -> float:
    return sum(map(len, cells)) / len(cells) if cells else 0.0


def _is_url(cells: list[str]) -> bool:
    return not cells or _share(_URL, cells) >= MOST


def _is_date(cells: list[str]) -> bool:
    return not cells or max(_share(_DATE, cells), _share(_EPOCH, cells)) >= MOST


def _is_headline(cells: list[str]) -> bool:
    """Whether the cells are phrases of about a headline's length, and not the same ones again and again."""
    shortest, longest = HEADLINE
    phrases = sum(sum(map(str.isalpha, cell.split())) >= HEADLINE_WORDS for cell in cells) >= MOST * len(cells)
    distinct = len(set(cells)) >= MOST * len(cells)
    return phrases and distinct and shortest <= _mean_length(cells) <= longest and not _share(_URL, cells)


def _is_wording(cells: list[str]) -> bool:
    """Words rather than addresses, numbers or flags."""
    return not cells or (
        _share(_URL, cells) < MOST and sum(any(map(str.isalpha, cell)) for cell in cells) >= MOST * len(cells)
    )


def _is_name(cells: list[str]) -> bool:
    return _is_wording(cells) and _mean_length(cells) < HEADLINE[1] / 2


# Field → whether a column's cells may hold it. In this order: a column called "source" that holds
# addresses is left for the outlet's name to be found elsewhere.
_FITS: Final[dict[str, Callable[[list[str]], bool]]] = {
    "url": _is_url,
    "published": lambda cells: not cells or (_mean_length(cells) < 40 and any(map(str.isdigit, "".join(cells)))),
    "snippet": lambda cells: all(cell.casefold() in _FLAGS for cell in cells),
    "text": _is_wording,
    "title": _is_wording,
    "via": _is_name,
    "outlet": _is_name,
    "language": lambda cells: not cells or _share(_LANGUAGE, cells) >= MOST or _mean_length(cells) < 12,
    "agency": _is_name,
    "topics": _is_name,
    "story": lambda cells: _mean_length(cells) < HEADLINE[1],
    "slot": lambda cells: _mean_length(cells) < 20,
}


def _day_first(cells: list[str]) -> bool | None:
    """The one order in which every date of the column makes sense, if only one does."""
    pairs = [(int(match[1]), int(match[2])) for cell in cells if (match := _SLASHED.match(cell))]
    day_month = any(first > 12 for first, _ in pairs)
    month_day = any(second > 12 for _, second in pairs)
    return None if day_month == month_day else day_month
