"""The law, checked: doctrine vectors (given, when, then) put to the rules of procedure."""
