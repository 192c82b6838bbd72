"""Absorbing Markov chains, and states that count. Nothing here knows what a juror is."""
