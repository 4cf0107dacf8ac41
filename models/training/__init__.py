"""How each embedded checkpoint was made: `python -m models.training RECIPE --data DIR`."""
