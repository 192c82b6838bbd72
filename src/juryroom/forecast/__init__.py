"""What may come next for a count: may it be tried again, and what would a new jury do."""
