"""Views with a name: where one looked, how closely, at which theme, layers and incidents, and the day where wanted."""

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from layers.codes import LAYERS, THEMES
from layers.map_layers import HIDDEN_AT_FIRST
from layers.scene.incident_filter import IncidentFilter, Standing
from layers.scene.look import Look
from mapper.analysis.incidents.kinds import LOOPS
from mapper.errors import InputError
from mapper.lazy_dataclass import dataclass
from mapper.store.store import Store

_KEPT_AS = "bookmarks"


@dataclass(frozen=True)
class Bookmark:
    """One view. ``lon`` and ``lat`` (degrees) are in its middle; ``as_of`` None for the day on screen.

    ``order`` and ``opacity`` of layers are those of :class:`~layers.scene.look.Look`; ``order`` None leaves both as
    they are, as do views that were kept before they had them.
    """

    name: str
    lon: float
    lat: float
    metres_per_px: float
    theme: str
    hidden: frozenset[str]
    wanted: IncidentFilter
    as_of: date | None = None
    order: tuple[str, ...] | None = None
    opacity: tuple[tuple[str, float], ...] = ()


class Bookmarks:
    """The named views of one project; ``read`` and ``write`` reach where they are kept."""

    def __init__(self, read: Callable[[], str], write: Callable[[str], object]) -> None:
        self._read, self._write = read, write

    @property
    def all(self) -> tuple[Bookmark, ...]:
        """In the order they were made; what cannot be read (of another version) is left out."""
        try:
            kept = json.loads(self._read() or "[]")
        except (ValueError, RecursionError):
            return ()
        found = [_from_json(one) for one in kept] if isinstance(kept, list) else []
        return tuple(one for one in found if one is not None)

    def put(self, bookmark: Bookmark) -> None:
        """Keep a view; one of the same name is replaced. InputError of :func:`_name`."""
        bookmark = replace(bookmark, name=_name(bookmark.name))
        others = [one for one in self.all if one.name != bookmark.name]
        self._keep([*others, bookmark])

    def rename(self, old: str, new: str) -> None:
        """InputError of :func:`_name`, ``bookmark_taken`` where another view has it."""
        new = _name(new)
        if new != old and any(one.name == new for one in self.all):
            raise InputError("bookmark_taken", name=new)
        self._keep([replace(one, name=new) if one.name == old else one for one in self.all])

    def remove(self, name: str) -> None:
        self._keep([one for one in self.all if one.name != name])

    def _keep(self, bookmarks: list[Bookmark]) -> None:
        self._write(json.dumps([_to_json(one) for one in bookmarks], ensure_ascii=False))


def kept_with(store: Store, read_own: Callable[[], str], write_own: Callable[[str], object]) -> Bookmarks:
    """The views that are kept in a project's file and go where it goes.

    Of a file that cannot be written, and before a file has any, they are this person's own.
    """

    def read() -> str:
        kept, own = store.kept(_KEPT_AS), read_own()
        return own if kept is None or (store.read_only and own) else json.dumps(kept)

    def write(text: str) -> None:
        if store.read_only:
            write_own(text)
        else:
            store.keep(_KEPT_AS, json.loads(text))

    return Bookmarks(read, write)


def _name(text: str) -> str:
    """The name of a view, which goes where the file goes. InputError ``bookmark_name``, ``note_personal``."""
    from mapper.io.personal import require_impersonal

    name = " ".join(text.split())
    if not name:
        raise InputError("bookmark_name")
    require_impersonal(name)
    return name


def _to_json(bookmark: Bookmark) -> dict[str, Any]:
    values = asdict(bookmark) | {"hidden": sorted(bookmark.hidden)}
    values["as_of"] = None if bookmark.as_of is None else bookmark.as_of.isoformat()
    values["wanted"].pop("found")  # what was found that day is another thing by the next
    days = bookmark.wanted.days
    values["wanted"]["days"] = None if days is None else [day.isoformat() for day in days]
    return values


def _from_json(values: Any) -> Bookmark | None:
    try:
        order, hidden = values.get("order"), frozenset(values["hidden"]) & frozenset(LAYERS)
        if "order" not in values:  # kept when there was no layer of cases
            hidden |= HIDDEN_AT_FIRST
        look = Look.from_json({"order": order, "opacity": dict(values.get("opacity", ()))})
        wanted = dict(values["wanted"])
        first_last = wanted.get("days")
        wanted["days"] = None if first_last is None else tuple(date.fromisoformat(day) for day in first_last)
        for pair in ("category", "state"):
            wanted[pair] = None if wanted.get(pair) is None else (str(wanted[pair][0]), str(wanted[pair][1]))
        wanted["standing"] = _standing(wanted.get("standing"))
        found = Bookmark(
            name=str(values["name"]),
            lon=float(values["lon"]),
            lat=float(values["lat"]),
            metres_per_px=float(values["metres_per_px"]),
            theme=values["theme"],
            hidden=hidden,
            wanted=IncidentFilter(**wanted),
            as_of=None if values["as_of"] is None else date.fromisoformat(values["as_of"]),
            order=None if order is None else look.order,
            opacity=tuple(look.opacity.items()),
        )
    except (AttributeError, KeyError, TypeError, ValueError, IndexError):
        return None
    return found if found.theme in THEMES and found.metres_per_px > 0 else None


def _standing(values: Any) -> Standing | None:
    """Where in their loop incidents stand that are wanted; None where this version knows no such standing."""
    if values is None:
        return None
    try:
        ages = values.get("ages")
        found = Standing(**values | {"ages": None if ages is None else (int(ages[0]), _whole(ages[1]))})
    except (AttributeError, TypeError, ValueError, IndexError, KeyError):
        return None
    kind = next((kind for kind in LOOPS if kind.table == found.table), None)
    stages = () if kind is None else (None, *(stage.code for stage in kind.stages))
    return found if found.stage in stages else None


def _whole(value: Any) -> int | None:
    return None if value is None else int(value)
