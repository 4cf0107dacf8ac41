"""Fetching against servers that misbehave, all of them on this machine's loopback."""

from __future__ import annotations

import gzip
import shutil
import socket
import ssl
import subprocess
import threading
import time
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest

from data.ingest import fetch
from data.ingest.base import RefusedError

Names = dict[str, list[list[str]]]
Handler = Callable[[socket.socket, str], None]


def anywhere(address: fetch.Address) -> bool:
    return True


@contextmanager
def serving(handle: Handler, context: ssl.SSLContext | None = None) -> Iterator[int]:
    """A raw server that hands each connection's request head to ``handle``."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer(peer: socket.socket) -> None:
            with suppress(OSError), peer:  # the client may leave at any time: that is what is tested
                peer.settimeout(5)
                speaking = context.wrap_socket(peer, server_side=True) if context else peer
                with speaking:
                    head = b""
                    while b"\r\n\r\n" not in head and (part := speaking.recv(4096)):
                        head += part
                    handle(speaking, head.decode())

        def accept() -> None:
            with suppress(OSError):
                while True:
                    peer, _ = listener.accept()
                    threading.Thread(target=answer, args=(peer,), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)


def reply(body: bytes = b"<p>hello</p>", status: str = "200 OK", **headers: str) -> Handler:
    fields = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(body))}
    fields |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = f"HTTP/1.1 {status}\r\n" + "".join(f"{name}: {value}\r\n" for name, value in fields.items() if value)

    def handle(peer: socket.socket, request: str) -> None:
        peer.sendall(head.encode() + b"\r\n" + body)

    return handle


def limits(port: int, **changes: float) -> fetch.Limits:
    small = fetch.Limits(body_bytes=100_000, seconds=2.0, wait_seconds=1.0, ports=frozenset({port}))
    return replace(small, **changes)  # type: ignore[arg-type]


def get(port: int, path: str = "/", **changes: float) -> fetch.Fetched:
    return fetch.get(f"http://127.0.0.1:{port}{path}", limits=limits(port, **changes), allowed=anywhere)


def test_a_page_comes_back_whole_with_its_address_and_type() -> None:
    with serving(reply(b"<p>Na\xc3\xafve</p>")) as port:
        page = get(port, "/a?b=c#part")
    assert page.content == b"<p>Na\xc3\xafve</p>"
    assert page.content_type == "text/html; charset=utf-8"
    assert page.url == f"http://127.0.0.1:{port}/a?b=c#part"


def test_it_says_who_it_is_and_which_host_it_wants() -> None:
    heads: list[str] = []

    def handle(peer: socket.socket, request: str) -> None:
        heads.append(request)
        reply()(peer, request)

    with serving(handle) as port:
        get(port, "/a?b=c#part")
    version = tomllib.loads((Path(fetch.__file__).parents[2] / "pyproject.toml").read_text())["project"]["version"]
    assert heads[0].startswith("GET /a?b=c HTTP/1.1\r\n")
    assert f"\r\nUser-Agent: Parallax/{version}\r\n" in heads[0]
    assert f"\r\nHost: 127.0.0.1:{port}\r\n" in heads[0]
    assert "cookie" not in heads[0].lower()


def test_gzip_is_unpacked() -> None:
    with serving(reply(gzip.compress(b"<p>packed</p>"), Content_Encoding="gzip")) as port:
        assert get(port).content == b"<p>packed</p>"


def test_chunked_bodies_are_joined() -> None:
    with serving(reply(b"4\r\nabcd\r\n2\r\nef\r\n0\r\n\r\n", Content_Length="", Transfer_Encoding="chunked")) as port:
        assert get(port).content == b"abcdef"


def test_redirects_are_followed_to_the_final_address() -> None:
    def handle(peer: socket.socket, request: str) -> None:
        if request.startswith("GET /old"):
            reply(b"", "301 Moved", Location="/n%C3%A9w")(peer, request)
        else:
            reply(b"<p>new</p>")(peer, request)

    with serving(handle) as port:
        page = get(port, "/old")
    assert (page.final_url, page.content) == (f"http://127.0.0.1:{port}/n%C3%A9w", b"<p>new</p>")


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ftp://example.org/x", "not an http or https URL"),
        ("file:///etc/passwd", "not an http or https URL"),
        ("gopher://example.org", "not an http or https URL"),
        ("javascript:alert(1)", "not an http or https URL"),
        ("example.org/article", "not an http or https URL"),
        ("", "not an http or https URL"),
        ("http://", "names no host"),
        ("http:///path", "names no host"),
        ("http://user:secret@example.org/", "user name or password"),
        ("http://example.org@127.0.0.1/", "user name or password"),
        ("http://example.org:22/", "port 22"),
        ("https://example.org:6379/", "port 6379"),
        ("http://example.org:0/", "port 0"),
        ("http://example.org:99999/", "not a URL"),
        ("http://example.org\\@127.0.0.1/", "backslashes"),
        ("http://example.org/a b", "spaces"),
        ("http://example.org/\r\nX-Evil: 1", "spaces"),
        ("http://exam\x00ple.org/", "control characters"),
        ("http://[::1", "not a URL"),
    ],
)
def test_urls_that_are_no_plain_web_address_are_refused(url: str, reason: str) -> None:
    with pytest.raises(RefusedError, match=reason):
        fetch.get(url, allowed=anywhere)


def test_the_password_of_a_url_is_not_repeated() -> None:
    with pytest.raises(RefusedError) as refusal:
        fetch.get("http://user:secret@example.org/")
    assert "secret" not in str(refusal.value)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "0.0.0.0",  # noqa: S104
        "10.0.0.1",
        "169.254.169.254",
        "localhost",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[fe80::1]",
        "[::]",
    ],
)
def test_by_default_no_spelling_of_a_private_host_is_fetched(host: str) -> None:
    with pytest.raises(RefusedError, match=r"not on the public internet|could not be found|not a URL"):
        fetch.get(f"http://{host}/")


def test_by_default_a_running_loopback_server_is_never_contacted() -> None:
    contacted: list[str] = []
    with (
        serving(lambda _, request: contacted.append(request)) as port,
        pytest.raises(RefusedError, match="not on the public internet"),
    ):
        fetch.get(f"http://127.0.0.1:{port}/", limits=limits(port))
    assert contacted == []


@pytest.mark.parametrize(
    "address",
    [
        "8.8.8.8",
        "93.184.216.34",
        "2606:2800:220:1:248:1893:25c8:1946",
        "::ffff:8.8.8.8",
        "64:ff9b::808:808",
        "2002:808:808::1",
    ],
)
def test_public_addresses(address: str) -> None:
    assert fetch.is_public(ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.255.255.254",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",  # cloud metadata
        "100.64.0.1",  # carrier-grade NAT
        "192.0.2.1",  # documentation
        "198.18.0.1",  # benchmarks
        "224.0.0.1",
        "239.255.255.250",
        "240.0.0.1",
        "255.255.255.255",
        "0.0.0.0",  # noqa: S104
        "::",
        "::1",
        "::127.0.0.1",  # IPv4-compatible
        "::ffff:10.0.0.1",
        "::ffff:127.0.0.1",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "fc00::1",
        "fd12:3456::1",
        "ff02::1",
        "2001:db8::1",
        "2001::1",  # Teredo
        "2002:7f00:1::1",  # 6to4 of 127.0.0.1
        "2002:a00:1::1",  # 6to4 of 10.0.0.1
        "64:ff9b::7f00:1",  # NAT64 of 127.0.0.1
        "64:ff9b::a9fe:a9fe",  # NAT64 of 169.254.169.254
        "64:ff9b:1::808:808",  # local-use NAT64
    ],
)
def test_addresses_that_are_not_public(address: str) -> None:
    assert not fetch.is_public(ip_address(address))


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Names:
    """Invented host names: each look-up takes the next list of addresses, the last one staying."""
    table: Names = {}
    real = socket.getaddrinfo

    def lookup(host: str, *args: Any, **kwargs: Any) -> list[Any]:
        if host not in table:
            return real(host, *args, **kwargs)
        addresses = table[host].pop(0) if len(table[host]) > 1 else table[host][0]
        return [entry for address in addresses for entry in real(address, *args, **kwargs)]

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    return table


def test_one_private_address_among_public_ones_refuses_the_host(names: Names) -> None:
    names["mixed.example"] = [["8.8.8.8", "10.0.0.1"]]
    with pytest.raises(RefusedError, match=r"mixed\.example resolves to 10\.0\.0\.1"):
        fetch.get("http://mixed.example/")


def test_a_name_that_changes_after_the_check_is_not_resolved_again(names: Names) -> None:
    names["rebinding.example"] = [["127.0.0.1"], ["127.0.0.2"]]
    with serving(reply(b"<p>checked</p>")) as port:
        page = fetch.get(
            f"http://rebinding.example:{port}/",
            limits=limits(port),
            allowed=lambda address: str(address) == "127.0.0.1",
        )
    assert page.content == b"<p>checked</p>"
    assert names["rebinding.example"] == [["127.0.0.2"]]


def test_an_address_that_does_not_answer_is_passed_over(names: Names) -> None:
    names["twohomes.example"] = [["127.0.0.9", "127.0.0.1"]]
    with serving(reply()) as port:
        page = fetch.get(f"http://twohomes.example:{port}/", limits=limits(port), allowed=anywhere)
    assert page.content == b"<p>hello</p>"


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("http://127.0.0.3/admin", "127.0.0.3, which is not on the public internet"),
        ("//127.0.0.3/", "127.0.0.3, which is not on the public internet"),
        ("http://[::1]/", "::1, which is not on the public internet"),
        ("http://inside.example/", "10.0.0.1, which is not on the public internet"),
        ("file:///etc/passwd", "not an http or https URL"),
        ("http://a:b@127.0.0.1/", "user name or password"),
        ("http://127.0.0.1:22/", "port 22"),
    ],
)
def test_every_redirect_is_checked_anew(names: Names, location: str, reason: str) -> None:
    names["inside.example"] = [["10.0.0.1"]]
    with serving(reply(b"", "302 Found", Location=location)) as port, pytest.raises(RefusedError, match=reason):
        fetch.get(
            f"http://127.0.0.1:{port}/",
            limits=replace(limits(port), ports=frozenset({port, 80})),
            allowed=lambda address: str(address) == "127.0.0.1",
        )


def test_a_circle_of_redirects_ends() -> None:
    seen: list[str] = []

    def handle(peer: socket.socket, request: str) -> None:
        seen.append(request)
        reply(b"", "302 Found", Location="/again")(peer, request)

    with serving(handle) as port, pytest.raises(RefusedError, match="redirects more than 5 times"):
        get(port)
    assert len(seen) == 6


@pytest.mark.parametrize("status", ["401 Unauthorized", "403 Forbidden", "404 Not Found", "500 Oops", "204 No Content"])
def test_other_answers_than_200_are_explained(status: str) -> None:
    with serving(reply(b"", status)) as port, pytest.raises(RefusedError, match=f"answered {status}.*save it"):
        get(port)


@pytest.mark.parametrize("media", ["application/pdf", "image/png", "application/zip", "application/octet-stream"])
def test_other_content_types_are_refused(media: str) -> None:
    with serving(reply(Content_Type=media)) as port, pytest.raises(RefusedError, match=f"sent {media}.*HTML pages"):
        get(port)


@pytest.mark.parametrize(
    "media",
    [
        "text/html",
        "TEXT/HTML; charset=x",
        "text/plain",
        "text/xml",
        "application/rss+xml",
        "application/atom+xml; x=y",
        "application/feed+json",
        "application/xhtml+xml",
        "",
    ],
)
def test_pages_feeds_and_text_are_accepted(media: str) -> None:
    with serving(reply(Content_Type=media)) as port:
        assert get(port).content == b"<p>hello</p>"


def test_an_encoding_that_was_not_asked_for_is_refused() -> None:
    with serving(reply(Content_Encoding="br")) as port, pytest.raises(RefusedError, match="'br'"):
        get(port)


@pytest.mark.parametrize("declared", ["100001", ""])
def test_a_large_body_is_refused_whether_or_not_its_size_is_declared(declared: str) -> None:
    with (
        serving(reply(b"x" * 100_001, Content_Length=declared)) as port,
        pytest.raises(RefusedError, match="larger than 100,000 bytes"),
    ):
        get(port)


def test_an_endless_body_is_cut_off() -> None:
    def handle(peer: socket.socket, request: str) -> None:
        peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
        while True:
            peer.sendall(b"<p>more</p>" * 1000)

    with serving(handle) as port, pytest.raises(RefusedError, match="larger than"):
        get(port)


@pytest.mark.parametrize("chunked", [False, True])
def test_a_gzip_bomb_is_refused_before_it_unfolds(chunked: bool) -> None:
    bomb = gzip.compress(bytes(200_000_000))
    assert len(bomb) < 200_000
    if chunked:
        body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(bomb), bomb)
        handle = reply(body, Content_Encoding="gzip", Content_Length="", Transfer_Encoding="chunked")
    else:
        handle = reply(bomb, Content_Encoding="gzip")
    with serving(handle) as port, pytest.raises(RefusedError, match="larger than 100,000 bytes"):
        get(port, seconds=10.0)


def test_a_broken_gzip_is_refused() -> None:
    with (
        serving(reply(b"not packed at all", Content_Encoding="gzip")) as port,
        pytest.raises(RefusedError, match="broke off"),
    ):
        get(port)


def test_a_body_shorter_than_declared_is_refused() -> None:
    with serving(reply(Content_Length="500")) as port, pytest.raises(RefusedError, match="broke off"):
        get(port)


def test_what_is_not_http_is_refused() -> None:
    with (
        serving(lambda peer, _: peer.sendall(b"SSH-2.0-OpenSSH_9.9\r\n")) as port,
        pytest.raises(RefusedError, match="broke off"),
    ):
        get(port)


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


@pytest.mark.parametrize(
    "opening",
    [b"", HEAD + b"X-Slow: ", HEAD + b"\r\n", HEAD + b"Content-Length: 90000\r\n\r\n"],
    ids=["status line", "header", "body", "body of known length"],
)
def test_one_byte_at_a_time_ends_at_the_deadline(opening: bytes) -> None:
    def handle(peer: socket.socket, request: str) -> None:
        peer.sendall(opening)
        while True:
            peer.sendall(b"H")
            time.sleep(0.05)

    with serving(handle) as port:
        start = time.monotonic()
        with pytest.raises(RefusedError, match="took too long"):
            get(port, seconds=0.6)
    assert time.monotonic() - start < 1.5


def test_silence_ends_before_the_deadline() -> None:
    with serving(lambda *_: time.sleep(3)) as port:
        start = time.monotonic()
        with pytest.raises(RefusedError, match="broke off"):
            get(port, seconds=30.0, wait_seconds=0.3)
    assert time.monotonic() - start < 2


def test_a_slow_name_look_up_ends_at_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: time.sleep(1.5))
    start = time.monotonic()
    with pytest.raises(RefusedError, match="took too long"):
        fetch.get("http://slow.example/", limits=fetch.Limits(seconds=0.2))
    assert time.monotonic() - start < 1


def test_nobody_listening_is_explained() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(RefusedError, match=f"No connection to 127.0.0.1 on port {port}"):
        get(port)


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """A server identity for news.example that this process trusts."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("needs the openssl command to make a certificate")
    key, chain = tmp_path / "key.pem", tmp_path / "chain.pem"
    asked = f"req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=news.example -keyout {key} -out {chain}"
    subprocess.run(
        [openssl, *asked.split(), "-addext", "subjectAltName=DNS:news.example"],
        check=True,
        capture_output=True,
    )
    monkeypatch.setenv("SSL_CERT_FILE", str(chain))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, key)
    return context


def test_tls_is_checked_against_the_name_though_the_address_is_pinned(
    names: Names, certificate: ssl.SSLContext
) -> None:
    names["news.example"] = names["other.example"] = [["127.0.0.1"]]
    asked: list[str | None] = []
    certificate.sni_callback = lambda _, name, __: asked.append(name)
    with serving(reply(b"<p>secure</p>"), certificate) as port:
        page = fetch.get(f"https://news.example:{port}/", limits=limits(port), allowed=anywhere)
        with pytest.raises(RefusedError, match=r"No connection to other\.example.*certificate"):
            fetch.get(f"https://other.example:{port}/", limits=limits(port), allowed=anywhere)
    assert page.content == b"<p>secure</p>"
    assert asked == ["news.example", "other.example"]
