"""Verbs with which news text hands over to somebody else's words.

Own list, grouped by the attitude that the verb lends to what is reported, after the classes that
studies of news language use (for instance Bell 1991, "The Language of News Media", chapter 10).
"""

from __future__ import annotations

import re
from typing import Final

_CLASSES: Final[dict[str, str]] = {
    "neutral": """
        add added adding adds allowed announced announces answered answers argue argued argues arguing asked
        asks attributed attributes beamed beams believe believed believes boomed calculated calculates cautioned
        characterised characterises characterized chuckled cited cites citing clarified clarifies commented
        comments compared compares concluded concludes confided confides considered considers continued
        continues counted counts cried cries describe described describes describing detailed details disclosed
        discloses estimate estimated estimates expect expected expects explained explaining explains expressed
        expresses fear feared fears finds forecasts found giggled grinned grins grumbled grumbles held hinted
        hints hold holds hoped hopes indicated indicates informed informs instructed instructs interjected joked
        jokes laughed laughs let lets mentioned mentions muttered mutters noted notes noting observed observes
        outlined outlines posted predict predicted predicts proposed proposes put puts quipped quips quoted
        quotes read reads reasoned reasons recalled recalls reckoned reckons recounted recounts regard regarded
        regards remarked remarks reminded reminds repeated repeats replied replies reported reports responded
        responds revealed reveals roared roars said say saying says screamed sees shouted shouts shrugged shrugs
        shuddered sighed sighs signalled signals sobbed speaks speculated speculates spoke stated states suggest
        suggested suggesting suggests suspect suspected suspects tell telling tells testified testifies think
        thinks thought told tweeted tweets wants wept whispered whispers wishes wondered wonders writes wrote
        yelled
    """,
    "doubt": """
        allege alleged alleges alleging asserted asserts boasted boasts claim claimed claiming claims contend
        contended contends dispute disputed disputes doubt doubted doubting doubts implied implies insinuated
        insinuates maintain maintained maintains pretended pretends purported purports queried queries
        questioned
    """,
    "endorse": """
        affirmed affirms agree agreed agrees applauded applauds assured assures commended commends confirm
        confirmed confirming confirms congratulated credit credited credits declared declares defended
        emphasised emphasises emphasized emphasizes guaranteed hailed hails insist insisted insisting insists
        pledged pledges praised praises praising promised promises promising reaffirmed reaffirms reassured
        recognised reiterated reiterates stress stressed stresses stressing thanked thanks underlined underlines
        vowed vows welcomed welcomes
    """,
    "admit": """
        acknowledged acknowledges acknowledging admit admits admitted admitting apologised apologises apologized
        concede conceded concedes conceding confessed confesses regrets regretted
    """,
    "attack": """
        accuse accused accuses accusing barked blame blamed blames blaming charged complain complained
        complaining complains condemn condemned condemning condemns criticise criticised criticises criticising
        criticized criticizes decried denied denies denounced denounces deny denying deplored deplores dismiss
        dismissed dismisses dismissing fumed fumes growled lambasted lamented laments mocked mocks objected
        objects protested protests raged railed rails rebuffed reject rejected rejecting rejects ridiculed
        scoffed scoffs slammed slams snapped sneered stormed thundered
    """,
    "urge": """
        advised advises appealed appeals begged begs call called calling calls cautions demanded demanding
        demands pleaded pleads recommended recommends urged urges urging warn warned warning warns
    """,
}

REPORTING_VERBS: Final = {form: group for group, forms in _CLASSES.items() for form in forms.split()}
"""Form as it stands in a text → its class: neutral, doubt, endorse, admit, attack or urge."""

_THAT: Final = (
    r"(?:\s+[^\s,;:]+){0,6}?\s+(?:that|how|why|whether|if)\b"
    r"|(?:\s+[^\s,;:]+){1,7}?\s+(?:would|will|was|were|had|is|are|has|have|could|should|might|must)\b"
)
_OBJECT: Final = r"(?:\s+[^\s,;:]+){1,8}?"
_SAID_THINGS: Final = (
    r"\s+(?:[^\s,;:]+\s+){0,5}?(?:charge|charges|claim|claims|allegation|allegations|accusation|accusations|idea|criticism"
    r"|suggestion|report|reports|notion|comparison|remark|remarks|call|calls|demand|demands|rumour|rumours|as)\b"
)
_NOT_NAMED: Final = (
    r"(?!\s+(?:off|in|up|out|back|round|at|most|more|by)\b)"
    r"(?!(?:\s+[^\s,;:]+){0,6}?\s+(?:meeting|election|elections|vote|strike|halt|police|ambulance|lawyer|session|witness"
    r"|witnesses|summit|referendum|truce|doctor|conference)\b)\s+\S"
)

