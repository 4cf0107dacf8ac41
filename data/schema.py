"""The values every other module speaks in, with the columns of every stored table."""

from __future__ import annotations

import dataclasses
import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import pyarrow as pa


class Kind(StrEnum):
    """Who owns and steers an outlet, simplified from the State Media Monitor typology.

    STATE_CONTROLLED merges its "state-controlled" classes, STATE_FUNDED_PUBLIC its "captured
    public or state-funded" ones, INDEPENDENT_PUBLIC its "independent public" ones.
    """

    STATE_CONTROLLED = "state-controlled"
    STATE_FUNDED_PUBLIC = "state-funded public"
    INDEPENDENT_PUBLIC = "independent public"
    PRIVATE = "private"
    WIRE = "wire"
    AGGREGATOR = "aggregator"
    PARTY = "party"
    UNKNOWN = "unknown"


class PublishedBasis(StrEnum):
    """How the instant of publication is known."""

    STATED = "stated"
    RELATIVE = "relative"
    UNKNOWN = "unknown"


class Measure(StrEnum):
    """What a model says about a sentence."""

    TONE = "tone"
    PORTRAYAL = "portrayal"
    STANCE = "stance"
    LOADED = "loaded"


class Voice(StrEnum):
    """Whose words a sentence is."""

    OWN = "own"
    QUOTED = "quoted"
    REPORTED = "reported"


@dataclass(frozen=True, slots=True)
class Outlet:
    """A publisher and the contestable label of its ownership, with the label's source and year."""

    id: str
    name: str
    kind: Kind = Kind.UNKNOWN
    country: str | None = None
    language: str | None = None
    aliases: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    label_source: str | None = None
    label_year: int | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A guess at an article's outlet that the text does not state, with the evidence for it."""

    outlet: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Article:
    """One published text.

    ``outlet`` and ``via`` are outlet ids of the catalogue where the name was recognised, otherwise
    the name as printed; ``outlet`` is None when the source does not say who wrote it.
    ``published`` is an aware UTC instant. ``warnings`` are the reasons why the article is marked
    (paywall stub, foreign language, truncated …), one short sentence each.
    """

    title: str
    text: str
    outlet: str | None = None
    via: str | None = None
    slot: str | None = None
    url: str | None = None
    language: str | None = None
    published: datetime | None = None
    published_basis: PublishedBasis = PublishedBasis.UNKNOWN
    snippet: bool = False
    agency: str | None = None
    suggestion: Suggestion | None = None
    topics: tuple[str, ...] = ()
    story: str | None = None
    warnings: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Content address: the same text by the same outlet in the same place has the same id."""
        return digest(self.outlet, self.via, self.title, self.text)

    @property
    def text_hash(self) -> str:
        """Address of the words alone, equal for verbatim copies whoever printed them."""
        return digest(normalise(self.text))


@dataclass(frozen=True, slots=True)
class Target:
    """An entity whose portrayal is measured; every alias is matched as a whole word."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    kind: str = "entity"

    @property
    def revision(self) -> str:
        """Changes when anything changes that alters which sentences mention the target."""
        return digest(self.name, *sorted(self.aliases))[:12]


@dataclass(frozen=True, slots=True)
class Claim:
    """A proposition that a passage can support or oppose.

    ``keywords`` are words of which a sentence, or its paragraph's neighbourhood, must hold one for
    the claim to be asked about it; empty means that the claim's topic alone decides.
    """

    id: str
    text: str
    topics: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()

    @property
    def revision(self) -> str:
        """Changes when the wording changes or when the choice of sentences changes."""
        return digest(self.text, *sorted(self.topics), "|", *sorted(self.keywords))[:12]


@dataclass(frozen=True, slots=True)
class Topic:
    """A subject that articles belong to, found by seed words where an article does not state it."""

    id: str
    name: str
    seeds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Story:
    """An event that several outlets report."""

    id: str
    title: str
    topic: str | None = None


@dataclass(frozen=True, slots=True)
class Stratum:
    """A part of the sentences that could be drawn, and how many of them were."""

    name: str
    size: int
    drawn: int


@dataclass(frozen=True, slots=True)
class Sample:
    """A random sample of scored sentences for human coders: what was drawn from, how, and when.

    The sentences that could be drawn are those that the model at its revision had scored at ``drawn_at``,
    in the cutting ``cut_revision``, of some outlets (none: all) and voices.
    """

    id: str
    measure: str
    subject: str
    subject_revision: str
    model: str
    model_revision: str
    cut_revision: str
    voice: str
    outlets: tuple[str, ...]
    stratified_by: tuple[str, ...]
    strata: tuple[Stratum, ...]
    seed: int
    drawn_at: str
    """UTC, ISO 8601."""
    about: str = ""
    """The target's name or the claim's wording at that time."""
    coders: tuple[str, ...] = ()
    overlap: int = 0
    """Items, the first in order, that every coder is given; the others are dealt out in turn."""

    @property
    def size(self) -> int:
        """Sentences that could be drawn."""
        return sum(stratum.size for stratum in self.strata)


