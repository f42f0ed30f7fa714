"""Every e-mail is a row, written once, sent once."""
