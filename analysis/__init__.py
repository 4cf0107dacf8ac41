"""What scored sentences say of outlets, and how sure that is."""
