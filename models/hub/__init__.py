"""Any Hugging Face sequence-classification or zero-shot NLI checkpoint as a `Scorer`.

choice.py   how a user names one: hub:NAME_OR_FOLDER[@REVISION][?key=value&…]
source.py   where it lies and at which exact revision; what is fetched, what is refused
plan.py     what its outputs mean for a task
loading.py  its tokenizer and weights in memory; the only module here that imports torch
reading.py  texts in, probabilities out
windows.py  the parts that a long text is read in
scorer.py   all of it as a `Scorer`
"""

from models.hub.choice import PREFIX, HubError
from models.hub.loading import INSTALL, installed
from models.hub.scorer import HubScorer

__all__ = ["INSTALL", "PREFIX", "HubError", "HubScorer", "installed"]
