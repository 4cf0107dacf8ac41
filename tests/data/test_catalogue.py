from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data import catalogue
from data.catalogue import YOUR_LABEL, Catalogue, names, reading, words
from data.schema import Kind, Outlet

SHIPPED = catalogue.load()

KIND_OF_CLASS = {
    "SC": Kind.STATE_CONTROLLED,
    "CaPu": Kind.STATE_FUNDED_PUBLIC,
    "CaPr": Kind.PRIVATE,
    "IP": Kind.INDEPENDENT_PUBLIC,
    "ISFM": Kind.INDEPENDENT_PUBLIC,
    "ISF": Kind.INDEPENDENT_PUBLIC,
    "ISM": Kind.INDEPENDENT_PUBLIC,
}
LABEL_SOURCE = re.compile(
    r"State Media Monitor, class (?P<class>\w+)|State Media Monitor, regional overview|ownership: \S.*"
    r"|own assessment( after the State Media Monitor typology)?"
)


def recognised(text: str | None, among: Catalogue = SHIPPED) -> str | None:
    found = among.recognise(text)
    return found.id if found else None


def mentioned(text: str, among: Catalogue = SHIPPED) -> list[tuple[str, str]]:
    return [(outlet.id, matched) for outlet, matched in among.mentions(text)]


# What is shipped


@pytest.mark.parametrize("outlet", SHIPPED.outlets, ids=lambda outlet: outlet.id)
def test_every_outlet_keeps_the_contract(outlet: Outlet) -> None:
    for name in (outlet.name, *outlet.aliases):
        assert recognised(name) == outlet.id, f"{name!r} is not recognised; is it claimed by another outlet?"
        assert name.strip() == name
        assert len(name.split()) <= 8, f"{name!r} is long for a name; put what explains it into the note"
    for domain in outlet.domains:
        assert recognised(f"https://www.{domain}/section/story-1.html?page=2") == outlet.id
    for feed in outlet.feeds:
        assert names.host(feed), f"{feed!r} has no host"
    assert outlet.domains, "state a domain, so that the outlet is known by its addresses"
    assert outlet.country or outlet.kind is Kind.AGGREGATOR, "state the country"
    assert outlet.note is None or len(outlet.note) <= 200, "a note is one or two short sentences"

    assert outlet.label_source is not None
    assert outlet.label_year is not None
    assert 2022 <= outlet.label_year <= 2026
    source = LABEL_SOURCE.fullmatch(outlet.label_source)
    assert source, f"{outlet.label_source!r} is none of the sources that the head of outlets.toml lists"
    if source["class"]:
        kind = KIND_OF_CLASS[source["class"]]
        agency = outlet.kind is Kind.WIRE and kind is Kind.INDEPENDENT_PUBLIC
        assert outlet.kind is kind or agency, f"class {source['class']} makes {kind}"


def test_the_catalogue_is_wide() -> None:
    assert len(SHIPPED.outlets) >= 200
    of_kind = {kind: [o for o in SHIPPED.outlets if o.kind is kind] for kind in Kind}
    assert min(len(of_kind[kind]) for kind in Kind if kind is not Kind.UNKNOWN) >= 20
    state = {outlet.country for outlet in of_kind[Kind.STATE_CONTROLLED]}
    assert state >= {
        "Russia", "China", "Iran", "Turkey", "Cuba", "Venezuela", "Saudi Arabia", "Qatar", "United Arab Emirates",
        "Egypt", "Belarus", "Vietnam", "North Korea", "Azerbaijan", "Kazakhstan", "Ethiopia", "Rwanda",
    }  # fmt: skip
    public = {outlet.country for outlet in of_kind[Kind.INDEPENDENT_PUBLIC]}
    assert public >= {"United Kingdom", "Germany", "United States", "Canada", "Australia", "Japan", "South Korea"}
    assert len({outlet.country for outlet in of_kind[Kind.PRIVATE]}) >= 60


