"""Marks on an article: what a reader should know before its text is measured."""

from __future__ import annotations

import dataclasses
import re
from typing import Final

from data.ingest.language import detect
from data.schema import Article

READ_LANGUAGE: Final = "en"  # the language of the embedded models
VERY_SHORT: Final = 25  # words; under it a score rests on one or two sentences
SNIPPET_WORDS: Final = 120  # a text that breaks off and has fewer words is a teaser, not a report
STUB_WORDS: Final = 40  # a call to subscribe is a short paragraph; a longer one is about subscriptions

# What a publisher prints where the rest of the text is withheld.
_PAYWALL: Final = re.compile(
    r"subscribe (?:now )?to (?:continue|read|unlock|keep reading)"
    r"|(?:continue|keep) reading (?:with|by|for) (?:a|your|\S?\d)"
    r"|(?:for|to|only for|exclusive to) (?:our )?(?:paid |paying )?(?:subscribers|members)(?: only)?\s*[.!]?$"
    r"|already (?:a |an )?(?:subscriber|subscribed|member)\?"
    r"|to (?:read|continue reading|unlock) (?:the (?:full|rest)|this)"
    r"|(?:sign|log) in to (?:read|continue)|you(?:'|’)ve reached your (?:free )?(?:article )?limit"
    r"|nur für abonnent|jetzt (?:abonnieren|weiterlesen)|mit .{2,20}\+? weiterlesen|bereits abonnent"
    r"|réservé (?:à nos|aux) abonnés|déjà abonné|abonnez-vous pour|il vous reste \d+ ?% de cet article"
    r"|(?:solo|exclusivo) para suscriptores|suscríbete para|¿ya (?:eres suscriptor|estás suscrito)",
    re.IGNORECASE,
)
_CUT: Final = re.compile(
    r"(?:…|\.\.\.|\[\s?(?:…|\.\.\.)\s?\])\s*(?:\[\+?\d[\d,.]* ?(?:chars|characters)\])?\s*"
    r"(?:(?:read|show|see|load) more|continue reading|full story|weiterlesen|mehr lesen|lire la suite|leer más)?\W*$"
    r"|\[\+\d[\d,.]* ?(?:chars|characters)\]$"
    r"|(?:^|\n|[.!?…]\s)(?:read more|continue reading|weiterlesen|lire la suite|leer más)\W*$",
    re.IGNORECASE,
)
_FINISHED: Final = re.compile(r"[.!?。！？।؟։…:][\"'”’»«›“‘)\]】」』*_]*$|[\"”’»)\]」』]$")
_UNSTOPPED: Final = frozenset(("th", "lo", "km", "my"))  # written without sentence-ending marks
# UTF-8 read as a Western code page: "donâ€™t", "CÃ¡diz"; two such pairs are no accident.
_MOJIBAKE: Final = re.compile(r"â€[™œ\u009d˜“”\x80-\x9f]|Ã[\u00a0-\u00bf]|\ufffd")


def marked(article: Article) -> Article:
    """The article with its language, its snippet flag and one warning for each thing to beware of."""
    text = article.text.strip()
    language = article.language or detect(f"{article.title}\n{text}")
    words = len(text.split())
    cut = bool(_CUT.search(text))
    stub = _is_stub(text)
    unfinished = bool(text) and not cut and not stub and language not in _UNSTOPPED and not _FINISHED.search(text)
    warnings: list[str] = []
    if not text:
        warnings.append("No text: only the title is there, so nothing can be scored.")
    elif _counted(words, text) < VERY_SHORT:
        warnings.append(f"Very short: {words} words; a score would rest on a sentence or two.")
    if stub:
        warnings.append("Paywall stub: the text ends in a call to subscribe, so the rest of the article is missing.")
    if cut:
        warnings.append("Cut: the text ends in an ellipsis or a “read more”, so the rest of the article is missing.")
    if unfinished:
        warnings.append("Truncated: the text stops without the end of a sentence.")
    if language is not None and language != READ_LANGUAGE:
        warnings.append(f"Foreign language ({language}): the embedded models read {READ_LANGUAGE} only.")
    if language is None and text:
        warnings.append("Language unknown: the text is too short, or mixes languages.")
    if len(_MOJIBAKE.findall(text)) >= 2:
        warnings.append("Wrong encoding: some letters are garbled; save the source as UTF-8 and read it again.")
    if not article.title.strip():
        warnings.append("No title.")
    return dataclasses.replace(
        article,
        language=language,
        snippet=article.snippet or stub or cut or (unfinished and _counted(words, text) < SNIPPET_WORDS),
        warnings=tuple(dict.fromkeys((*article.warnings, *warnings))),
    )


def _is_stub(text: str) -> bool:
    """Whether one of the last two paragraphs asks for a subscription rather than telling of one."""
    paragraphs = [paragraph for paragraph in re.split(r"\n\s*", text) if paragraph.strip()]
    return any(
        len(paragraph.split()) <= STUB_WORDS and _PAYWALL.search(paragraph.strip()) for paragraph in paragraphs[-2:]
    )


def _counted(words: int, text: str) -> int:
    """Words, or half the characters in scripts that write no spaces."""
    return max(words, len(text) // 2) if words and len(text) / words > 30 else words
