"""Score JSON lines: one object in, the same object with an answer or an error out, in order."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Final

from models.base import Failure, Passage, Prediction, Scorer

CHUNK: Final = 512
NEEDS: Final = {"portrayal": "target", "stance": "claim"}
Line = dict[str, Any]


def score(lines: Iterable[str], scorer: Scorer) -> Iterator[Line]:
    """One answered object per non-blank line; a bad line is answered with ``error`` and its number."""
    numbered = ((number, line) for number, line in enumerate(lines, 1) if line.strip())
    while chunk := list(islice(numbered, CHUNK)):
        parsed = [_parse(number, line, scorer.task) for number, line in chunk]
        passages = [passage for _, passage in parsed if isinstance(passage, Passage)]
        answers = iter(scorer.predict(passages))
        for (number, _), (line, passage) in zip(chunk, parsed, strict=True):
            answer = next(answers) if isinstance(passage, Passage) else Failure(passage)
            yield _answered(line, number, answer, scorer)


def _parse(number: int, line: str, task: str) -> tuple[Line, Passage | str]:
    """The object on a line with its passage, or with what is wrong with it."""
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        return {"line": number}, f"line {number}: not JSON ({error.msg} at column {error.colno})"
    except (ValueError, RecursionError) as error:  # a number of thousands of digits, a bottomless nesting
        return {"line": number}, f"line {number}: this JSON cannot be read ({error})"
    if not isinstance(row, dict):
        return {"line": number}, f"line {number}: an object such as {example(task)} is wanted"
    for field in ("text", NEEDS.get(task)):
        if field is not None and (not isinstance(row.get(field), str) or not row[field].strip()):
            return row, f'line {number}: "{field}" must be a non-empty string, as in {example(task)}'
    about = NEEDS.get(task)
    return row, Passage(row["text"], **({about: row[about]} if about else {}))


def example(task: str) -> str:
    """A line that a task accepts."""
    row = {"text": "…"} | ({NEEDS[task]: "…"} if task in NEEDS else {})
    return json.dumps(row, ensure_ascii=False)


def _answered(line: Line, number: int, answer: Prediction | Failure, scorer: Scorer) -> Line:
    model = f"{scorer.id}@{scorer.revision}"
    line = {key: value for key, value in line.items() if key not in {"label", "probabilities", "error"}}
    if isinstance(answer, Failure):
        reason = answer.reason if answer.reason.startswith("line ") else f"line {number}: {answer.reason}"
        return {**line, "error": reason, "model": model}
    probabilities = [round(p, 6) for p in answer.probabilities]
    return {**line, "label": answer.label, "probabilities": probabilities, "model": model}
