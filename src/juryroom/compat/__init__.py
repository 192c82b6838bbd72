"""Other programs' functions under their own names, for those who must reproduce their numbers."""
