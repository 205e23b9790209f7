"""What can be done about a fault of the drawing, or with borders that a tool points at: offers, none of them done."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import shapely

from layers.viewport import Point
from mapper.crs import transform_xy
from mapper.edit import Edit
from mapper.edits.border_stroke import read_stroke, redraw_border
from mapper.edits.boundaries import snap_border
from mapper.edits.repair_choices import repair_choices, repair_together
from mapper.edits.units import merge_units, split_unit
from mapper.errors import InputError
from mapper.finding import Finding
from mapper.finding_kinds import UNIT_OVERLAP, kind_if_wider
from mapper.project import Project
from mapper.schema import DEGREES
from ui.borders.border_index import BorderIndex
from ui.borders.border_review import Choice, Offer, Review, reviewed

_LEAST_SNAP_M, _MOST_SNAP_M = 20.0, 500.0


def mend_offer(project: Project, finding: Finding) -> Offer:
    """The ways to mend one fault; InputError ``border_outdated`` or ``border_no_rule`` where there is none."""
    if not set(finding.subjects) <= {*project.communities.index, *project.stations.index}:
        raise InputError("border_outdated")
    choices = repair_choices(project, finding)
    if not choices:
        raise InputError("border_no_rule")
    question = "border.keep_land" if kind_if_wider(finding) is UNIT_OVERLAP else "border.give_to"
    return Offer(tuple(Choice(choice.unit, choice.edit) for choice in choices), question, finding.shape)


def mend_all_offer(project: Project, findings: Sequence[Finding], as_of: date) -> tuple[Offer, Review | InputError]:
    """One edit for many faults, worked out; ``border_no_rule`` where none of them has a rule. Any thread."""
    land = shapely.MultiPolygon([f.shape for f in findings if isinstance(f.shape, shapely.Polygon)])
    plan = repair_together(project, tuple(findings))
    if not plan.done:
        return Offer((), land=land, plan=plan), InputError("border_no_rule")
    offer = Offer((Choice(None, plan.edit),), land=land, plan=plan)
    try:
        return offer, reviewed(project, plan.edit, as_of)
    except InputError as error:
        return offer, error


def unit_to_cut(project: Project, index: BorderIndex, line_m: shapely.LineString) -> tuple[str, shapely.LineString]:
    """The unit that most of a line (metres) runs through, and the line in degrees.

    InputError ``split_line`` where it runs through none, or as :func:`mapper.edits.units.split_unit` where it cannot be
    cut there.
    """
    line = shapely.transform(line_m, lambda xy: transform_xy(xy, index.crs, DEGREES))
    crossed = project.communities.geometry.iloc[project.communities.geometry.sindex.query(line)]
    inside = shapely.length(shapely.intersection(shapely.make_valid(np.asarray(crossed.array, dtype=object)), line))
    if not len(inside) or not inside.max():
        raise InputError("split_line")
    code = str(crossed.index[int(inside.argmax())])
    split_unit(code, line, "\0", "\0.")(project)
    return code, line


def stroke_offer(project: Project, index: BorderIndex, line_m: shapely.LineString) -> Offer:
    """A line (metres) as the border that it becomes; who gets land cut off is asked where it may be several.

    InputError as :func:`mapper.edits.border_stroke.redraw_border` raises.
    """
    line = shapely.transform(line_m, lambda xy: transform_xy(xy, index.crs, DEGREES))
    told = read_stroke(project, line)
    if len(told.takers) < 2:
        return Offer((Choice(None, redraw_border(line, None, told.codes)),))
    edits = [(to, redraw_border(line, to, (*sorted({told.of, to}),))) for to in told.takers]
    return Offer(tuple(Choice(to, edit) for to, edit in edits), "border.give_to")


def merge_offer(index: BorderIndex, first_m: Point, second_m: Point) -> Offer:
    """The units at two places made one, under either's code; InputError ``merge_few`` where they are not two."""
    units = [code for code in dict.fromkeys((index.unit_at(first_m), index.unit_at(second_m))) if code is not None]
    if len(units) < 2:
        raise InputError("merge_few")
    return Offer(tuple(Choice(code, merge_units(units, code)) for code in units), "border.keep_code")


def snap_offer(index: BorderIndex, border_m: Point, line_m: Point, reach_m: float) -> Offer:
    """The border at one place drawn along the line at the other; InputError ``snap_line`` where one is not there."""
    edge, line = index.edge_at(border_m, 3 * reach_m), index.line_at(line_m, reach_m)
    if edge is None or line is None:
        raise InputError("snap_line")
    codes = index.units_of_edge(edge[0])
    far_m = shapely.distance(index.metres(line.line), shapely.Point(border_m))
    tolerance_m = float(np.clip(np.ceil(far_m * 0.15) * 10, _LEAST_SNAP_M, _MOST_SNAP_M))

    def make(within_m: float) -> Edit:
        return snap_border(codes, line.line, within_m)

    return Offer((Choice(None, make(tolerance_m)),), snap=(make, tolerance_m))
