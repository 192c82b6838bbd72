"""The exhibit: what a survey shows of an error's effect, as a page, as a PDF, and as a bundle."""
