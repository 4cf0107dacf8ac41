"""What can be taken as a coder's label of an item, and files of labels; everything else is refused with the reason."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from analysis.agreement import VALUES
from data.schema import Label, Sample, SampleItem

ITEM: Final = "item"
CODER: Final = "coder"
LABEL: Final = "label"
SEPARATORS: Final = ",;\t"
"""What spreadsheets of different countries put between cells."""
LONGEST_CODER: Final = 60


class RefusedLabelError(ValueError):
    """A label that cannot be taken, and why."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a file of labels."""

    line: int
    item: str
    coder: str
    label: str


def read(raw: bytes) -> list[Row]:
    """The rows of a CSV file with the columns item, label and perhaps coder, in any order beside others.

    Raises:
        RefusedLabelError: It is no such file.
    """
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RefusedLabelError("the file is not UTF-8; save it as “CSV UTF-8”") from error
    if "\0" in text:
        raise RefusedLabelError("the file is no text; save the sheet as “CSV UTF-8”")
    first = text.partition("\n")[0]
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=max(SEPARATORS, key=first.count))
    try:
        heading = [name.strip().casefold() for name in next(lines, [])]
        if missing := [name for name in (ITEM, LABEL) if name not in heading]:
            raise RefusedLabelError(
                f"the file has no column {' and no column '.join(missing)}: a label can correct an estimate only where "
                "the chance that its sentence was drawn is known; label the items of a file that `label-sample` wrote"
            )
        return list(_rows(lines, heading))
    except csv.Error as error:
        raise RefusedLabelError(f"line {lines.line_num} cannot be read as CSV: {error}") from error


def _rows(lines: Iterable[list[str]], heading: list[str]) -> Iterator[Row]:
    for number, cells in enumerate(lines, 2):
        if any(cell.strip() for cell in cells):
            row = dict(zip(heading, (cell.strip() for cell in cells), strict=False))
            yield Row(number, row.get(ITEM, ""), row.get(CODER, ""), row.get(LABEL, ""))


class Checker:
    """Knows a sample's items and labels, and what can be taken beside them."""

    def __init__(self, sample: Sample, items: Collection[SampleItem], labels: Collection[Label]) -> None:
        self._sample = sample
        self._items = {item.id: item for item in items}
        self._given = {(label.item, label.coder): label.label for label in labels}

    def checked(self, item: str, coder: str, label: str, instant: datetime) -> Label:
        """The label, which counts as given from now on.

        Raises:
            RefusedLabelError: It cannot be taken.
        """
        coder = coder.strip()
        if not coder or len(coder) > LONGEST_CODER or not coder.isprintable():
            raise RefusedLabelError(f"it does not say who labelled; give a name of 1 to {LONGEST_CODER} letters")
        if item not in self._items:
            raise RefusedLabelError(
                f"{item or 'a row without an item'!r} is no item of sample {self._sample.id}: "
                "the chance that its sentence was drawn is not known, so it cannot correct an estimate"
            )
        asked = self._items[item].coders
        if asked and coder not in asked:
            raise RefusedLabelError(f"{item} was given to {', '.join(asked)}, not to {coder}")
        name = named(label, self._sample.measure)
        if before := self._given.get((item, coder)):
            raise RefusedLabelError(f"{coder} has labelled {item} already, as {before}; take that back first")
        self._given[item, coder] = name
        return Label(item, coder, name, instant.astimezone(UTC).isoformat())

    def knows(self, item: str, coder: str, label: str) -> bool:
        """Whether exactly this label is stored already."""
        before = self._given.get((item, coder.strip()))
        return before is not None and before == named(label, self._sample.measure)


def named(label: str, measure: str) -> str:
    """The label by its name, whether it is written as a name or as a number.

    Raises:
        RefusedLabelError: It is no label of the measure.
    """
    values = VALUES[measure]
    numbers = {f"{value:g}": name for name, value in values.items()}
    written = label.strip().removeprefix("'").replace("−", "-").casefold()
    name = numbers.get(written.removeprefix("+"), written)
    if name not in values:
        raise RefusedLabelError(
            f"{label!r} is no label of {measure}; labels are {', '.join(values)} (or {', '.join(numbers)})"
        )
    return name
