"""Qt for a program that starts soon."""

import builtins


def import_qt() -> None:
    """Import Qt's widgets, and leave Python's import as it was.

    PySide6 puts an import of its own in its place, which reads the source text of every module that is imported later,
    to see whether it asks for Qt's names in another spelling. Nothing here does, and a start has hundreds of modules.
    """
    plain = builtins.__import__
    import PySide6.QtWidgets  # noqa: F401

    builtins.__import__ = plain
