"""What the program remembers between days: the language, the window's place and the last projects."""

import json
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QSettings, QStandardPaths

from mapper.scope import Scope
from mapper.store.copies_of_days import DAYS, WEEKS
from mapper.store.places import is_address, told_place
from ui.language.language import language_of_system
from ui.language.messages import LANGUAGES

_MOST_RECENT = 6
_MOST_PLACES = 50  # projects of which is kept what lies under them
_MOST_DIGITS = 4


class _OwnFile(QSettings):
    """Its user alone reads the file, from before the first word is in it: addresses of backgrounds may have keys.

    Qt writes it anew by itself now and then, as whoever may read it could read the file before.
    """

    _own = False

    def setValue(self, key: str, value: Any) -> None:  # noqa: N802 Qt's own name
        if not self._own:
            self._own = True
            file = Path(self.fileName())
            with suppress(OSError):  # where nothing can be kept the window works, too
                file.parent.mkdir(parents=True, exist_ok=True)
                file.touch(0o600)
                file.chmod(0o600)
        super().setValue(key, value)


class Settings:
    """One small INI file under the user's own configuration, or where the caller says."""

    def __init__(self, path: Path | None = None) -> None:
        if path is None:
            caches = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericCacheLocation)
            self.cache_folder = Path(caches) / "jurisdiction-mapper"
            self._values = _OwnFile(
                QSettings.Format.IniFormat, QSettings.Scope.UserScope, "jurisdiction-mapper", "window"
            )
        else:
            self.cache_folder = path.parent / "cache"
            self._values = _OwnFile(str(path), QSettings.Format.IniFormat)

    @property
    def language(self) -> str:
        """The language chosen last; the system's, where none was."""
        chosen = self._values.value("language")
        return chosen if chosen in LANGUAGES else language_of_system()

    @language.setter
    def language(self, language: str) -> None:
        self._values.setValue("language", language)

    @property
    def appearance(self) -> str:
        """``light``, or ``dark`` for a wall display."""
        return "dark" if self._values.value("appearance") == "dark" else "light"

    @appearance.setter
    def appearance(self, appearance: str) -> None:
        self._values.setValue("appearance", appearance)

    @property
    def geometry(self) -> QByteArray | None:
        """Where the window stood."""
        kept = self._values.value("geometry")
        return kept if isinstance(kept, QByteArray) else None

    @geometry.setter
    def geometry(self, geometry: QByteArray) -> None:
        self._values.setValue("geometry", geometry)

    @property
    def folder(self) -> str:
        """Where a file was chosen last; empty where none was, or where that folder is gone."""
        kept = self._values.value("folder")
        return kept if isinstance(kept, str) and Path(kept).is_dir() else ""

    @folder.setter
    def folder(self, folder: str) -> None:
        self._values.setValue("folder", folder)

    @property
    def server(self) -> str:
        """The address on a server that was opened last, without its password; empty where none was."""
        kept = self._values.value("server")
        return kept if isinstance(kept, str) else ""

    @server.setter
    def server(self, address: str) -> None:
        self._values.setValue("server", address)

    @property
    def recent(self) -> list[Path]:
        """Projects opened last, the newest first; those that are gone are left out."""
        kept = self._values.value("recent") or []
        paths = [Path(p) for p in ([kept] if isinstance(kept, str) else kept)]
        return [path for path in paths if path.is_file() or is_address(path)]

    def remember(self, path: Path) -> None:
        """A project was opened."""
        path = path if is_address(path) else path.resolve()
        newest = [path, *(p for p in self.recent if p != path)][:_MOST_RECENT]
        self._values.setValue("recent", [str(p) for p in newest])

    def views(self, project: Path) -> str:
        """The views kept of a project file, as ``ui/session/bookmarks.py`` writes them; empty where there are none."""
        kept = self._values.value(_views_key(project))
        return kept if isinstance(kept, str) else ""

    def keep_views(self, project: Path, text: str) -> None:
        self._values.setValue(_views_key(project), text)

    def scope(self, project: Path) -> Scope | None:
        """The part that a project was last looked at for; None for the whole district."""
        try:
            kept = json.loads(str(self._values.value(_scope_key(project)) or "null"))
        except (ValueError, RecursionError):
            return None
        if not isinstance(kept, dict) or not isinstance(kept.get("stations"), list):
            return None
        beat = kept.get("beat")
        return Scope(frozenset(map(str, kept["stations"])), beat if isinstance(beat, str) else None)

    def keep_scope(self, project: Path, scope: Scope | None) -> None:
        told = None if scope is None else {"stations": sorted(scope.stations), "beat": scope.beat}
        self._values.setValue(_scope_key(project), json.dumps(told, ensure_ascii=False))

    def board_height_px(self, board: str) -> int | None:
        """How high a board was left; None where nobody has drawn it."""
        kept = str(self._values.value(f"boards/{board}") or "")
        return int(kept) if kept.isdecimal() and 0 < len(kept) <= _MOST_DIGITS and int(kept) else None

    def keep_board_height_px(self, board: str, height_px: int) -> None:
        self._values.setValue(f"boards/{board}", height_px)

    def import_layout(self, layout: str) -> dict[str, Any]:
        """How files of one layout were read last, as ``import_layouts`` writes it; not looked at here."""
        try:
            kept = json.loads(str(self._values.value(f"layouts/{layout}") or "{}"))
        except (ValueError, RecursionError):
            return {}
        return kept if isinstance(kept, dict) else {}

    def keep_import_layout(self, layout: str, told: dict[str, Any]) -> None:
        """Keep it; nothing is forgotten."""
        if told:
            self._values.setValue(f"layouts/{layout}", json.dumps(told, ensure_ascii=False))
        else:
            self._values.remove(f"layouts/{layout}")

    @property
    def backgrounds(self) -> list[Any]:
        """The background maps as they were kept; not looked at here."""
        try:
            kept = json.loads(str(self._values.value("backgrounds") or "[]"))
        except (ValueError, RecursionError):
            return []
        return kept if isinstance(kept, list) else []

    @backgrounds.setter
    def backgrounds(self, backgrounds: list[Any]) -> None:
        self._values.setValue("backgrounds", json.dumps(backgrounds, ensure_ascii=False))
        self.save()

    @property
    def shown_backgrounds(self) -> dict[str, list[str]]:
        """Which background maps are switched on for which project, by its place."""
        try:
            kept = json.loads(str(self._values.value("backgrounds_shown") or "{}"))
        except (ValueError, RecursionError):
            return {}
        return {place: keys for place, keys in kept.items() if isinstance(keys, list)} if isinstance(kept, dict) else {}

    @shown_backgrounds.setter
    def shown_backgrounds(self, shown: dict[str, list[str]]) -> None:
        newest = dict(list(shown.items())[-_MOST_PLACES:])
        self._values.setValue("backgrounds_shown", json.dumps(newest, ensure_ascii=False))

    @property
    def copies(self) -> tuple[int, int]:
        """Of how many days, and of how many weeks, copies of a project are kept beside it; 0 of both for none."""
        kept = [str(self._values.value(f"copies/{name}", usual)) for name, usual in (("days", DAYS), ("weeks", WEEKS))]
        days, weeks = (int(text) if text.isdecimal() and len(text) < _MOST_DIGITS else 0 for text in kept)
        return days, weeks

    @copies.setter
    def copies(self, copies: tuple[int, int]) -> None:
        for name, count in zip(("days", "weeks"), copies, strict=True):
            self._values.setValue(f"copies/{name}", count)

    @property
    def copies_folder(self) -> Path | None:
        """The folder for the copies of all projects; None where each has its own beside it."""
        kept = self._values.value("copies/folder")
        return Path(kept) if isinstance(kept, str) and kept else None

    @copies_folder.setter
    def copies_folder(self, folder: Path | None) -> None:
        self._values.setValue("copies/folder", "" if folder is None else str(folder))

    def save(self) -> None:
        """Bring all to the disk."""
        self._values.sync()


def _views_key(project: Path) -> str:
    return f"views/{_short(project)}"


def _scope_key(project: Path) -> str:
    return f"scopes/{_short(project)}"


def _short(project: Path) -> str:
    """A path has characters that keys may not have."""
    told = told_place(project) if is_address(project) else str(project.resolve())
    return sha256(told.encode()).hexdigest()[:16]
