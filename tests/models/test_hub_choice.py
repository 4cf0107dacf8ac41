"""Hub models up to the point where torch is needed: names, revisions, labels, windows, and every refusal."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st

from models import evaluate, hub, registry
from models.base import LABELS, Passage
from models.hub import loading, online
from models.hub.choice import Choice, HubError
from models.hub.files import digest
from models.hub.plan import Plan, plan
from models.hub.windows import windows

ROOT = Path(__file__).parents[2]
SENTIMENT = ("NEGATIVE", "neutral", "Pos")
NLI = ("contradiction", "neutral", "entailment")
COMMIT = "0123456789abcdef0123456789abcdef01234567"


def config(*labels: str, kind: str = "BertForSequenceClassification", **more: object) -> dict[str, Any]:
    names = {str(n): name for n, name in enumerate(labels)}
    return {"architectures": [kind], "model_type": "bert", **({"id2label": names} if names else {}), **more}


def folder(path: Path, *labels: str, **more: Any) -> Path:
    """A folder with all that is looked at before torch is needed; its weights are no weights."""
    path.mkdir(parents=True)
    (path / "config.json").write_text(json.dumps(config(*labels, **more)), encoding="utf-8")
    (path / "model.safetensors").write_bytes(b"not looked at")
    (path / "tokenizer.json").write_text("{}", encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache of the hub's, and no way to the hub."""
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def no_torch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "installed", lambda: False)


