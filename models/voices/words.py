"""The small words of English news prose, by what they tell about who speaks."""

from __future__ import annotations

from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Small words -------------------------------------------------------------------------------------

DETERMINERS: Final = _words(
    "the a an his her their its our this that these those some many several both one two three four five six"
    " seven eight nine ten eleven twelve another every each any most few all"
)
INDEFINITE: Final = _words("a an one two three some several")
UNFINISHED: Final = _words("the a an their its our my your")
"""Words that a noun phrase can't end with."""
OURS: Final = _words("our my your")
HE_SHE: Final = _words("he she")
PRONOUNS: Final = HE_SHE | _words("they it")
NOBODY: Final = _words(
    "i we you nobody none neither no-one no nothing everybody anybody somebody there what which this that"
)
"""Subjects that are no speaker, or the outlet itself."""
NO_ONE: Final = _words("nobody none neither no-one")
MANY: Final = _words("they many some both several few all others")
LINKS: Final = _words("of for in at from on to behind with near de la van von du der del")
PREPOSITIONS: Final = _words("with in at on to after during from")
NAME_LINKS: Final = _words("of de van von du la der del")
CONJUNCTIONS: Final = _words(
    "and but or that because while as when if though although where whether after before until unless so than"
    " which who whom whose what how why yet nor by about through during between under over into against without"
    " within like per"
)
CIRCUMSTANCE: Final = _words(
    "when if unless until before after since because which whom what whose by like than about whether"
)
"""Words before a subject that make its clause a circumstance of the outlet's own sentence."""
INTRODUCING: Final = _words("last next late early")
"""Adjectives of time that open a sentence before its subject ("Last week, the director")."""
RELATIVE: Final = _words("who that which")
ADVERBS: Final = _words(
    "also later then again once twice now still already even only repeatedly just today yesterday tonight since"
    " often always soon thus earlier afterwards meanwhile instead however too publicly further"
)
DAYS: Final = _words(
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August"
    " September October November December"
)
HAVE: Final = _words("has have had")
TO_BE: Final = _words("is was are were be been being got gets")
MODALS: Final = _words(
    "will would can could may might must shall should to not never don't didn't doesn't won't cannot"
)
ASKING: Final = MODALS | _words("did does do")
FINITE: Final = _words("is was are were has have had will would did does be been can could should must might may")
SMALL: Final = (
    DETERMINERS | PRONOUNS | NOBODY | ADVERBS | LINKS | CONJUNCTIONS | FINITE
    | _words("according not yes asked his her our my your")
)  # fmt: skip
MADE_TO: Final = _words("moved heard on known quoted quick")
"""Words before "to say" or "as saying" that still hand over words ("went on to say")."""
HELPING: Final = TO_BE | HAVE | _words("went goes")

# Verbs ---------------------------------------------------------------------------------------------

BASE_FORMS: Final = _words(
    "say add argue claim warn insist believe think fear expect complain accuse blame deny admit credit call"
    " allege maintain contend suggest stress confirm condemn criticise reject dismiss describe doubt dispute"
    " predict estimate concede suspect tell"
)
ALSO_NOUNS: Final = _words(
    "states claims reports notes calls fears promises demands doubts regards appeals hints signals protests"
    " objects reads counts quotes details thanks credits praises charges comments answers remarks estimates cries"
    " laughs state read report"
)
INVERTED: Final = _words(
    "say says said add adds added reckons explains explained insists argues claims admits warns warned"
)
"""Verbs that also stand before their subject after a reported clause ("…, said the farmers")."""
NO_VERBS: Final = _words("morning evening spring meeting weekends months events nights talks tens hundreds thousands")
"""Words before a subject that only look like verbs ("on Tuesday evening the mayor said")."""
IRREGULAR: Final = _words("wept spat sang began wrote read shot put went cried")
"""Past forms without -ed that may follow a quotation."""
WEAK: Final = _words(
    "wants thinks thought believes believed fears feared hopes hoped expects expected attributes attributed finds found"
)
"""Verbs of opinion, which give way to a verb of saying in the same sentence."""
SHOWS: Final = _words("suggest suggests suggested indicates indicated reveals revealed confirm confirms confirmed")
EVIDENCE: Final = _words("figures data evidence results signs poll polls number numbers")
"""What shows something without saying it."""
LAWS: Final = _words("law laws rule rules constitution")
"""What lays something down without anybody's saying it."""
STATEMENTS: Final = _words("statement letter post interview tweet report memo speech note message")

# People and bodies -------------------------------------------------------------------------------

ABBREVIATED: Final = _words("Mr Mrs Ms Dr Prof St Gen Col Capt Lt Sen Rep Gov Sgt Maj Adm Rev Jr Sr Hon")
TITLES: Final[dict[str, str]] = {
    **dict.fromkeys(_words("Mr Sir Lord King Prince Baron Brother Father Count"), "he"),
    **dict.fromkeys(_words("Mrs Ms Miss Lady Queen Princess Madame Dame Sister Mother Baroness Countess"), "she"),
}
"""Titles that tell which pronoun a person goes by."""
KIN: Final[dict[str, str]] = {
    **dict.fromkeys(
        _words("spokesman chairman man father brother son husband widower fisherman king boy uncle policeman"), "he"
    ),
    **dict.fromkeys(
        _words("spokeswoman chairwoman woman mother sister daughter wife widow queen girl aunt barmaid"), "she"
    ),
}
RANKS: Final = frozenset(TITLES) | _words(
    "Dr Professor Prof President Chancellor Minister Premier Captain Commander General Admiral Colonel Major"
    " Sergeant Inspector Judge Justice Senator Mayor Deputy Governor Director Nurse Doctor Bishop Ambassador"
    " Secretary Coach Rep Sen Gov Gen Lt Sgt Capt Col Representative Congressman Congresswoman Sheriff Attorney"
    " Speaker Councillor Spokesman Spokeswoman Master Lieutenant Corporal Officer Chief Commissioner"
)
PEOPLE: Final = _words("people police men women staff children leaders others chief boss spokesman minister")
HUMAN: Final = frozenset(KIN) | frozenset(rank.casefold() for rank in RANKS) | _words(
    "leader chair boss insider source resident pensioner teacher farmer driver pilot lawyer envoy prosecutor"
    " diplomat official visitor passenger survivor cook skipper sailor baker worker manager owner expert economist"
    " analyst witness mediator physician spokesperson colleague predecessor successor neighbour adviser author clerk"
    " one other"
)  # fmt: skip
BODIES: Final = _words(
    "Office Ministry Board Hospital Union Court Guild League Institute House Front Party Council Congress Parliament"
    " Chamber Exchange Strait Street Cape Port Bank Group Company Guard Agency University Island Islands Bay River"
    " Bridge Quay Road School Club Times Post Dispatch Radio Wire Ledger Lantern Flash News Corps Admiralty"
    " Command Service Authority Commission Committee Association Federation Society Fund Trust Hall Centre Center"
    " Station Hotel Inn Square Park Lane Register Treasury Navy Army Fleet Act Bill Treaty Convention Agreement"
    " North South East West National United Royal Crown Republic Kingdom State Government Academy College Church"
    " Table Registry Health Foreign Medicines Grid Statistics Energy"
)
BODY_NOUNS: Final = frozenset(body.casefold() for body in BODIES) | _words(
    "letter settlement figures statement paper newspaper law side opposition embassy insurers regime report"
)
