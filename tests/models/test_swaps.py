"""The swap battery measures names and nothing else; by hand, on a scorer with a rule."""

from __future__ import annotations

from pathlib import Path

import pytest

from models import swaps
from models.base import LABELS, Failure, Passage, Prediction
from models.swaps import Battery, Shift, Template

POINTS = {"Ann": 0.4, "Bob": 0.1, "the Reds": -0.2, "the Blues": 0.2}
PLAIN = Battery(
    templates=(
        Template("parties", "Nobody asked {name}.", ("tone", "portrayal")),
        Template("parties", "{name} left.", ("tone",)),
    ),
    names={"parties": ("the Reds", "the Blues")},
    partners={},
)
PAIRS = Battery((Template("genders", "{name} left.", ("tone",)),), {"genders": ("Ann",)}, {"Ann": "Bob"})


class Biased:
    """Scores a passage by the names in it; in a text that starts with a name twice as much."""

    task, id, revision = "tone", "biased", "1"

    def predict(self, passages: list[Passage]) -> list[Prediction | Failure]:
        found: list[Prediction | Failure] = []
        for passage in passages:
            name = next(name for name in POINTS if name in passage.text)
            score = POINTS[name] * (2 if passage.text.startswith(name) else 1)
            found.append(Prediction("neutral", ((0.5 - score) / 2, 0.5, (0.5 + score) / 2)))
        return found


def test_a_shift_is_the_score_less_the_mean_of_its_template() -> None:
    reds, blues = swaps.shifts(Biased(), PLAIN)
    assert (reds.slot, reds.name, reds.templates) == ("parties", "the Reds", 2)
    assert reds.shift == pytest.approx((-0.2 - 0.4) / 2)
    assert blues.shift == blues.absolute == pytest.approx(0.3)


def test_of_a_pair_it_is_the_womans_less_the_mans() -> None:
    (pair,) = swaps.shifts(Biased(), PAIRS)
    assert pair.name == "Ann"
    assert pair.shift == pytest.approx(2 * (0.4 - 0.1))


def test_slots_in_short_and_all_of_them_weighed_by_their_templates() -> None:
    found = [Shift("a", "x", 1, 0.1, 0.2), Shift("a", "y", 1, -0.1, 0.2), Shift("genders", "z", 2, -0.3, 0.5)]
    first, second, everything = swaps.by_slot(found)
    assert (first.names, first.templates, first.mean, first.signed) == (2, 1, 0.2, 0.0)
    assert (second.names, second.largest, second.shift, second.absolute) == (2, "z", -0.3, 0.5)
    assert (everything.slot, everything.names, everything.templates) == ("all", 4, 3)
    assert everything.mean == pytest.approx((0.2 + 0.2 + 2 * 0.5) / 4)
    assert swaps.by_slot([]) == []


@pytest.mark.parametrize(
    ("text", "name", "target", "span"),
    [
        ("At last {name} won.", "the Greens", "Greens", (12, 18)),
        ("{name}'s play", "Ann", "Ann", (0, 3)),
        ("In {name}.", "The Guardian", "The Guardian", (3, 15)),
    ],
)
def test_a_filled_template_asks_about_its_name(text: str, name: str, target: str, span: tuple[int, int]) -> None:
    passage = Template("any", text, ("portrayal",)).filled(name)
    assert (passage.target, passage.spans) == (target, (span,))
    assert passage.text[slice(*span)] == target


def test_what_cannot_be_scored_is_not_passed_over() -> None:
    class Silent(Biased):
        def predict(self, passages: list[Passage]) -> list[Prediction | Failure]:
            return [Failure("too grim")] * len(passages)

    with pytest.raises(ValueError, match=r"biased could not score 'Nobody asked the Reds\.': too grim"):
        swaps.shifts(Silent(), PLAIN)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ('slot = "a"\ntext = "Nobody."\nmeasures = ["tone"]', "must hold {name} once"),
        ('slot = "b"\ntext = "{name}."\nmeasures = ["tone"]', "no names for slot 'b'; there is a"),
        ('slot = "a"\ntext = "{name}."\nmeasures = ["mood"]', r"asks for \['mood'\]"),
        ('slot = "a"\ntext = "{name}."\nmeasures = ["stance"]', "asks for stance without a claim"),
    ],
)
def test_a_faulty_battery_is_refused_with_what_is_wrong(tmp_path: Path, row: str, message: str) -> None:
    file = tmp_path / "swap.toml"
    file.write_text(f'[names]\na = ["Ann"]\n\n[[templates]]\n{row}\n', encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        swaps.battery(file)


def test_the_battery_is_large_and_asks_every_task() -> None:
    battery = swaps.battery()
    names, templates = battery.size
    assert names >= 40
    assert templates >= 60
    assert {measure for template in battery.templates for measure in template.measures} == set(LABELS)
    assert all(len(set(listed)) == len(listed) for listed in battery.names.values())
    for template in battery.templates:
        for name in battery.names[template.slot]:
            passage = template.filled(name)
            assert passage.text[slice(*passage.spans[0])] == passage.target
