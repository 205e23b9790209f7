"""Candidate positions of the names of land: boxes in order of liking, each with how much of it lies in its own land."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

import numpy as np
import shapely

from layers.geometry.shapes import roomiest_place
from layers.paint.cache import ScaleCache
from layers.paint.lettering import LINE_EM, in_lines, width_mm
from layers.scene.drawing import LabelStyle, Names
from layers.viewport import Bounds
from mapper.arrays import Bools, Floats, Geometries, Ints, boxes_meet
from mapper.lazy_dataclass import dataclass

Box = tuple[float, float, float, float]  # left, top, right, bottom in pixels from the origin

_PADDING_PX = 1.5
# A name is tried in its land's middle, then a little up, down, left and right.
_SHIFTS = np.array(
    [
        (0, 0),
        (0, -0.7),
        (0, 0.7),
        (-0.35, 0),
        (0.35, 0),
        (0, -1.4),
        (0, 1.4),
        (-0.35, 1),
        (0.35, 1),
        (-0.35, -1),
        (0.35, -1),
    ]
)
_SPILLING = 3
LOUD_RANK = 3.0  # from which a name may reach over its border wherever it stands: a gap
_SMALLER = (0.85, 0.72, 0.6, 0.5, 0.42)
_KEY_INSIDE = 0.5  # of a number that stands for a name, in its own land at least


@dataclass(frozen=True)
class Candidates:
    """Where the name of one row may stand: boxes in order of liking, and how much of each lies in its own land.

    ``is_key`` where the text is a number that stands for the name.
    """

    names: Names
    row: int
    rank: float
    room_px: float
    text: str
    style: LabelStyle
    boxes: Floats
    inside: Floats
    least_inside: float
    is_key: bool = False


def sizes_of(names: Names, px_scale: float, least_px: float) -> tuple[float, ...]:
    """How many times as large as usual the letters of these names may be, the largest first; 1 alone on a screen."""
    least = least_px / (px_scale * min(style.size_px for style in names.styles))
    return 1.0, *sorted({max(times, least) for times in _SMALLER if least < 1.0}, reverse=True)


def holds(outer: Box, inner: Box) -> bool:
    """Whether a box lies within another."""
    return outer[0] <= inner[0] and outer[1] <= inner[1] and outer[2] >= inner[2] and outer[3] >= inner[3]


def worth_a_name(names: Names, scale: ScaleCache, px_scale: float, frame_px: Box) -> Ints:
    """Rows with land in the frame that can carry a name at this scale.

    It is not lower than a name, nor much narrower than two characters.
    """
    bounds_px = names.shapes.row_bounds_m
    side_px = np.column_stack([bounds_px[:, 2] - bounds_px[:, 0], bounds_px[:, 3] - bounds_px[:, 1]])
    side_px = side_px / scale.metres_per_px
    size_px = np.array([style.size_px for style in names.styles])[names.class_of_row] * px_scale
    with np.errstate(invalid="ignore"):
        big = (side_px[:, 1] >= size_px * 0.9) & (side_px[:, 0] >= size_px * 1.6)
    big &= _meet(bounds_px, scale, frame_px)
    rows = np.flatnonzero(big)
    rows = rows[np.array([bool(names.texts[row]) for row in rows.tolist()], dtype=bool)]
    radius_px = names.shapes.label_places(rows)[1] / scale.metres_per_px
    with np.errstate(invalid="ignore"):
        roomy: Ints = rows[radius_px >= size_px[rows] * 0.35]
    return roomy


def rows_inside(names: Names, rows: Ints, scale: ScaleCache, within: Box) -> Ints:
    """Those of the rows whose roomiest place lies in the box."""
    at = scale.px(names.shapes.label_places(rows)[0])
    return rows[(at[:, 0] >= within[0]) & (at[:, 0] <= within[2]) & (at[:, 1] >= within[1]) & (at[:, 1] <= within[3])]


@dataclass(frozen=True, eq=False)
class NamedLand:
    """Rows of names with land in the frame: the roomiest place there (n, 2), its radius, and the land; metres.

    Letters are ``times`` as large as usual.
    """

    names: Names
    rows: Ints
    anchors_m: Floats
    radius_m: Floats
    land: Geometries
    times: float = 1.0

    def cut_by(self, frame_px: Box, scale: ScaleCache) -> list[int]:
        """Rows whose land reaches out of the frame."""
        bounds = self.names.shapes.row_bounds_m[self.rows]
        rows: list[int] = self.rows[~_within(bounds, in_metres(frame_px, scale))].tolist()
        return rows

    def only(self, rows: Iterable[int]) -> "NamedLand":
        """Of these rows."""
        kept = np.isin(self.rows, np.fromiter(rows, dtype=np.int64))
        xy, radius_m, land = self.anchors_m[kept], self.radius_m[kept], self.land[kept]
        return replace(self, rows=self.rows[kept], anchors_m=xy, radius_m=radius_m, land=land)


def named_land(names: Names, rows: Ints, scale: ScaleCache, frame_px: Box) -> NamedLand:
    """Those of the rows that have land in the frame."""
    rows, anchors_m, radius_m = _anchors(names, rows, scale, frame_px)
    own = shapely.simplify(names.shapes.polygons(rows), scale.metres_per_px, preserve_topology=False)
    own = np.where(shapely.is_valid(own), own, shapely.buffer(own, 0))
    shapely.prepare(own)
    return NamedLand(names, rows, anchors_m, radius_m, own)


def candidates_of(
    named: NamedLand,
    scale: ScaleCache,
    px_scale: float,
    frame_px: Box,
    keys: Mapping[str, str] | None = None,
) -> Iterator[Candidates]:
    """Of each of these rows; a box that the frame would cut counts as one off its land.

    ``keys`` are the numbers to be written in place of the names, by id.
    """
    names, times, rows, own = named.names, named.times, named.rows, named.land
    anchors_m, radius_m = named.anchors_m, named.radius_m
    if not len(rows):
        return
    texts = [names.texts[r] if keys is None else keys[names.shapes.ids[r]] for r in rows.tolist()]
    of_class = [style if times == 1.0 else replace(style, size_px=style.size_px * times) for style in names.styles]
    styles = [of_class[c] for c in names.class_of_row[rows].tolist()]
    room_px = 2 * radius_m / scale.metres_per_px / px_scale
    texts = [in_lines(t, px, s.size_px, s.bold) for t, px, s in zip(texts, room_px.tolist(), styles, strict=True)]
    widths = np.array([_widest(text, style) for text, style in zip(texts, styles, strict=True)]) * px_scale
    height = np.array([s.size_px * (t.count("\n") + 1) for t, s in zip(texts, styles, strict=True)])
    height = height * px_scale * LINE_EM
    half = np.column_stack([widths, height]) / 2 + _PADDING_PX * px_scale
    middle = scale.px(anchors_m)[:, None, :] + _SHIFTS * np.stack([widths, height], axis=1)[:, None, :]
    boxes = np.concatenate([middle - half[:, None, :], middle + half[:, None, :]], axis=2)

    mpp, (ox, oy) = scale.metres_per_px, scale.origin_m
    on_land = shapely.box(
        boxes[..., 0] * mpp + ox, oy - boxes[..., 3] * mpp, boxes[..., 2] * mpp + ox, oy - boxes[..., 1] * mpp
    )
    inside = shapely.contains_properly(own[:, None], on_land).astype(float)
    # Only the first places may reach over a border, so only there it is measured how far; a gap's name may anywhere.
    for place in range(inside.shape[1]):
        spilt = (inside[:, place] == 0) & ((place < _SPILLING) | (names.rank[rows] >= LOUD_RANK))
        cut = shapely.area(shapely.intersection(own[spilt], on_land[spilt, place]))
        inside[spilt, place] = np.minimum(cut / shapely.area(on_land[spilt, place]), 0.998)
    inside[~_within(boxes, frame_px)] = -1.0
    for i, row in enumerate(rows.tolist()):
        yield Candidates(
            names=names,
            row=row,
            rank=float(names.rank[row]),
            room_px=float(radius_m[i] / scale.metres_per_px),
            text=texts[i],
            style=styles[i],
            boxes=boxes[i],
            inside=inside[i],
            least_inside=float(names.spill[row]) if keys is None else _KEY_INSIDE,
            is_key=keys is not None,
        )


def _widest(text: str, style: LabelStyle) -> float:
    return max(width_mm(line, style.size_px, style.bold) for line in text.split("\n"))


def _within(boxes: Floats, frame: Box) -> Bools:
    """Which boxes (…, 4) lie within another."""
    sides = np.concatenate([boxes[..., :2] >= frame[:2], boxes[..., 2:] <= frame[2:]], axis=-1)
    return np.asarray(sides.all(axis=-1))


def in_metres(box: Box, scale: ScaleCache) -> Bounds:
    """West, south, east and north of a box of pixels from the origin."""
    mpp, (ox, oy) = scale.metres_per_px, scale.origin_m
    left, top, right, bottom = box
    return left * mpp + ox, oy - bottom * mpp, right * mpp + ox, oy - top * mpp


def _meet(bounds_m: Floats, scale: ScaleCache, frame_px: Box) -> Bools:
    """Which bounds (n, 4) have land in the frame; without a frame all of them."""
    if not np.isfinite(frame_px).all():
        return np.ones(len(bounds_m), dtype=bool)
    return boxes_meet(bounds_m, in_metres(frame_px, scale))


def _anchors(names: Names, rows: Ints, scale: ScaleCache, frame_px: Box) -> tuple[Ints, Floats, Floats]:
    """Rows with land in the frame, the roomiest place of what is in it (n, 2), and its radius; metres."""
    rows = rows[_meet(names.shapes.row_bounds_m[rows], scale, frame_px)]
    xy, radius_m = names.shapes.label_places(rows)
    if np.isfinite(frame_px).all():
        frame_m = in_metres(frame_px, scale)
        cut = np.flatnonzero(~_within(names.shapes.row_bounds_m[rows], frame_m))
        seen = shapely.intersection(shapely.make_valid(names.shapes.polygons(rows[cut])), shapely.box(*frame_m))
        for i, part in zip(cut.tolist(), seen, strict=True):
            place = roomiest_place(part)
            xy[i], radius_m[i] = (np.nan, np.nan) if place is None else place
    there = np.isfinite(radius_m)
    return rows[there], xy[there], radius_m[there]