@pytest.mark.parametrize(
    ("outlet_id", "kind"),
    [
        ("rt", Kind.STATE_CONTROLLED),
        ("tass", Kind.STATE_CONTROLLED),
        ("xinhua", Kind.STATE_CONTROLLED),
        ("anadolu-agency", Kind.STATE_CONTROLLED),
        ("granma", Kind.STATE_CONTROLLED),
        ("rodong-sinmun", Kind.STATE_CONTROLLED),
        ("rts-serbia", Kind.STATE_FUNDED_PUBLIC),
        ("bbc", Kind.INDEPENDENT_PUBLIC),
        ("npr", Kind.INDEPENDENT_PUBLIC),
        ("associated-press", Kind.WIRE),
        ("reuters", Kind.WIRE),
        ("afp", Kind.WIRE),
        ("efe", Kind.WIRE),
        ("yonhap", Kind.WIRE),
        ("the-guardian", Kind.PRIVATE),
        ("daily-sabah", Kind.PRIVATE),
        ("lhumanite", Kind.PARTY),
        ("rizospastis", Kind.PARTY),
        ("daily8", Kind.AGGREGATOR),
        ("yahoo-news", Kind.AGGREGATOR),
    ],
)
def test_kinds_that_others_rely_on(outlet_id: str, kind: Kind) -> None:
    outlet = SHIPPED.get(outlet_id)
    assert outlet
    assert outlet.kind is kind


def test_loading_twice_reads_once() -> None:
    assert catalogue.load() is SHIPPED


def test_get_knows_only_ids() -> None:
    assert SHIPPED.get("bbc") == SHIPPED.recognise("BBC")
    assert SHIPPED.get("BBC") is None
    assert SHIPPED.get(None) is None


def test_a_catalogue_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        SHIPPED.outlets = ()  # type: ignore[misc]
    with pytest.raises(AttributeError):
        SHIPPED.more = 1  # type: ignore[attr-defined]


# Names alone


@pytest.mark.parametrize(
    ("text", "outlet_id"),
    [
        ("Russia Today", "rt"),
        ("RT", "rt"),
        ("russia today", "rt"),
        ("  Russia Today  ", "rt"),
        ("Xinhua", "xinhua"),
        ("XINHUA NEWS AGENCY", "xinhua"),
        ("新华社", "xinhua"),
        ("新華社", "xinhua"),
        ("ТАСС", "tass"),
        ("연합뉴스", "yonhap"),
        ("朝日新聞", "asahi-shimbun"),
        ("الأهرام", "al-ahram"),
        ("الاهرام", "al-ahram"),
        ("हिन्दू", None),
        ("दैनिक भास्कर", "dainik-bhaskar"),
        ("the guardian", "the-guardian"),
        ("Guardian", "the-guardian"),
        ("BBC", "bbc"),
        ("The BBC", "bbc"),
        ("bbc news", "bbc"),
        ("Daily8", "daily8"),
        ("DAILY8", "daily8"),
        ("Daily 8", "daily8"),
        ("New-York Times", "the-new-york-times"),
        ("new_york_times", "the-new-york-times"),
        ("NYTimes", "the-new-york-times"),
        ("U.S. News & World Report", "u-s-news-and-world-report"),
        ("US News and World Report", "u-s-news-and-world-report"),
        ("Al-Jazeera", "al-jazeera"),
        ("AlJazeera", "al-jazeera"),
        ("L’Humanité", "lhumanite"),
        ("l'humanite", "lhumanite"),
        ("ANADOLU AJANSI", "anadolu-agency"),
        ("Anadolu Ajansı", "anadolu-agency"),
        ("Suddeutsche Zeitung", "suddeutsche-zeitung"),
        ("Yahoo! News", "yahoo-news"),
        ("Yahoo News", "yahoo-news"),
        ("The Times", "the-times"),
        ("THE SUN", "the-sun"),
        ("Time", "time"),
        ("ABC News", "abc-news-us"),
        ("ABC News (Australia)", "abc-australia"),
        ("The Guardian (Nigeria)", "the-guardian-nigeria"),
        ("Pravda.ru", "pravda-ru"),
    ],
)
def test_names_are_recognised(text: str, outlet_id: str | None) -> None:
    assert recognised(text) == outlet_id


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "   ",
        "...",
        "!?",
        "The",
        "The Times of Nowhere",
        "Nowhere Times",
        "sport",
        "Sport",
        "sun",
        "Times",
        "The Time",
        "World",
        "Politics",
        "Russia",
        "China",
        "BBC reports",
        "according to the BBC",
        "BBC, Reuters",
        "RT RT",
        "R",
        "T",
        "ABC",
        "NTV",
        "nan",
        "None",
        "null",
        "3 hours ago",
        "Related Articles",
        "新华",
        "desk@rt.com",
    ],
)
def test_what_is_no_name_is_not_recognised(text: str | None) -> None:
    assert recognised(text) is None


