"""Colours and forms, once for screen, paper and web: colour-blind safe, and readable in black and white.

Sizes in ``*_px`` are pixels at 96 dpi; the painter scales them for print. Colours are ``#rrggbb``.
"""

from collections.abc import Mapping
from typing import Literal

from mapper.lazy_dataclass import dataclass

FONT_FAMILIES = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Microsoft YaHei",
    "PingFang SC",
    "WenQuanYi Micro Hei",
    "sans-serif",
)

Form = Literal["triangle", "circle", "square", "diamond", "badge"]


@dataclass(frozen=True)
class Palette:
    """Every colour by its role: ``dark`` for a wall display, ``print`` for white paper, ``mono`` without colour."""

    name: Literal["light", "dark", "print", "mono"]
    paper: str
    text: str
    quiet_text: str
    halo: str
    accent: str
    alarm: str
    covered: str
    part_time_dots: str
    shared: str
    multiple: str
    vacant: str
    vacant_hatch: str
    on_loan: str
    on_loan_hatch: str
    quiet_unit: str
    unit_border: str
    station_border: str
    hazard: str
    overdue: str
    dispute: str
    case: str
    rim: str
    focus: str
    key_area: str
    water: str
    water_text: str
    road: str
    road_casing: str
    railway: str
    gap: str
    overlap: str
    gained: str
    gained_mark: str
    more: str
    more_soft: str
    fewer: str
    fewer_soft: str
    few: str  # too few to say more of, in grey
    load: tuple[str, str, str, str, str]  # from light load to overload, darker step by step

    @property
    def on_paper(self) -> bool:
        return self.name in ("print", "mono")


LIGHT = Palette(
    name="light",
    paper="#F4F3EF",
    text="#1F2B37",
    quiet_text="#5B6875",
    halo="#FFFFFF",
    accent="#1F5FA8",
    alarm="#B3202E",
    covered="#DCEBE6",
    part_time_dots="#3C7D6B",
    shared="#F5DFA9",
    multiple="#C6DFD6",
    vacant="#E4717A",
    vacant_hatch="#A8202E",
    on_loan="#F3C2BC",
    on_loan_hatch="#B4442F",
    quiet_unit="#E9EEEA",
    unit_border="#93A09B",
    station_border="#23384D",
    hazard="#F28E1C",
    overdue="#C1121F",
    dispute="#3B6FB0",
    case="#2F3A45",
    rim="#FFFFFF",
    focus="#6B2C91",
    key_area="#00707A",
    water="#BBD6E8",
    water_text="#2A6591",
    road="#FFFFFF",
    road_casing="#C9C2B4",
    railway="#8A8F94",
    gap="#B3202E",
    overlap="#7A3E00",
    gained="#A9CFE8",
    gained_mark="#1D5C8C",
    more="#E59A45",
    more_soft="#FBE3C2",
    fewer="#9C90C4",
    fewer_soft="#E0DDEE",
    few="#D0D3D5",
    load=("#F1EFE2", "#EAD9A4", "#E0B25C", "#C67A2C", "#8A3A12"),
)
PRINT = Palette(**{**LIGHT.__dict__, "name": "print", "paper": "#FFFFFF"})
DARK = Palette(
    name="dark",
    paper="#12181E",
    text="#E8EDF2",
    quiet_text="#A3B0BC",
    halo="#12181E",
    accent="#6FB1F5",
    alarm="#FF7B84",
    covered="#24423C",
    part_time_dots="#7CC7B2",
    shared="#6B5722",
    multiple="#2E5A50",
    vacant="#C4424F",
    vacant_hatch="#FFC9CE",
    on_loan="#4A2320",
    on_loan_hatch="#F2A18F",
    quiet_unit="#222C33",
    unit_border="#5F6F6B",
    station_border="#C7D5E2",
    hazard="#FFA23F",
    overdue="#FF4D57",
    dispute="#6FA8EE",
    case="#DDE4EA",
    rim="#0B0F13",
    focus="#E8CCFF",
    key_area="#5FD3DC",
    water="#27455C",
    water_text="#8FC1E6",
    road="#4A4F52",
    road_casing="#2A2E31",
    railway="#878E95",
    gap="#FF7B84",
    overlap="#F0B35B",
    gained="#1F4E6E",
    gained_mark="#8CC6EE",
    more="#A8641C",
    more_soft="#4F3A20",
    fewer="#62549A",
    fewer_soft="#332E4A",
    few="#3A424A",
    load=("#2B3134", "#4C4629", "#7A6029", "#B3762F", "#F0A24A"),
)
# For paper without colour: what a class is, its hatch, its dots or its grey say alone.
MONO = Palette(
    name="mono",
    paper="#FFFFFF",
    text="#1A1A1A",
    quiet_text="#595959",
    halo="#FFFFFF",
    accent="#000000",
    alarm="#000000",
    covered="#FFFFFF",
    part_time_dots="#333333",
    shared="#D2D2D2",
    multiple="#FFFFFF",
    vacant="#B4B4B4",
    vacant_hatch="#000000",
    on_loan="#FFFFFF",
    on_loan_hatch="#404040",
    quiet_unit="#FFFFFF",
    unit_border="#8C8C8C",
    station_border="#1A1A1A",
    hazard="#8C8C8C",
    overdue="#000000",
    dispute="#4D4D4D",
    case="#1A1A1A",
    rim="#FFFFFF",
    focus="#000000",
    key_area="#000000",
    water="#DADADA",
    water_text="#4D4D4D",
    road="#FFFFFF",
    road_casing="#BFBFBF",
    railway="#8C8C8C",
    gap="#000000",
    overlap="#595959",
    gained="#FFFFFF",
    gained_mark="#000000",
    more="#B4B4B4",
    more_soft="#E2E2E2",
    fewer="#B4B4B4",
    fewer_soft="#E2E2E2",
    few="#FFFFFF",
    load=("#FFFFFF", "#E0E0E0", "#BEBEBE", "#999999", "#808080"),
)
PALETTES: Mapping[str, Palette] = {palette.name: palette for palette in (LIGHT, DARK, PRINT, MONO)}


