"""What follows from meetings, without doing anything."""
