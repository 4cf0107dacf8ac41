"""What a checkpoint's outputs mean for a task: from its config, or as its user states."""

from __future__ import annotations

from dataclasses import dataclass
from string import Formatter
from typing import Any, Final

from models.base import LABELS
from models.hub.choice import KEYS, PREFIX, Choice, HubError

_SENTIMENT: Final = {"neg": "negative", "neu": "neutral", "pos": "positive"}
_STANCE: Final = {
    "favor": "favour",
    "in favor": "favour",
    "in favour": "favour",
    "for": "favour",
    "pro": "favour",
    "support": "favour",
    "supports": "favour",
    "agree": "favour",
    "con": "against",
    "anti": "against",
    "oppose": "against",
    "opposes": "against",
    "disagree": "against",
    "none": "neutral",
    "neither": "neutral",
    "no stance": "neutral",
}
_LOADED: Final = {
    "biased": "loaded",
    "subjective": "loaded",
    "subj": "loaded",
    "unbiased": "neutral",
    "non biased": "neutral",
    "not biased": "neutral",
    "objective": "neutral",
    "obj": "neutral",
}
SYNONYMS: Final = {"tone": _SENTIMENT, "portrayal": _SENTIMENT, "stance": _STANCE, "loaded": _LOADED}
"""Task → what checkpoints call our labels, in small letters, with spaces for - and _."""

ENTAILMENT: Final = ("entailment", "neutral", "contradiction", "not_entailment")
CLAIMED: Final = {"entailment": "favour", "neutral": "neutral", "contradiction": "against"}
"""Stance as natural language inference: does the passage entail the claim?"""

TEMPLATES: Final = {
    "tone": "The tone of this text is {label}.",
    "portrayal": "This text portrays {target} in a {label} light.",
    "stance": "This text {label} the claim: {claim}",
    "loaded": "The wording of this text is {label}.",
}
"""Task → the hypothesis that a zero-shot model judges; for stance only where it is stated."""

WORDS: Final = {
    "tone": {"negative": "negative", "neutral": "neutral", "positive": "positive"},
    "portrayal": {"negative": "negative", "neutral": "neutral", "positive": "positive"},
    "stance": {"against": "opposes", "neutral": "takes no side on", "favour": "supports"},
    "loaded": {"neutral": "neutral and factual", "loaded": "emotional and opinionated"},
}
ABOUT: Final = {"portrayal": "target", "stance": "claim"}


@dataclass(frozen=True, slots=True)
class Plan:
    """How a checkpoint is asked, and what its outputs mean.

    ``outputs`` are labels of the task, or of entailment where there is a ``template``; ``words`` then
    stand for the task's labels in it, in the order of `LABELS`.
    """

    task: str
    outputs: tuple[str, ...]
    pair: bool = False
    template: str | None = None
    words: tuple[str, ...] = ()

    def hypothesis(self, about: str | None) -> str:
        """The template about a target or claim, with ``{}`` left for a word."""
        escaped = (about or "").replace("{", "{{").replace("}", "}}")
        return (self.template or "").format(label="{}", target=escaped, claim=escaped)


def plan(task: str, choice: Choice, config: dict[str, Any]) -> Plan:
    """The plan for a task.

    Raises:
        HubError: The checkpoint cannot answer the task, or its labels must be stated first.
    """
    _refuse_other_kinds(choice, config)
    own = _own_labels(choice, config)
    stated = _stated(task, choice, own)
    plain = [" ".join(name.lower().replace("_", " ").replace("-", " ").split()) for name in own]
    if "entailment" in stated or (not stated and any(name.startswith("entail") for name in plain)):
        outputs = stated or tuple(name.replace(" ", "_") for name in plain)
        return _zero_shot(task, choice, outputs)
    if choice.template or choice.words:
        raise HubError(
            f"{_name(choice)} does not judge hypotheses (its labels: {', '.join(own)}): leave template and "
            "words out, or choose a checkpoint trained on natural language inference"
        )
    synonyms = SYNONYMS[task] | {label: label for label in LABELS[task]}
    outputs = stated or tuple(synonyms.get(name, "") for name in plain)
    if unknown := [name for name, meant in zip(own, outputs, strict=True) if not meant]:
        raise HubError(
            f"{_name(choice)} does not say what {', '.join(map(repr, unknown))} means for {task}: its labels are "
            f"{_numbered(own)}. State it, as in {_example(task, choice, own)}"
        )
    poles = {LABELS[task][0], LABELS[task][-1]}
    if len(set(outputs)) < 2 or not poles <= set(outputs):
        raise HubError(f"{_name(choice)} cannot tell {' from '.join(sorted(poles))}: its labels are {_numbered(own)}")
    if choice.pair and task not in ABOUT:
        raise HubError(f"input=pair does not fit {task}: it is asked of a sentence alone")
    if task in ABOUT and not choice.pair:
        raise HubError(
            f"{task} is about a {ABOUT[task]}, and a classifier that reads a text alone never learns which. If this "
            f"one was trained on pairs of text and {ABOUT[task]}, say so with input=pair; otherwise choose a zero-shot "
            "model (natural language inference)"
        )
    return Plan(task, outputs, pair=choice.pair)


