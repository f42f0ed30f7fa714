"""Examples may take their time: a busy machine is no reason to fail."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("in peace", deadline=None)
settings.load_profile("in peace")
