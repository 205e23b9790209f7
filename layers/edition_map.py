"""The map of an edition and what is told beside it: the same on paper and in the web map, because both ask here."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import cached_property

from layers.codes import LAYERS, PUBLIC_THEME
from layers.geometry.geometry import Geometry
from layers.map_layers import HIDDEN_AT_FIRST, PUBLIC_LAYERS
from layers.scene.drawing import LegendEntry, MapLayer
from layers.scene.incident_filter import EVERY_INCIDENT, IncidentFilter, require_command
from layers.scene.look import PLAIN, Look
from layers.scene.unit_index import UnitColumn
from layers.snapshot import BEATS, MapState, Snapshot, snapshot_of
from layers.style import AreaStyle, selected_border
from layers.themes import theme_of
from layers.themes.wanted_measure import measure_name
from mapper.analysis.incidents.kinds import INCIDENT_KINDS
from mapper.audience import Audience
from mapper.crs import crs_told
from mapper.day.day import Day
from mapper.day.edition import Edition, Editions
from mapper.day.figure import Figure
from mapper.errors import InputError
from mapper.lazy_dataclass import dataclass
from mapper.message import Message
from mapper.names import name_of
from mapper.practice import Practice
from mapper.scope import Scope

BLANK = Message("page.blank", {})  # to be filled in with a pen
MARK = Message("page.mark.internal", {})  # how what not everybody may have is to be kept

_MARKS = {audience: Message(f"page.mark.{audience}", {}) for audience in ("command", "station")}
_OF_THE_WINDOW = frozenset({"note.no_beats"})  # notes that lead to its menus


@dataclass(frozen=True, eq=False)
class Marginalia:
    """What the theme of a picture has to tell beside it; worked out once, for all sheets that are made of it."""

    snapshot: Snapshot

    @cached_property
    def figures(self) -> tuple[Figure, ...] | None:
        """Headline figures; None where the theme has none of its own."""
        theme = theme_of(self.snapshot.state.theme)
        return None if theme.figures is None else theme.figures(self.snapshot.ground)

    @cached_property
    def index(self) -> tuple[UnitColumn, ...] | None:
        """Columns of the index, the last of them the number by which units are coloured; None as above."""
        theme = theme_of(self.snapshot.state.theme)
        if theme.index is None:
            return None
        figures = self.snapshot.layer("units").figures
        return (*theme.index(self.snapshot.ground), *([UnitColumn("figure", figures)] if figures else []))


@dataclass(frozen=True, eq=False)
class EditionMap:
    """An edition with the picture that is drawn of it, and what stands beside that.

    ``marked`` is the table and key of what it is of, with what is around it: a unit, or a beat by its name (table
    ``beats``). ``in_part`` where it shows a part of its land only.
    """

    edition: Edition
    snapshot: Snapshot
    marginalia: Marginalia
    marked: tuple[str, str] | None = None
    in_part: bool = False

    @property
    def place(self) -> str:
        """The name of what the map is of: the edition's place, the beat, or the unit."""
        if self.marked is None:
            return self.edition.place
        table, key = self.marked
        return key if table == BEATS else name_of(self.edition.project.communities, key)

    @property
    def unit_code(self) -> str | None:
        """The unit that it is of, if it is of one."""
        return None if self.marked is None or self.marked[0] == BEATS else self.marked[1]

    @property
    def title(self) -> Message:
        """What the map is about and what it is of."""
        place = self.place
        if self.edition.is_public:
            return Message(f"page.title.public{self._by_phone}", {"place": place})
        state = self.snapshot.state
        return theme_of(state.theme).title(place, state.look, state.as_of, self.unit_code is not None)

    @property
    def counted_of(self) -> str | None:
        """Whose the figures, the legend's counts and the focus areas are, where that is more than the map is of."""
        return self.edition.place if self.in_part or self.marked is not None else None

    @property
    def layers(self) -> tuple[MapLayer, ...]:
        """Visible layers as a reader meets them: the units, which the map is about, then from the topmost down."""
        found = sorted(self.snapshot.shown_layers, key=lambda layer: layer.code != "units")
        return tuple(self._counted(layer) for layer in found)

    def _counted(self, layer: MapLayer) -> MapLayer:
        """On the map of one station the others are there in part, so that stations are not counted."""
        if layer.code != "stations" or self.edition.station_code is None:
            return layer
        return replace(layer, count=None, legend=tuple(replace(entry, count=None) for entry in layer.legend))

    @property
    def legend(self) -> tuple[LegendEntry, ...]:
        """The entries of all layers, those of units first, and the outline of the unit or beat that the map is of."""
        entries = tuple(entry for layer in self.layers for entry in layer.legend)
        if self.marked is None:
            return entries
        outline = AreaStyle(None, border=selected_border(self.snapshot.palette))
        code = "this_beat" if self.marked[0] == BEATS else "this_unit"
        return (*entries, LegendEntry("units", code, outline))

    @property
    def shading(self) -> Message | None:
        """What the units are coloured by, above their entries; None where the theme has no choice, or none is made."""
        state, ground = self.snapshot.state, self.snapshot.ground
        theme = theme_of(state.theme)
        named = theme.named_shading(state.look)
        return named and measure_name(theme.shading(state.look).code, ground.wanted)

    @property
    def mark(self) -> Message | None:
        """How it is to be kept, and whose edition it is; None where anybody may have it."""
        return None if self.edition.is_public else _MARKS.get(self.edition.audience, MARK)

    @property
    def dates(self) -> tuple[Message, ...]:
        """The day of the data, or that nobody recorded it; and that of the figures where it is another."""
        data_date, as_of = self.edition.data_date, self.edition.as_of
        told = data_date_told(data_date)
        return (told,) if data_date == as_of else (told, Message("page.as_of", {"date": as_of}))

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The headline figures of the theme, or else those of coverage; the public gets none."""
        told = None if self.edition.is_public else self.marginalia.figures
        return self.edition.figures if told is None else told

    @property
    def index(self) -> tuple[UnitColumn, ...] | None:
        """Columns of the index that are the theme's own; None where it tells the state of the seat."""
        return None if self.edition.is_public else self.marginalia.index

    @property
    def advice(self) -> Message | None:
        """What the public is to do, in place of figures."""
        if not self.edition.is_public:
            return None
        number, code = self.practice.emergency_number, f"page.public_note{self._by_phone}"
        return Message(f"{code}.emergency", {"number": number}) if number else Message(code, {})

    @property
    def _by_phone(self) -> str:
        """Nobody is asked to call a number where none is recorded."""
        return "" if self.edition.tells_phones else ".no_phone"

    @property
    def without_place(self) -> int:
        """How many sensitive incidents its layers count and show nowhere."""
        shown = {layer.code for layer in self.snapshot.shown_layers}
        return sum(self.edition.unplaced(kind.table) for kind in INCIDENT_KINDS if kind.table in shown)

    def _shows_cells(self, table: str) -> bool:
        """Whether its layer of these incidents shows any by its cell."""
        if table not in {layer.code for layer in self.snapshot.shown_layers}:
            return False
        shown = self.edition.day.incidents_shown(table)
        return bool(shown[shown.index.isin(self.edition.in_cells(table))].any())

    @property
    def notes(self) -> tuple[Message, ...]:
        """What the classes are counted from, that some places are told by their cell only, and what is left out."""
        cells = (Message("page.cells", {}),) if self._shows_cells("disputes") else ()
        if self.without_place:
            cells = (*cells, Message("page.cells_alone", {"count": self.without_place}))
        left_out = 0 if self.edition.is_public else len(self.edition.day.whole_project.set_aside)
        if left_out:
            cells = (*cells, Message("page.set_aside", {"count": left_out}))
        roster = () if self.edition.is_public or self.edition.tells_seats else (Message("page.no_roster", {}),)
        return (*roster, *(note for note in self.snapshot.notes if note.code not in _OF_THE_WINDOW), *cells)

    @property
    def crs(self) -> Message:
        return crs_told(self.edition.project.about.map_crs)

    @property
    def practice(self) -> Practice:
        """How maps are made where it is used."""
        return self.edition.project.about.practice

    @property
    def caveat(self) -> Message:
        """What its boundaries are not, in the place's own words where it has any."""
        own = self.practice.caveat
        return Message("page.words", {"words": own}) if own else Message("page.caveat", {})

    @property
    def notice(self) -> str:
        """What the project says of itself."""
        return self.edition.project.about.notice

    @property
    def sources(self) -> Message:
        return Message("page.sources", {})

    @property
    def maker(self) -> str:
        """Who makes maps of the project; empty where nobody said."""
        return self.edition.project.about.maker

    @property
    def approval(self) -> Message | None:
        """The number under which a map may be published: a blank, since a project has none to tell.

        None where maps have no such number.
        """
        return Message("page.approval", {"value": BLANK}) if self.practice.approval_line else None


