"""Deeds on whole texts: approving what readers get, publishing, printing."""

from guidelines.actions.approving import approve, approve_all, approve_signed, changed, render
from guidelines.actions.life import Obstacle, describe, explain, obstacles_of, take
from guidelines.actions.publishing import publish, readiness

__all__ = [
    "Obstacle",
    "approve",
    "approve_all",
    "approve_signed",
    "changed",
    "describe",
    "explain",
    "obstacles_of",
    "publish",
    "readiness",
    "render",
    "take",
]
