"""The background maps of this computer: which there are, which are open, and what they have to say."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal

from layers.paint.backdrop import Tiles
from layers.paint.tile_pictures import TilePictures, decodes
from layers.scene.backdrop import Backdrop
from mapper.backgrounds.addresses import host_of
from mapper.backgrounds.background import Background
from mapper.backgrounds.opening import open_tiles
from mapper.backgrounds.tile_cache import TileCache
from mapper.backgrounds.tile_source import TileSource
from mapper.errors import InputError
from mapper.lazy_dataclass import dataclass
from ui.session.settings import Settings
from ui.widgets.tasks import Tasks

# Tiles come by the dozen: one new picture for those of so many milliseconds.
_GATHER_MS = 120
_CLOSER_LOOK_MS = 50


@dataclass(frozen=True)
class Credit:
    """Whose picture is shown; ``host`` is the computer that it comes from, "" for a file."""

    text: str
    host: str
    asking: bool


class Backgrounds(QObject):
    """The list, lowest first, kept in the settings; what is switched on is opened off the main thread.

    ``changed``: the list, or what is shown of it, is another. ``arrived``: tiles have come, a new picture is worth it.
    ``failed``: a background could not be opened or its server does not answer (a Background and an InputError).
    """

    changed = Signal()
    arrived = Signal()
    failed = Signal(object, object)
    _came = Signal()
    _silent = Signal(str, object)

    def __init__(self, settings: Settings, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.cache = TileCache(settings.cache_folder)
        self._settings, self._tasks = settings, tasks
        self.items: tuple[Background, ...] = tuple(
            made for values in settings.backgrounds if (made := Background.from_json(values)) is not None
        )
        self._place = ""
        self.troubles: dict[str, InputError] = {}
        self._open: dict[str, tuple[Background, TilePictures]] = {}
        self._untold = False
        self._gather = QTimer(self)
        self._gather.setSingleShot(True)
        self._gather.setInterval(_GATHER_MS)
        self._gather.timeout.connect(self._tell_arrived)
        self._retry = QTimer(self)
        self._retry.setSingleShot(True)
        self._retry.timeout.connect(self.arrived)
        self._came.connect(self._tile_came)
        self._silent.connect(self._server_silent)

    def belong_to(self, place: str) -> None:
        """Switched on is what was so for the project of that place; one that is new has none."""
        self._place, shown = place, self._settings.shown_backgrounds
        if shown:
            on = shown.get(place, [])
            self.items = tuple(replace(item, on=item.id in on) for item in self.items)
        self._keep_shown()

    def item(self, key: str) -> Background | None:
        return next((item for item in self.items if item.id == key), None)

    def put(self, background: Background) -> None:
        """Add a background on top, or put it in the place of the one with its id."""
        if self.item(background.id) is None:
            self._become((*self.items, background))
        else:
            self._become(tuple(background if item.id == background.id else item for item in self.items))

    def switch(self, key: str, on: bool) -> None:
        """Show a background, or no longer."""
        item = self.item(key)
        if item is not None and item.on != on:
            self.put(replace(item, on=on))

    def remove(self, key: str) -> None:
        """Take a background from the list; its file stays."""
        self._become(tuple(item for item in self.items if item.id != key))

    def move(self, key: str, up: int) -> None:
        """Bring a background so many places nearer to the eye."""
        order = list(self.items)
        at = next((n for n, item in enumerate(order) if item.id == key), None)
        if at is not None:
            item = order.pop(at)
            order.insert(min(max(at + up, 0), len(order)), item)
            self._become(tuple(order))

    def check(
        self, background: Background, then: Callable[[Background], None], failed: Callable[[InputError], None]
    ) -> None:
        """Find out off the main thread whether a background can be opened; nothing is kept open."""

        def opened(_: object) -> Background:
            source = open_tiles(background, self.cache, decodes)
            source.close()
            return background if background.attribution else replace(background, attribution=source.attribution)

        self._tasks.start("background", opened, then, failed)

    def open_shown(self) -> None:
        """Open whatever is switched on, and let go of the rest."""
        for key, (opened, pictures) in list(self._open.items()):
            wanted = self.item(key)
            if wanted is None or not wanted.on or _source_of(wanted) != _source_of(opened):
                del self._open[key]
                pictures.close()
        for item in self.items:
            if item.on and item.id not in self._open:
                self._begin(item)

    def shown(self, *, waits: bool = False) -> tuple[Backdrop, ...]:
        """What the map is to show of those that are open, the lowest first."""
        return tuple(
            Backdrop(item.id, item.name, item.attribution or self._open[item.id][1].source.attribution,
                     item.opacity, waits)
            for item in self.items
            if item.on and item.id in self._open
        )  # fmt: skip

    def tiles(self) -> Tiles:
        """The pictures of those that are open, for whoever paints :meth:`shown`."""
        return {key: pictures for key, (_, pictures) in self._open.items()}

    def credits(self) -> tuple[Credit, ...]:
        """Whose pictures are shown, the topmost first, and which servers are asked."""
        found = []
        for item in reversed(self.items):
            if item.on and item.id in self._open:
                pictures = self._open[item.id][1]
                said = item.attribution or pictures.source.attribution
                text = item.name if said in ("", item.name) else f"{item.name}  {said}"
                host = host_of(item) if item.asks_network else ""
                found.append(Credit(text, host, bool(host) and pictures.busy))
        return tuple(found)

    @property
    def busy(self) -> bool:
        """Whether tiles are still to come, or to be painted."""
        return self._untold or any(pictures.busy for _, pictures in self._open.values())

    def look_again_soon(self) -> None:
        """Tell ``arrived`` once more: the map was busy with another picture."""
        self._untold = True
        self._gather.start()

    def close(self) -> None:
        """Stop reading and let go of every file."""
        self._gather.stop()
        self._untold = False
        self._retry.stop()
        for _, pictures in self._open.values():
            pictures.close()
        self._open.clear()
        self.cache.close()

    def _become(self, items: tuple[Background, ...]) -> None:
        self.items = items
        self.troubles = {key: told for key, told in self.troubles.items() if self.item(key) is not None}
        self._keep_shown()
        self._settings.backgrounds = [item.as_json() for item in items]
        self.open_shown()
        self.changed.emit()

    def _keep_shown(self) -> None:
        if not self._place:
            return
        shown = self._settings.shown_backgrounds
        shown.pop(self._place, None)
        self._settings.shown_backgrounds = shown | {self._place: [item.id for item in self.items if item.on]}

    def _begin(self, item: Background) -> None:
        def opened(source: TileSource) -> None:
            wanted = self.item(item.id)
            if wanted is None or not wanted.on or _source_of(wanted) != _source_of(item):
                source.close()
                return
            self.troubles.pop(item.id, None)
            self._open[item.id] = (item, TilePictures(source, self._tell_came, lambda told: self._tell(item.id, told)))
            self.changed.emit()

        def failed(told: InputError) -> None:
            self._server_silent(item.id, told)

        self._tasks.start(f"background {item.id}", lambda _: open_tiles(item, self.cache, decodes), opened, failed)

    def _tell_arrived(self) -> None:
        self._untold = False
        self.arrived.emit()

    def _tell_came(self) -> None:
        self._untold = True
        with suppress(RuntimeError):  # the window went while a server was still thinking
            self._came.emit()

    def _tell(self, key: str, told: InputError) -> None:
        with suppress(RuntimeError):  # as above
            self._silent.emit(key, told)

    def _tile_came(self) -> None:
        if not self._gather.isActive():
            self._gather.start()
        waits = [wait for _, pictures in self._open.values() if (wait := pictures.retry_in_s) is not None]
        if waits and not self._retry.isActive():
            self._retry.start(round(max(min(waits), 1.0) * 1000) + _CLOSER_LOOK_MS)

    def _server_silent(self, key: str, told: InputError) -> None:
        item = self.item(key)
        if item is not None:
            self.troubles[key] = told
            self.failed.emit(item, told)


def _source_of(item: Background) -> Background:
    """What decides which tiles there are: another look at them needs no other source."""
    return replace(item, name="", on=False, opacity=1.0, attribution="")
