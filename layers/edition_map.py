"""The map of an edition and what is told beside it: the same on paper and in the web map, because both ask here."""

from dataclasses import dataclass, replace

from layers.codes import LAYERS, PUBLIC_THEME
from layers.map_layers import PUBLIC_LAYERS
from layers.snapshot import MapState, Snapshot, snapshot_of
from layers.themes import theme_of
from mapper.day.edition import Edition
from mapper.message import Message

_OF_THE_WINDOW = frozenset({"note.no_beats"})  # notes that lead to its menus


@dataclass(frozen=True, eq=False)
class EditionMap:
    """An edition with the picture that is drawn of it."""

    edition: Edition
    snapshot: Snapshot

    def title(self, of_unit: str | None = None) -> Message:
        """What the map is about and what it is of: the edition's place, or the unit of that name."""
        place = self.edition.place if of_unit is None else of_unit
        if self.edition.is_public:
            return Message("page.title.public", {"place": place})
        state = self.snapshot.state
        return theme_of(state.theme).title(place, state.look, state.as_of, of_unit is not None)

    @property
    def mark(self) -> Message | None:
        """How it is to be kept; None where anybody may have it."""
        return None if self.edition.is_public else Message("page.mark.internal", {})

    @property
    def dates(self) -> tuple[Message, ...]:
        """The day of the data, and that of the figures where it is another."""
        data_date, as_of = self.edition.data_date, self.edition.as_of
        told = Message("page.data_date", {"date": data_date})
        return (told,) if data_date == as_of else (told, Message("page.as_of", {"date": as_of}))

    @property
    def advice(self) -> Message | None:
        """What the public is to do, in place of figures."""
        return Message("page.public_note", {}) if self.edition.is_public else None

    @property
    def notes(self) -> tuple[Message, ...]:
        """What the classes are counted from, and that some places are told by their cell only."""
        cells = (Message("page.cells", {}),) if self.edition.in_cells("disputes") else ()
        return (*(note for note in self.snapshot.notes if note.code not in _OF_THE_WINDOW), *cells)


def edition_map(edition: Edition, state: MapState) -> EditionMap:
    """The map of an edition in that state; the public has one theme, and of the layers only its own."""
    if edition.is_public:
        state = replace(state, theme=PUBLIC_THEME, hidden=state.hidden | (frozenset(LAYERS) - PUBLIC_LAYERS))
    return EditionMap(edition, snapshot_of(state))
