"""The classroom: what the presenter shows, what phones show, and how they find each other."""
