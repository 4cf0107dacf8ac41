"""What the outlets of a story say, statement by statement, and who leaves it out although it could have said it.

The modules: `facts` (numbers and speakers of a sentence), `alignment` (which sentences make the same statement),
`grid` (statements × outlets, with the reason for every empty cell).
"""

from analysis.statements.alignment import SAME_FROM, Compared, likeness
from analysis.statements.grid import NO_OPPORTUNITY, NOT_FOUND, SAID, grid

__all__ = ["NOT_FOUND", "NO_OPPORTUNITY", "SAID", "SAME_FROM", "Compared", "grid", "likeness"]
