import pytest

from data.ingest.credit import Credit, credit, is_name
from tests.data.ingest.invented import CATALOGUE

GAZETTE = "harbour-gazette"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Harbour Gazette", Credit(GAZETTE, recognised=True)),
        ("- Harbour Gazette", Credit(GAZETTE, recognised=True)),
        ("HARBOUR GAZETTE", Credit(GAZETTE, recognised=True)),
        ("www.harbourgazette.example", Credit(GAZETTE, recognised=True)),
        ("https://harbourgazette.example/envoy", Credit(GAZETTE, recognised=True)),
        ("3 hours ago", Credit(stamp="3 hours ago")),
        ("Harbour Gazette · 2h", Credit(GAZETTE, recognised=True, stamp="2h")),
        ("2h · Harbour Gazette", Credit(GAZETTE, recognised=True, stamp="2h")),
        ("Source: Harbour Gazette · 2h", Credit(GAZETTE, recognised=True, stamp="2h")),
        ("Harbour Gazette — 2 hours ago", Credit(GAZETTE, recognised=True, stamp="2 hours ago")),
        ("Harbour Gazette 2 hours ago", Credit(GAZETTE, recognised=True, stamp="2 hours ago")),
        ("2 hours ago by Harbour Gazette", Credit(GAZETTE, recognised=True, stamp="2 hours ago")),
        ("Harbour Gazette2 hours ago", Credit(GAZETTE, recognised=True, stamp="2 hours ago")),
        ("Harbour Gazette23-07-2025", Credit(GAZETTE, recognised=True, stamp="23-07-2025")),
        ("Harbour Gazette, July 23, 2025", Credit(GAZETTE, recognised=True, stamp="July 23, 2025")),
        ("Harbour Gazette | July 23, 2025 | 10:15", Credit(GAZETTE, recognised=True, stamp="July 23, 2025 10:15")),
        ("Harbour Gazette | World | 3 min read | 5h", Credit(GAZETTE, recognised=True, stamp="5h")),
        ("By Mara Venn", Credit(author="Mara Venn")),
        ("By Mara Venn and Ola Brandt", Credit(author="Mara Venn and Ola Brandt")),
        ("By Harbour Gazette | 23 July 2025", Credit(GAZETTE, recognised=True, stamp="23 July 2025")),
        ("By Mara Venn | 23 July 2025", Credit(author="Mara Venn", stamp="23 July 2025")),
        (
            "By Mara Venn, Harbour Gazette, 2 hours ago",
            Credit(GAZETTE, recognised=True, author="Mara Venn", stamp="2 hours ago"),
        ),
        ("Quelle: Hafenblatt | vor 2 Stunden", Credit("hafenblatt", recognised=True, stamp="vor 2 Stunden")),
        ("Originally published by Harbour Gazette", Credit(GAZETTE, recognised=True)),
        ("Read the full story on Harbour Gazette", Credit(GAZETTE, recognised=True)),
        ("via Newsraft", Credit(via="newsraft")),
        ("Newsraft", Credit(via="newsraft")),
        ("Harbour Gazette via Newsraft", None),  # two names in a row are not cut apart
        ("Harbour Gazette, via Newsraft", Credit(GAZETTE, recognised=True, via="newsraft")),
        ("Orrin Evening Post · 2h", Credit("Orrin Evening Post", stamp="2h")),  # not known, but plainly a name
        ("Source: Orrin Evening Post", Credit("Orrin Evening Post")),
        (
            "Envoy recalled over the pipeline report - Harbour Gazette",
            Credit(GAZETTE, recognised=True, headline="Envoy recalled over the pipeline report"),
        ),
        (
            "Envoy recalled over the pipeline report | Harbour Gazette | 2h",
            Credit(GAZETTE, recognised=True, stamp="2h", headline="Envoy recalled over the pipeline report"),
        ),
        # Lines that hold names and times and are no credits.
        ("Envoy recalled – what we know today", None),
        ("Harbour Gazette wins a prize", None),
        ("The envoy left two hours ago", None),
        ("Ferry crews end their strike after 9 days", None),
        ("Source Code Leaks", None),
        ("By the time the ferry left, the quay was empty", None),
        ("From the quay to the court", None),
        ("Meridian Wire – The fleet left the harbour of Halm on Monday.", None),
        ("He left – yesterday – for the island", None),
        ("", None),
    ],
)
def test_credit(line: str, expected: Credit | None) -> None:
    assert credit(line, CATALOGUE) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Orrin Evening Post", True),
        ("The Sea and the Land", True),
        ("Le Courrier du Port", True),
        ("24 Heures", True),
        ("海港日报", True),
        ("北方航线的保险价格上涨一倍", False),
        ("Envoy recalled", False),
        ("War Ends.", False),
        ("A Very Long Name Of A Paper That Nobody Reads", False),
        ("", False),
        ("1945", False),
    ],
)
def test_is_name(text: str, expected: bool) -> None:
    assert is_name(text) is expected
