"""Near copies come into one family and look-alikes do not; the likely original is named with a reason."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.benchmark import PERTURBATIONS, pairwise
from analysis.families import Member, Text, group
from data import sample

F1_FLOOR, DOUBLY_PERTURBED_RECALL_FLOOR = 0.995, 0.97

# Wire copies of the teaching corpus with the wire piece that each was made from, as found by reading.
WIRE_COPIES = {
    "aldhaven-blackout": {"port-sable-ledger-1": "meridian-wire-1"},
    "border-bill": {"port-sable-ledger-2": "meridian-wire-2"},
    "camp-fire": {"daily-flash-1": "meridian-wire-1"},
    "gas-price": {"lirien-one-2": "meridian-wire-2"},
    "grain-corridor": {"lirien-one-1": "meridian-wire-2"},
    "grey-fever": {"port-sable-ledger-1": "meridian-wire-1"},
    "halm-collision": {"port-sable-ledger-1": "meridian-wire-1"},
    "karvax": {"karven-dispatch-2": "meridian-wire-2"},
    "nurses-strike": {"lirien-one-1": "meridian-wire-1"},
    "open-water": {"lirien-one-1": "meridian-wire-1"},
    "strait-talks": {"port-sable-ledger-1": "meridian-wire-2"},
    "timber-duty": {"lirien-one-1": "meridian-wire-1", "port-sable-ledger-2": "meridian-wire-2"},
}

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
REPORT = (
    "The harbour master of Orne closed the northern basin on Monday after a crane fell across two berths. Nobody was "
    "hurt, but eleven fishing boats cannot leave.\n\n"
    'The crane, built in 1962, had been inspected in January, harbour master Dorit Hale said. "We found rust and we '
    'wrote it down," she told the council.\n\n'
    "A floating crane from Port Sable is to lift the wreck on Thursday if the wind allows it. Until then the fish "
    "market opens two hours later and buys from the southern basin.\n\n"
    "The boat owners want compensation of 300 crowns a day. The council will discuss their letter next week, together "
    "with the budget for the remaining three cranes, which are of the same make."
)
ANOTHER_REPORT = (
    "Eleven skippers stood idle on the quay this morning and looked at forty tonnes of bent steel. It had come down in "
    "the night with a noise that woke the whole of Sailmaker Street.\n\n"
    "By breakfast the basin was shut. Anni Roth, who fishes for sole, reckons she loses a month's rent by the weekend. "
    "She blames a town hall that mends nothing until it breaks.\n\n"
    "Three sisters of the fallen giant still swing over the water. Children have started to bet on which is next."
)
QUOTATION = (
    '"We found rust and we wrote it down, and then we wrote it down again, and every time the paper went up the stairs '
    'and came back with a stamp and no money, so nobody in this building can claim to be surprised today," '
)
FOOTER = (
    "The Orne Gazette is an independent newspaper that is owned by its readers. If you value our work, please think "
    "of a subscription from four crowns a month. Write to the editors at the old customs house in Pilot Lane, where "
    "the door is open on weekdays from nine to five. Follow us for news from the islands, ferry times and the tide."
)
NOTICE = (
    "You have read all the free articles of this month. Subscribe now to go on reading, or sign in if you have a "
    "subscription already. It takes a minute and can be cancelled at any time."
)
BRIEFS = (
    "A lorry lost its load of turnips on the coast road at noon. Police closed one lane for an hour while pupils of a "
    "passing school class helped to pick them up.",
    "The library in Vellin lends out musical instruments from June. The council pays for twenty violins and a tuba, "
    "and two retired teachers have offered free lessons on Saturdays.",
    "Frost has killed a third of the pear blossom in the Ansel valley. Growers lit fires between the trees on three "
    "nights but say that the damage was done in the first.",
    "A runaway ram was caught in the ticket hall of Norrask station. It had travelled four stops without a ticket, "
    "and its owner was found through a number on the collar.",
    "The chess club of Brennick won the island cup for the first time. Its captain is eleven years old and gave the "
    "prize money to the club for a new stove.",
)


def families(texts: Iterable[Text]) -> set[frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for member in group(texts):
        found[member.family].add(member.article)
    return {frozenset(articles) for articles in found.values()}


def numbered(*texts: str, outlet: str | None = None) -> list[Text]:
    return [
        Text(f"a{n}", f"Headline {n} about {n} things", text, outlet=outlet or f"outlet {n}")
        for n, text in enumerate(texts)
    ]


def together(texts: Iterable[Text]) -> bool:
    return len(families(texts)) == 1


def apart(texts: list[Text]) -> bool:
    return len(families(texts)) == len(texts)


def words(text: str, start: int, stop: int) -> str:
    return " ".join(text.split()[start:stop])


@pytest.mark.parametrize(
    "texts",
    [
        pytest.param((REPORT, REPORT), id="verbatim"),
        pytest.param((REPORT, REPORT.upper().replace("\n\n", " ")), id="layout and capitals"),
        pytest.param((REPORT, REPORT.replace('"', "“").replace("'", "’")), id="other quotation marks"),
        pytest.param((REPORT, REPORT.replace("harbour", "har\u00adbour\u200b")), id="soft hyphens"),
        pytest.param((REPORT.replace("Orne", "Örne"), REPORT.replace("Orne", "O\u0308rne")), id="composed differently"),
        pytest.param((REPORT, words(REPORT, 0, 40) + " …"), id="snippet"),
        pytest.param((REPORT, f"ORNE (Meridian) — {words(REPORT, 0, 45)}…"), id="snippet with another dateline"),
        pytest.param((REPORT, "\n\n".join(reversed(REPORT.split("\n\n")))), id="paragraphs turned round"),
        pytest.param((REPORT, "\n\n".join(REPORT.split("\n\n")[2:])), id="second half alone"),
        pytest.param((REPORT, f"{REPORT}\n\n{ANOTHER_REPORT}"), id="long addition at the end"),
        pytest.param((f"{FOOTER} {REPORT}", f"{REPORT}\n\n{NOTICE}"), id="each with furniture of its own"),
        pytest.param((BRIEFS[0], BRIEFS[0] + " No one was hurt."), id="brief with a sentence more"),
        pytest.param(("Nine words may be enough if none is different.",) * 2, id="tiny text under one headline"),
        pytest.param(
            ("昨天早上一台起重机倒在北港两个泊位上。没有人受伤。十一艘渔船不能出港。", "据报道，昨天早上一台起重机倒在北港两个泊位上。没有人受伤。"),
            id="a script without spaces",
        ),
    ],
)  # fmt: skip
def test_near_copies_are_one_family(texts: tuple[str, ...]) -> None:
    assert together([replace(text, title="One headline") for text in numbered(*texts)])


@pytest.mark.parametrize(
    "texts",
    [
        pytest.param((REPORT, ANOTHER_REPORT), id="two reports of one event"),
        pytest.param(
            (
                f"{REPORT}\n\n{QUOTATION}Hale said.",
                f"Who knew? {QUOTATION}a harbour master says, and the mayor has nothing to add before the weekend.",
            ),
            id="brief that is mostly a quotation which another has too",
        ),
        pytest.param(
            (
                f"Who knew? {QUOTATION}a harbour master says, and the mayor has nothing to add before the weekend.",
                f"The crane of Orne had been a risk for years. {QUOTATION.replace(chr(34), '')} Dorit Hale wrote.",
            ),
            id="one quotation, in one text without its marks",
        ),
        pytest.param(
            ("The ministry said on Monday that it would not comment on the matter. A decision is due in May. No one "
             "was hurt when the roof of a swimming bath in Vellin gave way under snow at night.",
             "The ministry said on Monday that it would not comment on the matter. A decision is due in May. Two "
             "ferries to Hallin were cancelled because a whale slept in the channel off Cape Orne."),
            id="briefs with stock phrases",
        ),
        pytest.param(
            ("Shares in Port Sable closed higher on Monday. The index rose 0.4 per cent to 4,210 points, led by "
             "shipping. 212 shares gained and 87 fell. The crown was traded at 1.09 against the mark.",
             "Shares in Port Sable closed higher on Friday. The index rose 1.1 per cent to 4,377 points, led by "
             "shipping. 240 shares gained and 61 fell. The crown was traded at 1.12 against the mark."),
            id="daily report off a template",
        ),
        pytest.param((*BRIEFS[:3],), id="briefs"),
        pytest.param(("", "", "  \n "), id="nothing"),
        pytest.param(("More soon.", "More soon."), id="next to nothing"),
    ],
)  # fmt: skip
def test_look_alikes_stay_apart(texts: tuple[str, ...]) -> None:
    assert apart(numbered(*texts))


@pytest.mark.parametrize("house", [{"outlet": "orne-gazette"}, {"outlet": None, "via": "newsraft"}])
def test_a_footer_longer_than_the_articles_does_not_join_them(house: dict[str, str | None]) -> None:
    footed = numbered(*(f"{brief}\n\n{FOOTER}" for brief in BRIEFS))
    assert apart([replace(text, **house) for text in footed])  # type: ignore[arg-type]


def test_a_footer_does_not_hide_a_copy() -> None:
    printed = [replace(text, outlet="orne-gazette") for text in numbered(*(f"{brief} {FOOTER}" for brief in BRIEFS))]
    copied = Text("copy", "Turnips!", BRIEFS[0], outlet="harbour-post")
    assert frozenset({"a0", "copy"}) in families([*printed, copied])
    assert len(families([*printed, copied])) == len(BRIEFS)


def test_a_notice_in_place_of_articles_does_not_join_them() -> None:
    headlines = [
        "Crane falls in Orne",
        "Pears freeze",
        "A ram takes the train",
        "Violins on loan",
        "Chess cup for Brennick",
    ]
    assert apart([Text(title, title, NOTICE, outlet="orne-gazette") for title in headlines])


def test_one_text_under_ever_new_headlines_stays_one_family() -> None:
    headlines = [
        "Crane falls in Orne",
        "Basin shut",
        "Skippers ask for money",
        "Rust was known",
        "Three more such cranes",
    ]
    assert together(Text(title, title, REPORT, outlet="orne-gazette") for title in headlines)


def test_a_wire_text_with_something_of_their_own_from_forty_outlets_is_one_family() -> None:
    rng = random.Random(3)
    pool = " ".join(BRIEFS).split()
    prints = [f"{REPORT}\n\n{' '.join(rng.sample(pool, 30))}.\n\n{FOOTER if n % 2 else NOTICE}" for n in range(40)]
    assert together(numbered(*prints))


def test_a_digest_does_not_join_its_items() -> None:
    items = [f"{brief} {words(REPORT, 30 * n, 30 * n + 30)}." for n, brief in enumerate(BRIEFS)]
    digest = "\n\n".join(["This was the week on the islands, told by those who had nothing else to do.", *items])
    assert {frozenset(f"a{n}" for n in range(1, 5))} & families(numbered(digest, *items)) == set()
    assert max(map(len, families(numbered(digest, *items)))) <= 2


def corpus() -> tuple[list[Text], list[str]]:
    """The stories of the table as texts with the family of each by the writers' hand."""
    texts, true = [], []
    for story, copies in WIRE_COPIES.items():
        for key, article in sample.keyed(story):
            of = key.split("/")[-1]
            name = f"{story}:{key}"
            texts.append(
                Text(name, article.title, article.text, article.published, article.outlet, article.via, article.agency)
            )
            true.append(f"{story}:{copies.get(of, of)}")
    return texts, true


