"""The classroom: the presenter's way through a lesson, a phone's way, and what neither may see."""

from __future__ import annotations

import json

import pytest
from streamlit.testing.v1 import AppTest

from analysis.dashboard.classroom import address, sessions, swap
from analysis.lessons import file
from data.votes import FILE, Session
from tests.dashboard.conftest import HOSTILE, ROOT, WordScorer, articles

PAGE = "classroom"


@pytest.fixture
def presenter(fill, app):
    """The presenter's page over a story of two outlets."""
    fill(articles())
    return app(PAGE)


@pytest.fixture
def phone(home):
    """Opens what a phone sees at an address."""

    def opened(**query: str) -> AppTest:
        at = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=60)
        for key, value in query.items():
            at.query_params[key] = value
        return at.run()

    return opened


def opened(at: AppTest) -> Session:
    """Open the lesson that is chosen on the presenter's page."""
    at.button(key="class_open").click().run()
    assert not at.exception
    return sessions.of("teaching").sessions()[0]


def onward(at: AppTest, times: int = 1) -> None:
    for _ in range(times):
        at.session_state["classroom_moved"] = -10.0
        at.button(key="classroom_next").click().run()
        assert not at.exception


def answer(at: AppTest, label: str) -> None:
    next(b for b in at.button if b.label.removeprefix("✓ ") == label).click().run()
    assert not at.exception


def words(at: AppTest) -> str:
    parts = [*at.markdown, *at.header, *at.subheader, *at.caption, *at.info, *at.warning, *at.error]
    return "\n".join([*(str(p.value) for p in parts), drawn(at), *(b.label for b in at.button)])


def drawn(at: AppTest) -> str:
    return "".join(str(block.proto.body) for block in at.get("html"))


def test_the_page_offers_five_lessons_with_their_aims(presenter) -> None:
    assert not presenter.exception
    (radio,) = [radio for radio in presenter.radio if radio.key == "class_plan"]
    assert len(radio.options) == 5
    assert "See how far the name above a text" in str(radio.proto.captions)


def test_the_presenter_opens_a_lesson_and_gets_code_and_address(presenter) -> None:
    session = opened(presenter)
    shown = words(presenter)
    assert session.code in shown
    assert f"join={session.code}" in shown
    assert "make class" in shown  # phones cannot reach an app that listens to this machine alone
    assert session.id not in shown
    assert session.id in presenter.query_params["present"]


def test_a_whole_lesson_from_blind_vote_to_the_models_reading(presenter, phone) -> None:
    session = opened(presenter)
    onward(presenter)
    one = phone(join=session.code)
    assert not one.exception
    answer(one, "Negative")
    one.button(key="turn_next").click().run()
    answer(one, "Private")
    presenter.run()
    assert "1 vote: Negative 1." in drawn(presenter)
    assert "1 have voted" in words(presenter)
    onward(presenter, 2)
    presenter.button(key="classroom_reveal").click().run()
    assert sum(outlet in drawn(presenter) for outlet in ("The Sunrise", "The Sunset")) == 1
    one.run()
    assert sum(outlet in words(one) for outlet in ("The Sunrise", "The Sunset")) == 1
    onward(presenter)
    one.run()
    answer(one, "Positive")
    presenter.run()
    assert "1 of 1 changed their vote: 1 towards Positive." in drawn(presenter)
    onward(presenter)
    assert "Class and model part on" in words(presenter)
    assert "The sentence that carries the score" in drawn(presenter)
    assert "parallax-portrayal, revision" in words(presenter)


def test_a_phone_can_change_its_vote_until_the_round_is_closed(presenter, phone) -> None:
    session = opened(presenter)
    onward(presenter)
    one = phone(join=session.code)
    answer(one, "Negative")
    answer(one, "Positive")
    assert "✓ Positive" in [b.label for b in one.button]
    presenter.button(key="classroom_round").click().run()
    answer(one, "Neutral")  # the phone has not noticed yet
    assert "The vote is closed" in words(one)
    (count,) = sessions.of("teaching").counts(session.id)
    assert (count.choice, count.n) == ("positive", 1)


def test_a_reload_is_no_second_voter(presenter, phone) -> None:
    session = opened(presenter)
    onward(presenter)
    one = phone(join=session.code)
    answer(one, "Negative")
    me = one.query_params["me"]
    again = phone(join=session.code, me=me[0] if isinstance(me, list) else me)
    again.button(key="turn_back").click().run()
    answer(again, "Neutral")
    assert sum(count.n for count in sessions.of("teaching").counts(session.id)) == 1
    assert sessions.of("teaching").phones(session.id) == 1


