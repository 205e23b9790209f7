"""What the beats of a division are called."""

from mapper.edits.beats import beats_so_far
from mapper.planning.beats.division import Beats
from mapper.project import Project


def beat_names(project: Project, beats: Beats, prefix: str = "") -> dict[str, str]:
    """community_code → name of its beat in that division.

    A beat that carries on an earlier one keeps its name; others take the next free ``<prefix><number>``.
    """
    units = set(beats.beat_of())
    taken = {name for code, name in beats_so_far(project).items() if code not in units}
    taken |= {beat.carries_on for beat in beats.beats if beat.carries_on is not None}
    names: dict[str, str] = {}
    number = 0
    for beat in beats.beats:
        name = beat.carries_on
        while name is None:
            number += 1
            if f"{prefix}{number}" not in taken:
                name = f"{prefix}{number}"
        names |= dict.fromkeys(beat.units, name)
    return names
