"""What every test stands on: no screen, and no clock that fails a law on a busy machine."""

import os

from hypothesis import settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# As the program does: the threads of numpy turn in circles while tests run side by side.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# Each run draws anew, so that what twenty examples miss today is met on another day, or by `make soak`.
settings.register_profile("steady", deadline=None, max_examples=20)
settings.register_profile("soak", deadline=None, max_examples=500)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))