def _refuse_other_kinds(choice: Choice, config: dict[str, Any]) -> None:
    kinds = [str(kind) for kind in config.get("architectures") or ()]
    if not any(kind.endswith("ForSequenceClassification") for kind in kinds):
        raise HubError(
            f"{_name(choice)} is no sequence classifier: its config.json says {', '.join(kinds) or 'nothing'}"
        )
    if config.get("problem_type") in {"regression", "multi_label_classification"}:
        raise HubError(f"{_name(choice)} does not choose one label: its config.json says {config['problem_type']}")


def _own_labels(choice: Choice, config: dict[str, Any]) -> list[str]:
    """The checkpoint's names of its outputs in order; transformers takes two where none are given."""
    stated = config.get("id2label") or {"0": "LABEL_0", "1": "LABEL_1"}
    try:
        names = {int(key): str(name) for key, name in stated.items()}
    except (AttributeError, ValueError) as error:
        raise HubError(f"id2label in config.json of {_name(choice)} does not name outputs by number") from error
    if sorted(names) != list(range(len(names))):
        raise HubError(f"id2label in config.json of {_name(choice)} leaves numbers out")
    return [names[n] for n in range(len(names))]


def _stated(task: str, choice: Choice, own: list[str]) -> tuple[str, ...]:
    """What the user says the outputs mean, in order; empty where nothing is said."""
    if not choice.labels:
        return ()
    numbers = {str(n): n for n in range(len(own))} | {name: n for n, name in enumerate(own)}
    known = {*LABELS[task], *ENTAILMENT}
    found: dict[int, str] = {}
    for name, meant in choice.labels:
        if name not in numbers or numbers[name] in found:
            raise HubError(f"labels={name}:{meant} fits no output of {_name(choice)}: they are {_numbered(own)}")
        if meant not in known:
            raise HubError(
                f"{meant!r} is no label of {task}; there is {', '.join(LABELS[task])}, and for a zero-shot "
                f"model {', '.join(ENTAILMENT)}"
            )
        found[numbers[name]] = meant
    if left := [own[n] for n in range(len(own)) if n not in found]:
        raise HubError(f"labels= says nothing of {', '.join(map(repr, left))}; the outputs are {_numbered(own)}")
    meanings = tuple(found[n] for n in range(len(own)))
    allowed = ENTAILMENT if "entailment" in meanings else LABELS[task]
    if mixed := [meant for meant in meanings if meant not in allowed]:
        raise HubError(f"labels= mixes labels of entailment with those of {task}: {', '.join(mixed)}")
    return meanings


def _zero_shot(task: str, choice: Choice, outputs: tuple[str, ...]) -> Plan:
    if choice.pair:
        raise HubError("input=pair is for classifiers; a zero-shot model always reads a text and a hypothesis")
    if task == "stance" and not choice.template:
        if set(outputs) != set(CLAIMED):
            raise HubError(
                f"{_name(choice)} tells {', '.join(outputs)} apart, so a claim can be entailed but not contradicted. "
                f"State a template, as in ?template={TEMPLATES['stance']}"
            )
        if choice.words:
            raise HubError(f"words= needs a template for stance, as in template={TEMPLATES['stance']}")
        return Plan(task, tuple(CLAIMED[output] for output in outputs), pair=True)
    template = choice.template or TEMPLATES[task]
    wanted = {"label"} | ({ABOUT[task]} if task in ABOUT else set())
    try:
        fields = {name for _, name, _, _ in Formatter().parse(template) if name is not None}
    except ValueError as error:
        raise HubError(f"the braces of the template {template!r} do not pair up") from error
    if fields != wanted:
        raise HubError(
            f"the template {template!r} must hold {' and '.join(f'{{{w}}}' for w in sorted(wanted))} and no "
            "other braces"
        )
    words = WORDS[task] | dict(choice.words)
    if set(words) != set(LABELS[task]) or len(set(words.values())) != len(words):
        raise HubError(f"words= must give {', '.join(LABELS[task])} a word each; {KEYS['words']}")
    return Plan(task, outputs, template=template, words=tuple(words[label] for label in LABELS[task]))


def _name(choice: Choice) -> str:
    return f"{PREFIX}{choice.name}"


def _numbered(own: list[str]) -> str:
    return ", ".join(f"{n} {name!r}" for n, name in enumerate(own))


def _example(task: str, choice: Choice, own: list[str]) -> str:
    meant = [LABELS[task][min(n, len(LABELS[task]) - 1)] for n in range(len(own))]
    return f"'{_name(choice)}?labels={','.join(f'{n}:{m}' for n, m in enumerate(meant))}'"
