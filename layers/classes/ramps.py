"""Colours for classes of a number, from little to much, safe for colour-blind readers.

The four ramps are ColorBrewer's sequential schemes, © 2002 Cynthia Brewer, Mark Harrower and The Pennsylvania State
University, under the Apache License 2.0 (colorbrewer2.org). All differ in lightness, so they survive grey printing.
"""

from collections.abc import Mapping

from layers.style import Pattern

_DIM = 0.75
RAMPS: Mapping[str, Mapping[int, str]] = {
    "YlOrBr": {
        1: "FEC44F",
        2: "FFF7BC D95F0E",
        3: "FFF7BC FEC44F D95F0E",
        4: "FFFFD4 FED98E FE9929 CC4C02",
        5: "FFFFD4 FED98E FE9929 D95F0E 993404",
        6: "FFFFD4 FEE391 FEC44F FE9929 D95F0E 993404",
        7: "FFFFD4 FEE391 FEC44F FE9929 EC7014 CC4C02 8C2D04",
    },
    "YlGnBu": {
        1: "7FCDBB",
        2: "EDF8B1 2C7FB8",
        3: "EDF8B1 7FCDBB 2C7FB8",
        4: "FFFFCC A1DAB4 41B6C4 225EA8",
        5: "FFFFCC A1DAB4 41B6C4 2C7FB8 253494",
        6: "FFFFCC C7E9B4 7FCDBB 41B6C4 2C7FB8 253494",
        7: "FFFFCC C7E9B4 7FCDBB 41B6C4 1D91C0 225EA8 0C2C84",
    },
    "Blues": {
        1: "9ECAE1",
        2: "DEEBF7 3182BD",
        3: "DEEBF7 9ECAE1 3182BD",
        4: "EFF3FF BDD7E7 6BAED6 2171B5",
        5: "EFF3FF BDD7E7 6BAED6 3182BD 08519C",
        6: "EFF3FF C6DBEF 9ECAE1 6BAED6 3182BD 08519C",
        7: "EFF3FF C6DBEF 9ECAE1 6BAED6 4292C6 2171B5 084594",
    },
    "Purples": {
        1: "BCBDDC",
        2: "EFEDF5 756BB1",
        3: "EFEDF5 BCBDDC 756BB1",
        4: "F2F0F7 CBC9E2 9E9AC8 6A51A3",
        5: "F2F0F7 CBC9E2 9E9AC8 756BB1 54278F",
        6: "F2F0F7 DADAEB BCBDDC 9E9AC8 756BB1 54278F",
        7: "F2F0F7 DADAEB BCBDDC 9E9AC8 807DBA 6A51A3 4A1486",
    },
}


def ramp(name: str, count: int, dark: bool = False) -> tuple[str, ...]:
    """``count`` colours (1–7) from little to much.

    On a dark ground little is dark, so that much stands out, and all are dimmed: white names are read over them.
    KeyError for an unknown name or count; () for none.
    """
    if not count:
        return ()
    colours = tuple(f"#{code}" for code in RAMPS[name][count].split())
    return tuple(_dimmed(color) for color in reversed(colours)) if dark else colours


def mono_ramp(count: int) -> tuple[tuple[str, tuple[Pattern, ...]], ...]:
    """``count`` greys from little to much; every second one is hatched, so that no neighbours look alike."""
    steps = []
    for i in range(count):
        level = round(255 - 150 * i / max(count - 1, 1))
        lines = (Pattern("lines", "#000000", spacing_px=max(9 - i, 4), size_px=0.8, angle_deg=45),) if i % 2 else ()
        steps.append((f"#{level:02X}{level:02X}{level:02X}", lines))
    return tuple(steps)


def _dimmed(color: str) -> str:
    return "#" + "".join(f"{round(_DIM * int(color[i : i + 2], 16)):02X}" for i in (1, 3, 5))
