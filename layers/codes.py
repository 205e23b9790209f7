"""Codes that the command line must know before anything heavy is loaded, and the lists that they stand for.

``THEMES``     :mod:`layers.themes`, in the order of the tabs; the first is shown when nobody asks
``LAYERS``     :mod:`layers.map_layers`, from the ground up; a layer list shows them the other way round
``PAPERS``     :mod:`layers.sheets.layout`, A sizes from small to large, then American ones
``LEAVES``     :mod:`layers.sheets.layout`, the papers of a printer at hand that a large sheet is cut into
``TEMPLATES``  :mod:`layers.sheets.templates`; the first that fits what is printed is used unless one is named
``FRONT``      :mod:`layers.sheets.templates`, the first pages of an atlas, and ``none``
``AUDIENCES``  :mod:`mapper.audience`

A test holds each equal to what it stands for.
"""

THEMES = ("coverage", "load", "hazards", "disputes", "cases", "hotspots", "reach", "change", "focus", "beats")
LAYERS = (
    "units", "reference_lines", "stations", "findings", "rectification_areas", "places", "police_rooms",
    "outreach", "focus_areas", "cases", "disputes", "hazards",
)  # fmt: skip
PAPERS = ("A4", "A3", "A2", "A1", "A0", "Letter", "Tabloid")
LEAVES = ("A4", "A3")
TEMPLATES = ("jurisdiction", "beat", "unit", "card", "duty_board")
FRONT = ("cover", "overview", "contents", "none")
AUDIENCES = ("command", "station", "public")
PUBLIC_THEME = "focus"  # the public's only map: it colours all units alike
