"""How a person wants sheets to be made, under a name of its own: kept as JSON with the project.

A design says what stands on a sheet and how large, never of what it is: it is made for one station today and for
another one tomorrow.
"""

from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from typing import Any, get_args

from layers.codes import PAPERS, TEMPLATES, THEMES
from layers.sheets.order import Orientation, SheetOrder, Size
from mapper.errors import InputError
from mapper.io.personal import OF_AN_OFFICE, require_impersonal
from mapper.lazy_dataclass import dataclass

SLOTS = ("legend", "locator", "text", "index")  # beside the map, in their usual order; a design has some, in its own
KEPT_AS = "sheet_designs"
_MOST = 40  # that a project keeps
_LONGEST_NAME = 40


@dataclass(frozen=True)
class Design:
    """What stands on a sheet and how large.

    Attributes
    ----------
    template
        Code of one of :mod:`layers.sheets.templates`; empty for what fits.
    slots
        Which of ``SLOTS`` stand beside the map, from the top.
    size
        Of letters and symbols beside what is usual on the paper.
    title, words
        With tokens (:func:`layers.sheets.words.with_tokens`); the theme's own title, and no words, where empty.
    """

    name: str
    theme: str = "coverage"
    template: str = ""
    paper: str = "A3"
    orientation: Orientation = "auto"
    slots: tuple[str, ...] = ("legend", "locator", "index")
    size: Size = "usual"
    title: str = ""
    words: str = ""
    mono: bool = False
    inset: bool = True

    def ordered(self, order: SheetOrder) -> SheetOrder:
        """An order made after this design."""
        return replace(
            order,
            theme=self.theme,
            template=self.template or None,
            paper=self.paper,
            orientation=self.orientation,
            slots=self.slots,
            size=self.size,
            title=self.title,
            words=self.words,
            mono=self.mono,
            inset=self.inset,
        )


def designs_from(kept: object) -> dict[str, Design]:
    """The designs that a project keeps, by name; what is none, or knows what this version does not, is left out."""
    found = {}
    for one in kept if isinstance(kept, list) else ():
        design = _design(one)
        if design is not None:
            found[design.name] = design
    return found


def as_json(designs: Mapping[str, Design]) -> list[dict[str, Any]]:
    """As they are kept."""
    return [asdict(design) for design in designs.values()]


def with_design(designs: Mapping[str, Design], design: Design) -> dict[str, Design]:
    """The designs with this one, which takes the place of one of the same name.

    InputError ``design_name`` (empty, too long, or a template's own code), ``note_personal`` or ``designs_full``.
    """
    name = design.name.strip()
    if not name or len(name) > _LONGEST_NAME or name in TEMPLATES:
        raise InputError("design_name", name=name, most=_LONGEST_NAME)
    if len(designs) >= _MOST and name not in designs:
        raise InputError("designs_full", most=_MOST)
    require_impersonal(name, design.title, design.words, but=OF_AN_OFFICE)
    return {**designs, name: replace(design, name=name)}


def _design(told: object) -> Design | None:
    if not isinstance(told, dict) or not isinstance(told.get("name"), str):
        return None
    known = {field.name for field in fields(Design)}
    values = {name: value for name, value in told.items() if name in known}
    slots = values.get("slots", Design("").slots)
    if not isinstance(slots, list | tuple) or not set(map(str, slots)) <= set(SLOTS):
        return None
    design = Design(**values | {"slots": tuple(dict.fromkeys(map(str, slots)))})
    texts = (design.title, design.words, design.theme, design.template, design.paper)
    sound = all(isinstance(text, str) for text in texts) and isinstance(design.mono, bool)
    sound = sound and isinstance(design.inset, bool)
    sound = sound and design.theme in THEMES and design.paper in PAPERS and design.template in ("", *TEMPLATES)
    sound = sound and design.orientation in get_args(Orientation) and design.size in get_args(Size)
    return design if sound else None
