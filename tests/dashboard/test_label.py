"""The page Label: draw, code blind, undo, several coders, sheets, and what labels tell once it is asked for."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pandas as pd
import pytest

from analysis import labelling, samples
from analysis.correct import COLUMNS
from analysis.dashboard import correcting
from analysis.measures import SCALES
from analysis.samples import Plan
from tests.dashboard.conftest import HOSTILE, articles, fakes
from tests.dashboard.test_pages import words

NOW = datetime(2026, 5, 1, tzinfo=UTC)


def drawn_html(at) -> str:
    return "".join(str(block.proto.body) for block in at.get("html"))


def label_button(at, label: str):
    return next(button for button in at.button if button.label == label)


def coded(workspace, sample, coder: str, labels) -> None:
    for item, label in zip(workspace.state.sample_items(sample.id), labels, strict=False):
        labelling.record(workspace, sample.id, item.id, coder, label, NOW)


def test_draw_then_code_blind_then_undo(fill, app) -> None:
    workspace = fill(articles())
    at = app("label")
    assert not at.exception
    assert "No sample is drawn yet" in at.header[0].value
    at.selectbox(key="draw_measure").set_value("tone")
    at.number_input(key="draw_n").set_value(30)
    at.button(key="draw_go").click().run()
    (sample,) = workspace.state.samples()
    at.text_input(key="label_coder").set_value("Ada").run()
    assert not at.exception
    assert at.header[0].value.startswith("0 of ")
    assert [label_button(at, name).proto.shortcut for name in ("Negative", "Neutral", "Positive")] == ["1", "2", "3"]
    label_button(at, "Positive").click().run()
    assert [(given.coder, given.label) for given in workspace.state.labels(sample.id)] == [("Ada", "positive")]
    assert at.header[0].value.startswith("1 of ")
    at.button(key="label_undo").click().run()
    assert workspace.state.labels(sample.id) == ()
    assert at.button(key="label_undo").disabled
    shown = words(at) + drawn_html(at)
    assert not any(word in shown for word in ("sunrise", "sunset", "Sunrise", "Sunset"))
    assert not at.get("vega_lite_chart")


def test_hostile_text_is_escaped(fill, app) -> None:
    workspace = fill(articles(1)[:1])
    sample = samples.draw(workspace, fakes(), Plan("tone", n=99, voice="all", stratified_by=()))
    at = app("label")
    at.text_input(key="label_coder").set_value("Ada").run()
    seen = ""
    for _ in workspace.state.sample_items(sample.id):
        seen += drawn_html(at)
        label_button(at, "Neutral").click().run()
        assert not at.exception
    assert "&lt;script&gt;" in seen
    assert "<script" not in seen
    assert HOSTILE not in words(at)
    assert "All of your sentences have a label" in "".join(str(s.value) for s in at.success)


def test_two_coders_have_work_of_their_own(fill, app) -> None:
    workspace = fill(articles())
    sample = samples.draw(workspace, fakes(), Plan("tone", n=30, coders=("Ada", "Ben"), overlap=10))
    at = app("label")
    who = f"label_coder_{sample.id}"
    label_button(at, "Positive").click().run()
    at.selectbox(key=who).set_value("Ben").run()
    assert at.header[0].value.startswith("0 of ")
    label_button(at, "Negative").click().run()
    assert not at.exception
    given = workspace.state.labels(sample.id)
    assert {(label.coder, label.label) for label in given} == {("Ada", "positive"), ("Ben", "negative")}
    assert len({label.item for label in given}) == 1


def test_results_are_hidden_until_they_are_asked_for(fill, app) -> None:
    workspace = fill(articles(8))
    sample = samples.draw(workspace, fakes(), Plan("tone", n=999))
    frame = labelling.frame(workspace, sample).set_index("item")
    truth = [frame.loc[item.id, "label"] for item in workspace.state.sample_items(sample.id)]
    coded(workspace, sample, "Ada", truth)
    coded(workspace, sample, "<b>Ben</b>", ["neutral" if at < 3 else label for at, label in enumerate(truth)][:12])
    at = app("label")
    at.segmented_control(key="label_part").set_value("Agreement and correction").run()
    assert "hidden" in at.header[0].value
    assert not at.dataframe
    at.toggle(key=f"label_shown_{sample.id}").set_value(True).run()
    assert not at.exception
    assert "The Sunrise is more positive than The Sunset" in at.header[0].value.replace("\\", "")
    assert len(at.get("vega_lite_chart")) == 2
    assert "Alpha is" in words(at)
    assert "<b>Ben" not in drawn_html(at)
    assert any({"outlet_name", "accuracy", "bias"} <= set(table.value) for table in at.dataframe)


def test_results_without_labels_say_so(fill, app) -> None:
    workspace = fill(articles())
    sample = samples.draw(workspace, fakes(), Plan("tone", n=30))
    at = app("label")
    at.segmented_control(key="label_part").set_value("Agreement and correction").run()
    at.toggle(key=f"label_shown_{sample.id}").set_value(True).run()
    assert not at.exception
    assert "no labels yet" in words(at)


def test_sheets_are_taken_and_what_cannot_be_is_refused_in_words(fill, app) -> None:
    workspace = fill(articles())
    sample = samples.draw(workspace, fakes(), Plan("tone", n=30))
    first, second = (item.id for item in workspace.state.sample_items(sample.id)[:2])
    good = f"item,label,coder\n{first},positive,Ada\n{second},splendid,Ada\nelse-0001,neutral,Ada\n".encode()
    at = app("label")
    at.file_uploader(key="label_files").set_value([("a.csv", good, "text/csv"), ("<b>.csv", b"x,y\n1,2\n", "text/csv")])
    at.run()
    at.button(key="label_take").click().run()
    assert not at.exception
    said = words(at).replace("\\", "")
    assert "1 labels stored" in said
    assert "line 3: 'splendid' is no label of tone" in said
    assert "is no item of a sample here" in said
    assert "the file has no column item" in said
    assert [label.item for label in workspace.state.labels(sample.id)] == [first]


def test_what_cannot_be_drawn_is_said(fill, app) -> None:
    workspace = fill(articles(1), scored=False)
    at = app("label")
    at.button(key="draw_go").click().run()
    assert not at.exception
    assert "no sentence is scored for this" in words(at).replace("\\", "")
    assert workspace.state.samples() == ()


def test_an_empty_workspace_says_what_to_do(home, app) -> None:
    from analysis.dashboard import workspaces

    workspaces.named("mine")
    at = app("label", workspace="mine", label_sample="nonsense")
    assert not at.exception
    assert at.header[0].value == "There is nothing here yet"


def test_an_unknown_sample_in_the_address_falls_back(fill, app) -> None:
    samples.draw(fill(articles()), fakes(), Plan("tone", n=30))
    at = app("label", label_sample="nonsense")
    assert not at.exception


def estimate(low: float, high: float, missing: str | None = None, **names: str) -> dict[str, Any]:
    values = ("corrected", (low + high) / 2, low, high, 9, 9, 90, 60, 0.5, missing)
    return {**names, **dict(zip(COLUMNS, values, strict=True))}


A, B = estimate(0.1, 0.3, outlet_name="A"), estimate(-0.3, -0.1, outlet_name="B")
NAN = float("nan")


@pytest.mark.parametrize(
    ("outlets", "pairs", "expected"),
    [
        ([A, B], [estimate(0.2, 0.6, outlet_name="A", other_name="B")],
         "Corrected by 60 labels, A is more positive than B by 0.40 (95 % interval 0.20 to 0.60)."),
        ([A, B], [estimate(-0.6, -0.2, outlet_name="A", other_name="B")],
         "Corrected by 60 labels, B is more positive than A by 0.40 (95 % interval 0.20 to 0.60)."),
        ([A, B], [estimate(-0.1, 0.5, outlet_name="A", other_name="B")], "cannot be told apart"),
        ([A, B], [estimate(0.0, 0.5, outlet_name="A", other_name="B")], "cannot be told apart"),
        ([A, B], [estimate(-0.1, 0.5, outlet_name="A", other_name="B")] * 3, "none of 3 pairs"),
        ([A, B], [estimate(0.1, 0.5, outlet_name="A", other_name="B"), estimate(-1, 1, outlet_name="A", other_name="C")],
         "1 of 2 pairs are apart so; with many pairs some are by chance."),
        ([A], [], "no second outlet can be corrected"),
        ([estimate(NAN, NAN, "only 3 labels", outlet_name="A")], [], "No estimate can be corrected yet. A: only 3 labels."),
    ],
)  # fmt: skip
def test_the_finding_is_never_stronger_than_the_intervals(outlets, pairs, expected: str) -> None:
    columns = ["outlet_name", "other_name", *COLUMNS]
    assert expected in correcting.said(pd.DataFrame(outlets), pd.DataFrame(pairs, columns=columns), SCALES["tone"])


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"alpha": 0.9, "low": 0.85, "high": 0.95, "n_units": 50, "missing": None}, "enough to rely on"),
        ({"alpha": 0.9, "low": 0.7, "high": 0.95, "n_units": 50, "missing": None}, "tentative"),
        ({"alpha": 0.9, "low": 0.5, "high": 1.0, "n_units": 50, "missing": None}, "not surely enough"),
        ({"alpha": 0.9, "low": NAN, "high": NAN, "n_units": 3, "missing": "only 3 items"}, "only 3 items"),
        ({"alpha": NAN, "low": NAN, "high": NAN, "n_units": 0, "missing": "no item"}, "cannot be told: no item"),
    ],
)
def test_agreement_is_judged_by_the_low_end(row: dict[str, Any], expected: str) -> None:
    assert expected in correcting.alpha_said(pd.Series(row))
