"""What posting and liaison come to, in sentences: each share with what it counts, out of what, and what is left out."""

from collections.abc import Sequence

from layers.say import Say
from mapper.analysis.seats.posting import Posting
from ui.seats.seat_rows import PostRow


def posting_lines(say: Say, posted: Posting, posts: Sequence[PostRow], day: str, visit_days: int) -> list[str]:
    """Shares in community duty and at stations, liaison on ``day``, and the shares of each county where there are more.

    ``visit_days`` is how long a station may be without a visit.
    """
    none = [post.name for post in posts if not post.liaison_unit]
    below = [post.name for post in posts if post.below]
    late = [post for post in posts if post.due and post.liaison_unit]
    lines = [
        say(
            "posting.community_share", community=posted.community, police=posted.at_stations,
            share=_percent(posted.community_share), norm=f"{posted.least_share * 100:.0f}%", below=below or None,
            count=len(below), stations=len(posts),
        ),
        say(
            "posting.station_share", stations=posted.at_stations, police=posted.police,
            share=_percent(posted.station_share), auxiliaries=posted.auxiliaries,
        ),
        say(
            "posting.liaison", day=day, stations=len(posts), having=len(posts) - len(none), none=none or None,
            late=len(late), days=visit_days,
        ),
    ]  # fmt: skip
    if len(posted.counties) > 1:
        lines += [
            say(
                "posting.county", code=code, stations=at_stations, police=police,
                station_share=_percent(at_stations / police if police else None), community=community,
                community_share=_percent(community / at_stations if at_stations else None),
            )
            for code, police, at_stations, community in posted.counties.itertuples()
        ]  # fmt: skip
        if posted.in_no_county:
            lines.append(say("posting.in_no_county", police=posted.in_no_county))
    return lines


def _percent(value: float | None) -> str:
    return "—" if value is None else f"{value * 100:.2f}%"
