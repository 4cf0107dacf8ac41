"""The ready lessons as pages to print: `python -m analysis.lessons.handout` writes docs/teaching.md."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from analysis import lessons
from analysis.lessons import Plan, Step, StepKind, Texts

PAGE: Final = Path(__file__).parents[2] / "docs" / "teaching.md"
ANYBODY: Final = "the one you chose"

_DRIVEN: Final[dict[StepKind, str]] = {
    StepKind.READ: "The screen shows the texts, phones show {texts}. Nothing is asked.",
    StepKind.VOTE: "The vote opens by itself when you arrive; phones show {texts}, one question at a time.",
    StepKind.TALK: "The screen shows the task. Phones keep the texts that were read last.",
    StepKind.REVEAL: "U uncovers one outlet after another, on the screen and on the phones.",
    StepKind.MODEL: "The screen sets the class's votes beside the model's sentences, the widest parting first.",
    StepKind.SWAP: "The screen scores one sentence with several names. Phones rest.",
}
_TEXTS: Final[dict[Texts, str]] = {
    Texts.ALL: "all texts, each phone beginning with another",
    Texts.ONE: "one text each, dealt out in turn",
    Texts.FIRST: "text A only",
    Texts.REST: "every text but A",
}

INTRODUCTION: Final = """\
# Teaching with Parallax

This page is written by `python -m analysis.lessons.handout` from `analysis/lessons/lessons.toml`, where the lessons
can be changed.

## Before the lesson

1. `make class` starts the app so that phones in the same network can reach it, in large type. Without make:
   `PARALLAX_CLASS=1 streamlit run streamlit_app.py --server.address 0.0.0.0 --theme.baseFontSize=22` (on Windows
   `set PARALLAX_CLASS=1` first). No internet is needed, only a common network; a phone's hotspot will do.
2. Open the page on **this** machine, page *Classroom*. Other machines see the join page and nothing else of the
   app. An app that was started in another way listens to this machine alone; the page then says so.
3. Choose a lesson, a story, somebody to ask about, and two to six texts. Read them. *Open the lesson*.
4. The class scans the picture or opens the address and types the five letters. If phones do not find the address,
   the machine has several: put the right one in under *Before you begin*. A guest network that keeps devices apart
   will not work; a hotspot will.
5. First-time visitors load 4 MB each from this machine. Let everybody join before you begin to talk.

**Without phones:** *More → Count hands* puts a field under every answer. Hands and phones add up.

## On the screen

| key | what it does |
| --- | --- |
| → | next step; a vote opens by itself |
| ← | back; a vote stays closed until you open it |
| O | open or close the vote |
| U | uncover the next outlet |
| T | start or stop the clock of this step |

Every button can also be reached by Tab. The votes appear as they come, one dot a vote. *More → Hide the spread
while a vote is open* keeps the class from following the screen. Under five votes there are counts and no shares. A
vote can be changed until the round is closed, never afterwards. In a second round the first one's counts stand
beside it, with how many of the *same* phones changed, and which way.

## What is kept

A random token per phone and its answers, in `votes.sqlite` in the workspace's folder. No name, no address, no time.
Somebody who opens the join address twice in separate browsers can vote twice: nothing prevents that without asking
who they are, so compare the number of phones with the number of heads. *Lessons that were opened → Delete* removes
a lesson with its votes.

## The lesson file

*Save as a lesson file* writes texts (or their beginnings), the models' scores with the revision of each model,
questions and key into one JSON file. *A lesson file* opens it next year, on another machine, with no network and no
scored workspace. Texts may be under copyright: *Beginnings only* keeps the first 180 words of each.

## What the page can and cannot do

Mastheads, their aliases, datelines, web addresses and what a text calls itself are masked. A text can still give
itself away by its subject or style, and that may be worth a discussion. The model is a small one: its card, under
*Methods*, says how often it is right, and it knows no irony. Labels of outlets have a source and a year and can be
disputed. The page reports what a class and a model read in texts; it never says what a writer wanted.
"""


def markdown(plan: Plan) -> str:
    """A lesson as one page: aim, time, preparation, steps with what to say and how the page drives them."""
    about = plan.about(ANYBODY)
    lines = [f"## {plan.title}", "", f"**Aim.** {plan.aim}  ", f"**Time.** {plan.minutes} minutes.  "]
    lines += [f"**Before.** {plan.before}", ""]
    for number, step in enumerate(about.steps, 1):
        lines += [f"### {number}. {step.title} ({step.minutes} min)", "", f"> {step.say}", ""]
        lines += [f"- Question: {question}" for question in _asked(step)]
        lines += [f"- On the page: {_driven(step)}", f"- For you: {step.note}", ""]
    return "\n".join([*lines, "**What to watch for**", "", *(f"- {watch}" for watch in about.watch), ""])


def page() -> str:
    """The whole page: how a class works, then every ready lesson."""
    return "\n".join([INTRODUCTION, *(markdown(plan) for plan in lessons.plans().values())])


def _driven(step: Step) -> str:
    return _DRIVEN[step.kind].format(texts=_TEXTS[step.texts])


def _asked(step: Step) -> list[str]:
    asked = [lessons.questions()[question] for question in step.questions]
    filled = [
        (q.prompt.replace("{subject}", ANYBODY).replace("{fact}", "a fact of your list"), q.options) for q in asked
    ]
    return [f"*{prompt}* {' / '.join(options.values())}" for prompt, options in filled]


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
