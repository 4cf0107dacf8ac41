"""Bounded load on a real app over loopback."""
