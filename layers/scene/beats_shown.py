"""Beats that are shown before they are kept."""

from collections.abc import Mapping

from mapper.lazy_dataclass import dataclass


@dataclass(frozen=True, eq=False)
class BeatsShown:
    """Beats that are not kept yet: community_code → name, and name → position in ``beat_colours.FILLS``."""

    names: Mapping[str, str]
    colours: Mapping[str, int]