@given(st.sampled_from(SHIPPED.outlets), st.sampled_from([str.upper, str.lower, str.title, str.casefold]))
def test_case_never_matters_to_a_name_alone(outlet: Outlet, change: Callable[[str], str]) -> None:
    assert recognised(change(outlet.name)) == outlet.id


@given(st.text(max_size=60))
def test_any_text_is_taken(text: str) -> None:
    SHIPPED.recognise(text)
    for outlet, matched in SHIPPED.mentions(text):
        assert matched in text
        assert outlet in SHIPPED.outlets


# Addresses


@pytest.mark.parametrize(
    ("address", "outlet_id"),
    [
        ("rt.com", "rt"),
        ("RT.com", "rt"),
        ("https://www.rt.com/news/621834-obama-putin/", "rt"),
        ("http://rt.com:8080/x", "rt"),
        ("//www.rt.com/x", "rt"),
        ("https://de.rt.com", "rt"),
        ("rt.com.", "rt"),
        ("bbc.co.uk", "bbc"),
        ("news.bbc.co.uk", "bbc"),
        ("www.bbc.co.uk/news", "bbc"),
        ("https://user:word@www.bbc.com/", "bbc"),
        ("english.news.cn", "xinhua"),
        ("https://timesofindia.indiatimes.com/india/x", "the-times-of-india"),
        ("m.economictimes.indiatimes.com", "the-economic-times"),
        ("https://news.google.com/articles/CBMi", "google-news"),
        ("https://www1.folha.uol.com.br/mundo", "folha-de-s-paulo"),
        ("https://noticias.uol.com.br/x", "uol"),
        ("art.com", None),
        ("notrt.com", None),
        ("rt.com.evil.example", None),
        ("https://rt.com@evil.example/", None),
        ("https://evil.example\\@rt.com/", None),
        ("https://evil.example/?from=rt.com", None),
        ("https://evil.example/rt.com", None),
        ("https://www.google.com/search?q=rt", None),
        ("co.uk", None),
        ("com", None),
        ("https://", None),
        ("https://[", None),
        ("daily8-page.txt", None),
        ("/saved/rt.com/page.html", None),
        ("www." * 20_000 + "rt.com", None),
    ],
)
def test_addresses(address: str, outlet_id: str | None) -> None:
    assert recognised(address) == outlet_id