def test_every_wire_copy_of_the_told_stories_is_in_the_table() -> None:
    credited = {(story, key) for story in WIRE_COPIES for key, a in sample.keyed(story) if a.agency and not a.via}
    assert credited == {(story, key) for story, copies in WIRE_COPIES.items() for key in copies}


def test_the_teaching_corpus_falls_into_its_true_families_with_their_originals() -> None:
    texts, true = corpus()
    assert [member.family for member in group(texts)] == true


def perturbed_corpus(names: Iterable[tuple[str, ...]], seed: int) -> tuple[list[Text], list[str]]:
    """The corpus with a copy of every written article for every way of perturbing, under another headline."""
    rng = np.random.default_rng(seed)
    texts, true = corpus()
    for text, family in list(zip(texts, true, strict=True)):
        if text.via is None:
            for ways in names:
                changed = text.text
                for way in ways:
                    changed = PERTURBATIONS[way](changed, rng)
                swapped = texts[int(rng.integers(len(true)))].title
                texts.append(Text(f"{text.article}|{ways}", swapped, changed, outlet=f"copyist {rng.integers(9)}"))
                true.append(family)
    return texts, true


@pytest.mark.parametrize("seed", [0, 1])
def test_perturbed_copies_find_their_families(seed: int) -> None:
    texts, true = perturbed_corpus([(way,) for way in PERTURBATIONS], seed)
    _, _, f1 = pairwise([member.family for member in group(texts, seed=seed)], true)
    assert f1 >= F1_FLOOR


