"""What every column of a report's tables means, and in which unit it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pandas as pd

COLUMNS: Final = ("table", "column", "meaning", "unit")
MEANINGS: Final[dict[str, tuple[str, str]]] = {
    "article": ("Address of an article, from its outlet, title and text", "id"),
    "title": ("Headline as it came in", "text"),
    "outlet": ("Outlet", "id"),
    "outlet_name": ("Outlet's name", "text"),
    "other": ("Outlet that is taken from the first", "id"),
    "kind": ("Who owns and steers the outlet, a contestable label", "category"),
    "country": ("Outlet's country", "text"),
    "language": ("Language of the article", "ISO 639 code"),
    "published": ("Instant of publication", "UTC, ISO 8601"),
    "published_basis": ("How the instant is known", "category"),
    "url": ("Address of the article", "URL"),
    "topics": ("Topics of the article, separated by semicolons", "ids"),
    "story": ("Event that the article reports", "id"),
    "family": ("Near copies share one family, named after its likely original", "id"),
    "original": ("Whether it is the likely original of its family", "yes or no"),
    "characters": ("Length of the text", "characters"),
    "measure": ("What is measured", "category"),
    "subject": ("Target or claim asked about; empty where the measure has none", "id"),
    "subject_name": ("Target's name or claim's wording", "text"),
    "topic": ("Topic", "id"),
    "topic_name": ("Topic's name", "text"),
    "estimate": ("Mean of independent texts; for two outlets, the first less the second", "points of the scale"),
    "low": ("Lower end of the 95 % interval", "as the number before it"),
    "high": ("Upper end of the 95 % interval", "as the number before it"),
    "spread": ("Standard deviation of the independent texts", "points of the scale"),
    "n_families": ("Independent texts behind the number", "texts"),
    "n_articles": ("Articles behind the number", "articles"),
    "n_sentences": ("Scored sentences behind the number", "sentences"),
    "missing": ("Why there is no number or no interval", "text"),
    "a": ("First outlet", "id"),
    "b": ("Second outlet", "id"),
    "a_name": ("First outlet's name", "text"),
    "b_name": ("Second outlet's name", "text"),
    "p": ("Two-sided p-value of no difference", "0 to 1"),
    "p_adjusted": ("The same adjusted for all pairs of the question (Benjamini & Hochberg 1995)", "0 to 1"),
    "paired": ("Whether the outlets are compared story by story", "yes or no"),
    "n_stories": ("Stories that both tell", "stories"),
    "n_families_a": ("Independent texts of the first", "texts"),
    "n_families_b": ("Independent texts of the second", "texts"),
    "n_families_both": ("Texts that both printed, counted on either side", "texts"),
    "n_articles_a": ("Articles of the first", "articles"),
    "n_articles_b": ("Articles of the second", "articles"),
    "n_sentences_a": ("Scored sentences of the first", "sentences"),
    "n_sentences_b": ("Scored sentences of the second", "sentences"),
    "probability": ("Chance that a text of the first is higher than one of the second, ties counted half", "0 to 1"),
    "verdict": ("How sure the difference is: clear, suggestive, cannot tell", "category"),
    "more": ("Further stories (paired) or texts of each that would let a difference worth telling come out", "count"),
    "families": ("Independent texts of the outlet on the topic", "texts"),
    "of": ("Independent texts of the outlet in all", "texts"),
    "share": ("Independent texts on the topic as a share of all", "0 to 1"),
    "only_republished": ("Of all, those known only through an aggregator", "texts"),
    "model": ("Model", "id"),
    "revision": ("Exact revision of the model", "id"),
    "dataset": ("Public data set that the model was measured on", "id"),
    "split": ("Its part, which the model never learnt from", "id"),
    "n": ("Examples of that part", "examples"),
    "macro_f1": ("Mean of the labels' F1, followed by its interval", "0 to 1"),
    "accuracy": ("Share of labels that are right", "0 to 1"),
    "ece": ("Expected calibration error", "0 to 1"),
    "sample": ("Random sample that human coders labelled", "id"),
    "about": ("Target or claim of the sample, in words", "text"),
    "voice": ("Whose words were drawn from", "category"),
    "method": ("Model alone (raw), corrected by labels, or labels only", "category"),
    "n_labels": ("Human labels behind the number", "labels"),
    "weight_of_model": ("Weight of the model in the corrected estimate", "0 to 1"),
    "level": ("Whether labels are the same or not (nominal), or ranks apart count (ordinal)", "category"),
    "alpha": ("Krippendorff's alpha, followed by its interval", "up to 1"),
    "n_units": ("Sentences labelled twice or more", "sentences"),
    "n_coders": ("Coders", "persons"),
    "bias": ("How far the model's scores lie above the human values", "points of the scale"),
    "calibration_error": ("Mean gap between how sure the model was and how often it was right", "0 to 1"),
    "n_items": ("Sentences that were labelled", "sentences"),
}


def codebook(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """One row per table and column.

    Raises:
        KeyError: A column has no meaning here yet.
    """
    rows = [(name, column, *_meaning(name, column)) for name, table in tables.items() for column in table.columns]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _meaning(table: str, column: str) -> tuple[str, str]:
    if column not in MEANINGS:
        raise KeyError(f"column {column!r} of table {table!r} stands in no codebook; say what it means in MEANINGS")
    return MEANINGS[column]
