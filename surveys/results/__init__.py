"""What follows from answers, without doing anything."""
