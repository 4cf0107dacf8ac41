"""Who is looking: the presenter at this machine or a phone in the room, and where phones find the page."""

from __future__ import annotations

import os
import socket
from functools import cache
from typing import Final
from urllib.parse import urlencode

import segno
import streamlit as st

CLASS: Final = "PARALLAX_CLASS"
"""Environment variable: set by `make class`; then other machines see the join page and nothing else."""
START: Final = "make class"
JOIN: Final = "join"
_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1", ""})
# Reserved for documentation (RFC 5737): choosing a route to it sends nothing.
_ELSEWHERE: Final = ("192.0.2.1", 9)


def is_phone() -> bool:
    """Whether this visitor gets the join page and nothing else of the app."""
    return JOIN in st.query_params or (for_a_class() and not _at_this_machine(st.context.ip_address))


def for_a_class() -> bool:
    """Whether the app was started for a class."""
    return bool(os.environ.get(CLASS))


def reaches_phones() -> bool:
    """Whether the app listens to other machines at all."""
    return str(st.get_option("server.address") or "0.0.0.0") not in _LOOPBACK  # noqa: S104


def here() -> str:
    """The address of this machine in its network with the app's port, as a guess that the presenter can mend."""
    return f"{_own() or socket.gethostname()}:{st.get_option('server.port')}"


def join(place: str, code: str) -> str:
    """The address that a phone opens to take part."""
    return f"http://{place.strip().removeprefix('http://').rstrip('/')}/classroom?{urlencode({JOIN: code})}"


def qr(url: str) -> str:
    """The address as a QR code in SVG, dark on white with its quiet zone whatever the theme."""
    return str(segno.make(url, error="m").svg_inline(scale=8, border=4, dark="#000000", light="#ffffff"))


def _at_this_machine(visitor: str | None) -> bool:
    plain = (visitor or "").removeprefix("::ffff:")
    return plain in _LOOPBACK or plain == _own()


@cache
def _own() -> str | None:
    """The address that other machines of the network know this one by, or None without a network."""
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect(_ELSEWHERE)
            return str(probe.getsockname()[0])
    except OSError:
        return None
