"""Verbs with which news text hands over to somebody else's words.

Own list, grouped by the attitude that the verb lends to what is reported, after the classes that
studies of news language use (for instance Bell 1991, "The Language of News Media", chapter 10).
"""

from __future__ import annotations

from typing import Final

_CLASSES: Final[dict[str, str]] = {
    "neutral": """
        says said tells told adds added notes noted reports reported writes wrote announces announced explains
        explained replies replied answers answered asks asked comments commented continues continued recalls
        recalled observes observed remarks remarked mentions mentioned testifies testified estimates estimated
        concludes concluded believes believed thinks thought considers considered expects expected predicts
        predicted hopes hoped describes described reckons reckoned fears feared confides confided proposes
        proposed expresses expressed argues argued suggests suggested reasons reasoned allowed repeated
    """,
    "doubt": """
        claims claimed alleges alleged maintains maintained asserts asserted purports purported boasts boasted
        pretends pretended contends contended insinuated speculated
    """,
    "endorse": """
        confirms confirmed stresses stressed emphasises emphasised emphasizes emphasized underlines underlined
        affirms affirmed reaffirmed declares declared recognised praises praised welcomes welcomed hails hailed
        applauded pledges pledged promises promised vows vowed assures assured thanked agrees agreed credits
        credited thanks
    """,
    "admit": """
        admits admitted concedes conceded acknowledges acknowledged confesses confessed
    """,
    "attack": """
        accuses accused blames blamed denounces denounced condemns condemned criticises criticised criticizes
        criticized complains complained mocked thundered fumes fumed raged sneered snapped denies denied rejects
        rejected dismisses dismissed disputes disputed objected protested charged
    """,
    "urge": """
        warns warned urges urged demands demanded insists insisted calls called appealed pleads pleaded begs
        begged ordered wants
    """,
    "manner": """
        cries cried shouted whispered jokes joked quips quipped laughed shrugged sighed grumbled muttered
        stormed roared beamed grinned
    """,
    "plural": """
        say add argue claim warn insist believe think fear expect complain accuse blame deny admit credit call
    """,
}

REPORTING_VERBS: Final = {form: group for group, forms in _CLASSES.items() for form in forms.split()}
"""Form as it stands in a text → its class; bare forms that are nouns more often are left out."""

ACTS: Final = frozenset(
    """
    agreed agrees promised promises demanded demands ordered charged shouted asked asks expected expects
    announced announces answers answered wants pledged pledges continued continues recognised proposed proposes
    expressed expresses considered considers reports reported appealed hailed mentioned mentions protested
    objected mocked laughed shrugged believe think hopes hoped
    """.split()
)
"""Verbs that are as often deeds as words: they report only with a clause or a quotation after them."""
