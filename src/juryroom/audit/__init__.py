"""The record held against the documents that it cites.

What is found is a place to look at, never a verdict on a document or on the record: figures and
words are matched by rule, and a rule can read a sentence wrongly.
"""
