"""Who was named or spoke so far in an article, for pronouns and for quotations that name nobody."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from models.voices import words as w
from models.voices.names import NAME
from models.voices.phrases import Phrases

# "He" is somebody named at most so many steps before; a sentence is one step.
PRONOUN_REACH: Final = 7
# "It" is an office named in the neighbourhood.
BODY_REACH: Final = 3
# A new paragraph is so many steps more.
PARAGRAPH_STEPS: Final = 2
# So many people are kept; older ones are beyond a pronoun's reach anyway.
_KEPT: Final = 40

# A name after these is a place's or a body's as long as nobody of that name was met.
_PLACING: Final = frozenset(("the", "in", "at", "of", "from"))
_POSSESSED: Final = {"his": "he", "her": "she"}
_LONG_AGO: Final = -99


@dataclass(slots=True)
class Memory:
    """The people and bodies of an article, as far as it was read.

    ``center`` is the person that the text is about at the moment: who opens a sentence or speaks.
    """

    now: int = 0
    center: str | None = None
    center_at: int = _LONG_AGO
    body: str | None = None
    body_at: int = _LONG_AGO
    people: dict[str, int] = field(default_factory=dict)
    surnames: dict[str, str] = field(default_factory=dict)
    pronouns: dict[str, str] = field(default_factory=dict)

    def step(self, *, paragraph: bool) -> None:
        """Go on to the next sentence."""
        self.now += 1 + PARAGRAPH_STEPS * paragraph

    def resolved(self, speaker: str | None) -> str | None:
        """The name that a pronoun stands for, or None where that is not safe; other speakers unchanged."""
        low = (speaker or "").casefold()
        if low in ("it", "they"):
            return self._thing(low)
        if low not in w.HE_SHE:
            return speaker
        found = self.center if self.now - self.center_at <= PRONOUN_REACH else None
        if found is None or not self._goes_by(found, low) or self._is_rivalled(found, low):
            near_people = (name for name, at in reversed(self.people.items()) if self.now - at <= PRONOUN_REACH)
            found = next((name for name in near_people if self._goes_by(name, low)), None)
        if found is not None:
            self.pronouns[self._full(found)] = low
        return found

    def _thing(self, pronoun: str) -> str | None:
        """The body that "it" stands for, or a name that goes by no other pronoun; "they" is a plural."""
        found = self.body if self.now - self.body_at <= BODY_REACH else None
        if found is None and self.center and self.now - self.center_at <= BODY_REACH:
            personal = self._full(self.center) in self.pronouns or not w.RANKS.isdisjoint(self.center.split())
            found = None if personal else self.center
        return found if found and (pronoun == "it" or found.endswith("s")) else None

    def read(self, phrases: Phrases, speaker: str | None) -> None:
        """Take note of whom a sentence names outside its quotations, and of its subject and speaker."""
        self._learn_pronoun(self._read_names(phrases), phrases.words)
        lead = phrases.lead
        lead = self.resolved(lead) if lead and lead.casefold() in w.HE_SHE else lead
        for subject in (lead, speaker):
            if subject is None or subject.casefold() in w.PRONOUNS:
                continue
            words = subject.split()
            spoke = subject is speaker
            if self._is_body(words) and (spoke or len(words) > 1):
                self.body, self.body_at = subject, self.now
            elif spoke or self._is_person(words) or _head(words) in w.HUMAN:
                self.center, self.center_at = self._titled(subject), self.now
                self._meet(self.center)

    def _read_names(self, phrases: Phrases) -> list[str]:
        people: list[str] = []
        outer = phrases.outer
        for match in NAME.finditer(outer):
            before = outer[max(0, match.start() - 6) : match.start()].casefold().split(" ")
            small = before[-2] if len(before) > 1 and not before[-1] else ""
            words = re.sub(r"[’']s?$", "", match[0]).split()
            while words and words[0].casefold() in w.SMALL:
                small = words.pop(0).casefold()
            ranked = next((at for at, word in enumerate(words) if word.strip(".") in w.ABBREVIATED), 0)
            words = words[ranked:]
            if not words:
                continue
            name = " ".join(words)  # one space where a nickname's marks were
            known = name in self.people or not w.RANKS.isdisjoint(words)
            if self._is_person(words) and (known or small not in _PLACING):
                people.append(name)
                self._meet(name)
            elif self.body_at < self.now and w.DAYS.isdisjoint(words):
                self.body, self.body_at = f"the {name}" if small == "the" else name, self.now
        return people

    def _learn_pronoun(self, people: Sequence[str], words: Sequence[str]) -> None:
        """Learn from "his" or "her" in a sentence that names one person; not from "Lise Foss, his daughter"."""
        if len({self._full(name) for name in people}) != 1:
            return
        seen: set[str] = set()
        for at, word in enumerate(words[:-1]):
            pronoun = _POSSESSED.get(word.casefold())
            if pronoun and (at == 0 or words[at - 1] != ",") and words[at + 1][0].islower():
                seen.add(pronoun if words[at + 1] not in w.SMALL else "")
        if len(seen) == 1 and (pronoun := seen.pop()):
            self.pronouns.setdefault(self._full(people[0]), pronoun)

    def _is_rivalled(self, center: str, pronoun: str) -> bool:
        """Whether somebody named since then is known to go by the pronoun, and the centre is not."""
        if self.pronouns.get(self._full(center)) == pronoun:
            return False
        return any(at > self.center_at and self.pronouns.get(name) == pronoun for name, at in self.people.items())

    def _goes_by(self, name: str, pronoun: str) -> bool:
        return self.pronouns.get(self._full(name), pronoun) == pronoun

    def _full(self, name: str) -> str:
        """The longest form of a name that was met before."""
        known = self.surnames.get(name.split()[-1], name)
        return known if known.endswith(name) and len(known) > len(name) else name

    def _titled(self, subject: str) -> str:
        """The person behind "the Prime Minister", if one of that title was named."""
        title = subject.split()[1:]
        if not subject.casefold().startswith("the ") or not set(title) <= w.RANKS | {"Prime", "Foreign"}:
            return subject
        wanted = " ".join(title)
        return next((name for name in reversed(self.people) if wanted in name and len(name) > len(subject)), subject)

    def _meet(self, name: str) -> None:
        words = name.split()
        full = self._full(name)
        self.people.pop(full, None)
        self.people[full] = self.now
        self.surnames[words[-1]] = full
        if len(self.people) > _KEPT:
            self.people.pop(next(iter(self.people)))
        for word in words:
            if pronoun := w.TITLES.get(word) or w.KIN.get(word.casefold()):
                self.pronouns[full] = pronoun

    def _is_person(self, words: Sequence[str]) -> bool:
        """Whether a name is a person's, so far as its looks and the text tell."""
        if not w.RANKS.isdisjoint(words):
            return True
        if len(words) == 1:
            return words[0] in self.surnames
        first, capital = words[0].casefold(), words[0][0].isupper()
        possessive = any(word.endswith(("’s", "'s")) for word in words)
        impersonal = "of" in words or not w.BODIES.isdisjoint(words) or not w.DAYS.isdisjoint(words)
        return capital and first not in w.DETERMINERS and not possessive and not impersonal

    def _is_body(self, words: Sequence[str]) -> bool:
        """Whether a speaker is an office, a state or a paper rather than a person."""
        if not w.RANKS.isdisjoint(words) or _head(words) in w.HUMAN:
            return False
        if len(words) == 1 and words[0][0].isupper():
            return words[0] not in self.surnames
        return not w.BODIES.isdisjoint(words) or not w.BODY_NOUNS.isdisjoint(words)


def _head(words: Sequence[str]) -> str:
    """The noun that a phrase is about ("the head of the port")."""
    return words[next((at for at, word in enumerate(words) if at and word in w.LINKS), len(words)) - 1]
