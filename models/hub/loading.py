"""A checkpoint's tokenizer and weights in memory, through transformers; the only module here that imports torch."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from models.hub.choice import HubError

INSTALL: Final = (
    "hub models need PyTorch, which is not installed here: pip install -r models/requirements-hub.txt "
    "(the embedded models need none)"
)
UNSTATED: Final = 100_000
"""Tokenizers that know no limit state one with thirty digits."""
OTHERWISE: Final = 512
"""Tokens read at once where neither tokenizer nor config states a limit."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What answers: ``tokenizer`` and ``model`` of transformers, and how many tokens they read at once."""

    tokenizer: Any
    model: Any
    max_tokens: int


def installed() -> bool:
    """Whether PyTorch is there."""
    return importlib.util.find_spec("torch") is not None


def require() -> None:
    """Look for PyTorch before gigabytes are fetched for it.

    Raises:
        HubError: It is not there; the message says how to get it.
    """
    if not installed():
        raise HubError(INSTALL)


@cache
def load(folder: Path, outputs: tuple[str, ...], device: str) -> Loaded:
    """Tokenizer and weights of a folder, with its outputs named; loaded once.

    Raises:
        HubError: Without the device, or where transformers cannot read the folder.
    """
    import torch
    from safetensors import SafetensorError
    from transformers import AutoModelForSequenceClassification, AutoTokenizer
    from transformers.utils import logging

    logging.set_verbosity_error()
    logging.disable_progress_bar()
    if not _available(device):
        raise HubError(f"this machine has no device {device!r} that PyTorch can use; leave device= out to use the CPU")
    try:
        # What looks like a special token in an article is text.
        tokenizer = AutoTokenizer.from_pretrained(
            folder, local_files_only=True, trust_remote_code=False, split_special_tokens=True
        )
        model, loading = AutoModelForSequenceClassification.from_pretrained(
            folder,
            local_files_only=True,
            trust_remote_code=False,
            use_safetensors=True,
            dtype=torch.float32,
            output_loading_info=True,
        )
    except (OSError, ValueError, ImportError, LookupError, RuntimeError, AttributeError, SafetensorError) as error:
        why = str(error).strip().partition("\n")[0]
        raise HubError(f"transformers cannot read the checkpoint in {folder}: {why}") from error
    if missing := sorted(loading["missing_keys"]):
        raise HubError(f"the weights in {folder} lack {missing[0]}: this checkpoint was never trained to classify")
    if tokenizer.pad_token is None:
        tokenizer.pad_token = tokenizer.eos_token
        model.config.pad_token_id = tokenizer.pad_token_id
    model.config.id2label = dict(enumerate(outputs))
    model.config.label2id = {name: n for n, name in enumerate(outputs)}
    tokenizer.model_max_length = _max_tokens(tokenizer, model)
    return Loaded(tokenizer, model.to(device).eval(), tokenizer.model_max_length)


def _available(device: str) -> bool:
    import torch

    kind, _, number = device.partition(":")
    if kind == "cuda":
        return bool(torch.cuda.is_available()) and int(number or 0) < torch.cuda.device_count()
    if kind == "mps":
        return bool(torch.backends.mps.is_available())
    return kind == "cpu" or (kind == "xpu" and bool(torch.xpu.is_available()))


def _max_tokens(tokenizer: Any, model: Any) -> int:  # noqa: ANN401  transformers has no types to give
    positions = getattr(model.config, "max_position_embeddings", None) or UNSTATED
    for name, module in model.named_modules():
        # RoBERTa and its kin count positions from behind the padding's own.
        if name.endswith("position_embeddings") and getattr(module, "padding_idx", None) is not None:
            positions -= module.padding_idx + 1
    limit = min(int(tokenizer.model_max_length), positions)
    return limit if limit < UNSTATED else OTHERWISE
