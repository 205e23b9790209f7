"""The first pages of an atlas: cover, overview and contents. They are of no land of their own."""

from collections.abc import Iterator

from layers.edition_map import EditionMap
from layers.sheets.order import SheetOrder
from layers.sheets.painting.front import CONTENTS_PART, COVER_PART, FRONT_FOOT, OVERVIEW_PART
from layers.sheets.painting.title import TITLE
from layers.sheets.templates.template import Subject, Template


def _none(_shown_map: EditionMap, _order: SheetOrder) -> Iterator[Subject]:
    return iter(())


COVER = Template("cover", "front", _none, (COVER_PART,))
OVERVIEW = Template("overview", "front", _none, (OVERVIEW_PART, CONTENTS_PART, TITLE, FRONT_FOOT))
CONTENTS = Template("contents", "front", _none, (CONTENTS_PART, TITLE, FRONT_FOOT))
