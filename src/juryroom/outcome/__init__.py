"""Votes under a rule become a verdict, or the court gives up."""
