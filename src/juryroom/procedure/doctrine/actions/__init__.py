"""One function for each action of a doctrine vector: it puts a rule of procedure to a situation."""
