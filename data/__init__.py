"""What an article and an outlet are, how they come in, and where they are kept."""
