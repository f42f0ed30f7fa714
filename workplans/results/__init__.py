"""Arithmetic of the plan, and its words."""

from workplans.results.bars import Piece, plan_bar
from workplans.results.story import Story, head_sentence
from workplans.results.words import deadline_words, moved_words, slip_words

__all__ = ["Piece", "Story", "deadline_words", "head_sentence", "moved_words", "plan_bar", "slip_words"]
