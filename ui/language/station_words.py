"""The words of a row of station figures: each figure with what it is of."""

from layers.say import Say
from mapper.day.station_figures import StationFigures

STATION_COLUMNS = ("code", "name", "covered", "one_to_one", "overloaded", "hazards", "disputes", "focus")


def station_cells(say: Say, row: StationFigures) -> tuple[str, ...]:
    """A cell for each of :data:`STATION_COLUMNS`; what belongs to no station is called so."""
    share = row.covered_share
    return (
        row.code or "—",
        row.name or say("stations.none"),
        f"{row.covered:,}/{row.units:,}" + ("" if share is None else f" ({share:.1%})"),
        f"{row.one_to_one:,}/{row.units:,}",
        f"{row.overloaded:,}/{row.officers:,}",
        say("stations.hazards_cell", open=row.hazards_open, overdue=row.hazards_overdue),
        say("stations.disputes_cell", open=row.disputes_open, late=row.disputes_late),
        f"{row.focus:,}",
    )
