"""What a text says: models that see text, and a target or claim, but never who published it."""