def test_copies_perturbed_twice_find_their_families() -> None:
    texts, true = perturbed_corpus(
        [
            ("sentences deleted", "paragraphs reordered"),
            ("sentences deleted", "words replaced"),
            ("words replaced", "cut to a snippet", "dateline put before"),
            ("sentences deleted", "cut to a snippet"),
        ],
        seed=0,
    )
    precision, recall, _ = pairwise([member.family for member in group(texts)], true)
    assert precision == 1.0
    assert recall >= DOUBLY_PERTURBED_RECALL_FLOOR


@settings(max_examples=5, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_in_which_articles_come_changes_nothing(rng: random.Random) -> None:
    texts, _ = perturbed_corpus([("words replaced",), ("cut to a snippet",)], seed=0)
    texts = texts[:60] + texts[-60:]
    expected = {member.article: member for member in group(texts)}
    rng.shuffle(texts)
    assert {member.article: member for member in group(texts)} == expected
    assert [member.article for member in group(texts)] == [text.article for text in texts]


def original(*texts: Text) -> Member:
    found = [member for member in group(texts) if member.original]
    assert len(found) == 1
    return found[0]


EARLY = Text("early", "Crane", REPORT, NOON, outlet="orne-gazette")
LATE = Text("late", "Crane", REPORT, NOON + timedelta(hours=3), outlet="port-courier")
UNTIMED = Text("untimed", "Crane", f"{REPORT}\n\nMore follows.", outlet="upland-post")
WIRE = Text("wire", "Crane", REPORT, NOON + timedelta(hours=1), outlet="meridian-wire")
CREDITING = replace(EARLY, article="crediting", agency="Meridian Wire")
DATELINED = replace(EARLY, article="datelined", text=f"ORNE, 2 March (Meridian) — {REPORT}")
RAFT = replace(EARLY, article="raft", via="newsraft", published=NOON - timedelta(hours=1))


@pytest.mark.parametrize(
    ("texts", "article", "why"),
    [
        ((EARLY, LATE), "early", "earliest"),
        ((LATE, UNTIMED), "late", "earliest of those whose time is known"),
        ((UNTIMED, replace(LATE, published=None)), "untimed", "longest; no time is known"),
        ((EARLY, replace(UNTIMED, published=NOON)), "untimed", "earliest, longest of 2 at the same time"),
        ((EARLY, RAFT), "early", "earliest"),
        ((RAFT, replace(RAFT, article="copy", via="linkpile", published=NOON)), "raft", "earliest; all were republished"),
        ((CREDITING, WIRE), "wire", "stated source: credited by a copy as Meridian Wire"),
        ((replace(CREDITING, agency="meridian-wire"), WIRE), "wire", "stated source: credited by a copy as meridian-wire"),
        ((DATELINED, WIRE), "wire", "stated source: named in the dateline as Meridian"),
        ((CREDITING, replace(WIRE, via="newsraft")), "crediting",
         "earliest; credits Meridian Wire, whose own text is not here"),
        ((CREDITING, LATE), "crediting", "earliest; credits Meridian Wire, whose own text is not here"),
        ((replace(EARLY, agency="AP"), replace(WIRE, outlet="associated-press")), "wire",
         "stated source: credited by a copy as AP"),
        ((replace(EARLY, text=f"MOSCOW, March 2. /TASS/. {REPORT}"), replace(WIRE, outlet="tass")), "wire",
         "stated source: named in the dateline as TASS"),
        ((replace(EARLY, agency="China News Service"), replace(WIRE, outlet="china-daily")), "early",
         "earliest; credits China News Service, whose own text is not here"),
        ((EARLY,), "early", "the only one"),
        ((replace(EARLY, text="", title="Crane"),), "early", "too few words of its own to compare"),
    ],
)  # fmt: skip
def test_the_likely_original_is_named_with_the_reason(texts: tuple[Text, ...], article: str, why: str) -> None:
    for order in (texts, texts[::-1]):
        found = original(*order)
        assert (found.article, found.family, found.why) == (article, article, why)


def test_a_copy_says_how_much_it_shares_and_who_republished_it() -> None:
    half = replace(RAFT, text=f"{words(REPORT, 0, 60)} {words(ANOTHER_REPORT, 0, 20)}")
    copies = {member.article: member.why for member in group([EARLY, LATE, half]) if not member.original}
    assert copies == {
        "late": "shares 100% of the shorter text's words with the original",
        "raft": "republished by newsraft, shares 75% of the shorter text's words with the original",
    }


def test_two_texts_of_one_id_are_refused() -> None:
    with pytest.raises(ValueError, match="two texts have the id 'early'; give every article one of its own"):
        group([EARLY, EARLY])


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="'early' was published at 2026-03-02 12:00:00, without a time zone"):
        group([replace(EARLY, published=NOON.replace(tzinfo=None))])


def test_nothing_gives_nothing() -> None:
    assert group([]) == []


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.text(max_size=12), st.text(max_size=400)), max_size=6))
def test_any_text_has_a_place_in_one_family_with_one_original(pages: list[tuple[str, str]]) -> None:
    members = group(Text(str(n), title, text) for n, (title, text) in enumerate(pages))
    assert [member.article for member in members] == [str(n) for n in range(len(pages))]
    assert {member.family for member in members} == {member.article for member in members if member.original}
