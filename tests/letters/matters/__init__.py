"""A small room above the letters, which only tests have: its letters say what their payload says."""
