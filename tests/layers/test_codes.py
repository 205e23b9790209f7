"""Light lists of codes are the lists that they stand for."""

from layers import codes, map_layers, themes
from layers.sheets.layout import PAPERS
from layers.sheets.templates import FRONT, TEMPLATES
from mapper.audience import AUDIENCES


def test_codes_are_what_they_stand_for() -> None:
    assert tuple(theme.code for theme in themes.DECLARED) == codes.THEMES
    assert tuple(kind.code for kind in map_layers.DECLARED) == codes.LAYERS
    assert tuple(PAPERS) == codes.PAPERS
    assert set(codes.LEAVES) <= set(PAPERS)
    assert tuple(template.code for template in TEMPLATES) == codes.TEMPLATES
    assert (*(template.code for template in FRONT), "none") == codes.FRONT
    assert codes.AUDIENCES == AUDIENCES


def test_the_publics_theme_tells_nothing_of_the_units() -> None:
    (shading,) = themes.theme_of(codes.PUBLIC_THEME).shadings
    assert shading.says == ("legend.unit",)
