"""Painting without a window."""

import os
import sys

from PySide6.QtWidgets import QApplication


def offscreen_application() -> QApplication:
    """The application object that painting on paper needs, without a window; the one there is, if any."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    return QApplication(sys.argv[:1])
