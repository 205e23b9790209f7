"""What every test stands on: no screen, and no clock that fails a law on a busy machine."""

import os

from hypothesis import settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# Each run draws anew, so that what thirty examples miss today is met on another day.
settings.register_profile("steady", deadline=None, max_examples=30)
settings.load_profile("steady")
