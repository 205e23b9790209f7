"""The command line: what may be asked, in what words, and what each end means.

Exit status 0 is done, 1 the tool failed, 2 bad input or usage. A failure says one sentence on standard error. With
``--json`` standard output holds one JSON document and nothing else.
"""

import errno
import gc
import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from mapper.errors import InputError
from mapper.files.whole_file import is_there
from mapper.store.places import is_address
from ui.cli.usage import Parser
from ui.language.messages import LANGUAGES, Messages
from ui.widgets.process.lock_turns import quick_turns

_DONE, _FAILED, _BAD_INPUT = 0, 1, 2
_COMMAND = re.compile("[a-z-]+")  # what every subcommand is called
# The disk is full or may only be read, or a file may not grow so large.
_NO_ROOM = frozenset({errno.ENOSPC, errno.EROFS, errno.EFBIG})
# Any of these says where a window can be shown; without one Qt ends the process without a word that helps.
_SCREENS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


def main(arguments: Sequence[str] | None, open_window: Callable[[Path | None, str | None], int]) -> int:
    """Run the program; the exit status. ``open_window`` is called where no subcommand is given."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # a path may be no text
    given = list(sys.argv[1:] if arguments is None else arguments)
    language, words = _language_and_words(given)
    say = Messages(language)
    try:
        status = _run(given, words, say, open_window)
        sys.stdout.flush()  # what cannot be written is told now, not when Python ends
        return status
    except InputError as error:
        print(say.error(error), file=sys.stderr)
        return _BAD_INPUT
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("PySide6", "shiboken6"):
            return _tell_failure(error, say, words)
        print(say.error(InputError("window_not_installed")), file=sys.stderr)
        return _BAD_INPUT
    except BrokenPipeError:
        # Whoever read the output has gone; nothing is left to tell, also not when Python closes the stream.
        _write_no_more()
        return _DONE
    except OSError as error:
        if error.errno not in _NO_ROOM:
            return _tell_failure(error, say, words)
        _write_no_more()
        place = say("error.standard_output") if error.filename is None else error.filename
        print(say.error(InputError("cannot_write", path=place, reason=error.strerror)), file=sys.stderr)
        return _BAD_INPUT
    except Exception as error:
        return _tell_failure(error, say, words)


def _tell_failure(error: Exception, say: Messages, words: Sequence[str]) -> int:
    """One sentence about a fault of the program's own, and where its report is; its course for whoever asks for it."""
    if os.environ.get("JURISDICTION_MAPPER_DEBUG"):
        raise error
    from ui.widgets.process.fault_reports import Run

    told = say("error.failed", reason=f"{type(error).__name__}: {error}")
    from ui.cli.subcommands import SUBCOMMANDS

    known = {command.name for command in SUBCOMMANDS}
    run = Run("command " + next((word for word in words if word in known), ""))
    report = run.fault(error)
    run.end()
    print(told if report is None else f"{told} {say('faults.at', path=report)}", file=sys.stderr)
    return _FAILED


def _write_no_more() -> None:
    """Standard output leads nowhere from now on, so that Python, when it ends, has nothing left to fail at."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _language_and_words(given: Sequence[str]) -> tuple[str, list[str]]:
    """The language asked for, else the system's, and what else is given; the parser, which needs it, comes after."""
    every = Parser()
    every.add_argument("--language", nargs="?")
    asked, words = every.parse_known_args(given)
    if asked.language in LANGUAGES:
        return asked.language, words
    system = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "en" if system.startswith("en") else "zh_CN", words


@contextmanager
def importing() -> Iterator[None]:
    """While the program's parts are imported: what takes time then and is of no use.

    What is imported stays, so the collector would look through it again and again for nothing. And numpy would start a
    thread for each core, for sums that nobody does here; they turn in circles while they wait. Whoever reads a file
    meanwhile asks for Python's lock seldom, but then at once.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    collected = gc.isenabled()
    gc.disable()
    try:
        with quick_turns():
            yield
    finally:
        if collected:
            gc.enable()


def _run(
    given: Sequence[str],
    words: Sequence[str],
    say: Messages,
    open_window: Callable[[Path | None, str | None], int],
) -> int:
    """``words`` are what is given but for the language."""
    first = next((word for word in words if word != "--"), None)
    told = {"-h", "--help", "--version"}.intersection(given)
    command = None
    # What declares the subcommands is imported where there may be one: a project's path has mostly a dot or a slash.
    if told or (first is not None and _COMMAND.fullmatch(first)):
        from ui.cli.subcommands import SUBCOMMANDS, parser

        command = next((one for one in SUBCOMMANDS if one.name == first), None)
    if command is not None or told:
        with importing():
            asked = parser(say, _version()).parse_args(given)
            assert command is not None  # else it has told its help or version, or what is wrong
            run = command.load()
        return run(asked, say)
    if first is not None and not first.startswith("-"):
        _require_file(first)
    window = Parser(prog="jurisdiction-mapper")
    window.add_argument("project", nargs="?", type=Path)
    window.add_argument("--language", choices=LANGUAGES)
    asked = window.parse_args(given)
    if sys.platform == "linux" and not any(map(os.environ.get, _SCREENS)):
        raise InputError("no_display")
    return open_window(asked.project, asked.language)


def _require_file(word: str) -> None:
    """Nothing, where the word is a project to open.

    Raises
    ------
    InputError
        ``command_unknown``, with the nearest commands; ``file_missing``: it looks like a file's name.
    """
    if is_address(word) or (word.strip() and is_there(Path(word))):
        return
    from difflib import get_close_matches

    from ui.cli.subcommands import SUBCOMMANDS

    names = [command.name for command in SUBCOMMANDS]
    near = get_close_matches(word.lower(), names, n=1)
    if not near and (Path(word).suffix or Path(word).name != word):
        raise InputError("file_missing", path=word)
    raise InputError("command_unknown", word=word, commands=near or names)


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("jurisdiction-mapper")
    except PackageNotFoundError:
        return "0"
