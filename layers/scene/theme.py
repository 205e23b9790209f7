"""A theme: what the map is about, declared once for window, command line, sheet and web map."""

from collections.abc import Callable, Mapping
from datetime import date

from layers.scene.ground import Ground
from layers.scene.look import Look
from layers.scene.symbol_size import USUAL_SIZES, SymbolSizes
from layers.scene.unit_classes import UnitClasses
from layers.scene.unit_index import UnitColumn
from mapper.day.figure import Figure
from mapper.lazy_dataclass import dataclass
from mapper.message import Message

NO_SHADING = "none"  # code of the one that colours nothing


@dataclass(frozen=True)
class Shading:
    """One thing that a theme can colour the units by; ``shading.<code>`` names it where there is a choice.

    Attributes
    ----------
    classes
        Puts the units in classes.
    says
        Every code that its legend, notes and tips can have.
    is_number
        Whether units are classed by a number, so that a person may choose method, count and colours of the classes.
    compared
        Where its sheet has a title of its own (``page.title.<theme>.<code>``): the values of that, from look and day.
    has_periods
        Whether it compares two periods, so that a person may choose which the earlier one is (``Look.last_year``).
    counts_wanted
        Whether it counts the incidents that are wanted (``Ground.wanted``) and no others.
    chooses_cells
        Whether it chooses cells, so that a person may say how much of the land (``Look.area_share``).
    of_part
        Whether what it shows is worked out of the part that is looked at (``Ground.wanted.scope``) and of no other.
    """

    code: str
    classes: Callable[[Ground], UnitClasses]
    says: tuple[str, ...]
    is_number: bool = False
    compared: Callable[[Look, date], Mapping[str, object]] | None = None
    has_periods: bool = False
    counts_wanted: bool = False
    chooses_cells: bool = False
    of_part: bool = False


@dataclass(frozen=True)
class Theme:
    """What the map is about. Its words are ``theme.<code>``, ``theme.<code>.meaning`` and ``page.title.<code>``.

    Attributes
    ----------
    shadings
        What units may be coloured by; the first is what the theme does when nobody asks.
    sizes
        Of the symbols of incidents and focus areas.
    has_earlier_day
        Whether it compares with an earlier day (``Look.since``), which a person may choose.
    unit_title
        Title of a sheet of one unit, where that is another.
    off_sheet
        Layers that its sheets and web maps leave out, being about something else.
    index
        Columns of the index of its sheets in place of the seat's state (``page.head.<code>``); that if there are none.
    figures
        Headline figures of its sheets and web maps (``page.figure.<code>``), the first of them large; those of coverage
        if it has none of its own.
    listed
        Table of incidents whose open ones are listed under the index; empty for none.
    """

    code: str
    shadings: tuple[Shading, ...]
    sizes: SymbolSizes = USUAL_SIZES
    has_earlier_day: bool = False
    unit_title: str = ""
    off_sheet: frozenset[str] = frozenset()
    index: Callable[[Ground], tuple[UnitColumn, ...]] | None = None
    figures: Callable[[Ground], tuple[Figure, ...]] | None = None
    listed: str = ""

    def shading(self, look: Look) -> Shading:
        """What the units are coloured by: what was chosen, if the theme has it."""
        chosen = look.shading.get(self.code)
        return next((shading for shading in self.shadings if shading.code == chosen), self.shadings[0])

    def named_shading(self, look: Look) -> Message | None:
        """What the units are coloured by, where there is a choice and one that colours them is made."""
        code = self.shading(look).code
        return Message(f"shading.{code}") if len(self.shadings) > 1 and code != NO_SHADING else None

    def title(self, place: str, look: Look, as_of: date, of_unit: bool = False) -> Message:
        """What a sheet or web map of a place is called; ``of_unit`` for the sheet of one unit."""
        shading = self.shading(look)
        if shading.compared is not None:
            return Message(f"page.title.{self.code}.{shading.code}", {"place": place, **shading.compared(look, as_of)})
        return Message((of_unit and self.unit_title) or f"page.title.{self.code}", {"place": place})

    @property
    def says(self) -> frozenset[str]:
        """Every code that it can give to be said."""
        names = {f"theme.{self.code}", f"theme.{self.code}.meaning"} | ({self.unit_title} - {""})
        for shading in self.shadings:
            names |= {f"shading.{shading.code}"} if len(self.shadings) > 1 else set()
            names |= {f"page.title.{self.code}" + (f".{shading.code}" if shading.compared is not None else "")}
            names |= set(shading.says)
        return frozenset(names)
