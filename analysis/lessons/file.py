"""The lesson file: one JSON text that holds a lesson whole, and its strict reading."""

from __future__ import annotations

import dataclasses
import json
import types
from enum import StrEnum
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

from analysis.lessons import Lesson, StepKind

FORMAT: Final = "parallax-lesson"
VERSION: Final = 1
MOST_BYTES: Final = 2_000_000
"""Twelve long articles with all their scored sentences take a tenth of it."""
MOST_TEXTS: Final = 12
MOST_QUESTIONS: Final = 24
MOST_OPTIONS: Final = 8
MOST_STEPS: Final = 40
MOST_ITEMS: Final = 1_000
"""Of any other list, such as the sentences of a text."""
LONGEST: Final = 60_000
"""Characters of any one string: a very long article."""
LONGEST_NAME: Final = 60
"""Characters of an id or an option, which end up in keys and on buttons."""
MOST_MINUTES: Final = 240
_DEEPEST: Final = 12


class RefusedLessonError(ValueError):
    """The file is no lesson that can be held; the message says where and what would be accepted."""


def write(lesson: Lesson) -> bytes:
    """The lesson as a file."""
    head = {"format": FORMAT, "version": VERSION}
    return json.dumps(head | dataclasses.asdict(lesson), ensure_ascii=False, indent=1).encode("utf-8")


def read(content: bytes) -> Lesson:
    """The lesson of a file.

    Raises:
        RefusedLessonError: It is too large, no JSON, of another format, or holds what no lesson holds.
    """
    if len(content) > MOST_BYTES:
        raise RefusedLessonError(f"the file has {len(content):,} bytes; a lesson has at most {MOST_BYTES:,}")
    try:
        found = json.loads(content.decode("utf-8-sig"), parse_constant=_constant, object_pairs_hook=_object)
    except UnicodeDecodeError as error:
        raise RefusedLessonError("the file is not text in UTF-8") from error
    except json.JSONDecodeError as error:
        raise RefusedLessonError(f"the file is not JSON: {error.msg} in line {error.lineno}") from error
    except RecursionError as error:
        raise RefusedLessonError("the file is nested too deeply for a lesson") from error
    except ValueError as error:  # a number of thousands of digits
        raise RefusedLessonError(f"the file holds a value that cannot be read: {error}") from error
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise RefusedLessonError(f'this is not a lesson file: it does not say "format": "{FORMAT}"')
    if found.get("version") != VERSION:
        raise RefusedLessonError(f"the file has version {found.get('version')!r}; this program reads {VERSION}")
    body = {key: value for key, value in found.items() if key not in {"format", "version"}}
    lesson = _read(Lesson, body, "lesson")
    assert isinstance(lesson, Lesson)  # noqa: S101
    _check(lesson)
    return lesson


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise RefusedLessonError("an object names the same field twice")
    return found


def _constant(name: str) -> float:
    raise RefusedLessonError(f"{name} is not a number that a score can have")


def _read(kind: Any, value: object, at: str, depth: int = 0) -> object:  # noqa: ANN401
    """A value as the type that a field declares, or the place where it differs."""
    if depth > _DEEPEST:
        raise RefusedLessonError(f"{at} is nested too deeply")
    origin = get_origin(kind)
    if origin in {Union, types.UnionType}:
        if value is None:
            return None
        return _read(next(k for k in get_args(kind) if k is not types.NoneType), value, at, depth)
    if dataclasses.is_dataclass(kind):
        return _fields(kind, value, at, depth)
    if origin is tuple:
        if not isinstance(value, list) or len(value) > MOST_ITEMS:
            raise RefusedLessonError(f"{at} must be a list of at most {MOST_ITEMS:,}")
        return tuple(_read(get_args(kind)[0], item, f"{at}[{n}]", depth + 1) for n, item in enumerate(value))
    if origin is dict:
        if not isinstance(value, dict):
            raise RefusedLessonError(f"{at} must be an object")
        return {_name(key, at): _string(item, f"{at}.{key}") for key, item in value.items()}
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        if value not in list(kind):
            raise RefusedLessonError(f"{at} is {value!r}; it can be {', '.join(kind)}")
        return kind(str(value))
    if kind is str:
        return _string(value, at)
    return _number(kind, value, at)


