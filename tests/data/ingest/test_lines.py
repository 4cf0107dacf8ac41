import pytest

from data.ingest.lines import Look, looked_at, tidy, unwrapped
from tests.data.ingest.invented import CATALOGUE


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one\r\ntwo\rthree", ["one", "two", "three"]),
        ("one\u00a0word\u2009here", ["one word here"]),
        ("\ufeffone\u200b", ["one"]),
        ("one\u2028two", ["one", "two"]),
        ("soft\u00adhyphen", ["softhyphen"]),
        ("e\u0301", ["é"]),
        ("  indented  ", ["  indented"]),
    ],
)
def test_tidy(text: str, expected: list[str]) -> None:
    assert tidy(text) == expected


def test_unwrapped_joins_paragraphs_and_keeps_line_numbers() -> None:
    lines = [
        "Reservoir falls to a third",
        "",
        "The water board said on Friday that the upper reservoir",
        "held thirty-one per cent of what it can hold, the least",
        "since the dam was built, and that hosepipes would be",
        "banned from Sunday in all the towns of the valley.",
        "",
        "Farmers were not told before the announcement, and their",
        "chairman said so.",
    ]
    joined = unwrapped(lines)
    assert joined is not None
    assert len(joined) == len(lines)
    assert joined[0] == "Reservoir falls to a third"
    assert joined[2] == " ".join(lines[2:6])
    assert joined[3:6] == ["", "", ""]
    assert joined[7] == " ".join(lines[7:9])


@pytest.mark.parametrize(
    "lines",
    [
        [],
        ["one line"],
        ["A headline", "A paragraph that is far longer than any mail program would leave it. " * 4],
        ["Cards of one line", "Port Courier", "3 hours ago", "A short teaser.", "Another card", "It has a text."],
    ],
)
def test_unwrapped_leaves_other_pages_alone(lines: list[str]) -> None:
    assert unwrapped(lines) is None


LONG = "The premium for a tanker has doubled since Monday, three brokers said. One owner has sent two ships around it."


@pytest.mark.parametrize(
    ("text", "looks"),
    [
        ("Harbour Gazette\n3 hours ago\nThe anchor nobody heard", [Look.CREDIT, Look.STAMP, Look.SHORT]),
        ("Orrin Post\n3 hours ago\n- Orrin Post", [Look.NAME, Look.STAMP, Look.NAME]),
        (LONG, [Look.LONG]),
        ("He refused.", [Look.SENTENCE]),
        ("Reuse", [Look.SCRAP]),
        ("Ask Newsraft about this", [Look.PLUG]),
        ("The anchor nobody heard\n\nThe anchor nobody heard", [Look.SHORT, Look.DUPLICATE]),
        ("Open it\nOne here now\nOpen it\nTwo here now\nOpen it", [Look.REPEATED, Look.SHORT] * 2 + [Look.REPEATED]),
        ("Welt", [Look.GENERIC]),
        ("---\n***\n\t\n", []),
        (
            "部长周二表示谈判将于下周在海边小城继续进行，双方代表团已经抵达，预计会谈将持续三天。第二次会谈在秋天。",
            [Look.LONG],
        ),
    ],
)
def test_looks(text: str, looks: list[Look]) -> None:
    assert [line.look for line in looked_at(tidy(text), CATALOGUE)] == looks


@pytest.mark.parametrize(
    ("raw", "text", "url", "marked"),
    [
        ("## [The anchor](https://lantern.example/a)", "The anchor", "https://lantern.example/a", True),
        ("**The anchor nobody heard**", "The anchor nobody heard", None, True),
        ("- The anchor", "The anchor", None, False),
        ("3. The anchor", "The anchor", None, False),
        ("10. Mai: Parade in Halm", "10. Mai: Parade in Halm", None, False),
        ("It has **312** pages and [a map](https://x.example/m), *all* in 2 * 2 colours", None, None, False),
        ("Title: The anchor nobody heard", "The anchor nobody heard", None, True),
        ("[Bad](javascript:alert(1))", "Bad)", None, False),
    ],
)
def test_markdown(raw: str, text: str | None, url: str | None, marked: bool) -> None:
    (line,) = looked_at([raw], CATALOGUE)
    assert line.text == (text or "It has 312 pages and a map, all in 2 * 2 colours")
    assert line.url == url
    assert line.marked_title is marked


def test_gaps_and_rules_are_counted() -> None:
    lines = looked_at(tidy("one\n\n\ntwo\n---\nthree\n![](x.png)\nfour"), CATALOGUE)
    assert [(line.text, line.number, line.gap, line.ruled) for line in lines] == [
        ("one", 0, 0, False),
        ("two", 3, 2, False),
        ("three", 5, 1, True),
        ("four", 7, 0, False),
    ]
