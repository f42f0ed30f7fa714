"""Deeds that several rooms need."""
