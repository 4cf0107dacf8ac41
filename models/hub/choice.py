"""How a user names a checkpoint: `hub:NAME_OR_FOLDER[@REVISION][?key=value&key=value]`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import unquote

PREFIX: Final = "hub:"
FORM: Final = "hub:NAME_OR_FOLDER[@REVISION][?key=value&key=value]"
KEYS: Final = {
    "labels": "what the checkpoint's outputs mean, as in labels=0:negative,1:neutral,2:positive",
    "input": "input=pair for a classifier that was trained on a sentence and its target, or a passage and a claim",
    "template": "the hypothesis of a zero-shot model, as in template=This text portrays {target} in a {label} light.",
    "words": "what stands for {label}, as in words=negative:hostile,neutral:neutral,positive:friendly",
    "device": "cpu (if left out), cuda, cuda:1, mps or xpu",
}
_DEVICE: Final = re.compile(r"cpu|mps|xpu|cuda(:\d{1,2})?")

Pairs = tuple[tuple[str, str], ...]


class HubError(Exception):
    """A hub checkpoint cannot be named, fetched or used; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One checkpoint with everything that its user stated about it."""

    name: str
    revision: str | None = None
    labels: Pairs = ()
    pair: bool = False
    template: str | None = None
    words: Pairs = ()
    device: str = "cpu"

    @classmethod
    def read(cls, text: str) -> Choice:
        """The choice that is written in ``text``.

        Raises:
            HubError: It is not of the form; the message gives the form.
        """
        where, _, stated = text.removeprefix(PREFIX).partition("?")
        if not text.startswith(PREFIX) or not where.strip() or not text.isprintable():
            raise HubError(f"{text!r} names no checkpoint; wanted is {FORM}")
        name, revision = _named(where.strip())
        options = _options(stated)
        device = options.get("device", "cpu")
        if not _DEVICE.fullmatch(device):
            raise HubError(f"device={device} is not known; it can be {KEYS['device']}")
        if options.get("input", "pair") != "pair":
            raise HubError(f"input={options['input']} is not known; there is {KEYS['input']}")
        return cls(
            name,
            revision,
            labels=_pairs("labels", options),
            pair="input" in options,
            template=options.get("template"),
            words=_pairs("words", options),
            device=device,
        )

    @property
    def settings(self) -> str:
        """What was stated that answers depend on, as it is written; empty where nothing was."""
        return self._written(device=None)

    def __str__(self) -> str:
        at = f"@{self.revision}" if self.revision else ""
        return f"{PREFIX}{self.name}{at}{self._written(device=None if self.device == 'cpu' else self.device)}"

    def _written(self, device: str | None) -> str:
        stated = {
            "labels": ",".join(map(":".join, self.labels)),
            "input": "pair" if self.pair else "",
            "template": self.template or "",
            "words": ",".join(map(":".join, self.words)),
            "device": device or "",
        }
        options = [f"{key}={_quoted(value)}" for key, value in stated.items() if value]
        return f"?{'&'.join(options)}" if options else ""


def _named(where: str) -> tuple[str, str | None]:
    """Name and revision; a folder that is there keeps the @ in its name."""
    name, at, revision = where.rpartition("@")
    if not at or "/" in revision or "\\" in revision or Path(where).is_dir():
        return where, None
    if not name or not revision:
        raise HubError(f"{PREFIX}{where} lacks a name or a revision; wanted is {FORM}")
    return name, revision


def _options(stated: str) -> dict[str, str]:
    options: dict[str, str] = {}
    for part in stated.split("&") if stated else ():
        key, _, value = part.partition("=")
        if key not in KEYS or not value:
            known = "; ".join(KEYS.values())
            raise HubError(f"{part!r} is no option of a hub model. Options, joined by &: {known}")
        options[key] = unquote(value)
    return options


def _pairs(key: str, options: dict[str, str]) -> Pairs:
    found: dict[str, str] = {}
    for entry in options[key].split(",") if key in options else ():
        # The last colon: a name of the checkpoint's own may hold one, a label of ours never does.
        left, colon, right = (entry.rpartition if key == "labels" else entry.partition)(":")
        if not colon or not left.strip() or not right.strip() or left.strip() in found:
            raise HubError(f"{key}={options[key]} cannot be read at {entry!r}; wanted is {KEYS[key]}")
        found[left.strip()] = right.strip()
    return tuple(found.items())


def _quoted(value: str) -> str:
    return value.replace("%", "%25").replace("&", "%26")
