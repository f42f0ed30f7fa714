"""Searching: what people type, and how the database finds and shows it. Each room says what it has to find."""

from institutions.results.searching.words import Asked, asked, clean

__all__ = ["Asked", "asked", "clean"]
