"""``loop``: hazards and disputes on their way from the first report to the last check, in figures."""

from argparse import Namespace
from collections.abc import Mapping

import pandas as pd

from mapper.analysis.incidents.kinds import KIND_OF, LOOPS
from mapper.analysis.incidents.loop import AGES, COHORT_DAYS, LoopFigures
from mapper.analysis.incidents.loop import loop as loop_figures
from mapper.store.store import read_project
from ui.cli.output import print_json, print_table
from ui.cli.scope import day_asked, scope_json, tell_scope
from ui.language.cooperation_words import cooperation_lines
from ui.language.incident_words import age_words, stage_word
from ui.language.messages import Messages

_COOPERATION = ("resolution", "turned_criminal", "handovers", "diversion", "hubs", "negative_list")


def loop(asked: Namespace, say: Messages) -> int:
    """Each kind's stages, clocks and rates on a day."""
    day = day_asked(asked, read_project(asked.project), say)
    project = day.project
    days = asked.days or COHORT_DAYS
    found = [
        loop_figures(kind, project.table(kind.table), project.norms, day.as_of, day.clocks(kind.table), days)
        for kind in LOOPS
    ]
    if asked.json:
        print_json(
            scope_json(day)
            | {
                "as_of": day.as_of.isoformat(),
                "days": days,
                "loops": [figures.as_json() for figures in found],
                "hazard_owners": dict(day.hazard_owner_counts),
                **{name: getattr(day, name).as_json() for name in _COOPERATION},
            }
        )
        return 0
    tell_scope(day, say)
    for figures in found:
        _tell(figures, say)
        if KIND_OF[figures.table].owner is not None:
            _tell_owners(day.hazard_owner_counts, say)
        print()
    for line in cooperation_lines(day, say):
        print(line)
    return 0


def _tell(figures: LoopFigures, say: Messages) -> None:
    print(
        say(
            "loop.title",
            table=say(f"table.{figures.table}"),
            first=figures.first,
            last=figures.as_of,
            began=figures.began,
            open=figures.open,
        )
    )
    print_table(stage_table(figures, say))
    join = say("window.list_joint").join
    outcome = KIND_OF[figures.table].outcome
    outcomes = join(
        say("loop.outcome", outcome=say.choice(figures.table, str(outcome), name), count=count)
        for name, count in figures.outcomes.items()
    )
    days = None if figures.median_days is None else f"{figures.median_days:.1f}"
    values = {"closed": figures.closed, "began": figures.began, "days": days, "back": figures.came_back}
    print(say("loop.closed", **values) + (say("loop.outcomes", outcomes=outcomes) if outcomes else ""))
    firsts = (0, *(last + 1 for last in AGES))
    spans = zip(firsts, (*AGES, None), figures.ages, strict=True)
    bands = [say("loop.band", days=age_words(say, (first, last)), count=count) for first, last, count in spans]
    print(say("loop.ages", bands=join(bands)))
    if figures.undated:
        print(say("loop.undated", count=figures.undated))


def _tell_owners(counts: Mapping[str, int], say: Messages) -> None:
    """How many open hazards nobody answers for, and why."""
    missing = {state: count for state, count in counts.items() if state != "present" and count}
    why = say("window.list_joint").join(
        say("board.owner", state=say(f"owner.{state}"), count=count) for state, count in missing.items()
    )
    told = {"count": sum(missing.values()), "open": sum(counts.values())}
    print(say("loop.owners", **told) + (say("loop.outcomes", outcomes=why) if why else ""))


def stage_table(figures: LoopFigures, say: Messages) -> pd.DataFrame:
    """One row a stage, headings and figures in words; a rate with what it is of."""
    rows = []
    for stage in figures.stages:
        due = stage.in_time + stage.after_time + stage.missed
        share = f"{stage.in_time / due:.1%}" if due else "—"
        rows.append(
            {
                "stage": stage_word(say, figures.table, stage.code),
                **{name: f"{getattr(stage, name):,}" for name in ("standing", "late", "reached")},
                "rate": say("loop.rate_of", in_time=stage.in_time, due=due, share=share) if due else "—",
                **{name: f"{getattr(stage, name):,}" for name in ("after_time", "missed")},
                "median_days": "—" if stage.median_days is None else f"{stage.median_days:.1f}",
                "backwards": f"{stage.backwards:,}",
            }
        )
    table = pd.DataFrame(rows)
    return table.rename(columns={name: say(f"loop.{name}") for name in table.columns})
