"""What the group recommends: guidelines, their editions and clauses."""
