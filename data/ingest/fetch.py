"""Fetches one public web page or feed, and nothing else that a URL could be made to point at."""

from __future__ import annotations

import socket
import ssl
import threading
import tomllib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from http.client import HTTPException
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from pathlib import Path
from time import monotonic
from typing import Final
from urllib.parse import urljoin

import certifi
from urllib3 import BaseHTTPResponse
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, LocationParseError
from urllib3.util import Url, parse_url

from data.ingest.base import RefusedError

Address = IPv4Address | IPv6Address

_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_ENCODINGS: Final = frozenset({"", "identity", "gzip", "deflate"})
_TYPES: Final = frozenset(
    {
        "",  # undeclared: the content itself decides later
        "application/xhtml+xml",
        "application/xml",
        "application/rss+xml",
        "application/atom+xml",
        "application/rdf+xml",
        "application/json",
        "application/feed+json",
    }
)
_NAT64: Final = IPv6Network("64:ff9b::/96")
_CHUNK: Final = 65_536
_GRACE: Final = 0.02  # seconds: a timer must not fire before the deadline that it enforces
_PROJECT: Final = Path(__file__).parents[2] / "pyproject.toml"


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of anyone's time, memory and network one fetch may take.

    ``seconds`` bounds everything together: resolving, connecting, redirects and the body.
    ``wait_seconds`` bounds each silence in between. ``body_bytes`` counts after decompression.
    """

    body_bytes: int = 20_000_000
    seconds: float = 30.0
    wait_seconds: float = 10.0
    redirects: int = 5
    ports: frozenset[int] = frozenset({80, 443, 8080, 8443})


DEFAULT_LIMITS: Final = Limits()


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a server answered, whole; ``content_type`` is its header as sent."""

    url: str
    final_url: str
    content: bytes
    content_type: str


def is_public(address: Address) -> bool:
    """True for an address of the public internet, judged by the IPv4 address inside it if there is one."""
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is None and address in _NAT64:
            inner = IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
        if address.is_site_local:
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def get(url: str, *, limits: Limits = DEFAULT_LIMITS, allowed: Callable[[Address], bool] = is_public) -> Fetched:
    """Return the page or feed behind a public URL.

    Every address that the host resolves to must be allowed, the connection goes to a checked
    address whatever the name resolves to later, and each redirect is checked anew.

    Args:
        url: An http or https URL.
        limits: Bounds on size, time, redirects and ports.
        allowed: Which addresses may be connected to.

    Raises:
        RefusedError: The URL is not one that may be fetched, or no article can come from its answer.
    """
    deadline = monotonic() + limits.seconds
    at = url.strip()
    for _ in range(limits.redirects + 1):
        target = _checked(at, limits)
        answer = _request(target, _resolve(target, allowed, deadline), limits, deadline)
        if isinstance(answer, Fetched):
            return Fetched(url, answer.final_url, answer.content, answer.content_type)
        at = urljoin(target.url, answer)
    raise RefusedError(f"{url} redirects more than {limits.redirects} times. Give the address of the article itself.")


@cache
def user_agent() -> str:
    """The name under which Parallax introduces itself to servers."""
    project = tomllib.loads(_PROJECT.read_text(encoding="utf-8"))["project"]
    return f"Parallax/{project['version']}"


def _checked(url: str, limits: Limits) -> Url:
    if any(character.isspace() or not character.isprintable() or character == "\\" for character in url):
        raise RefusedError(f"{url!r} holds spaces, control characters or backslashes. Give one plain http(s) URL.")
    try:
        parsed = parse_url(url)
    except LocationParseError as error:
        raise RefusedError(f"{url!r} is not a URL. Give one like https://example.org/article.") from error
    if parsed.scheme not in _DEFAULT_PORTS:
        raise RefusedError(f"{url} is not an http or https URL; other schemes are not fetched.")
    if not parsed.host:
        raise RefusedError(f"{url} names no host. Give a URL like https://example.org/article.")
    if parsed.auth is not None:
        raise RefusedError(f"The URL for {parsed.host} holds a user name or password. Give it without.")
    if _port(parsed) not in limits.ports:
        known = ", ".join(str(number) for number in sorted(limits.ports))
        raise RefusedError(f"{url} points at port {_port(parsed)}. Only the ports {known} are fetched from.")
    return parsed


def _port(url: Url) -> int:
    return _DEFAULT_PORTS[url.scheme or ""] if url.port is None else url.port


