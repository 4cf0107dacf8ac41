"""A small catalogue of invented outlets for the tests of the doors."""

from __future__ import annotations

import re
from typing import Final

from data.catalogue import Catalogue
from data.schema import Kind, Outlet


def _outlet(name: str, kind: Kind = Kind.PRIVATE, *aliases: str, country: str | None = None) -> Outlet:
    plain = re.sub(r"\W+", "-", name.casefold()).strip("-")
    domains = (f"{plain.replace('-', '')}.example",)
    return Outlet(plain, name, kind, country=country, aliases=aliases, domains=domains)


CATALOGUE: Final = Catalogue(
    (
        _outlet("Harbour Gazette", Kind.PRIVATE, "The Gazette"),
        _outlet("Port Courier"),
        _outlet("The Lantern"),
        _outlet("Karvenia Today", Kind.STATE_CONTROLLED, country="Karvenia"),
        _outlet("Lowmark Radio", Kind.STATE_CONTROLLED, country="Lowmark"),
        _outlet("Meridian Wire", Kind.WIRE),
        _outlet("Newsraft", Kind.AGGREGATOR),
        _outlet("Tidesorter", Kind.AGGREGATOR),
        _outlet("Hafenblatt"),
        _outlet("Kustenbote", Kind.PRIVATE, "Küstenbote"),
        _outlet("Le Courrier du Port"),
        _outlet("La Vigie"),
        _outlet("El Faro de Orrin"),
    )
)
