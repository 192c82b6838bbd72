"""One model a file. None imports another."""
