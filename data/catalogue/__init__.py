"""Real outlets as facts: recognised by name, alias or address, with labels that users can override."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Final

from data.catalogue import names, reading
from data.catalogue.finder import Finder
from data.schema import Outlet

YOUR_LABEL: Final = "your label"
"""The source that is shown for a label which a user set without stating another one."""

SHIPPED: Final = Path(__file__).parent / "outlets.toml"

# What an outlet answers to: ("name", its letters), ("bare", its letters without "the") or ("domain", a host).
_Claim = tuple[str, str]


class Catalogue:
    """An immutable set of outlets that knows each of them by every name and address it goes by."""

    __slots__ = ("_by_id", "_finder", "_owners")

    def __init__(self, outlets: Iterable[Outlet]) -> None:
        """Index the outlets.

        Raises:
            ValueError: Two outlets have the same id, or go by the same name, alias or domain.
        """
        by_id: dict[str, Outlet] = {}
        owners: dict[_Claim, str] = {}
        for outlet in outlets:
            if other := by_id.get(outlet.id):
                raise ValueError(f"two outlets have the id {outlet.id!r}: {other.name!r} and {outlet.name!r}")
            by_id[outlet.id] = outlet
            for claim, stated in _claims(outlet):
                if (owner := owners.setdefault(claim, outlet.id)) != outlet.id:
                    raise ValueError(
                        f"{stated!r} is claimed by two outlets, {owner!r} and {outlet.id!r}; "
                        "give it to one of them and a longer name, such as one with its country, to the other"
                    )
        self._fill(by_id, owners)

    def _fill(self, by_id: dict[str, Outlet], owners: dict[_Claim, str]) -> None:
        self._by_id = by_id
        self._owners = owners
        self._finder = Finder(
            ((name, o.id) for o in by_id.values() for name in _printed(o) if owners.get(_named(name)) == o.id),
            {domain: owner for (what, domain), owner in owners.items() if what == "domain"},
        )

    @property
    def outlets(self) -> tuple[Outlet, ...]:
        """All outlets, in the order in which they were given."""
        return tuple(self._by_id.values())

    def get(self, outlet_id: str | None) -> Outlet | None:
        """The outlet with this id."""
        return self._by_id.get(outlet_id) if outlet_id else None

    def printed(self, outlet_id: str | None) -> str | None:
        """The name to print for an article's outlet: of a known id, otherwise the words themselves."""
        outlet = self.get(outlet_id)
        return outlet.name if outlet else outlet_id

    def recognise(self, text: str | None) -> Outlet | None:
        """The outlet that a name, alias, host or address stands for; a name inside a longer text is none."""
        if not text or not text.strip():
            return None
        host = names.host(text)
        claims = [("domain", domain) for domain in names.parents(host)] if host else []
        if "//" not in text:
            words = names.words(text)
            claims += [("name", "".join(words)), ("bare", "".join(names.bare(words)))]
        return next((self._by_id[self._owners[claim]] for claim in claims if claim in self._owners), None)

    def mentions(self, text: str) -> list[tuple[Outlet, str]]:
        """The outlets named inside running text as whole words, the longest names first, with the matched words.

        Names that are short, abbreviations or ordinary words count only in the catalogue's capitals.
        """
        found = dict.fromkeys(self._finder.find(text))
        return [(self._by_id[outlet], words) for outlet, words in sorted(found, key=lambda pair: -len(pair[1]))]

    def with_overrides(self, overrides: Iterable[Outlet]) -> Catalogue:
        """This catalogue with a user's outlets in the place of those with the same id, or added to them.

        What an override leaves out (aliases, domains, feeds, country, language) stays as it was, and the
        old name keeps being recognised. A name or domain that an override claims is taken from whoever
        had it, the later override winning.
        """
        by_id = dict(self._by_id)
        owners = dict(self._owners)
        for override in overrides:
            outlet = _restated(override, self._by_id.get(override.id))
            owners = {claim: owner for claim, owner in owners.items() if owner != outlet.id}
            owners.update((claim, outlet.id) for claim, _ in _claims(outlet))
            by_id[outlet.id] = outlet
        overridden = Catalogue(())
        overridden._fill(by_id, owners)
        return overridden


@cache
def load() -> Catalogue:
    """The shipped outlets."""
    return Catalogue(reading.read(SHIPPED.read_text(encoding="utf-8"), SHIPPED.name))


def _restated(yours: Outlet, before: Outlet | None) -> Outlet:
    """A user's outlet with what it leaves unsaid taken from the outlet it replaces, its label shown as theirs."""
    if before is None:
        return replace(yours, label_source=yours.label_source or YOUR_LABEL)
    aliases = yours.aliases or before.aliases
    if before.name not in (yours.name, *aliases):
        aliases = (*aliases, before.name)
    outlet = replace(
        yours,
        aliases=aliases,
        domains=yours.domains or before.domains,
        feeds=yours.feeds or before.feeds,
        country=yours.country or before.country,
        language=yours.language or before.language,
    )
    if yours.label_source not in (None, before.label_source):
        return outlet
    if yours.kind is before.kind:
        return replace(outlet, label_source=before.label_source, label_year=before.label_year)
    # The old source did not give the new kind, and the old note does not speak of it.
    note = None if yours.note == before.note else yours.note
    return replace(outlet, label_source=YOUR_LABEL, label_year=None, note=note)


def _claims(outlet: Outlet) -> Iterator[tuple[_Claim, str]]:
    """What an outlet answers to, each with the name or domain as the outlet states it."""
    for domain in outlet.domains:
        yield ("domain", domain.casefold().removeprefix("www.")), domain
    for name in _printed(outlet):
        if host := names.host(name):
            yield ("domain", host.removeprefix("www.")), name
        if words := names.words(name):
            yield _named(name), name
            if not names.is_ordinary(words):
                yield ("bare", "".join(names.bare(words))), name


def _printed(outlet: Outlet) -> tuple[str, ...]:
    return (outlet.name, *outlet.aliases)


def _named(name: str) -> _Claim:
    return "name", "".join(names.words(name))
