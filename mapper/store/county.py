"""A county's project on a server: made there, and who may come in; edits go through :mod:`mapper.store.store`."""

from pathlib import Path

from mapper.errors import InputError
from mapper.store.places import address_of, is_address, without_password
from mapper.store.store import open_store


def init_county(place: Path | str, source: Path | str | None = None) -> bool:
    """Make a project on a server, or bring one up to this version; with ``source`` what that holds is written to it.

    Whether it was there before.

    Raises
    ------
    InputError
        ``address_unreadable``: the place is a file's; ``project_there``: there is a project with rows, and ``source``
        would take its place; as :func:`~mapper.store.store.open_store` of either; ``not_yours``.
    """
    from mapper.store.postgis.county import create, has_rows, prepare

    address = _address(place)
    prepare(address)
    there = has_rows(address)
    if source is not None:
        if there:
            raise InputError("project_there", path=without_password(address))
        store = open_store(source)
        store.close()
        create(address, store.project)
    return there


def grant(place: Path | str, login: str, station: str | None) -> str | None:
    """Let a login in: a station's with its code, the county's with None. Its password, where it was made for this.

    InputError ``row_unknown`` (no such station), ``login_unusable``, ``not_yours``.
    """
    from mapper.store.postgis.county import grant as let_in

    return let_in(_address(place), login, station)


def revoke(place: Path | str, login: str) -> None:
    """Let a login in no more, and end what it has open. InputError ``login_unknown``, ``not_yours``."""
    from mapper.store.postgis.county import revoke as shut_out

    shut_out(_address(place), login)


def logins(place: Path | str) -> list[tuple[str, str | None]]:
    """Who may come in: each login with its station, None where it is the county's."""
    from mapper.store.postgis.county import logins as known

    return known(_address(place))


def require_whole(place: Path | str) -> None:
    """Nothing, where the login sees the whole project. InputError ``not_whole``, as of opening it."""
    from mapper.store.postgis.county import station_of

    if (station := station_of(_address(place))) is not None:
        raise InputError("not_whole", station=station)


def _address(place: Path | str) -> str:
    if not is_address(place):
        raise InputError("address_unreadable", path=str(place))
    return address_of(place)