# Names inside text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The minister told Russia Today that talks go on.", [("rt", "Russia Today")]),
        ("In Russia today, talks go on.", []),
        ("RUSSIA TODAY AND TOMORROW", []),
        ("An RT correspondent asked him.", [("rt", "RT")]),
        ("He will start the car, rt now.", []),
        ("An RT-PCR test, or #RT.", []),
        ("The paper art of ART.", []),
        ("China Daily cited xinhua.", [("china-daily", "China Daily"), ("xinhua", "xinhua")]),
        ("The china daily used at breakfast.", []),
        ("the New York Times and the Washington Post", [
            ("the-washington-post", "the Washington Post"), ("the-new-york-times", "the New York Times"),
        ]),
        ("as the Guardian reported", [("the-guardian", "Guardian")]),
        ("a guardian of the constitution", []),
        ("They rose before The Sun told them.", [("the-sun", "The Sun")]),
        ("The sun rose.", []),
        ("He works for The Times of Nowhere.", []),
        ("Time flies, for no reason, says the metro driver.", []),
        ("The Reuters’ office", [("reuters", "Reuters")]),
        ("BBC News said; BBC said.", [("bbc", "BBC News"), ("bbc", "BBC")]),
        ("BBC and BBC", [("bbc", "BBC")]),
        ("the BBCs of this world", []),
        ("It heard so from the AP. News came late.", [("associated-press", "AP")]),
        ("Yahoo! News has it", [("yahoo-news", "Yahoo! News")]),
        ("Troops entered DR Congo, CCTV footage shows.", []),
        ("the ruling AKP, the PAP and the AAP", []),
        ("in former times", []),
        ("据新华社报道，中央社会工作部称", [("xinhua", "新华社")]),
        ("중앙일보는 보도했다", [("joongang-ilbo", "중앙일보")]),
        ("сообщает ТАСС.", [("tass", "ТАСС")]),
        ("Explore what Daily8 AI can do for you:", [("daily8", "Daily8 AI")]),
        ("© 2025 Daily8", [("daily8", "Daily8")]),
        ("Read it at www.theguardian.com/world, or at rt.com.", [
            ("the-guardian", "www.theguardian.com"), ("rt", "rt.com"),
        ]),
        ('<a href="https://video.foxnews.com">more</a>', [("fox-news", "video.foxnews.com")]),
        ("See abcnews.com.co and https://rt.com.evil.example/bbc", []),
        ("Write to desk@rt.com or desk@BBC.com", []),
        ("Voice from China: why we stand together", []),
        ("In a signed article in Rossiyskaya Gazeta, he wrote", [("rossiyskaya-gazeta", "Rossiyskaya Gazeta")]),
        ("Fox\nNews", []),
        ("", []),
    ],
)  # fmt: skip
def test_mentions(text: str, expected: list[tuple[str, str]]) -> None:
    assert mentioned(text) == expected


