"""One result as JSON, as a page and as a summary a person can read in a minute."""