def _resolve(url: Url, allowed: Callable[[Address], bool], deadline: float) -> list[Address]:
    """All addresses of the host, each of them allowed."""
    host = (url.host or "").strip("[]")
    # The system's resolver knows no time limit, so it is waited for from outside.
    resolver = ThreadPoolExecutor(max_workers=1)
    try:
        found = resolver.submit(socket.getaddrinfo, host, _port(url), type=socket.SOCK_STREAM).result(
            _left(url, deadline)
        )
    except TimeoutError as error:
        raise _too_slow(url) from error
    except (OSError, UnicodeError) as error:
        raise RefusedError(f"The host {host} could not be found. Check the spelling and the connection.") from error
    finally:
        resolver.shutdown(wait=False)
    addresses = list(dict.fromkeys(ip_address(entry[4][0]) for entry in found))
    for address in addresses:
        if not allowed(address):
            raise RefusedError(
                f"{host} resolves to {address}, which is not on the public internet. "
                "Pages of a private network are not fetched; save the page and add the file instead."
            )
    return addresses


def _request(url: Url, addresses: list[Address], limits: Limits, deadline: float) -> Fetched | str:
    """The answer, or the location that the server redirects to."""
    connection = _connect(url, addresses, limits, deadline)
    # Closing the socket from a timer bounds also those who send one byte at a time, headers included.
    watchdog = threading.Timer(max(0.0, deadline - monotonic()) + _GRACE, _shut, [connection.sock])
    watchdog.daemon = True
    watchdog.start()
    try:
        connection.request("GET", url.request_uri, headers=_headers(url), preload_content=False)
        response = connection.getresponse()
        if response.status in _REDIRECTS and "Location" in response.headers:
            # Header bytes arrive as Latin-1; what servers put there is UTF-8.
            return response.headers["Location"].strip().encode("latin-1", "replace").decode("utf-8", "replace")
        _check_answer(url, response)
        body = _body(url, response, limits)
        _left(url, deadline)
        return Fetched(url.url, url.url, body, response.headers.get("Content-Type", ""))
    except (HTTPError, HTTPException, OSError) as error:
        _left(url, deadline)
        raise RefusedError(
            f"{url.host} broke off while answering ({type(error).__name__}). Try again later."
        ) from error
    finally:
        watchdog.cancel()
        connection.close()


def _connect(url: Url, addresses: list[Address], limits: Limits, deadline: float) -> HTTPConnection:
    """A connection to the first address that answers, speaking to it under the host's name."""
    failure: Exception | None = None
    for address in addresses:
        patience = min(limits.wait_seconds, _left(url, deadline))
        connection = _connection(url, address, patience)
        try:
            connection.connect()
        except (HTTPError, OSError) as error:
            connection.close()
            failure = error
        else:
            connection.sock.settimeout(limits.wait_seconds)
            return connection
    _left(url, deadline)
    raise RefusedError(f"No connection to {url.host} on port {_port(url)}: {failure}. Check the URL.") from failure


def _connection(url: Url, address: Address, patience: float) -> HTTPConnection:
    host = (url.host or "").strip("[]")
    if url.scheme == "http":
        return HTTPConnection(str(address), _port(url), timeout=patience)
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return HTTPSConnection(str(address), _port(url), timeout=patience, server_hostname=host, ssl_context=context)


def _headers(url: Url) -> dict[str, str]:
    return {
        "Host": url.netloc or "",
        "User-Agent": user_agent(),
        "Accept": "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, text/plain;q=0.8",
        "Accept-Encoding": "gzip",
        "Connection": "close",
    }


def _check_answer(url: Url, response: BaseHTTPResponse) -> None:
    if response.status != 200:
        raise RefusedError(
            f"{url.host} answered {response.status} {response.reason or ''}".rstrip()
            + ". Open the page in a browser, save it, and add the file instead."
        )
    encoding = response.headers.get("Content-Encoding", "").strip().lower()
    if encoding not in _ENCODINGS:
        raise RefusedError(f"{url.host} sent the encoding {encoding!r} that was not asked for; gzip is accepted.")
    media = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if not media.startswith("text/") and media not in _TYPES:
        raise RefusedError(
            f"{url.host} sent {media}. HTML pages, RSS, Atom and JSON feeds, and plain text are accepted."
        )


def _body(url: Url, response: BaseHTTPResponse, limits: Limits) -> bytes:
    body = bytearray()
    for chunk in response.stream(_CHUNK):
        body += chunk
        if len(body) > limits.body_bytes:
            raise RefusedError(
                f"The answer of {url.host} is larger than {limits.body_bytes:,} bytes (unpacked). "
                "Give the address of one article or feed."
            )
    return bytes(body)


def _left(url: Url, deadline: float) -> float:
    left = deadline - monotonic()
    if left <= 0:
        raise _too_slow(url)
    return left


def _too_slow(url: Url) -> RefusedError:
    return RefusedError(f"{url.host} took too long to answer. Save the page in a browser and add the file instead.")


def _shut(sock: socket.socket) -> None:
    with suppress(OSError):  # already closed: nothing left to stop
        socket.socket.shutdown(sock, socket.SHUT_RDWR)
