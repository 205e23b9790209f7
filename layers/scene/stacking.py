"""Layers as a person stacked them: the order in which their drawings are painted, and how opaque they are."""

from collections.abc import Sequence
from dataclasses import replace

from layers.scene.drawing import Drawing, MapLayer
from layers.scene.look import Look


def stacked(layers: Sequence[MapLayer], look: Look) -> tuple[MapLayer, ...]:
    """Layers from the ground up in the order chosen, with the opacity chosen.

    Layers that the choice does not name, from another version of the program, keep their place above the one that they
    are naturally above.
    """
    codes = [layer.code for layer in layers]
    order = [code for code in dict.fromkeys(look.order) if code in codes]
    for i, code in enumerate(codes):
        if code not in order:
            order.insert(order.index(codes[i - 1]) + 1 if i else 0, code)
    by_code = {layer.code: layer for layer in layers}
    return tuple(_shown(by_code[code], look.opacity_of(code)) for code in order)


def _shown(layer: MapLayer, opacity: float) -> MapLayer:
    if opacity >= 1:
        return layer
    return replace(
        layer,
        drawings=tuple(replace(drawing, opacity=opacity) for drawing in layer.drawings),
        legend=tuple(replace(entry, opacity=opacity) for entry in layer.legend),
    )


def paint_order(
    layers: Sequence[MapLayer], natural: Sequence[str], over: Sequence[Drawing] = ()
) -> tuple[Drawing, ...]:
    """Drawings in paint order; ``over`` are marks that belong to no layer.

    In their ``natural`` order layers weave (:class:`~layers.scene.drawing.PaintOrder`): hatches of units lie above
    rivers. A layer that was put over one that is naturally above it begins a new storey: it is painted after all that
    lies below.
    """
    rank = {code: number for number, code in enumerate(natural)}
    keyed: list[tuple[int, int, Drawing]] = []
    storey, highest = 0, -1
    for layer in layers:
        if rank[layer.code] < highest:
            storey, highest = storey + 1, -1
        highest = max(highest, rank[layer.code])
        keyed += [(storey, int(drawing.order), drawing) for drawing in layer.drawings]
    keyed += [(storey, int(drawing.order), drawing) for drawing in over]
    return tuple(drawing for *_, drawing in sorted(keyed, key=lambda each: each[:2]))