@dataclass(frozen=True)
class Pattern:
    """Parallel lines, or dots on a staggered grid, inside a polygon; drawn as vectors, so print stays sharp.

    ``angle_deg`` counts anticlockwise from east, as on a map.
    """

    form: Literal["lines", "dots"]
    color: str
    spacing_px: float
    size_px: float  # width of a line, diameter of a dot
    angle_deg: float = 0.0


@dataclass(frozen=True)
class AreaStyle:
    """A filled polygon. ``fill`` None leaves the ground as it is; ``mark`` is a letter that its swatch carries."""

    fill: str | None
    opacity: float = 1.0
    patterns: tuple[Pattern, ...] = ()
    border: "LineStyle | None" = None
    mark: str = ""
    mark_color: str = "#1F2B37"


@dataclass(frozen=True)
class LineStyle:
    """A line, with a casing of another colour beneath it where it has one.

    ``dashes_px`` are lengths of dash and space in pixels.
    """

    color: str
    width_px: float
    dashes_px: tuple[float, ...] = ()
    casing: str | None = None
    casing_px: float = 0.0


@dataclass(frozen=True)
class PointStyle:
    """A symbol; ``text`` stands inside it, circles of the sizes ``within`` too, all on its lowest point."""

    form: Form
    color: str
    size_px: float
    rim: str
    rim_px: float = 1.2
    text: str = ""
    text_color: str = "#FFFFFF"
    ring: str | None = None
    hollow: bool = False
    within: tuple[float, ...] = ()

    @property
    def tone(self) -> str:
        """The colour that it is known by: a hollow one's is its rim's."""
        return self.rim if self.hollow else self.color


Style = AreaStyle | LineStyle | PointStyle


def ink_on(color: str) -> str:
    """Black or white, whichever is read better on that colour (WCAG 2.1)."""
    red, green, blue = (int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))
    light = sum(
        share * (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4)
        for share, c in ((0.2126, red), (0.7152, green), (0.0722, blue))
    )
    return "#FFFFFF" if (light + 0.05) ** 2 < 0.05 * 1.05 else "#000000"


def grey_of(color: str) -> str:
    """The grey that is as light as a colour (Rec. 709 weights of the coded values)."""
    red, green, blue = (int(color[i : i + 2], 16) for i in (1, 3, 5))
    level = round(0.2126 * red + 0.7152 * green + 0.0722 * blue)
    return f"#{level:02X}{level:02X}{level:02X}"


def unit_border(palette: Palette) -> LineStyle:
    return LineStyle(palette.unit_border, 0.7)


def station_border(palette: Palette) -> LineStyle:
    return LineStyle(palette.station_border, 2.3)


def selected_border(palette: Palette) -> LineStyle:
    return LineStyle(palette.accent, 3.0, casing=palette.halo, casing_px=1.5)


def focus_border(palette: Palette, strong: bool = False) -> LineStyle:
    return LineStyle(palette.focus, 3.0 if strong else 2.4, (8, 5))


def key_area_border(palette: Palette, late: bool = False) -> LineStyle:
    return LineStyle(palette.alarm if late else palette.key_area, 3.2 if late else 2.6, (14, 4, 3, 4))
