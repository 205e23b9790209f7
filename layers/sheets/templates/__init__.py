"""How sheets are arranged: a template a file, listed here; the first of a scope is the one used unless named."""

from layers.sheets.order import SheetOrder
from layers.sheets.templates.jurisdiction import JURISDICTION
from layers.sheets.templates.template import Template
from layers.sheets.templates.unit import UNIT

TEMPLATES: tuple[Template, ...] = (JURISDICTION, UNIT)


def template_named(code: str) -> Template:
    """The template of that code; KeyError if there is none."""
    return {template.code: template for template in TEMPLATES}[code]


def template_of(order: SheetOrder) -> Template:
    """The template that is ordered; KeyError if it is not for what is to be printed."""
    scope = "unit" if order.unit_code is not None or order.atlas == "units" else "land"
    fitting = {template.code: template for template in TEMPLATES if template.scope == scope}
    return next(iter(fitting.values())) if order.template is None else fitting[order.template]
