"""How first ballots become verdicts: the models, what each claims, and where it comes from."""
