"""Addresses that are not certain, as a table that is written, filled in by a person, and read again."""

from collections.abc import Collection, Sequence
from pathlib import Path

import pandas as pd

from mapper.errors import InputError
from mapper.io.addresses.book import LIKEST
from mapper.io.addresses.placing import NO_PLACE, UnsureAddress
from mapper.io.exports import bare_text, write_table
from mapper.io.keys import key_form, keys_by_form
from mapper.io.reading import open_source
from ui.language.messages import Messages

_BEFORE = 3  # columns before the candidates: choice, address, rows
_NONE = "0"
_OWN = "#"  # before the number of a standard address that could be taken for a place in the list


def write_unsure(unsure: Sequence[UnsureAddress], path: Path, say: Messages) -> None:
    """The addresses, with an empty column for the choice; InputError where the file cannot be written."""
    table: dict[str, list[object]] = {
        say("cli.addresses.choice"): [_choice(one) for one in unsure],
        say("import.addresses.text"): [one.text for one in unsure],
        say("import.addresses.rows"): [one.rows for one in unsure],
    }
    for number in range(LIKEST):
        told: list[object] = [" ".join(one.likest[number]) if number < len(one.likest) else None for one in unsure]
        table[say("cli.addresses.candidate", number=number + 1)] = told
    write_table(pd.DataFrame(table), path, index=False)


def _choice(one: UnsureAddress) -> str | None:
    """What stands in the column: the candidate's place, as a person would write it; else ``#`` and its own number."""
    keys = [key for key, _ in one.likest]
    if one.chosen is None or one.chosen == NO_PLACE:
        return None if one.chosen is None else _NONE
    return str(keys.index(one.chosen) + 1) if one.chosen in keys else f"{_OWN}{one.chosen}"


def read_choices(path: Path, known: Collection[str]) -> dict[str, str]:
    """Address → number of the standard address that was chosen; rows without a choice are passed over.

    Raises InputError ``addresses_missing`` (``known``, the standard addresses' numbers, is empty),
    ``address_choices_unread``, ``address_choice_unknown``, or what is wrong with the file.
    """
    if not len(known):
        raise InputError("addresses_missing")
    columns = list(open_source(path, "standard_addresses").columns.values())
    if len(columns) < _BEFORE:
        raise InputError("address_choices_unread", path=str(path))
    found, by_form = {}, keys_by_form(known)
    for choice, address, *candidates in zip(*columns[:2], *columns[_BEFORE : _BEFORE + LIKEST], strict=True):
        if choice is None or address is None:
            continue
        chosen = choice.strip().removesuffix(".0")
        if chosen.startswith(_OWN):
            chosen = chosen.removeprefix(_OWN)
        elif chosen.isdecimal() and 0 < int(chosen) <= len(candidates) and candidates[int(chosen) - 1] is not None:
            told = candidates[int(chosen) - 1]
            chosen = max((key for key in known if told.startswith(f"{key} ")), key=len, default=told)
        elif chosen != _NONE and chosen not in known:  # a spreadsheet takes a number's zeros
            alike = by_form.get(key_form(chosen), [])
            chosen = alike[0] if len(alike) == 1 else chosen
        if chosen != _NONE and chosen not in known:
            raise InputError("address_choice_unknown", path=str(path), address=address, choice=choice)
        found[bare_text(address)] = NO_PLACE if chosen == _NONE else chosen
    return found