@pytest.mark.parametrize("piece", ["a", "a.", "@", "-", "www.", "RT ", "http://", "The ", "新", "a@", "x-", "é"])
def test_endless_soup_is_read_in_one_go(piece: str) -> None:
    assert {outlet for outlet, _ in mentioned(piece * (100_000 // len(piece)))} <= {"rt"}


def test_the_lists_of_ordinary_words_hold_nothing_idle() -> None:
    printed = [names.words(name) for outlet in SHIPPED.outlets for name in (outlet.name, *outlet.aliases)]
    assert {word for name in printed for word in name} >= words.ORDINARY, "fold the entries, drop the unused"
    assert {"".join(name) for name in printed} >= words.OTHERWISE, "fold the entries, drop the unused"


# Two claims to one name


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (Outlet("a", "Harbour Gazette"), Outlet("a", "Port Courier")),
        (Outlet("a", "Harbour Gazette"), Outlet("b", "HARBOUR-GAZETTE")),
        (Outlet("a", "Harbour Gazette"), Outlet("b", "The Harbour Gazette")),
        (Outlet("a", "Harbour Gazette", aliases=("The HG",)), Outlet("b", "HG")),
        (Outlet("a", "Harbour Gazette", domains=("gazette.example",)), Outlet("b", "B", domains=("gazette.example",))),
        (Outlet("a", "Harbour Gazette", domains=("gazette.example",)), Outlet("b", "Gazette.example")),
    ],
)
def test_a_claim_of_two_outlets_names_both(first: Outlet, second: Outlet) -> None:
    with pytest.raises(ValueError, match=rf"'{first.id}'.*'{second.id}'|'{first.name}' and '{second.name}'"):
        Catalogue([first, second])


def test_ordinary_words_differ_by_their_article() -> None:
    both = Catalogue([Outlet("the-star", "The Star"), Outlet("star", "Star")])
    assert recognised("The Star", both) == "the-star"
    assert recognised("star", both) == "star"


# A user's labels


def test_an_override_replaces_the_label_and_is_shown_as_the_users() -> None:
    mine = SHIPPED.with_overrides([Outlet("rt", "RT", kind=Kind.PRIVATE)])
    outlet = mine.get("rt")
    assert outlet
    assert (outlet.kind, outlet.label_source, outlet.label_year) == (Kind.PRIVATE, YOUR_LABEL, None)
    assert outlet.note is None
    assert outlet.country == "Russia"
    assert len(mine.outlets) == len(SHIPPED.outlets)
    assert mine.recognise("Russia Today") == mine.recognise("https://www.rt.com/x") == outlet
    assert mentioned("told Russia Today", mine) == [("rt", "Russia Today")]
    shipped = SHIPPED.get("rt")
    assert shipped
    assert shipped.kind is Kind.STATE_CONTROLLED


def test_a_copied_source_does_not_vouch_for_another_kind() -> None:
    shipped = SHIPPED.get("rt")
    assert shipped
    changed = SHIPPED.with_overrides([replace(shipped, kind=Kind.UNKNOWN)]).get("rt")
    assert changed
    assert (changed.label_source, changed.label_year) == (YOUR_LABEL, None)
    assert SHIPPED.with_overrides([shipped]).get("rt") == shipped


def test_an_override_may_state_its_own_source() -> None:
    stated = Outlet(
        "rt", "RT (Russia Today)", kind=Kind.PARTY, label_source="our codebook", label_year=2026, note="see page 3"
    )
    outlet = SHIPPED.with_overrides([stated]).get("rt")
    assert outlet
    assert (outlet.label_source, outlet.label_year, outlet.note) == ("our codebook", 2026, "see page 3")


def test_a_renamed_outlet_keeps_its_old_name_and_restated_aliases_replace_the_old() -> None:
    mine = SHIPPED.with_overrides([Outlet("rt", "RT network", aliases=("Arty",))])
    assert recognised("RT network", mine) == recognised("Arty", mine) == recognised("RT (Russia Today)", mine) == "rt"
    assert recognised("Russia Today", mine) is None
    assert recognised("rt.com", mine) == "rt"


def test_an_added_outlet_is_recognised() -> None:
    mine = SHIPPED.with_overrides([Outlet("lantern", "The Lantern", domains=("lantern.example",))])
    assert recognised("lantern", mine) == recognised("https://lantern.example/x", mine) == "lantern"
    assert mine.outlets[-1].label_source == YOUR_LABEL


def test_what_an_override_claims_is_taken_from_whoever_had_it() -> None:
    mine = SHIPPED.with_overrides([Outlet("cna-taiwan", "CNA"), Outlet("later", "Sputnik"), Outlet("last", "Sputnik")])
    assert recognised("CNA", mine) == "cna-taiwan"
    assert recognised("Channel NewsAsia", mine) == "cna"
    assert mentioned("told CNA", mine) == [("cna-taiwan", "CNA")]
    assert recognised("Sputnik", mine) == "last"
    assert recognised("Sputnik", SHIPPED) == "sputnik"


def test_overrides_as_a_workspace_makes_them_never_raise() -> None:
    printed = ["Some Paper", "The Some Paper", "???", "Some Paper"]
    mine = SHIPPED.with_overrides([Outlet(id=name, name=name) for name in printed])
    assert recognised("some paper", mine) in {"Some Paper", "The Some Paper"}
    assert recognised("???", mine) is None
    assert mine.get("???")


# Reading

ROW = {
    "id": '"harbour-gazette"',
    "name": '"Harbour Gazette"',
    "aliases": '["The HG"]',
    "domains": '["gazette.example"]',
    "country": '"Lirien"',
    "language": '"en"',
    "kind": '"private"',
    "label_source": '"ownership: the Marrow family"',
    "label_year": "2025",
    "feeds": '["https://gazette.example/rss"]',
}


def toml(**changes: str) -> str:
    """One row as TOML; an empty value leaves its key out."""
    row = {**ROW, **changes}
    return "[[outlets]]\n" + "\n".join(f"{key} = {value}" for key, value in row.items() if value)


def test_a_row_is_read_whole() -> None:
    assert reading.read(toml(note='"A note."'), "mine.toml") == (
        Outlet(
            id="harbour-gazette",
            name="Harbour Gazette",
            kind=Kind.PRIVATE,
            country="Lirien",
            language="en",
            aliases=("The HG",),
            domains=("gazette.example",),
            feeds=("https://gazette.example/rss",),
            label_source="ownership: the Marrow family",
            label_year=2025,
            note="A note.",
        ),
    )


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"domain": '"gazette.example"'}, r"unknown key 'domain'; accepted are id, name, kind"),
        ({"name": ""}, r"name is missing; id, name, language, kind, label_source, label_year must be stated"),
        ({"label_source": ""}, r"label_source is missing"),
        ({"label_source": '""'}, r"label_source is missing"),
        ({"label_year": ""}, r"label_year is missing"),
        ({"label_year": '"2025"'}, r"label_year is '2025'; a year from 1990"),
        ({"label_year": "true"}, r"label_year is True; a year"),
        ({"label_year": "20255"}, r"label_year is 20255; a year"),
        ({"kind": '"state"'}, r"unknown kind 'state'; accepted are state-controlled, state-funded public"),
        ({"language": '"english"'}, r"unknown language 'english'; a code of ISO 639-1"),
        ({"language": '"EN"'}, r"unknown language 'EN'"),
        ({"id": '"Harbour Gazette"'}, r"id is 'Harbour Gazette'; small letters and digits"),
        ({"id": '"harbour--gazette"'}, r"id is 'harbour--gazette'"),
        ({"aliases": '"HG"'}, r"aliases is 'HG'; a list of texts"),
        ({"aliases": '["HG", 8]'}, r"aliases is \['HG', 8\]; a list of texts"),
        ({"aliases": '["HG", "HG"]'}, r"aliases states an entry twice"),
        ({"aliases": '["HG", "…"]'}, r"name '…'; a name with letters or digits"),
        ({"name": '" Harbour Gazette"'}, r"name is ' Harbour Gazette'; a text without spaces around it"),
        ({"country": "1"}, r"country is 1; a text"),
        ({"domains": '["https://gazette.example"]'}, r"domain 'https://gazette.example'; a bare domain"),
        ({"domains": '["www.gazette.example"]'}, r"domain 'www.gazette.example'; a bare domain"),
        ({"feeds": '["gazette.example/rss"]'}, r"feed 'gazette.example/rss'; a whole http or https address"),
    ],
)
def test_a_wrong_row_is_named_with_what_is_accepted(changes: dict[str, str], complaint: str) -> None:
    good = toml(id='"port-courier"', name='"Port Courier"')
    with pytest.raises(ValueError, match=rf"^mine\.toml, outlet 2 \(.+\): {complaint}"):
        reading.read(good + "\n" + toml(**changes), "mine.toml")


@pytest.mark.parametrize("text", ["outlets = 1", "outlets = [1]", "", "[[outlet]]\nid = 'x'", "[[outlets]\n"])
def test_a_text_without_outlets_says_what_is_expected(text: str) -> None:
    with pytest.raises(ValueError, match=r"^mine\.toml (must hold \[\[outlets\]\] tables|is not TOML)"):
        reading.read(text, "mine.toml")
