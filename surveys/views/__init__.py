"""Pages of surveys, one file for what belongs together."""
