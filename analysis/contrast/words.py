"""What counts as a word: folded, without possessives, with the classes that decide what a term may be made of.

Scripts without spaces between words (Chinese, Japanese, Thai, Lao, Khmer, Burmese) are read character
by character: their terms are sequences of two or three characters, which may be words, parts of words
or run over two of them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final

_UNSPACED: Final = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
# Signs that belong to a word although Python's \w does not know them: accents, points and vowel signs, joiners.
_SIGNS: Final = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u0900-\u0963\u0966-\u0dff\u0f71-\u0f84\u1ab0-\u1aff\u200c\u200d"
)
_LETTER: Final = rf"(?:[^\W_{_UNSPACED}]|[{_SIGNS}])"
_TOKEN: Final = re.compile(rf"[{_UNSPACED}]|{_LETTER}+(?:['’-]{_LETTER}+)*|[^\w\s]")
_POSSESSIVE: Final = re.compile(r"'s$")
_ONE_CHARACTER: Final = re.compile(rf"[{_UNSPACED}]")
_BETWEEN_CHARACTERS: Final = re.compile(rf"(?<=[{_UNSPACED}]) (?=[{_UNSPACED}])")

BREAK: Final = 0
"""Punctuation, over which no phrase runs."""
STOP: Final = 1
"""A function word, a figure or a letter: may stand inside a phrase, and neither begins nor ends one."""
CHARACTER: Final = 2
"""A character of a script without spaces: part of a term, and none by itself."""
WORD: Final = 3

_FUNCTION_WORDS: Final[dict[str, str]] = {
    "en": """
        a about after again against all also am an and any are aren't as at be because been before being below between
        both but by can can't cannot could couldn't did didn't do does doesn't doing don't down during each either else
        ever every few for from further had hadn't has hasn't have haven't having he her here hers herself him himself
        his how however i i'd i'll i'm i've if in into is isn't it it'll itself just least less let may me might more
        most much must my myself neither no nor not now of off on once one only onto or other our ours ourselves out
        over own per rather same shall shan't she should shouldn't since so some such than that the their theirs them
        themselves then there these they they'd they'll they're they've this those though through thus to too under
        until up upon us very was wasn't we we'd we'll we're we've were weren't what when where whether which while who
        whom whose why will with within without won't would wouldn't yet you you'll you're you've your yours
    """,
    "de": """
        aber alle allem allen aller alles als also am an ander andere anderen auch auf aus bei beim bin bis bist da
        damit dann das dass dem den denn der des dessen die dies diese diesem diesen dieser
        dieses doch dort du durch ein eine
        einem einen einer eines er es etwas euch für gegen gewesen hab habe haben hat hatte hatten hier hin hinter ich
        ihm ihn ihnen ihr ihre ihrem ihren ihrer im in indem ins ist jede jedem jeden jeder jedes jene jetzt kann kein
        keine keinem keinen keiner können könnte machen man manche mehr mein meine mich mir mit muss nach nicht nichts
        noch nun nur ob oder ohne sehr sein seine seinem seinen seiner seit selbst sich sie sind so solche soll sollte
        sondern sonst über um und uns unser unter viel vom von vor war waren warst was weil welche welcher wenn werde
        werden wie wieder will wir wird wirst wo wollen wurde wurden während zu zum zur zwar zwischen
    """,
    "fr": """
        ai ainsi alors au aucun aussi autre autres aux avait avant avec avoir c'est car ce ceci cela celle celles celui
        ces cet cette ceux chaque comme contre dans de depuis des donc dont du déjà elle elles en encore entre est et
        eux fait fois font il ils je jusqu la le les leur leurs lors lui là ma mais me moins mon même mêmes ne ni nos
        notre nous on ont ou où par parce pas pendant peu peut plus pour pourquoi qu'il qu'elle quand que quel quelle
        qui sa sans se selon sera ses si soit son sont sous sur ta te tes toi tous tout toute toutes très tu un une
        vers vos votre vous y à été être était étaient
    """,
    "es": """
        a al algo algunas algunos ante antes aquel aquella así aun aunque cada como con contra cual cuando de del desde
        donde dos durante e el ella ellas ellos en entre era eran es esa esas ese eso esos esta estaba estas este esto
        estos está están fue fueron ha había han hasta hay la las le les lo los me mi mientras muy más nada ni no nos
        nosotros o otra otras otro otros para pero poco por porque pues que quien quienes se sea según ser si sido sin
        sobre son su sus sí también tan tanto te tiene tienen toda todas todo todos tras tu un una uno unos y ya yo él
    """,
    "it": """
        a ad agli ai al alla alle allo anche ancora avere aveva c'è che chi ci come con contro cosa cui da dagli dai dal
        dalla dalle degli dei del dell della delle dello dentro di dopo dove e ed era erano essere fa fino fra gli ha
        hanno i il in io la le lei li lo loro lui ma mentre mi ne nei nel nella nelle nello noi non nostro o ogni per
        perché più poi prima quale quando quanto quella quelle quello questa queste questi questo qui se sei senza si
        sia sono sopra sotto stata stato su sua sue sugli sui sul sulla suo suoi tra tutti tutto un una uno vi voi è
    """,
    "pt": """
        a ao aos aquela aquele as até com como contra da das de dela dele depois do dos e ela elas ele eles em entre era
        eram essa esse esta estava este está estão eu foi foram há isso isto já lhe mais mas me mesmo meu minha muito na
        nas nem no nos nossa nosso não num numa nós o os ou para pela pelas pelo pelos por porque quando que quem se sem
        ser seu seus sobre sua suas são só também te tem tinha têm um uma umas uns você à às é
    """,
    "ru": """
        а без более бы был была были было быть в вам вас весь во вот все всего всех вы где да даже для до его ее её если
        есть еще ещё же за здесь и из или им их к как ко когда который которая которое которые кто ли либо между мне мы
        на над наш не него нее нет ни них но о об однако он она они оно от очень по под после при про с сам свои свой
        своей своих себя со так также такой там то того тоже только том тот ты у уже чем что чтобы эта эти это этого
        этой этом этот я
    """,
    "zh": "的 了 是 在 和 与 及 等 也 就 都 而 于 对 将 被 把 从 向 这 那 他 她 它 我 你 们 个 之 以 为 不 有",
}
STOPS: Final = frozenset(word for words in _FUNCTION_WORDS.values() for word in words.split())
"""Function words of the languages listed here, own lists; those of others stay in, held down by the prior alone."""


def tokens(text: str) -> list[str]:
    """Words in lower case and marks of punctuation, in order."""
    return _TOKEN.findall(unicodedata.normalize("NFC", text).casefold())


def canonical(token: str) -> str:
    """The word that a token counts as: one apostrophe, no possessive, no joiners at its end."""
    return _POSSESSIVE.sub("", token.replace("’", "'")).strip("\u200c\u200d")


def kind(word: str) -> int:
    """`BREAK`, `STOP`, `CHARACTER` or `WORD`."""
    if not any(char.isalnum() for char in word):
        return BREAK
    if word in STOPS or any(char.isdigit() for char in word):
        return STOP
    if len(word) == 1:
        return CHARACTER if _ONE_CHARACTER.match(word) else STOP
    return WORD


def printed(words: Iterable[str]) -> str:
    """A term as it is shown: words with spaces between, characters of scripts without spaces joined."""
    return _BETWEEN_CHARACTERS.sub("", " ".join(words))


def read(text: str) -> list[str]:
    """The canonical words of a text, with an empty string for every break."""
    return [word if kind(word) != BREAK else "" for word in map(canonical, tokens(text))]


def holds(text: Sequence[str], term: Sequence[str]) -> bool:
    """Whether the words of a term stand in a row in those of a text."""
    return any(list(text[at : at + len(term)]) == list(term) for at, word in enumerate(text) if word == term[0])
