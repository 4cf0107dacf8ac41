"""Articles on one event across outlets as one story, by what they say, whom they name and when they came out.

The modules: `features` (a text's beginning as one vector), `neighbours` (pairs near enough, within a window of time),
`grouping` (pairs into stories), `stored` (a workspace's stories, of which only what is new is computed).
"""

from analysis.stories.features import codes, lead
from analysis.stories.grouping import Place, Unit, group
from analysis.stories.stored import listed, titles, update

__all__ = ["Place", "Unit", "codes", "group", "lead", "listed", "titles", "update"]
