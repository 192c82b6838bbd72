"""One profile of hypothesis for every test.

No deadline, since the machines that run them are noisy. And the same examples at every run, so that a
change that breaks nothing is not stopped by an example that nobody had tried: JURYROOM_FULL=1 looks for
new ones.
"""

import os

from hypothesis import settings

FULL = os.environ.get("JURYROOM_FULL") == "1"

settings.register_profile("juryroom", parent=settings(), deadline=None, derandomize=not FULL)
settings.load_profile("juryroom")