@pytest.fixture
def torch_stated(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is looked at behind the question for torch, where there is none too."""
    monkeypatch.setattr(loading, "installed", lambda: True)


def scorer(name: str) -> hub.HubScorer:
    return hub.HubScorer("tone", name)


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("hub:owner/model", Choice("owner/model")),
        ("hub:model@v1.0", Choice("model", "v1.0")),
        (f"hub:owner/model@{COMMIT}", Choice("owner/model", COMMIT)),
        ("hub:./a@b/model", Choice("./a@b/model")),
        ("hub:/data/a@b/model@v2", Choice("/data/a@b/model", "v2")),
        (r"hub:C:\models\mine", Choice(r"C:\models\mine")),
        (
            "hub:o/m?labels=0:negative,LABEL_1:neutral,a:b:positive&input=pair&device=cuda:1",
            Choice(
                "o/m",
                labels=(("0", "negative"), ("LABEL_1", "neutral"), ("a:b", "positive")),
                pair=True,
                device="cuda:1",
            ),
        ),
        (
            "hub:o/m@main?template=It is 100%25 {label} R%26D?&words=neutral:plain",
            Choice("o/m", "main", template="It is 100% {label} R&D?", words=(("neutral", "plain"),)),
        ),
    ],
)
def test_a_name_is_read_and_written_alike(text: str, choice: Choice) -> None:
    assert Choice.read(text) == choice
    assert str(choice) == text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("hub:", "names no checkpoint; wanted is hub:NAME_OR_FOLDER"),
        ("hub:  ", "names no checkpoint"),
        ("hub:?labels=0:a", "names no checkpoint"),
        ("hub:a\nb", "names no checkpoint"),
        ("owner/model", "names no checkpoint"),
        ("hub:model@", "lacks a name or a revision"),
        ("hub:@main", "lacks a name or a revision"),
        ("hub:m?label=0:a", "'label=0:a' is no option of a hub model. Options, joined by &: what the checkpoint's"),
        ("hub:m?labels", "'labels' is no option"),
        ("hub:m?labels=negative", "cannot be read at 'negative'; wanted is what the checkpoint's outputs mean"),
        ("hub:m?labels=0:negative,0:positive", "cannot be read at '0:positive'"),
        ("hub:m?labels=0:negative,,", "cannot be read at ''"),
        ("hub:m?device=gpu", "device=gpu is not known; it can be cpu"),
        ("hub:m?input=single", "input=single is not known; there is input=pair"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_form(text: str, message: str) -> None:
    with pytest.raises(HubError) as caught:
        Choice.read(text)
    assert message in str(caught.value)


@given(st.builds(Choice, st.just("o/m"), template=st.text(st.characters(categories=("L", "P", "S", "Nd")), min_size=1)))
def test_any_template_survives_being_written(choice: Choice) -> None:
    assert Choice.read(str(choice)) == choice


@pytest.mark.parametrize(
    ("task", "labels", "stated", "outputs", "pair"),
    [
        ("tone", SENTIMENT, "", ("negative", "neutral", "positive"), False),
        ("tone", ("positive", "negative"), "", ("positive", "negative"), False),
        ("tone", (), "?labels=0:negative,1:positive", ("negative", "positive"), False),
        ("tone", (), "?labels=LABEL_1:negative,LABEL_0:positive", ("positive", "negative"), False),
        (
            "tone",
            ("1 star", "2 stars", "3 stars", "4 stars", "5 stars"),
            "?labels=0:negative,1:negative,2:neutral,3:positive,4:positive",
            ("negative", "negative", "neutral", "positive", "positive"),
            False,
        ),
        ("portrayal", SENTIMENT, "?input=pair", ("negative", "neutral", "positive"), True),
        ("stance", ("AGAINST", "FAVOR", "NONE"), "?input=pair", ("against", "favour", "neutral"), True),
        ("stance", NLI, "", ("against", "neutral", "favour"), True),
        ("loaded", ("Non-biased", "Biased"), "", ("neutral", "loaded"), False),
        ("loaded", ("OBJ", "SUBJ"), "", ("neutral", "loaded"), False),
    ],
)
def test_labels_come_from_the_config_or_as_stated(
    task: str, labels: tuple[str, ...], stated: str, outputs: tuple[str, ...], pair: bool
) -> None:
    found = plan(task, Choice.read(f"hub:m{stated}"), config(*labels))
    assert (found.outputs, found.pair, found.template) == (outputs, pair, None)


@pytest.mark.parametrize(
    ("task", "labels", "stated", "hypothesis"),
    [
        ("tone", NLI, "", "The tone of this text is {}."),
        ("portrayal", ("entailment", "not_entailment"), "", "This text portrays {{x}} in a {} light."),
        ("loaded", ("LABEL_0", "LABEL_1"), "?labels=0:entailment,1:not_entailment", "The wording of this text is {}."),
        ("stance", ("ENTAILMENT", "NOT_ENTAILMENT"), "?template={label}, says who, {claim}", "{}, says who, {{x}}"),
        ("portrayal", NLI, "?template={target} is {label}&words=neutral:so-so", "{{x}} is {}"),
    ],
)
def test_zero_shot_asks_by_a_template(task: str, labels: tuple[str, ...], stated: str, hypothesis: str) -> None:
    found = plan(task, Choice.read(f"hub:m{stated}"), config(*labels))
    assert found.hypothesis("{x}") == hypothesis
    assert len(found.words) == len(LABELS[task])
    assert "so-so" not in stated or found.words == ("negative", "so-so", "positive")


@pytest.mark.parametrize(
    ("task", "config", "stated", "message"),
    [
        ("tone", config(), "", "does not say what 'LABEL_0', 'LABEL_1' means for tone: its labels are 0 'LABEL_0'"),
        ("tone", config("a", "b", "c"), "", "'hub:m?labels=0:negative,1:neutral,2:positive'"),
        ("tone", config(*SENTIMENT), "?labels=0:negative", "labels= says nothing of 'neutral', 'Pos'"),
        ("tone", config(*SENTIMENT), "?labels=7:negative", "labels=7:negative fits no output of hub:m: they are 0"),
        ("tone", config("a", "b"), "?labels=0:negative,a:positive", "labels=a:positive fits no output"),
        ("tone", config("a", "b"), "?labels=0:negative,1:happy", "'happy' is no label of tone; there is negative"),
        ("tone", config("a", "b"), "?labels=0:negative,1:neutral", "cannot tell negative from positive"),
        ("tone", config("a", "b"), "?labels=0:entailment,1:positive", "mixes labels of entailment with those of tone"),
        ("tone", config(*SENTIMENT), "?input=pair", "input=pair does not fit tone"),
        ("tone", config(*NLI), "?input=pair", "input=pair is for classifiers"),
        ("tone", config(*SENTIMENT), "?template={label}", "does not judge hypotheses (its labels: NEGATIVE"),
        ("portrayal", config(*SENTIMENT), "", "portrayal is about a target, and a classifier that reads a text alone"),
        ("stance", config("favor", "against", "none"), "", "stance is about a claim"),
        ("stance", config("entailment", "not_entailment"), "", "State a template, as in ?template=This text {label}"),
        ("stance", config(*NLI), "?words=favour:backs", "words= needs a template for stance"),
        ("portrayal", config(*NLI), "?template=It is {label}.", "must hold {label} and {target} and no other braces"),
        ("tone", config(*NLI), "?template=It is {label} {0.__class__}", "must hold {label} and no other braces"),
        ("tone", config(*NLI), "?template=It is {label", "do not pair up"),
        ("tone", config(*NLI), "?words=neutral:negative", "a word each"),
        ("tone", config(*NLI), "?words=favour:backs", "words= must give negative, neutral, positive a word each"),
        ("tone", config("a", kind="BertModel"), "", "is no sequence classifier: its config.json says BertModel"),
        ("tone", {}, "", "is no sequence classifier: its config.json says nothing"),
        ("tone", config(*SENTIMENT, problem_type="multi_label_classification"), "", "does not choose one label"),
        ("tone", config("a", id2label={"x": "a"}), "", "does not name outputs by number"),
        ("tone", config("a", id2label=["a"]), "", "does not name outputs by number"),
        ("tone", config("a", id2label={"0": "a", "2": "b"}), "", "leaves numbers out"),
    ],
)
def test_what_cannot_answer_is_refused_with_the_way_out(
    task: str, config: dict[str, Any], stated: str, message: str
) -> None:
    with pytest.raises(HubError) as caught:
        plan(task, Choice.read(f"hub:m{stated}"), config)
    assert message in str(caught.value)


def test_a_hypothesis_keeps_braces_of_the_claim() -> None:
    asked = Plan("stance", NLI, template="{label}: {claim}", words=("a", "b", "c"))
    assert asked.hypothesis("stop {the} ferry {").format("x") == "x: stop {the} ferry {"


def test_a_folder_is_named_by_its_last_part_and_the_digest_of_what_is_read(tmp_path: Path) -> None:
    where = folder(tmp_path / "mine", *SENTIMENT)
    first = registry.scorer("tone", f"hub:{where}")
    assert (first.id, first.revision) == ("hub:mine", digest(where))
    (where / "README.md").write_text("nothing that is read", encoding="utf-8")
    assert registry.scorer("tone", f"hub:{where}").revision == first.revision
    (where / "model.safetensors").write_bytes(b"other weights")
    assert registry.scorer("tone", f"hub:{where}").revision != first.revision


def test_what_is_stated_belongs_to_the_revision_but_the_device_does_not(tmp_path: Path) -> None:
    where = folder(tmp_path / "mine", "a", "b")
    stated = "labels=0:negative,1:positive"
    one, other = (registry.scorer("tone", f"hub:{where}?{stated}{more}") for more in ("", "&device=cuda"))
    assert one.revision == other.revision == f"{digest(where)}?{stated}"


def test_what_is_kept_is_found_again_from_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    where = folder(tmp_path / "mine", *SENTIMENT)
    monkeypatch.chdir(tmp_path)
    kept = registry.pinned("tone", "hub:mine?device=cuda")
    revision = digest(where)
    assert kept == f"hub:{where}@{revision}?device=cuda"
    monkeypatch.chdir("/")
    assert registry.scorer("tone", kept).revision == revision
    (where / "model.safetensors").unlink()
    gone = registry.scorer("tone", kept)
    assert gone.revision == revision, "rows can be found although the checkpoint is gone"
    with pytest.raises(HubError, match="has no model.safetensors"):
        gone.predict([Passage("x")])
    where.rename(tmp_path / "moved")
    with pytest.raises(HubError, match=r"the folder .*mine, from which hub:mine was read, is gone"):
        registry.scorer("tone", kept).predict([Passage("x")])


def test_embedded_models_are_kept_by_their_id() -> None:
    assert registry.pinned("tone", "parallax-tone") == "parallax-tone"


def test_only_safetensors_are_read(tmp_path: Path) -> None:
    where = folder(tmp_path / "old", *SENTIMENT)
    (where / "model.safetensors").rename(where / "pytorch_model.bin")
    with pytest.raises(registry.UnknownModelError) as caught:
        registry.scorer("tone", f"hub:{where}")
    said = caught.value.args[0]
    assert "hub:old has no model.safetensors, only pytorch_model.bin" in said
    assert "can run code when they are read" in said
    assert "save_pretrained(FOLDER)" in said


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("hub:./nowhere", "there is no folder ./nowhere"),
        ("hub:a/b/c", "there is no folder a/b/c"),
        ("hub:two words", "'two words' is neither a folder nor a name such as owner/model"),
        ("hub:owner/mod√el", "is neither a folder nor a name"),
        ("hub:owner/model", "owner/model is not on this machine and the hub cannot be reached: connect and try again"),
        ("hub:owner/model@main", "owner/model at main is not on this machine"),
        ("hub:owner/--model..x", "is not on this machine and the hub cannot be reached|neither"),
    ],
)
def test_a_name_that_leads_nowhere_says_what_to_do(name: str, message: str) -> None:
    with pytest.raises(registry.UnknownModelError) as caught:
        registry.scorer("tone", name)
    assert any(part in caught.value.args[0] for part in message.split("|"))


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("config.json", None, "has no config.json"),
        ("config.json", "{", "is not JSON"),
        ("config.json", "[]", "holds no JSON object"),
    ],
)
def test_a_broken_config_is_refused_before_torch_is_needed(
    tmp_path: Path, file: str, content: str | None, message: str
) -> None:
    where = folder(tmp_path / "mine", *SENTIMENT)
    (where / file).unlink() if content is None else (where / file).write_text(content, encoding="utf-8")
    with pytest.raises(registry.UnknownModelError) as caught:
        registry.pinned("tone", f"hub:{where}")
    assert message in caught.value.args[0]


def cached(cache: Path, *labels: str) -> Path:
    """A checkpoint of owner/model as the hub's own client keeps what it fetched."""
    (cache / "models--owner--model" / "refs").mkdir(parents=True)
    (cache / "models--owner--model" / "refs" / "main").write_text(COMMIT, encoding="utf-8")
    return folder(cache / "models--owner--model" / "snapshots" / COMMIT, *labels)


def test_a_hub_name_is_the_commit_that_was_fetched_and_needs_no_network(cache: Path) -> None:
    cached(cache, *SENTIMENT)
    named = scorer("hub:owner/model")
    assert (named.id, named.revision) == ("hub:owner/model", COMMIT)
    assert registry.pinned("tone", "hub:owner/model") == f"hub:owner/model@{COMMIT}"
    named.fetch()


def test_a_full_commit_is_believed_until_it_is_read(cache: Path) -> None:
    assert registry.scorer("tone", f"hub:owner/model@{COMMIT}").revision == COMMIT
    with pytest.raises(registry.UnknownModelError, match="connect and try again"):
        registry.pinned("tone", f"hub:owner/model@{COMMIT}")


def test_a_half_fetched_checkpoint_is_not_taken_for_whole(cache: Path) -> None:
    (cached(cache, *SENTIMENT) / "model.safetensors").unlink()
    with pytest.raises(HubError, match="connect and try again"):
        scorer("hub:owner/model").fetch()


def test_a_hub_checkpoint_without_safetensors_is_refused_before_anything_is_fetched(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (cached(cache, *SENTIMENT) / "model.safetensors").unlink()
    monkeypatch.setattr(online, "listing", lambda *_: ["config.json", "pytorch_model.bin", "evil.py"])
    monkeypatch.setattr(online, "download", lambda *_: pytest.fail("nothing may be fetched"))
    with pytest.raises(registry.UnknownModelError, match="only pytorch_model.bin"):
        registry.pinned("tone", "hub:owner/model")


@pytest.mark.parametrize(
    "index", ["{", "{}", '{"weight_map": []}', '{"weight_map": {"a": "model-1-of-1.safetensors"}}']
)
def test_parts_of_weights_must_all_be_there(tmp_path: Path, index: str, torch_stated: None) -> None:
    where = folder(tmp_path / "mine", *SENTIMENT)
    (where / "model.safetensors").unlink()
    (where / "model.safetensors.index.json").write_text(index, encoding="utf-8")
    with pytest.raises(HubError, match=r"does not list the parts|has no model-1-of-1.safetensors"):
        scorer(f"hub:{where}").fetch()


def test_a_folder_that_has_changed_since_it_was_chosen_is_not_read(tmp_path: Path, torch_stated: None) -> None:
    where = folder(tmp_path / "mine", *SENTIMENT)
    kept = registry.pinned("tone", f"hub:{where}")
    scorer(kept).fetch()
    (where / "model.safetensors").write_bytes(b"other weights")
    with pytest.raises(HubError, match=rf"is now at {digest(where)}, not at .*; choose it anew"):
        scorer(kept).fetch()


def test_without_torch_it_says_what_to_install(tmp_path: Path, no_torch: None) -> None:
    named = registry.scorer("tone", f"hub:{folder(tmp_path / 'mine', *SENTIMENT)}")
    with pytest.raises(HubError, match=r"pip install -r models/requirements-hub.txt"):
        named.predict([Passage("x")])


def run(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "models", "score", *arguments],
        cwd=ROOT,
        input=b'{"text": "The sea was calm."}',
        capture_output=True,
        check=False,
        env={"COLUMNS": "300"},
    )


def test_the_commands_of_the_models_refuse_in_words(tmp_path: Path, no_torch: None) -> None:
    where = folder(tmp_path / "mine", *SENTIMENT)
    unknown = run("--task", "tone", "--model", f"hub:{tmp_path}/no")
    assert unknown.returncode == 2
    assert b"there is no folder" in unknown.stderr
    gone = run("--task", "tone", "--model", f"hub:{tmp_path}/no@0123")
    assert (gone.returncode, gone.stdout) == (2, b"")
    assert gone.stderr.startswith(b"Error: the folder ")
    with pytest.raises(typer.BadParameter, match="add --task, one of tone"):
        evaluate.main(data=tmp_path, model=f"hub:{where}")
    with pytest.raises(typer.BadParameter, match="only figures of embedded models"):
        evaluate.main(data=tmp_path, model=f"hub:{where}", task="tone", pin=True)


@given(st.text(st.sampled_from("ab \n轮")), st.integers(1, 9))
def test_windows_lose_nothing_but_blanks(text: str, size: int) -> None:
    parts = windows(text, lambda part: len(part) <= size)
    assert "".join("".join(parts).split()) == "".join(text.split())
    assert all(part.strip() for part in parts)
    assert all(len(part) <= size for part in parts)


def test_windows_are_cut_between_words_and_even() -> None:
    text = "one two three four five six"
    assert windows(text, lambda part: len(part) <= 15) == ["one two three", " four five six"]
    assert windows(text, lambda _: True) == [text]


def test_windows_around_spans_only_and_never_through_one() -> None:
    text = "a b c Mara Quill d e f"
    at = text.index("Mara Quill")
    parts = windows(text, lambda part: len(part) <= 14, ((at, at + 10),))
    assert len(parts) == 1
    assert "Mara Quill" in parts[0]
