"""Models fitted to juries: tables of juries, likelihoods through the exact engine, estimates."""