@dataclass(frozen=True, slots=True)
class SampleItem:
    """A sentence of a sample at its place in the random order, with the chance that it had of being drawn."""

    id: str
    sample: str
    position: int
    article: str
    sentence: int
    stratum: str
    probability: float
    coders: tuple[str, ...] = ()
    """Who is asked to label it; empty: anybody."""


@dataclass(frozen=True, slots=True)
class Label:
    """What a coder made of an item, and when."""

    item: str
    coder: str
    label: str
    instant: str
    """UTC, ISO 8601."""


def digest(*parts: str | None) -> str:
    """Stable 16-character address of a tuple of strings; None differs from the empty string."""
    joined = "\x1f".join("\x00" if part is None else part for part in parts)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def normalise(text: str) -> str:
    """Lower-cased words with single spaces, so that layout does not make two texts differ."""
    return re.sub(r"\s+", " ", text).strip().casefold()


def to_row(article: Article) -> dict[str, object]:
    """The article as one row of the ``articles`` table."""
    row: dict[str, object] = {"id": article.id, "text_hash": article.text_hash}
    for field in dataclasses.fields(article):
        row[field.name] = getattr(article, field.name)
    del row["suggestion"]
    row["published_basis"] = article.published_basis.value
    row["topics"] = list(article.topics)
    row["warnings"] = list(article.warnings)
    row["suggested_outlet"] = article.suggestion.outlet if article.suggestion else None
    row["suggested_evidence"] = article.suggestion.evidence if article.suggestion else None
    return row


_INSTANT = pa.timestamp("us", tz="UTC")

ARTICLES = pa.schema(
    [
        ("id", pa.string()),
        ("text_hash", pa.string()),
        ("title", pa.string()),
        ("text", pa.string()),
        ("outlet", pa.string()),
        ("via", pa.string()),
        ("slot", pa.string()),
        ("url", pa.string()),
        ("language", pa.string()),
        ("published", _INSTANT),
        ("published_basis", pa.string()),
        ("snippet", pa.bool_()),
        ("agency", pa.string()),
        ("topics", pa.list_(pa.string())),
        ("story", pa.string()),
        ("warnings", pa.list_(pa.string())),
        ("suggested_outlet", pa.string()),
        ("suggested_evidence", pa.string()),
    ]
)

SENTENCES = pa.schema(
    [
        ("article", pa.string()),
        ("sentence", pa.int32()),
        ("start", pa.int32()),
        ("end", pa.int32()),
        ("text", pa.string()),
        ("voice", pa.string()),
        ("speaker", pa.string()),
        ("verb", pa.string()),
        ("revision", pa.string()),
    ]
)

# One row per sentence × measure × subject. `score` is P(positive) − P(negative) for the three-way
# measures (P(favour) − P(against) for stance), P(loaded) for loaded wording. A sentence that the
# model could not read has no score and says why in `missing`. Sentence 0 is the headline.
SCORES = pa.schema(
    [
        ("article", pa.string()),
        ("sentence", pa.int32()),
        ("measure", pa.string()),
        ("subject", pa.string()),
        ("subject_revision", pa.string()),
        ("label", pa.string()),
        ("score", pa.float32()),
        ("probabilities", pa.list_(pa.float32())),
        ("pieces", pa.int32()),
        ("missing", pa.string()),
        ("model", pa.string()),
        ("model_revision", pa.string()),
    ]
)

# One row per article × measure × subject: that the question was asked, and what became of it.
OUTCOMES = pa.schema(
    [
        ("article", pa.string()),
        ("measure", pa.string()),
        ("subject", pa.string()),
        ("subject_revision", pa.string()),
        ("model", pa.string()),
        ("model_revision", pa.string()),
        ("asked", pa.int32()),
        ("missing", pa.string()),
        ("scored_at", _INSTANT),
    ]
)

# Near copies are one family, named after its likely original: one row per article.
FAMILIES = pa.schema(
    [
        ("article", pa.string()),
        ("family", pa.string()),
        ("original", pa.bool_()),
        ("why", pa.string()),
    ]
)

# How near a text is to others, for stories: one row per article and encoder, kept so that it is computed once.
VECTORS = pa.schema(
    [
        ("article", pa.string()),
        ("revision", pa.string()),
        ("vector", pa.binary()),
    ]
)

# Articles on one event are one story: one row per article that has company; `title` is that of its most central one.
STORIES = pa.schema(
    [
        ("article", pa.string()),
        ("story", pa.string()),
        ("title", pa.string()),
        ("why", pa.string()),
    ]
)
