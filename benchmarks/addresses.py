"""How well and how fast addresses are found: ``python -m benchmarks.addresses`` prints what became of each kind."""

from collections import Counter
from pathlib import Path
from typing import Any

from benchmarks.measure import median_s, row
from mapper.io.addresses.book import AddressBook
from sample_data.addresses import Written, ledger_rows, standard_addresses

_ROWS, _STANDARD = 100_000, 5_000


def run(_folder: Path) -> list[dict[str, Any]]:
    """A hundred thousand rows of a ledger against the standard addresses of a station, the book made each time."""
    rows = ledger_rows(_ROWS, standard=_STANDARD)
    return [
        row(f"{_ROWS:,} addresses among {_STANDARD:,}", median_s(lambda: _found(_book(), rows), 1), to_reach=10.0),
    ]


def _book() -> AddressBook:
    table = standard_addresses(_STANDARD)
    return AddressBook(table["text"].tolist(), table[["lon", "lat"]].to_numpy())


def _found(book: AddressBook, rows: list[Written]) -> int:
    return sum(book.find(one.text).at >= 0 for one in rows)


def outcomes(count: int, seed: int) -> Counter[tuple[str, str]]:
    """(how a row was written, what became of it) → rows: ``right``, ``wrong``, ``listed`` (among three) or ``open``."""
    table = standard_addresses(_STANDARD, seed)
    book, ids = AddressBook(table["text"].tolist(), table[["lon", "lat"]].to_numpy()), table["address_id"].tolist()
    counts: Counter[tuple[str, str]] = Counter()
    for one in ledger_rows(count, standard=_STANDARD, seed=seed):
        found = book.find(one.text)
        if found.at >= 0:
            what = "right" if ids[found.at] == one.address_id else "wrong"
        else:
            what = "listed" if one.address_id in [ids[at] for at in found.likest] else "open"
        counts[one.way, what] += 1
    return counts


if __name__ == "__main__":
    told = outcomes(2000, 1)
    for way in sorted({way for way, _ in told}):
        print(f"| {way} | " + " | ".join(str(told[way, what]) for what in ("right", "listed", "open", "wrong")) + " |")
