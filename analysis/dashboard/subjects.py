"""One measure for every target or claim of a workspace at once."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from analysis.dashboard import cache
from analysis.dashboard.filters import Filters


def estimates(chosen: Filters) -> pd.DataFrame:
    """One row per outlet and subject, with outlet_name, subject and topic_name (the subject in words)."""
    parts = []
    for subject, words in chosen.subjects.items():
        asked = replace(chosen.asked, subject=subject)
        found = cache.scored_articles(chosen.workspace, chosen.version, asked)
        names = dict(zip(found["outlet"], found["outlet_name"], strict=True))
        part = cache.estimates(chosen.workspace, chosen.version, asked, ("outlet",))
        parts.append(part.assign(outlet_name=part["outlet"].map(names), subject=subject, topic_name=words))
    return pd.concat(parts, ignore_index=True)


def articles(chosen: Filters, outlet: str) -> pd.DataFrame:
    """The articles of one outlet, scored for the subject chosen."""
    found = cache.scored_articles(chosen.workspace, chosen.version, chosen.asked)
    return found[found["outlet"] == outlet]
