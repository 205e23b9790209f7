"""How sheets are arranged: a template a file, listed here; the first of a scope is the one used unless named."""

from layers.sheets.order import SheetOrder
from layers.sheets.templates.beat import BEAT
from layers.sheets.templates.card import UNIT_CARD
from layers.sheets.templates.duty_board import DUTY_BOARD
from layers.sheets.templates.front import CONTENTS, COVER, OVERVIEW
from layers.sheets.templates.jurisdiction import JURISDICTION
from layers.sheets.templates.template import Template
from layers.sheets.templates.unit import UNIT
from mapper.errors import InputError

TEMPLATES: tuple[Template, ...] = (JURISDICTION, BEAT, UNIT, UNIT_CARD, DUTY_BOARD)
FRONT: tuple[Template, ...] = (COVER, OVERVIEW, CONTENTS)  # the first pages of an atlas


def template_named(code: str) -> Template:
    """The template of that code; KeyError if there is none."""
    return {template.code: template for template in (*TEMPLATES, *FRONT)}[code]


def template_of(order: SheetOrder) -> Template:
    """The template that is ordered; InputError ``template_unknown`` if there is none of that code for such sheets."""
    if order.unit_code is not None or order.atlas == "units":
        scope = "unit"
    else:
        scope = "beat" if order.beat is not None or order.atlas == "beats" else "land"
    fitting = {template.code: template for template in TEMPLATES if template.scope == scope}
    if order.template is None:
        return next(iter(fitting.values()))
    if order.template not in fitting:
        raise InputError("template_unknown", template=order.template, known=list(fitting))
    return fitting[order.template]
