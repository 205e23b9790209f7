"""What another program has written, taken back by an edit of one's own."""

from mapper.edit import Edit
from mapper.errors import InputError
from mapper.store.history import WRITTEN_ELSEWHERE
from mapper.store.store import Store


def others_taken_back(store: Store, number: int) -> Edit:
    """The edit that takes back what line ``number`` of the log says that another program did.

    Raises
    ------
    InputError
        ``line_unknown``: it is no such line; from the edit ``changed_meanwhile`` and ``log_unknown``, as of
        ``Store.logged_change``.
    """
    if not any(line.number == number and line.code == WRITTEN_ELSEWHERE for line in store.history(-1)):
        raise InputError("line_unknown", line=number)
    return Edit("others_taken_back", store.logged_change(number, back=True), {"line": number})
