"""Site furniture in a line of a copied page: headings of lists, buttons, adverts, menus, consent boxes."""

from __future__ import annotations

import re
import tomllib
from enum import StrEnum
from pathlib import Path
from typing import Final


class Furniture(StrEnum):
    """What a line of furniture says about the lines around it."""

    HEADING = "heading"  # a list of other articles begins
    ENDING = "ending"  # stands under an article, seldom inside one
    INTERRUPTION = "interruption"  # stands inside an article, which goes on after it
    TEASER = "teaser"  # the same, but with words after it that could be a headline: "Watch: …", "Photo: …"
    GENERIC = "generic"  # can stand anywhere
    CONSENT = "consent"  # a paragraph about cookies, as long as a paragraph of news


_EDGES: Final = re.compile(r"^[\W\d_]+|[\W\d_]+$")
_COUNTS_AND_SIGNS: Final = re.compile(r"(?:[^\w\s'-]|\b\d[\d.,]*\s?[km]?\b)+", re.IGNORECASE)
_MORE_FROM: Final = re.compile(
    r"^(?:more (?:from|on|about|in|by)|also (?:from|on|in)|latest (?:from|on|in)|popular (?:on|in)|trending (?:on|in)"
    r"|most read (?:on|in)|mehr (?:von|aus|zu|über)|weitere (?:artikel|meldungen|beiträge) (?:von|aus|zu)|plus de"
    r"|plus sur|à lire aussi sur|más (?:de|sobre|en))\s+\S[^.!?]{0,50}$",
    re.IGNORECASE,
)
_HASHTAGS: Final = re.compile(r"^(?:#[\w-]+[\s,;·|]*)+$")
_TAG_LIST: Final = re.compile(
    r"^(?:tags|keywords|topics|schlagwörter|themen|mots-clés|étiquettes|etiquetas|temas)\s*:\s*\S", re.IGNORECASE
)
_ONLY_SIGNS: Final = re.compile(r"^[\W\d_]+$")
_ADDRESS: Final = re.compile(r"^(?:https?://|www\.)\S+$")
_READING_TIME: Final = re.compile(
    r"^(?:(?:about|ca\.?|environ)\s+)?\d+[ -]?min(?:ute)?[sn]?\.? (?:read|listen|lesezeit|de lecture|de lectura)$"
    r"|^(?:reading time|read time|estimated reading time|lesezeit|lesedauer|temps de lecture|lecture|tiempo de lectura"
    r"|lectura)\s*:?\s*(?:ca\.\s*)?\d+\s?min\w*\.?$",
    re.IGNORECASE,
)
_TALLY: Final = re.compile(
    r"^[\d.,]+\s?[km]?\s+(?:comments?|shares?|views?|likes?|reads?|reactions?|retweets?|kommentare?|aufrufe|mal geteilt"
    r"|commentaires?|partages?|vues|comentarios?|vistas|veces compartido)$",
    re.IGNORECASE,
)
_RIGHTS: Final = re.compile(
    r"^(?:©|\(c\)|copyright\b)|\ball rights reserved\b|\balle rechte vorbehalten\b|\btous droits réservés\b"
    r"|\btodos los derechos reservados\b|^powered by\b",
    re.IGNORECASE,
)
_CAPTION: Final = re.compile(
    r"^\W{0,2}(?:file\s+)?(?:photos?|images?|pictures?|pics?|video|bilder?|fotos?|symbolbild|crédits?(?: photo)?|imagen"
    r"|picture alliance|getty images|illustration)(?:\s+(?:credit|by|source|courtesy|de archivo))?\s*[:©/]"
    r"|\((?:photo|image|picture|foto|bild|crédit)\b[^()]*\)$"
    r"|(?:/|\bvia )(?:getty images|afp|ap|reuters|dpa|efe)\)?\.?$",
    re.IGNORECASE,
)
_TEASER: Final = re.compile(
    r"^\W{0,2}(?:read more|read also|also read|read next|see also|watch|related|more|lesen sie (?:auch|mehr)|mehr dazu"
    r"|lire aussi|à lire aussi|voir aussi|lea también|lee también|le(?:a|e) más|te puede interesar|leggi anche"
    r"|leia também|lees ook)\s*:\s*\S",
    re.IGNORECASE,
)
_INVITATION: Final = re.compile(
    r"^(?:sign up (?:for|to)|subscribe to|get (?:the|our|all|breaking|daily) .{0,80}(?:app|inbox|newsletter|alerts?)"
    r"|join (?:our|us on|the conversation)|follow us\b|follow .{2,40} on (?:x|twitter|facebook|instagram|telegram)"
    r"|like us on|(?:download|install) (?:the|our)|try (?:our|the new)|(?:discover|explore) (?:our|more|what)"
    r"|find out more|(?:click|tap) here|have (?:something|a tip)|do you have a (?:story|tip)|you can share this"
    r"|(?:the )?(?:statements,? )?views(?: and opinions)?,? (?:and opinions )?expressed (?:in|here|by)"
    r"|abonnieren sie|melden sie sich|jetzt (?:newsletter|app)|folgen sie uns|laden sie"
    r"|inscrivez-vous|abonnez-vous|recevez|suivez-nous|téléchargez"
    r"|suscríbe(?:te|ase)|síguenos|síganos|descarga|recibe)\b",
    re.IGNORECASE,
)
_MENU_MARK: Final = re.compile(r"\s*[|•·›»/]\s*|\s{3,}|\t")
_CONSENT: Final = re.compile(
    r"\bwe (?:and our (?:\d+ )?partners |also )?(?:use|store|value your privacy)|\bthis (?:web)?site uses cookies"
    r"|\bby (?:clicking|continuing|using this)\b.{0,60}\b(?:you agree|you accept|consent|accept)"
    r"|\b(?:wir|diese (?:web)?seite) (?:und unsere (?:\d+ )?partner )?(?:verwende[nt]|nutz(?:en|t)|setz(?:en|t)) "
    r".{0,30}cookies"
    r"|\bnous (?:et nos (?:\d+ )?partenaires )?utilisons des (?:cookies|traceurs)|\bce site utilise des cookies"
    r"|\b(?:nosotros y nuestros socios )?(?:utilizamos|usamos) cookies|\beste sitio (?:web )?(?:utiliza|usa) cookies",
    re.IGNORECASE,
)
_CONSENT_WORD: Final = re.compile(
    r"cookie|consent|privacy|partners|preferences|accept|einwilligung|datenschutz|akzeptier|partner|confidentialité"
    r"|accept|consentement|privacidad|socios|preferencias",
    re.IGNORECASE,
)
INVITATION_WORDS: Final = 30  # a longer paragraph that begins so is a sentence of an article
CAPTION_WORDS: Final = 40


