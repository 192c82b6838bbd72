"""The rules: which state a count is in on a date, what may lawfully follow, and by what authority.

Rules of law are data: `transitions.toml` holds the moves of a count, `packs` the values of each
place with the dates between which they hold. Code replays the record through them. A rule that
is missing is unknown, and an answer that would turn on an unknown fact is unknown too.
"""
