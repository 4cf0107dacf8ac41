"""Pictures: pure functions from a table to an Altair chart, in one palette and one size of type.

Every chart is one view, never a concatenation or a facet, because only a single view follows the width of the page.
Build its specification once (`to_dict`) and keep it: that costs far more than drawing it.
"""

from analysis.charts.checks import specification, three_ways
from analysis.charts.classroom import votes
from analysis.charts.contrasts import differences, words
from analysis.charts.coverage import attention, series
from analysis.charts.estimates import STRIP_MOST, grid, outlets, strip
from analysis.charts.style import DIVERGING, NEUTRAL, SEQUENTIAL

__all__ = [
    "DIVERGING",
    "NEUTRAL",
    "SEQUENTIAL",
    "STRIP_MOST",
    "attention",
    "differences",
    "grid",
    "outlets",
    "series",
    "specification",
    "strip",
    "three_ways",
    "votes",
    "words",
]