def _lexicon() -> dict[str, Furniture]:
    """Phrase → kind, for the lines that are furniture from end to end, in every language of the list."""
    table = tomllib.loads(Path(__file__).with_name("furniture.toml").read_text("utf-8"))
    return {
        phrase: Furniture(kind)
        for kind, languages in table.items()
        for phrases in languages.values()
        for phrase in phrases
    }


_WHOLE_LINES: Final = _lexicon()


def furniture(line: str) -> Furniture | None:
    """Which kind of furniture the whole line is, or None for a line that may be news."""
    plain = " ".join(line.split()).replace("’", "'")
    words = len(plain.split())
    if words <= 8 and (kind := _WHOLE_LINES.get(_EDGES.sub("", plain).casefold()) or _row(plain)):
        return kind
    return _by_shape(plain, words)


def _row(plain: str) -> Furniture | None:
    """The kind of a row of buttons with counts and icons: "♡ 12 ↗ Share", "Comments (3)"."""
    phrases = [phrase.strip().casefold() for phrase in _COUNTS_AND_SIGNS.split(plain) if phrase.strip()]
    kinds = [_WHOLE_LINES.get(phrase) for phrase in phrases]
    return kinds[0] if kinds and None not in kinds else None


def _by_shape(plain: str, words: int) -> Furniture | None:
    if _HASHTAGS.match(plain) or _TAG_LIST.match(plain) or (_RIGHTS.search(plain) and words <= INVITATION_WORDS):
        return Furniture.ENDING
    if _MORE_FROM.match(plain) and words <= 7:
        return Furniture.HEADING
    if _TALLY.match(plain):
        return Furniture.ENDING
    if _READING_TIME.match(plain) or _ADDRESS.match(plain) or _ONLY_SIGNS.match(plain):
        return Furniture.GENERIC
    if (_CAPTION.search(plain) and words <= CAPTION_WORDS) or (_TEASER.match(plain) and words <= INVITATION_WORDS):
        return Furniture.TEASER
    if _INVITATION.match(plain) and words <= INVITATION_WORDS:
        return Furniture.GENERIC
    if is_menu(plain):
        return Furniture.GENERIC
    if _CONSENT.search(plain) and len(set(map(str.casefold, _CONSENT_WORD.findall(plain)))) >= 2:
        return Furniture.CONSENT
    return None


def is_imprint(line: str) -> bool:
    """Whether the line says whose page it is: "© 2025 X", "X. All rights reserved"."""
    return bool(_RIGHTS.search(line)) and len(line.split()) <= INVITATION_WORDS


def is_menu(line: str) -> bool:
    """Whether the line is a row of at least three short entries."""
    entries = [entry for entry in _MENU_MARK.split(line) if entry]
    return len(entries) >= 3 and all(len(entry.split()) <= 3 and not entry.endswith(".") for entry in entries)
