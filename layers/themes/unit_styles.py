"""How units are drawn in classes that several themes have: more and fewer, and no figure."""

from layers.style import AreaStyle, Palette, Pattern, unit_border


def no_figure_style(palette: Palette) -> AreaStyle:
    """Blank with thin grey lines."""
    lines = Pattern("lines", palette.quiet_text, spacing_px=9, size_px=0.8, angle_deg=-45)
    return AreaStyle(palette.paper, patterns=(lines,), border=unit_border(palette))


def count_style(name: str, palette: Palette) -> AreaStyle:
    """How more and fewer are drawn; what chance hardly explains has a pattern, hatch for more, dots for fewer.

    Where there were few before, and where nothing can be compared, there is grey and no colour.
    """
    border = unit_border(palette)
    if name == "not_compared":
        return no_figure_style(palette)
    few = name.startswith("few_") or name == "few"
    clear: tuple[Pattern, ...] = ()
    if name.endswith("clearly_more"):
        clear = (Pattern("lines", palette.text, 7, 1.2, 45),)
    elif name.endswith("clearly_fewer"):
        clear = (Pattern("dots", palette.text, 7, 2.2),)
    if few:
        # On paper without colour its grey would be one of the ramp's; else a hatch would run through every name.
        thin = (Pattern("lines", palette.quiet_text, 9, 0.6, 90),) if palette.name == "mono" else ()
        return AreaStyle(palette.few, patterns=(*thin, *clear), border=border)
    if clear:
        return AreaStyle(palette.more if name == "clearly_more" else palette.fewer, patterns=clear, border=border)
    fill = {"more": palette.more_soft, "fewer": palette.fewer_soft}.get(name, palette.quiet_unit)
    faint: tuple[Pattern, ...] = ()
    if palette.name == "mono" and name != "as_many":
        faint = (Pattern("lines", palette.quiet_text, 11, 0.7, 45 if name == "more" else -45),)
    return AreaStyle(fill, patterns=faint, border=border)
