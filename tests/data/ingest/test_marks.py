from dataclasses import replace

import pytest

from data.ingest.marks import marked
from data.schema import Article

WHOLE = "The council met on Monday and agreed on the plan for the outer harbour, which had been put off twice. " * 6
ABOUT_SUBSCRIPTIONS = (
    "The paper asked its readers to subscribe to continue its work, which the union, long opposed to the plan, called "
    "a mistake, and which the board defended at great length on Tuesday in front of a small and rather tired audience."
)


def _first_words(article: Article) -> list[str]:
    return [warning.split(":")[0].split(".")[0] for warning in article.warnings]


@pytest.mark.parametrize(
    ("text", "snippet", "warnings"),
    [
        (WHOLE, False, []),
        (WHOLE + "\n\n" + ABOUT_SUBSCRIPTIONS, False, []),  # about subscriptions, but no call to subscribe
        (WHOLE + '\n\n"We are finished," she said. "But not yet…"', True, ["Cut"]),
        (WHOLE + "\n\nSubscribe to continue reading.", True, ["Paywall stub"]),
        (WHOLE + "\n\nAlready a subscriber? Sign in", True, ["Paywall stub"]),
        (WHOLE + "\n\nThis article is for subscribers only.", True, ["Paywall stub"]),
        ("Subscribe to read this.\n\n" + WHOLE + "\n\n" + WHOLE + "\n\n" + WHOLE, False, []),  # a banner, not the end
        (WHOLE + "The board will", False, ["Truncated"]),
        (WHOLE[:200] + " and the", True, ["Truncated"]),
        (WHOLE[:200] + "…", True, ["Cut"]),
        (WHOLE[:200] + "... Read more", True, ["Cut"]),
        (WHOLE[:200] + " [+2143 chars]", True, ["Cut"]),
        ("The fleet left the harbour on Monday morning, the ministry said.", False, ["Very short"]),
        ("", False, ["No text"]),
        (WHOLE + "He donâ€™t say itâ€™s over.", False, ["Wrong encoding"]),
        ("Die Regierung hat am Montag beschlossen, den Hafen zu schließen. " * 5, False, ["Foreign language (de)"]),
        ("部长周二表示，谈判将于下周在海边小城继续进行。" * 5, False, ["Foreign language (zh)"]),
        ("Halm 1, Orrin 2.", False, ["Very short", "Language unknown"]),
    ],
)
def test_marks(text: str, snippet: bool, warnings: list[str]) -> None:
    article = marked(Article("The plan for the harbour" if "the " in text else "", text))
    assert article.snippet is snippet
    assert [warning for warning in _first_words(article) if warning != "No title"] == warnings


def test_marking_twice_changes_nothing_and_drops_nothing() -> None:
    first = Article("A headline", "Too short", language="de", warnings=("From a damaged file.",), snippet=True)
    once = marked(first)
    assert marked(once) == once
    assert once.warnings[0] == "From a damaged file."
    assert once.language == "de"
    assert once.snippet
    assert replace(once, warnings=(), snippet=True) == replace(first, warnings=())


def test_a_stated_language_is_believed() -> None:
    assert marked(Article("Halm", WHOLE, language="fr")).language == "fr"
