"""What came of reading a file into a table, told line by line."""

from argparse import Namespace
from collections.abc import Sequence
from typing import Any

from mapper.errors import InputError
from mapper.io.reading import Reading
from ui.language.messages import Messages


def refuse_unused(asked: Namespace, readings: Sequence[Reading], datum: str = "auto") -> None:
    """InputError ``option_unused`` where what was told of the files' places or text is nothing they have."""
    files = ", ".join(str(path) for path in (vars(asked).get(n) for n in ("file", "communities", "stations")) if path)
    placed = any(read.crs is not None for read in readings)
    encoded = any(read.encoding is not None for read in readings)
    for option, unused in (
        ("--crs", asked.crs is not None and not placed),
        ("--datum", datum != "auto" and not placed),
        ("--encoding", asked.encoding is not None and not encoded),
    ):
        if unused:
            raise InputError("option_unused", option=option, other=files)


def tell_reading(read: dict[str, Any], say: Messages) -> None:
    """Print how many rows were read and imported, which were rejected and why, and what was assumed."""
    print(
        say(
            "cli.import.done",
            **{name: read[name] for name in ("table", "read", "imported")},
            rejected=len(read["rejected"]),
        )
    )
    for line in read["rejected"][:20]:
        reason = say(f"reject.{line['reason']}", **line)
        print("  " + say("cli.import.rejected", row=line["row"], reason=reason))
    if len(read["rejected"]) > 20:
        print("  " + say("cli.import.more", rows=len(read["rejected"]) - 20))
    if read["dropped_columns"]:
        print("  " + say("cli.import.dropped", columns=read["dropped_columns"]))
    for note in read["notes"]:
        print("  " + say(f"note.{note['code']}", **{name: value for name, value in note.items() if name != "code"}))
