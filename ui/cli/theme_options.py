"""What ``print`` and ``html`` ask of a theme: how much land Hotspots chooses, which rooms Reach places."""

from argparse import Namespace
from dataclasses import replace

from layers.scene.look import Look
from mapper.analysis.hotspots.scoring import SHARES
from mapper.errors import InputError
from mapper.planning.siting.asked import MOST_MORE
from ui.cli.option_values import refuse_without


def asked_of_theme(asked: Namespace, look: Look) -> Look:
    """The look with what is asked of its theme; what is not told stays as it was chosen in the window.

    InputError ``option_needs`` beside another theme, ``hotspots_shares``, ``reach_limit``, ``rooms_most``.
    """
    move = asked.move or None  # it is not given, and not denied
    if asked.theme != "hotspots":
        refuse_without("--theme hotspots", {"--area-share": asked.area_share})
    elif asked.area_share is not None:
        if asked.area_share not in SHARES:
            raise InputError("hotspots_shares", share=asked.area_share, known=[f"{share:g}" for share in SHARES])
        look = replace(look, area_share=asked.area_share)
    if asked.theme != "reach":
        told = {"--within-km": asked.within_km, "--rooms": asked.rooms, "--aim": asked.aim, "--move": move}
        refuse_without("--theme reach", told)
        return look
    if asked.within_km is not None and asked.within_km <= 0:
        raise InputError("reach_limit")
    if asked.rooms is not None and asked.rooms > MOST_MORE:
        raise InputError("rooms_most", rooms=asked.rooms, most=MOST_MORE)
    told = {"within_km": asked.within_km, "more": asked.rooms, "aim": asked.aim, "may_move": move}
    reach = replace(look.reach, **{name: value for name, value in told.items() if value is not None})
    if not reach.places_rooms:
        refuse_without("--rooms", {"--aim": asked.aim})
    return replace(look, reach=reach)
