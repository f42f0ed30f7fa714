"""Deeds of the plan that touch several things at once."""
