"""Who speaks: whose words an outlet lets through, how many, in which form and with which verbs.

A sentence counts whole, the words that name its speaker included: who says how much is measured in
sentences and words of quoted and reported speech, and the share is that of all of it, whether or not
a speaker is named.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Final

import numpy as np
import pandas as pd

from data.schema import Voice
from models.reporting_verbs import REPORTING_VERBS
from models.voices import words as w

UNNAMED: Final = "(nobody named)"
GROUPS: Final = ("neutral", "doubting", "conceding", "asserting", "attacking", "other")
"""Attitudes that a verb lends to what it reports; "other" is no verb of the list ("according to", "pointed out")."""
_GROUP_OF: Final = {
    "neutral": "neutral",
    "doubt": "doubting",
    "admit": "conceding",
    "endorse": "asserting",
    "urge": "asserting",
    "attack": "attacking",
}
COLUMNS: Final = (
    "speaker", "n_sentences", "n_families", "words", "of_words", "share", "direct", "reported", *GROUPS, "no_verb",
    "verbs",
)  # fmt: skip

# Scripts without spaces between words count every character as one.
_UNSPACED: Final = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff"
_WORD: Final = re.compile(rf"[{_UNSPACED}]|[^\s{_UNSPACED}]+")
_ARTICLES: Final = frozenset({"the", "a", "an"})
_COURTESY: Final = frozenset(title.casefold() for title in w.TITLES) | {"dr"}
_POSSESSIVE: Final = re.compile(r"['’]s?$")


def spoken(sentences: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """The sentences in which somebody else speaks, once per outlet and family, each with one name for its speaker.

    A wire report that two papers print gives its speakers room in both; a paper that prints it twice
    gives it once. Names are merged within an article only, see `one_name`.

    Args:
        sentences: article, sentence, text, voice, speaker and verb.
        articles: article, outlet, family, original and snippet, and what else is to be grouped by.

    Returns:
        The columns of both, with ``words``, the number of words of the sentence.
    """
    ranked = articles.sort_values(["original", "snippet", "article"], ascending=[False, True, True], kind="stable")
    kept = ranked.drop_duplicates(["outlet", "family"])
    theirs = sentences[sentences["voice"] != Voice.OWN.value].drop(columns=["story"], errors="ignore")
    said = theirs.merge(kept, on="article", how="inner", suffixes=("", "_of_article"))
    said = said.sort_values(["article", "sentence"], ignore_index=True)
    names = one_name(said["article"].tolist(), [s if isinstance(s, str) else None for s in said["speaker"]])
    return said.assign(
        speaker=_one_spelling(pd.Series(names, index=said.index, dtype=object)),
        words=np.array([len(_WORD.findall(text)) for text in said["text"]], dtype=int),
    )


def table(spoken: pd.DataFrame, by: Sequence[str] = ("outlet",)) -> pd.DataFrame:
    """One row per group and speaker, who speaks most first; sentences that name nobody are a row of their own.

    Args:
        spoken: From `spoken`.
        by: Columns that make the groups, such as outlet, story or topic.

    Returns:
        ``by`` and `COLUMNS`. ``share`` is ``words`` of ``of_words``, all quoted and reported words of the group.
        ``direct`` and ``reported`` are sentences; `GROUPS` and ``no_verb`` are sentences by their verb;
        ``verbs`` lists (verb, sentences), the most frequent first.
    """
    keys = [*by, "speaker"]
    printed = spoken["verb"].str.casefold()
    group = printed.map(verb_group, na_action="ignore").fillna("no_verb")
    marked = spoken.assign(
        verb=printed,
        direct=(spoken["voice"] == Voice.QUOTED.value).astype(int),
        reported=(spoken["voice"] == Voice.REPORTED.value).astype(int),
        **{name: (group == name).astype(int) for name in (*GROUPS, "no_verb")},
    )
    counted = ["direct", "reported", *GROUPS, "no_verb", "words"]
    grouped = marked.groupby(keys, sort=True, observed=True)
    found = grouped[counted].sum().astype(int)
    found["n_sentences"] = grouped.size().astype(int)
    found["n_families"] = grouped["family"].nunique().astype(int)
    found = found.join(_verbs(marked, keys)).reset_index()
    if by:
        found["of_words"] = found.groupby(list(by), observed=True)["words"].transform("sum")
    else:
        found["of_words"] = found["words"].sum()
    found["share"] = found["words"] / found["of_words"].where(found["of_words"] > 0)
    order = [*by, "words", "speaker"]
    found = found.sort_values(order, ascending=[*(True for _ in by), False, True], ignore_index=True)
    return found[[*by, *COLUMNS]]


def sides(spoken: pd.DataFrame, scores: pd.DataFrame, by: Sequence[str] = ("outlet",)) -> pd.DataFrame:
    """On which side the speakers are: the mean score of what each says, per article, ready for `aggregate.by_group`.

    `aggregate.by_group(sides(…), [*by, "speaker"])` gives mean, interval, n and why there is none.

    Args:
        spoken: From `spoken`.
        scores: article, sentence and score, of one question (a claim's stance, a target's portrayal).
        by: Columns that make the groups.
    """
    keys = list(dict.fromkeys([*by, "speaker", "article", "outlet", "family"]))
    scored = spoken.merge(scores[["article", "sentence", "score"]], on=["article", "sentence"], how="left")
    found = scored.groupby(keys, sort=True, observed=True)["score"].agg(mean="mean", sentences="count").reset_index()
    return found.astype({"mean": float, "sentences": int})


def verb_group(verb: str) -> str:
    """The attitude that a reporting verb lends: one of `GROUPS`."""
    return _GROUP_OF.get(REPORTING_VERBS.get(verb.casefold(), ""), "other")


def one_name(articles: Sequence[Hashable], speakers: Sequence[str | None]) -> list[str]:
    """One name for each speaker of an article: "Ruhl" and "Captain Ruhl" are "Joost Ruhl" where he speaks too.

    A name is taken for a fuller one of the same article if it is the end of that, and of no other, and their
    titles do not contradict. Across articles only equal names are one; a title is kept before a surname alone,
    which may be somebody else's elsewhere.

    Args:
        articles: The article of each sentence; those of an article stand together.
        speakers: As printed; None where nobody is named.
    """
    found: list[str] = []
    for _, sentences in groupby(zip(articles, speakers, strict=True), key=itemgetter(0)):
        printed = [speaker for _, speaker in sentences]
        names = _merged({speaker for speaker in printed if speaker and speaker.strip()})
        found.extend(names.get(speaker or "", UNNAMED) for speaker in printed)
    return found


@dataclass(frozen=True, slots=True)
class _Name:
    """A speaker as printed, in parts; a body ("the Justice Ministry") has no titles."""

    titles: tuple[str, ...]
    words: tuple[str, ...]

    @classmethod
    def read(cls, speaker: str) -> _Name:
        words = _POSSESSIVE.sub("", speaker).split()
        while len(words) > 1 and words[0].casefold() in _ARTICLES:
            words = words[1:]
        ranks = [at for at, word in enumerate(words) if word.strip(".") in w.RANKS]
        name = words[ranks[-1] + 1 :] if ranks else words
        if not name or not w.BODIES.isdisjoint(name) or not all(word[:1].isupper() for word in name):
            return cls((), tuple(words))
        return cls(tuple(words[: len(words) - len(name)]), tuple(name))

    def __str__(self) -> str:
        return " ".join(self.words if len(self.words) > 1 else (*self.titles, *self.words))

    @property
    def fullness(self) -> tuple[int, int]:
        return len(self.words), len(self.titles)

    def is_short_for(self, other: _Name) -> bool:
        end = other.words[-len(self.words) :]
        return (
            self.fullness < other.fullness
            and [*map(str.casefold, end)] == [*map(str.casefold, self.words)]
            and all(word[:1].isupper() for word in self.words)
            and not self._contradicts(other)
        )

    def _contradicts(self, other: _Name) -> bool:
        """Whether the titles are those of two people: "Mr" and "Mrs", "Captain" and "Minister"."""
        mine, theirs = _folded(self.titles), _folded(other.titles)
        courtesy = mine & _COURTESY, theirs & _COURTESY
        ranks = mine - _COURTESY, theirs - _COURTESY
        return any(a and b and not (a <= b or b <= a) for a, b in (courtesy, ranks))


def _merged(speakers: Iterable[str]) -> dict[str, str]:
    """Each name of an article → the fullest form of it that is unmistakable."""
    names = {speaker: _Name.read(speaker) for speaker in sorted(speakers)}
    roots: dict[_Name, _Name] = {}
    for name in sorted(set(names.values()), key=lambda name: name.fullness, reverse=True):
        fuller = {roots[other] for other in roots if name.is_short_for(other)}
        roots[name] = fuller.pop() if len(fuller) == 1 else name
    return {speaker: str(roots[name]) for speaker, name in names.items()}


def _folded(words: Iterable[str]) -> frozenset[str]:
    return frozenset(word.strip(".").casefold() for word in words)


def _one_spelling(names: pd.Series) -> pd.Series:
    """Names that differ in capitals only, all in their most frequent spelling."""
    counted = names.value_counts().rename_axis("name").reset_index(name="n")
    counted = counted.sort_values(["n", "name"], ascending=[False, True])
    best = counted.assign(key=counted["name"].str.casefold()).drop_duplicates("key").set_index("key")["name"]
    return names.str.casefold().map(best).astype(object)


def _verbs(marked: pd.DataFrame, keys: Sequence[str]) -> pd.Series:
    """For each speaker the verbs with their sentences, the most frequent first."""
    named = marked.dropna(subset=["verb"])
    counts: dict[Hashable, Counter[str]] = {}
    for *key, verb in named[[*keys, "verb"]].itertuples(index=False, name=None):
        counts.setdefault(tuple(key) if len(key) > 1 else key[0], Counter())[verb] += 1
    every = marked.groupby(list(keys), sort=True, observed=True).size().index
    listed = [tuple(sorted(counts.get(key, Counter()).items(), key=lambda pair: (-pair[1], pair[0]))) for key in every]
    return pd.Series(listed, index=every, name="verbs", dtype=object)
