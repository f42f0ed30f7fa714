"""Our languages' formats: Django's Bosnian ones are wrong, its English ones put the month first."""