def _fields(kind: Any, value: object, at: str, depth: int) -> object:  # noqa: ANN401
    if not isinstance(value, dict):
        raise RefusedLessonError(f"{at} must be an object")
    hints = get_type_hints(kind)
    if unknown := set(value) - set(hints):
        raise RefusedLessonError(f"{at} has {min(unknown)!r}, which no lesson has")
    needed = {field.name for field in dataclasses.fields(kind) if field.default is dataclasses.MISSING}
    if missing := needed - set(value):
        raise RefusedLessonError(f"{at} lacks {min(missing)!r}")
    return kind(**{name: _read(hints[name], item, f"{at}.{name}", depth + 1) for name, item in value.items()})


def _string(value: object, at: str) -> str:
    if not isinstance(value, str):
        raise RefusedLessonError(f"{at} must be text")
    if len(value) > LONGEST:
        raise RefusedLessonError(f"{at} has {len(value):,} characters; {LONGEST:,} are the most")
    if any((ord(char) < 32 and char not in "\n\t") or 0xD800 <= ord(char) <= 0xDFFF for char in value):
        raise RefusedLessonError(f"{at} holds a control character")
    return value


def _number(kind: type, value: object, at: str) -> int | float | bool:
    if kind is bool and isinstance(value, bool):
        return value
    if kind is int and isinstance(value, int) and not isinstance(value, bool):
        return value
    if kind is float and isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= 1:
        return float(value)
    raise RefusedLessonError(
        f"{at} must be {'true or false' if kind is bool else 'a whole number' if kind is int else 'from −1 to 1'}"
    )


def _name(value: str, at: str) -> str:
    if not value.strip() or len(value) > LONGEST_NAME or not value.isprintable() or "/" in value:
        raise RefusedLessonError(f"{at} has the name {value[:LONGEST_NAME]!r}: 1 to {LONGEST_NAME} letters without “/”")
    return value


def _check(lesson: Lesson) -> None:
    """What types do not tell: sizes, ids that are used once, and references that lead somewhere."""
    sizes = (
        ("texts", lesson.texts, MOST_TEXTS),
        ("questions", lesson.questions, MOST_QUESTIONS),
        ("plan.steps", lesson.plan.steps, MOST_STEPS),
    )
    for at, listed, most in sizes:
        if not 1 <= len(listed) <= most:
            raise RefusedLessonError(f"lesson.{at} has {len(listed)}; there can be 1 to {most}")
    for at, ids in (
        ("texts", [text.letter for text in lesson.texts]),
        ("questions", [question.id for question in lesson.questions]),
    ):
        for name in ids:
            _name(name, f"lesson.{at}")
        if len(set(ids)) < len(ids):
            raise RefusedLessonError(f"two of lesson.{at} bear the same name")
    for n, question in enumerate(lesson.questions):
        if not 2 <= len(question.options) <= MOST_OPTIONS:
            raise RefusedLessonError(f"lesson.questions[{n}] has {len(question.options)} answers; 2 to {MOST_OPTIONS}")
    for n, step in enumerate(lesson.plan.steps):
        at = f"lesson.plan.steps[{n}]"
        if not 0 <= step.minutes <= MOST_MINUTES or not 1 <= step.round <= MOST_STEPS:
            raise RefusedLessonError(f"{at} must last 0 to {MOST_MINUTES} minutes, in a round from 1 to {MOST_STEPS}")
        if step.kind == StepKind.VOTE and not lesson.asked(step):
            raise RefusedLessonError(f"{at} is a vote on no question of this lesson")
    rounds = [step.round for step in lesson.plan.steps if step.kind == StepKind.VOTE]
    if len(set(rounds)) < len(rounds):
        raise RefusedLessonError("two votes of lesson.plan.steps have the same round; every vote needs its own")
    for n, text in enumerate(lesson.texts):
        for question_id, option in (text.answers or {}).items():
            known = {q.id: q.options for q in lesson.questions}
            if option not in known.get(question_id, {}):
                raise RefusedLessonError(f"lesson.texts[{n}].answers: {option!r} is no answer to {question_id!r}")
