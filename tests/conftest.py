"""One profile of hypothesis for every test: no deadline, since the machines that run them are noisy."""

from hypothesis import settings

# Hypothesis picks its own `ci` profile (derandomised) where CI is set; only the deadline is ours.
settings.register_profile("juryroom", parent=settings(), deadline=None)
settings.load_profile("juryroom")