@pytest.mark.parametrize(
    "code", ["ZZZZZ", "", "../../etc/passwd", "<script>alert(1)</script>", "' OR 1=1 --", "x" * 5000]
)
def test_a_wrong_code_gets_a_plain_message_and_nothing_of_the_app(code: str, presenter, phone) -> None:
    opened(presenter)
    one = phone(join=code)
    assert not one.exception
    assert "Take part" in words(one)
    assert "<script>" not in words(one)
    assert ("There is no lesson with the code" in words(one)) == bool(code)
    assert_nothing_of_the_workspace(one)


def assert_nothing_of_the_workspace(at: AppTest) -> None:
    assert not at.selectbox
    assert not at.multiselect
    assert not at.sidebar.children
    shown = words(at)
    for told in ("The Sunrise", "The Sunset", "teaching", "Overview", "Sources"):
        assert told not in shown


def test_a_phone_never_sees_workspace_filters_or_navigation(presenter, phone) -> None:
    session = opened(presenter)
    onward(presenter)
    one = phone(join=session.code, workspace="teaching", measure="Tone")
    assert_nothing_of_the_workspace(one)
    assert "Orne did a" in drawn(one)


def test_a_phone_cannot_be_the_presenter(presenter, phone) -> None:
    session = opened(presenter)
    one = phone(join=session.code, present=session.id)
    assert "classroom_next" not in [button.key for button in one.button]
    two = phone(join=session.code, present=session.code)
    assert "classroom_next" not in [button.key for button in two.button]


def test_in_class_other_machines_see_the_join_page_alone(presenter, phone, monkeypatch) -> None:
    opened(presenter)
    monkeypatch.setenv(address.CLASS, "1")
    monkeypatch.setattr(address, "_at_this_machine", lambda _: False)
    one = phone()
    assert "Take part" in words(one)
    assert_nothing_of_the_workspace(one)
    monkeypatch.setattr(address, "_at_this_machine", lambda _: True)
    assert "Take part" not in words(phone())


@pytest.mark.parametrize(
    ("visitor", "here"),
    [
        (None, True),
        ("127.0.0.1", True),
        ("::1", True),
        ("10.0.0.7", True),
        ("::ffff:10.0.0.7", True),
        ("10.0.0.8", False),
    ],
)
def test_the_presenter_sits_at_this_machine(visitor, here: bool, monkeypatch) -> None:
    monkeypatch.setattr(address, "_own", lambda: "10.0.0.7")
    assert address._at_this_machine(visitor) is here


@pytest.mark.parametrize(
    ("place", "url"),
    [
        ("10.0.0.7:8501", "http://10.0.0.7:8501/classroom?join=BCDFG"),
        (" http://class.local:80/ ", "http://class.local:80/classroom?join=BCDFG"),
    ],
)
def test_the_join_address_and_its_picture(place: str, url: str) -> None:
    assert address.join(place, "BCDFG") == url
    assert address.qr(url).startswith("<svg")


def test_a_lesson_that_is_over_says_so_and_shows_the_votes(presenter, phone) -> None:
    session = opened(presenter)
    onward(presenter)
    one = phone(join=session.code)
    answer(one, "Negative")
    presenter.button(key="classroom_end").click().run()
    assert presenter.dataframe[0].value["n"].tolist() == [1]
    one.run()
    assert "The lesson is over" in words(one)
    assert "This lesson is over" in words(phone(join=session.code))


def test_hands_are_counted_for_rooms_without_phones(presenter) -> None:
    opened(presenter)
    onward(presenter)
    presenter.toggle(key="classroom_hands").set_value(True).run()
    field = next(n for n in presenter.number_input if n.key.endswith("A/portrayal_negative"))
    field.set_value(17).run()
    assert not presenter.exception
    assert "17 of 17 say: Negative." in drawn(presenter)


def test_the_spread_can_be_hidden_while_the_vote_is_open(presenter) -> None:
    opened(presenter)
    onward(presenter)
    presenter.toggle(key="classroom_hidden").set_value(True).run()
    assert "spread is hidden" in words(presenter)
    presenter.button(key="classroom_round").click().run()
    assert "spread is hidden" not in words(presenter)


def test_a_key_that_is_held_moves_one_step(presenter) -> None:
    session = opened(presenter)
    presenter.button(key="classroom_next").click().run()
    presenter.button(key="classroom_next").click().run()
    now = sessions.of("teaching").session(session.id)
    assert now is not None
    assert now.step == 1


def test_the_clock_starts_and_stops(presenter) -> None:
    opened(presenter)
    onward(presenter)
    presenter.button(key="classroom_clock").click().run()
    assert 'role="timer"' in drawn(presenter)
    presenter.button(key="classroom_clock").click().run()
    assert 'role="timer"' not in drawn(presenter)


