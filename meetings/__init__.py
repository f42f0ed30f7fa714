"""When the group met or will meet, and what it reported."""
