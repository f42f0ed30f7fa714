"""What people fill in about guidelines."""

from guidelines.forms.searching import SearchForm

__all__ = ["SearchForm"]
