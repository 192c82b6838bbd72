"""The case in the files of others: workbook, CSV, JSON, calendar, docket, table of trials.

A workbook, a set of CSV files and canonical JSON hold a whole case and can be read back to an equal
one. A timeline and a calendar are views of it, and go one way. `redaction` takes the names out of a
case before any of them is written.
"""
