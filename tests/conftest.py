"""What every test stands on: no screen, and no clock that fails a law on a busy machine."""

import os

from hypothesis import settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
settings.register_profile("steady", deadline=None)
settings.load_profile("steady")
