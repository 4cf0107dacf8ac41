"""Words that set outlets apart: counted once per family, scored as in the paper, held against chance."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import contrast
from analysis.contrast import counts as counting
from analysis.contrast import words

FILLER = "rain bread stone river paper window garden winter market letter bridge candle".split()


def sentences(*rows: tuple[str, str, str]) -> pd.DataFrame:
    """(outlet, family, text), each family its own story."""
    table = pd.DataFrame(list(rows), columns=["outlet", "family", "text"])
    return table.assign(cluster=table["family"])


def counted(*rows: tuple[str, str, str], least: int = 1, **options) -> contrast.Counts:
    return contrast.count([sentences(*rows)], least=least, **options)


def uses(counts: contrast.Counts) -> dict[str, int]:
    return dict(zip(counts.terms, counts.matrix.sum(axis=0).tolist(), strict=True))


def made(rng: np.random.Generator, outlet: str, number: int, *, marked: str = "", chance: float = 0.0):
    """A text of twelve sentences of filler; ``marked`` stands in some of them."""
    for at in range(12):
        said = list(rng.choice(FILLER, 7))
        if marked and rng.random() < chance:
            said.insert(3, marked)
        # Numbered with letters, so that no sentence is another's repetition.
        yield outlet, f"{outlet}{number}", " ".join([*said, "x" + "abcdefghijkl"[at] * 2])


def corpus_of(n: int = 30, *, seed: int = 0, chance: float = 0.3) -> contrast.Counts:
    rng = np.random.default_rng(seed)
    rows = [
        row
        for number in range(n)
        for outlet in ("gazette", "herald", "courier")
        for row in made(rng, outlet, number, marked="regime" if outlet == "gazette" else "", chance=chance)
    ]
    return contrast.count([sentences(*rows)])


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("The Mayor’s plan, Quill's own", ["the", "mayor", "plan", "", "quill", "own"]),
        ("don’t", ["don't"]),
        ("well-known facts", ["well-known", "facts"]),
        ("Größe é", ["größe".casefold(), "é"]),
        ("e\u0301te", ["\u00e9te"]),  # composed
        ("हिन्दी में", ["हिन्दी", "में"]),  # vowel signs are no breaks
        ("می\u200cخواهم", ["می\u200cخواهم"]),
        ("北京市", ["北", "京", "市"]),
        ("", []),
        ("\x00 \ud800 ok", ["", "", "ok"]),
    ],
)
def test_words_of_a_text(text: str, read: list[str]) -> None:
    assert words.read(text) == read


@pytest.mark.parametrize(
    ("word", "kind"),
    [("the", words.STOP), ("2,1", words.STOP), ("x", words.STOP), ("京", words.CHARACTER), ("的", words.STOP),
     ("regime", words.WORD), ("—", words.BREAK), ("", words.BREAK), ("режим", words.WORD), ("и", words.STOP)],
)  # fmt: skip
def test_kinds_of_words(word: str, kind: int) -> None:
    assert words.kind(word) == kind


def test_phrases_neither_cross_punctuation_nor_begin_with_function_words() -> None:
    found = uses(counted(("a", "1", "The ministry of defence fell. Guards, tired guards wept")))
    assert found == {
        "ministry": 1, "defence": 1, "fell": 1, "ministry of defence": 1, "defence fell": 1,
        "guards": 2, "tired": 1, "wept": 1, "tired guards": 1, "guards wept": 1, "tired guards wept": 1,
    }  # fmt: skip


def test_scripts_without_spaces_give_sequences_of_characters_and_no_single_ones() -> None:
    assert set(uses(counted(("a", "1", "北京市政府")))) == {
        "北京",
        "京市",
        "市政",
        "政府",
        "北京市",
        "京市政",
        "市政府",
    }


def test_a_sentence_that_an_outlet_prints_again_counts_once() -> None:
    footer = "Subscribe to our letter for more stories"
    found = uses(counted(("a", "1", footer), ("a", "2", footer), ("b", "3", footer), ("a", "4", "Short one"), ("a", "5", "Short one")))  # fmt: skip
    assert (found["subscribe"], found["short"]) == (2, 2)


def test_an_outlets_own_name_is_no_word_of_its_and_is_of_others() -> None:
    names = {"a": ("The Harbour Gazette", "HG")}
    rows = [
        ("a", "1", "The Harbour Gazette saw the harbour"),
        ("b", "2", "The Harbour Gazette saw it"),
        ("a", "3", "HG and hg"),
    ]
    counts = counted(*rows, mastheads=names)
    by_family = {term: counts.matrix[:, [at]].toarray().ravel().tolist() for at, term in enumerate(counts.terms)}
    assert by_family["harbour"] == [1, 1, 0]
    assert by_family["gazette"] == [0, 1, 0]
    assert by_family["hg"] == [0, 0, 1]


def test_an_outlets_own_name_is_not_what_it_avoids() -> None:
    rng = np.random.default_rng(1)
    rows = [row for n in range(10) for outlet in ("gazette", "herald") for row in made(rng, outlet, n)]
    rows += [("herald", f"quoting{n}", f"The Gazette reported thing {n}") for n in range(10)]
    counts = contrast.count([sentences(*rows)], mastheads={"gazette": ("Gazette",)})
    table = contrast.table(counts, top=None)
    assert "gazette" in set(table.loc[table["outlet"] == "herald", "term"])
    assert "gazette" not in set(table.loc[table["outlet"] == "gazette", "term"])


def test_families_must_stand_together() -> None:
    with pytest.raises(ValueError, match="family '1' do not stand together"):
        counted(("a", "1", "x"), ("a", "2", "x"), ("a", "1", "y"))


def test_one_article_speaks_for_a_family() -> None:
    articles = pd.DataFrame(
        [("b", "f", False, False), ("a", "f", True, False), ("d", "g", False, False), ("c", "g", False, True)],
        columns=["article", "family", "original", "snippet"],
    )
    assert contrast.one_each(articles)["article"].tolist() == ["a", "d"]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.sampled_from(["red", "blue", "the", "green", "."]), max_size=9), min_size=1, max_size=12), st.integers(1, 3))  # fmt: skip
def test_counts_are_those_of_counting_one_by_one(texts: list[list[str]], least: int) -> None:
    rows = [("a", str(number), " ".join(text)) for number, text in enumerate(texts)]
    naive = [Counter(grams(text)) for text in without_repetition(texts)]
    families = Counter(term for each in naive for term in each)
    want = {term: sum(each[term] for each in naive) for term in families if families[term] >= least}
    small = pytest.MonkeyPatch()
    with small.context() as patch:
        patch.setattr(counting, "FAMILIES_PER_CHUNK", 2)
        patch.setattr(counting, "KEYS_AT_HAND", 3)
        patch.setattr(counting, "COUNTERS", 8)
        counts = counted(*rows, least=least)
    assert uses(counts) == want
    assert counts.positions[:, 0].tolist() == [sum(word != "." for word in text) for text in without_repetition(texts)]


def without_repetition(texts: list[list[str]]) -> list[list[str]]:
    seen: set[tuple[str, ...]] = set()
    kept = []
    for text in texts:
        again = len(text) >= counting.FURNITURE_WORDS and tuple(text) in seen
        kept.append([] if again else text)
        seen.add(tuple(text))
    return kept


def grams(text: list[str]) -> list[str]:
    found = []
    for size in (1, 2, 3):
        for at in range(len(text) - size + 1):
            gram = text[at : at + size]
            if "." not in gram and "the" not in (gram[0], gram[-1]):
                found.append(" ".join(gram))
    return found


def test_scores_are_those_of_the_paper() -> None:
    rows = [("a", f"a{n}", "red red blue") for n in range(6)] + [
        ("b", f"b{n}", "blue blue green red") for n in range(6)
    ]
    table = contrast.table(contrast.count([sentences(*rows)]), top=None)
    red = table[(table["outlet"] == "a") & (table["term"] == "red")].iloc[0]
    # Equations 16, 20 and 22 by hand: 12 of 18 words against 6 of 24; prior 0.5 · 18 words, of which 18/42 are "red".
    alpha, weight = 9 * 18 / 42, 9
    logit = [np.log((y + alpha) / (n + weight - y - alpha)) for y, n in ((12, 18), (6, 24))]
    delta = logit[0] - logit[1]
    assert red["log_odds"] == pytest.approx(delta)
    assert red["z"] == pytest.approx(delta / np.sqrt(1 / (12 + alpha) + 1 / (6 + alpha)))
    assert (red["count"], red["rate_per_10k"], red["rest_rate"]) == (12, pytest.approx(10_000 * 12 / 18), 2_500)
    assert (red["n_families"], red["rest_families"]) == (6, 6)


def test_a_habit_is_beyond_chance_and_filler_is_not() -> None:
    table = contrast.table(corpus_of())
    beyond = table[table["beyond_null"].fillna(False)]
    assert set(beyond.loc[beyond["outlet"] == "gazette", "term"]) & {"regime"} == {"regime"}
    assert set(beyond["term"]) <= {"regime"}
    top = table[table["outlet"] == "gazette"].iloc[0]
    assert (top["term"], top["rest_rate"]) == ("regime", 0.0)
    assert top["z"] > top["band"] > 1


def test_chance_alone_is_seldom_beyond_the_band() -> None:
    alarms = [
        contrast.table(corpus_of(12, seed=seed, chance=0.0), splits=60)["beyond_null"].any() for seed in range(20)
    ]
    assert sum(alarms) <= 3


def test_the_vocabulary_of_one_story_is_no_habit() -> None:
    rng = np.random.default_rng(0)
    rows = [row for n in range(20) for outlet in ("gazette", "herald") for row in made(rng, outlet, n)]
    table = sentences(*rows)
    extra = [("gazette", f"flood{n}", f"flood flood dike dike flood {'abcdefgh'[n]}q") for n in range(8)]
    flood = sentences(*extra).assign(cluster="the flood")
    found = contrast.table(contrast.count([table, flood]))
    row = found[(found["outlet"] == "gazette") & (found["term"] == "flood")].iloc[0]
    assert row["z"] > 3
    assert not row["beyond_null"]


def test_few_stories_have_no_band_and_say_so() -> None:
    rows = [("a" if n < 7 else "b", f"f{n}", f"red red {'blue' if n % 2 else 'green'} word") for n in range(14)]
    few = sentences(*rows).assign(cluster=[f"s{n % 5}" for n in range(14)])
    table = contrast.table(contrast.count([few]))
    assert table["beyond_null"].isna().all()
    assert table["missing"].str.startswith("only 5 stories").all()


def test_an_outlet_with_few_texts_has_no_list_but_counts_for_the_others() -> None:
    counts = counted(*[("a", f"a{n}", "red blue") for n in range(9)], ("b", "b0", "red green"))
    table = contrast.table(counts)
    (row,) = table[table["outlet"] == "b"].to_dict("records")
    assert row["missing"] == "only 1 independent texts: typical words need at least 5"
    assert table.loc[table["outlet"] == "a", "rest_rate"].max() > 0


@pytest.mark.parametrize("rows", [[], [("a", "1", "red")]])
def test_one_outlet_is_no_contrast(rows: list[tuple[str, str, str]]) -> None:
    with pytest.raises(ValueError, match="needs two outlets or more"):
        contrast.table(counted(*rows))


def test_texts_without_a_word_are_survived() -> None:
    counts = counted(*[(outlet, f"{outlet}{n}", "… 12 —") for outlet in "ab" for n in range(6)])
    assert contrast.table(counts).empty


def test_a_short_list_shows_terms_in_their_longest_form_and_keeps_its_order() -> None:
    rng = np.random.default_rng(3)
    rows = [row for n in range(12) for o in ("gazette", "herald") for row in made(rng, o, n, marked="prime minister" if o == "herald" else "", chance=0.5)]  # fmt: skip
    table = contrast.table(contrast.count([sentences(*rows)]), top=5)
    herald = table[table["outlet"] == "herald"]
    assert "prime minister" in set(herald["term"])
    assert not {"prime", "minister"} & set(herald.loc[herald["z"] > 0, "term"])
    assert all(one >= other for one, other in pairwise(herald["z"]))


def test_the_same_seed_gives_the_same_table() -> None:
    counts = corpus_of(8)
    pd.testing.assert_frame_equal(contrast.table(counts, seed=5), contrast.table(counts, seed=5))


def test_two_outlets_mirror_each_other() -> None:
    rng = np.random.default_rng(2)
    rows = [row for n in range(8) for outlet in ("gazette", "herald") for row in made(rng, outlet, n)]
    table = contrast.table(contrast.count([sentences(*rows)]), top=None).pivot_table(
        index="term", columns="outlet", values="z"
    )
    assert np.allclose(table["gazette"], -table["herald"])


@pytest.mark.parametrize(
    ("term", "families"),
    [
        ("prime minister", ["2", "3"]),
        ("minister", ["1", "2", "3"]),
        ("it's", ["4"]),
        ("nothing", []),
        ("", []),
        ("…", []),
    ],
)
def test_examples_hold_the_term_one_from_each_family(term: str, families: list[str]) -> None:
    table = sentences(
        ("a", "1", "A minister, prime in years"),
        ("a", "2", "The Prime Minister’s car"),
        ("a", "2", "The prime minister again"),
        ("a", "3", "PRIME MINISTER!"),
        ("a", "4", "It’s late"),
    )
    assert contrast.examples(term, table, n=5)["family"].tolist() == families
    assert len(contrast.examples("minister", table, n=2)) == 2
