"""The choice of models in the app: what is kept, what is refused and in which words, and what other pages do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from models.hub import loading
from models.hub.files import digest
from tests.dashboard.conftest import articles
from tests.dashboard.test_pages import words


@pytest.fixture
def checkpoint(tmp_path: Path) -> Path:
    folder = tmp_path / "tiny"
    folder.mkdir()
    config = {"architectures": ["XForSequenceClassification"], "id2label": {"0": "neg", "1": "neu", "2": "pos"}}
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    (folder / "model.safetensors").write_bytes(b"")
    (folder / "tokenizer.json").write_text("{}", encoding="utf-8")
    return folder


def field(at, task: str):
    return next(found for found in at.text_input if str(found.key).startswith(f"hub {task}"))


def use(at, task: str, **fields: str):
    """Fill the form of a measure and press its button."""
    if "embedded" in fields:
        next(box for box in at.selectbox if str(box.key).startswith(f"embedded {task}")).set_value(fields["embedded"])
    if "hub" in fields:
        field(at, task).set_value(fields["hub"])
    next(b for b in at.button if b.proto.form_id == f"model_{task}").click()
    return at.run()


def test_a_checkpoint_is_kept_with_its_revision_and_its_scores_are_asked_for(
    fill, app, checkpoint: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "installed", lambda: True)
    workspace = fill(articles())
    at = use(app("methods"), "tone", hub=f"hub:{checkpoint}")
    assert not at.exception
    assert not at.error
    kept = f"hub:{checkpoint}@{digest(checkpoint)}"
    assert workspace.state.models() == {"tone": kept}
    assert field(at, "tone").value == kept
    assert "are not scored yet" in words(app(measure="Tone"))
    at = use(app("methods"), "tone", hub="", embedded="parallax-tone")
    assert workspace.state.models() == {"tone": "parallax-tone"}
    assert "are not scored yet" not in words(app(measure="Tone"))


@pytest.mark.parametrize(
    ("task", "typed", "message"),
    [
        ("tone", "owner/model", "it begins with hub:, as in hub:owner/model"),
        ("tone", "hub:./nowhere", "Tone stays with parallax-tone: there is no folder ./nowhere"),
        ("portrayal", "hub:CHECKPOINT", "a classifier that reads a text alone never learns which"),
        ("loaded", "hub:CHECKPOINT", "does not say what 'neg', 'neu', 'pos' means for loaded"),
    ],
)
def test_what_cannot_answer_is_refused_in_words_and_nothing_changes(
    fill, app, checkpoint: Path, task: str, typed: str, message: str
) -> None:
    workspace = fill(articles())
    at = use(app("methods"), task, hub=typed.replace("CHECKPOINT", str(checkpoint)))
    assert not at.exception
    assert message in words(at)
    assert workspace.state.models() == {}


def test_without_torch_the_page_says_that_nothing_new_can_be_scored(
    fill, app, checkpoint: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from models import hub

    monkeypatch.setattr(hub, "installed", lambda: False)
    fill(articles()).state.choose_model("tone", f"hub:{checkpoint}")
    assert "pip install -r models/requirements-hub.txt" in words(app("methods"))


@pytest.mark.parametrize("view", ["overview", "story", "sources", "methods"])
def test_a_choice_that_leads_nowhere_is_said_and_can_be_mended(fill, app, view: str) -> None:
    fill(articles()).state.choose_model("portrayal", "hub:./moved-away")
    at = app(view)
    assert not at.exception
    if view != "story":
        assert "there is no folder ./moved-away" in words(at) or view == "methods"
    if view == "methods":
        assert field(at, "portrayal").value == "hub:./moved-away"
