"""A topic is what a headline names or a text keeps coming back to."""

from __future__ import annotations

import pytest

from analysis import topics
from data.schema import Topic

FERRY = Topic("ferry", "The ferry", ("ferry", "ferries", "Harbour Bill"))
BREAD = Topic("bread", "Bread", ("bread",))


@pytest.mark.parametrize(
    ("title", "text", "about"),
    [
        ("The ferry sails", "", ["ferry"]),
        ("THE FERRY SAILS", "", ["ferry"]),
        ("News", "The ferry sails.", []),
        ("News", "The ferry sails. A ferry sank.", ["ferry"]),
        ("News", "The ferry is one of many ferries.", ["ferry"]),
        ("News", "The harbour bill passed. The Harbour Bill failed.", ["ferry"]),
        ("Ferryman wins", "A ferryman and a ferryman.", []),
        ("Ferry-boat sinks", "", ["ferry"]),
        ("Bread on the ferry", "", ["ferry", "bread"]),
        ("", "", []),
    ],
)
def test_topics_of_an_article(title: str, text: str, about: list[str]) -> None:
    assert topics.assign(title, text, [FERRY, BREAD]) == tuple(about)


@pytest.mark.parametrize("seeds", [(), ("",), (" ", "\t")])
def test_a_topic_without_seeds_is_about_nothing(seeds: tuple[str, ...]) -> None:
    assert topics.assign("ferry", "ferry ferry", [Topic("t", "T", seeds)]) == ()


@pytest.mark.parametrize("seed", ["C++", "(ferry", "a|b", ".*", "[x]", "\\d", " ferry "])
def test_a_seed_is_taken_by_the_letter(seed: str) -> None:
    topic = [Topic("t", "T", (seed,))]
    assert topics.assign(f"About {seed.strip()} today", "", topic) == ("t",)
    assert topics.assign("Nothing of the kind", "12 aab ferryman", topic) == ()