_COMPLEMENTS: Final[dict[str, str]] = {
    """
    answers answered continues continued mentions mentioned hopes hoped thought announces announced wrote writes
    expressed expresses proposes proposed allowed recognised maintains maintained maintain observes observed
    guaranteed implies implied claims reports reported notes fears doubt states hints signals regards regarded
    details detailed fear expect signalled indicates indicated charged protests protested considers considered
    stress suspect estimate claim contend
    """: _THAT,
    "agree agreed agrees": _THAT,
    "promised promises pledges pledged vows vowed promising": rf"\s+to\b|{_THAT}",
    "asked asks": (
        r"\s+(?!no\b|not\b|nothing|nobody)(?:[^\s,;:]+\s+){0,4}?"
        r"(?:for|whether|why|how|what|that|if|who|when|to)\b"
    ),
    "called calls call calling": rf"\s+(?:for|on)\b|{_NOT_NAMED}",
    "expects expected": rf"{_THAT}|(?:\s+\S+){{1,12}}?\s+to\b|\s+\d|\s+an?\s+(?:rise|fall|drop|increase|loss)\b",
    "found": r"\s+(?:that|no)\b",
    "hold holds held instructs instructed": r"\s+that\b",
    "wishes": r"\s+to\b",
    "let lets": r"\s+it\s+be\s+known\b",
    "applauded applauds": r"\s+(?:the|an?|his|her|its|their|[A-Z])",
    "finds": rf"\s+that\b|{_OBJECT}\s*\x00",
    "puts put": rf"{_OBJECT}\s+at\s+(?:\d|an?\b|some|about|around|half|one|two|three|nearly|over)",
    "spoke speaks": r"\s+of\b(?!\s+nothing)",
    "counted counts": r"\s+(?:\d|some|about|around|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b",
    "demands demanded": rf"{_THAT}|\s+to\b|\s*\x00",
    "sees": rf"{_OBJECT}\s+as\b",
    "regard regards regarded compares compared": rf"{_OBJECT}\s+(?:as|to|with)\b",
    "rejects rejected reject dismisses dismissed dismiss rebuffed": _SAID_THINGS,
    "repeats repeated": rf"{_THAT}|{_SAID_THINGS}|\s+(?:his|her|its|their)\b",
    "told tells tell": r"\s+(?!(?:an?\s+|the\s+)?(?:stories|story|lies|jokes|tales|truth)\b)\S",
    "appealed appeals pleaded pleads begs begged objected objects rails railed": r"\s+(?:for|to|that|with|against)\b",
    "credits credited": rf"{_OBJECT}\s+(?:with|for)\b",
    "thanked thanks": r"(?!\s+\S+(?:\s+\S+){0,3}?\s+(?:with|by)\b)\s+\S+(?!,)",
    "recalled recalls": r"(?!\s+(?:its|their|his|her)\s+(?:ambassador|envoy|troops))\s+\S",
    "declared declares": (
        r"(?!\s+(?:war|victory|independence|bankruptcy|(?:his|her|their|its)\s+candidacy"
        r"|an?\s+(?:state|emergency|holiday))\b)\s+\S"
    ),
    """read reads quoted quotes laughs laughed shrugs shrugged sighs sighed beams beamed grins grinned wept boomed
    sobbed giggled growled barked shuddered chuckled yelled screamed cries cried shouts shouted whispers whispered roars
    roared mutters muttered stormed snapped sneered raged thundered interjected
    posted tweets read
    """: r"\s+that\b",
}

COMPLEMENTS: Final = {form: re.compile(rule) for forms, rule in _COMPLEMENTS.items() for form in forms.split()}
"""Forms that are as often deeds or nouns → what must follow if they hand over words ("\\x00": a quotation)."""

PARTICLES: Final[dict[str, tuple[str, ...]]] = {
    "pointed": ("out", "to"), "points": ("out", "to"), "point": ("out", "to"), "ruled": ("out",), "rules": ("out",),
    "played": ("down",), "plays": ("down",), "hit": ("out", "back"), "hits": ("out", "back"), "shot": ("back",),
    "lashed": ("out",), "spelled": ("out",), "made": ("clear",), "makes": ("clear",),
}  # fmt: skip
"""Verbs that report only together with a particle ("pointed out")."""
