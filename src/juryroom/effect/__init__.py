"""What an influence on the jury changed: two trials that differ in that influence alone."""