def contained(maps: Iterable[EditionMap]) -> dict[str, int]:
    """How many of what are in these maps, by code of the layer, each edition once; and how many have no place."""
    found: dict[str, int] = {}
    for shown_map in {id(shown_map.edition): shown_map for shown_map in maps}.values():
        counts = {layer.code: layer.count for layer in shown_map.layers if layer.count is not None}
        for code, count in (counts | {"without_place": shown_map.without_place}).items():
            found[code] = found.get(code, 0) + count
    return found


def data_date_told(data_date: date | None) -> Message:
    """The day that the data are of, or that it was not recorded."""
    if data_date is None:
        return Message("page.data_date_unknown", {})
    return Message("page.data_date", {"date": data_date})


def edition_map(
    edition: Edition,
    state: MapState,
    shown: frozenset[str] = frozenset(),
    land: Geometry | None = None,
    *,
    as_shown: bool = False,
) -> EditionMap:
    """The map of an edition in that state; the public has one theme, and of the layers only its own.

    Layers that the theme has nothing to do with are left out, but for those that are to be ``shown``. ``land`` is
    geometry of another edition, of which what is the same is taken. ``as_shown``: hidden layers are not even made.
    """
    if edition.is_public:
        state = replace(state, theme=PUBLIC_THEME, hidden=state.hidden | (frozenset(LAYERS) - PUBLIC_LAYERS))
    off_sheet = theme_of(state.theme).off_sheet - shown
    hidden = state.hidden | off_sheet
    # What stands beside the map asks the layer of units, shown or not.
    without = hidden - {"units"} if as_shown else frozenset()
    snapshot = snapshot_of(replace(state, hidden=hidden), land=land, without=without)
    return EditionMap(edition, snapshot, Marginalia(snapshot))


def map_for(
    day: Day,
    audience: Audience,
    theme: str,
    station_code: str | None = None,
    *,
    look: Look = PLAIN,
    hidden: frozenset[str] = HIDDEN_AT_FIRST,
    shown: frozenset[str] = frozenset(),
    wanted: IncidentFilter = EVERY_INCIDENT,
) -> EditionMap:
    """The map that an audience gets of a day, of one station where its code is given.

    Raises
    ------
    InputError
        ``nothing_to_print`` (no land), and those of :func:`mapper.audience.for_audience` and of
        :func:`layers.scene.incident_filter.require_command`.
    """
    require_command(audience, wanted)
    edition = Editions(day.project, audience, day.as_of, day).of(station_code)
    part = None if station_code is None else Scope(frozenset({station_code}))
    state = MapState(edition.day, theme=theme, hidden=hidden, palette="light", look=look, wanted=wanted, part=part)
    if edition.bounds is None:
        raise InputError("nothing_to_print")
    return edition_map(edition, state, shown)
