"""Who decides, and how they vote first."""
