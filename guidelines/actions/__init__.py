"""Deeds on whole texts: approving what readers get, publishing, printing."""

from guidelines.actions.approving import approve, approve_all, approve_signed, render
from guidelines.actions.publishing import publish

__all__ = ["approve", "approve_all", "approve_signed", "publish", "render"]
