"""The program's door: a subcommand works without a window, anything else opens it."""

import sys
from collections.abc import Sequence
from pathlib import Path

from mapper.files.temporary import gather_temporary_files
from ui.cli import command_line
from ui.widgets.process.qt_import import import_qt


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; the exit status."""
    if arguments is None:
        gather_temporary_files()
    return command_line.main(arguments, open_window)


def open_window(project: Path | None, language: str | None) -> int:
    """Open the window, on a project where one is named, and return the exit status when it closes."""
    from mapper.store.ahead import read_ahead
    from mapper.store.places import is_address

    # The file is read while all that makes use of it is imported: SQLite needs Python's lock now and then only.
    ahead = None if project is None or is_address(project) else read_ahead(project)
    with command_line.importing():
        import_qt()
        from ui.app import run
    return run(project, language, ahead)


if __name__ == "__main__":
    sys.exit(main())