def test_a_lesson_can_be_left_found_again_and_deleted(presenter) -> None:
    session = opened(presenter)
    presenter.button(key="classroom_leave").click().run()
    presenter.segmented_control(key="class_door").set_value("Lessons that were opened").run()
    presenter.button(key=f"class_go_{session.id}").click().run()
    presenter.button(key="classroom_end").click().run()
    next(b for b in presenter.button if b.label == "Back to all lessons").click().run()
    presenter.button(key=f"class_forget_{session.id}").click().run()
    assert not presenter.exception
    assert sessions.of("teaching").sessions() == ()


@pytest.mark.parametrize("plan", ["jigsaw", "relay", "five-questions", "beat-the-model"])
def test_every_lesson_runs_to_its_end_on_both_sides(plan: str, presenter, phone, monkeypatch) -> None:
    monkeypatch.setattr(swap, "_scorer", lambda measure: WordScorer(measure, "fake", "1"))
    presenter.radio(key="class_plan").set_value(plan).run()
    assert not presenter.exception
    session = opened(presenter)
    one = phone(join=session.code)
    for _ in sessions.lesson("teaching", session.id).plan.steps:
        onward(presenter)
        one.run()
        assert not one.exception
        assert_nothing_of_the_workspace(one)


def test_hostile_text_is_shown_and_does_nothing(fill, app, phone) -> None:
    fill(articles(1))
    at = app(PAGE)
    session = opened(at)
    onward(at)
    one = phone(join=session.code)
    for page in (at, one):
        assert "<script>" not in words(page)
        assert "&lt;script&gt;" in drawn(page)
    assert HOSTILE not in words(one)


def test_without_articles_a_lesson_file_still_opens(presenter, app, phone) -> None:
    session = opened(presenter)
    content = sessions.of("teaching").lesson(session.id).encode()
    from analysis.dashboard import workspaces

    workspaces.named("mine")
    at = app(PAGE, workspace="mine")
    assert not at.exception
    assert "has no articles" in words(at)
    at.segmented_control(key="class_door").set_value("A lesson file").run()
    at.file_uploader(key="class_file").upload("lesson.json", content).run()
    assert "Scores frozen from: parallax" in words(at).replace("\\", "")
    at.button(key="class_open_file").click().run()
    assert not at.exception
    (own,) = sessions.of("mine").sessions()
    assert "You are in" in words(phone(join=own.code))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[" * 50_000,
        b"\xff\xfe\x00",
        json.dumps({"format": file.FORMAT, "version": 1, "title": HOSTILE}).encode(),
    ],
)
def test_a_hostile_lesson_file_is_refused_with_a_reason(content: bytes, presenter) -> None:
    presenter.segmented_control(key="class_door").set_value("A lesson file").run()
    presenter.file_uploader(key="class_file").upload("lesson.json", content).run()
    assert not presenter.exception
    assert "This file cannot be opened" in words(presenter)
    assert "class_open_file" not in [button.key for button in presenter.button]


def test_no_data_says_what_to_do(home, app) -> None:
    from analysis.dashboard import workspaces

    workspaces.named("mine")
    at = app(PAGE, workspace="mine")
    assert not at.exception
    assert "Bring some in on the page Sources" in words(at)


def test_one_article_is_no_story_to_compare(fill, app) -> None:
    fill(articles(1)[:1])
    at = app(PAGE)
    assert not at.exception
    assert "nothing to compare" in words(at)


def test_articles_that_are_not_scored_open_with_a_reason_not_an_error(fill, app) -> None:
    fill(articles(), scored=False)
    at = app(PAGE)
    assert not at.exception
    session = opened(at)
    assert session.title.startswith("Blind read")


def test_looking_leaves_no_file_of_votes_behind(home, phone) -> None:
    phone(join="BCDFG")
    assert not list(home.rglob(FILE))


def test_the_swap_toy_shows_scores_side_by_side(presenter, monkeypatch) -> None:
    monkeypatch.setattr(swap, "_scorer", lambda measure: WordScorer(measure, "fake", "1"))
    presenter.segmented_control(key="class_door").set_value("Swap test").run()
    presenter.text_input(key="swap_typed").set_value("good old Orne, bad Quill").run()
    assert not presenter.exception
    assert "The name alone moves the score by 1.40." in words(presenter)
    presenter.text_input(key="swap_sentence_0").set_value("No gap here").run()
    assert "once into the sentence" in words(presenter)


@pytest.mark.parametrize(
    ("read", "words"),
    [
        ([("a", 0.1), ("b", 0.13)], "The score hardly moves: 0.03 between the furthest of 2 names."),
        ([("a", -0.5), ("b", 0.5), ("c", 0.0)], "The name alone moves the score by 1.00."),
    ],
)
def test_a_move_in_words(read, words: str) -> None:
    assert swap.moved(read) == words


def test_a_name_with_an_article_is_asked_about_without_it() -> None:
    passage = swap._filled("Critics accuse … of it.", "the United States")
    ((start, end),) = passage.spans
    assert passage.text[start:end] == passage.target == "United States"
