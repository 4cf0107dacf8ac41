"""What outlets cover, where they are silent although they could have spoken, and what an aggregator lifts.

The modules: `attention` (shares with denominators, over time), `silence` (blind spots with opportunity),
`editor` (the aggregator as editor).
"""
