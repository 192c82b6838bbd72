"""The case on paper: what happened, count by count, each fact with its sources.

Nothing here knows a rule of procedure or a model of deliberation. The record stores what sources
say and keeps their disagreements; what follows from it in law is computed in `procedure`.
"""
