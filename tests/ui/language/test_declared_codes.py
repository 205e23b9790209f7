"""Every code that a declared theme or map layer can make has its sentence in both languages; nothing else is made."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from layers import map_layers, themes
from layers.classes.classing import METHODS
from layers.classes.ramps import RAMPS
from layers.codes import AUDIENCES, THEMES
from layers.scene.incident_filter import IncidentFilter
from layers.scene.look import Look
from layers.sharing.layer_rows import EXPORTABLE
from layers.snapshot import MapState, snapshot_of
from mapper.analysis.incidents.kinds import INCIDENT_KINDS
from mapper.analysis.land.tiling import tiling_findings
from mapper.analysis.seats.coverage import STATES
from mapper.day.day import Day
from mapper.io.cells import parse_column
from mapper.io.columns import map_columns
from mapper.message import Message
from mapper.practice import PRACTICES, Practice
from mapper.project import Project
from mapper.schema import TABLES
from tests.drawn import some
from tests.flawed_land import flawed
from tests.layers.maps import DAY, district
from tests.layers.marked_district import marked_district
from ui.language.messages import LANGUAGES, Messages, OwnWords, catalogue
from ui.language.own_words import own_headings
from ui.sheets.print_form import FORMATS, KINDS
from ui.sheets.share_dialog import FORMATS as SHARED
from ui.window.headline import CARDS

ROOT = Path(__file__).parents[3]
SOURCES = [file for package in ("mapper", "layers", "ui") for file in (ROOT / package).rglob("*.py")]


def declared() -> frozenset[str]:
    """What themes and map layers can say."""
    layers = {code for kind in map_layers.DECLARED for code in (f"layer.{kind.code}", *kind.says)}
    return frozenset(layers).union(
        *(theme.says for theme in themes.DECLARED), {"page.title.public", "page.title.public.no_phone"}
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_themes_and_layers_can_say_has_its_sentence(language: str) -> None:
    assert declared() - set(catalogue(language)) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_choices_of_the_window_have_their_words(language: str) -> None:
    wanted = {f"shading.method.{method}" for method in METHODS} | {f"shading.ramp.{name}" for name in RAMPS}
    wanted |= {f"shading.{name}{end}" for name in ("by", "method", "classes", "ramp") for end in ("", ".meaning")}
    wanted |= {f"print.audience.{audience}" for audience in AUDIENCES}
    wanted |= {f"print.kind.{kind}" for kind in KINDS} | {f"print.format.{name}" for name in FORMATS}
    wanted |= {f"share.format.{name}" for name in SHARED} | {f"export.layer.{code}" for code in EXPORTABLE}
    wanted |= {f"headline.{card.name}{end}" for card in CARDS for end in ("", ".meaning")}
    wanted |= {f"state.{state}{end}" for state in STATES for end in ("", ".meaning")}
    wanted |= {f"page.state.{state}" for state in STATES}
    wanted |= {
        f"{of}.{kind.table}.{state}"
        for kind in INCIDENT_KINDS
        if kind.state_column is None
        for state in kind.states
        for of in ("incident_state", "web.incident_state")
    }
    assert wanted - set(catalogue(language)) == set()


def test_cards_open_themes_that_there_are() -> None:
    assert {card.theme for card in CARDS} <= set(THEMES)


def codes_in(messages: Iterable[Message]) -> Iterator[str]:
    for message in messages:
        yield message.code
        yield from codes_in(value for value in message.values.values() if isinstance(value, Message))


def projects() -> list[Project]:
    """One with everything, one where nobody is on duty, one with beats, and one without a row but its units."""
    full, marked = district(), marked_district()
    bare = marked.with_tables(**{name: marked.table(name).iloc[:0] for name in ("officers", "duties", "cases")})
    units = full.communities.assign(beat_name=["" if n % 3 else f"所-{n % 4}" for n in range(len(full.communities))])
    return [full, marked, bare, full.with_tables(communities=units)]


@pytest.mark.parametrize("theme", some(themes.DECLARED, 4), ids=lambda theme: theme.code)
def test_a_map_says_nothing_that_is_not_declared(theme: themes.Theme) -> None:
    units = district().communities
    torn = [flawed(np.random.default_rng(1)), district().with_tables(communities=units.drop("u2-2"))]  # overlaps, a gap
    faults = tuple(found for project in torn for found in tiling_findings(project))
    assert {"unit_overlap", "unit_gap"} <= {found.code for found in faults}
    of_days = IncidentFilter(days=(DAY - timedelta(days=90), DAY))
    said: set[str] = set()
    for project in projects():
        for shading in theme.shadings:
            look = Look(shading={theme.code: shading.code})
            state = MapState(Day(project, DAY), theme.code, look=look, findings=faults)
            plain = snapshot_of(state)
            for snapshot in (plain, snapshot_of(replace(state, wanted=of_days), plain)):
                for layer in snapshot.layers:
                    made = {f"legend.{entry.code}" for entry in layer.legend} | set(codes_in(layer.notes))
                    made |= {code for tips in layer.tips.values() for code in codes_in(tips)}
                    of_layer = {"units": set(shading.says)}
                    of_layer |= {kind.code: set(kind.says) for kind in map_layers.DECLARED if kind.says}
                    assert made <= of_layer[layer.code], layer.code
                    said |= made
            title = theme.title("甲", look, DAY, of_unit=True)
            assert set(codes_in([title])) <= theme.says
    assert set(theme.shadings[0].says) & said


def test_every_code_that_is_put_together_begins_like_one_that_there_is() -> None:
    """``say(f"gaps.group.{group}")``: at least one sentence of that form; a prefix that was renamed is found here."""
    known = "\n".join(catalogue("zh_CN"))
    lost = set()
    for file in SOURCES:
        for text in re.findall(r"(?:say|Message)\(\s*f\"([a-z_.]+\.\{[^\"]+)\"", file.read_text("utf-8")):
            pattern = ".+".join(re.escape(part) for part in re.split(r"\{[^{}]*\}", text))
            if not re.search(f"^{pattern}$", known, re.MULTILINE):
                lost.add((file.name, text))
    assert lost == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_word_that_the_program_has_for_a_choice_is_read_back(language: str) -> None:
    """A list that was exported here, and an export of a platform that uses the same words, come in again."""
    say = Messages(language)
    for table in TABLES.values():
        for column in table.columns if table.importable else ():
            codes = list(column.choices or {})
            told = np.array([say.choice(table.name, column.name, code) for code in codes], dtype=object)
            read = parse_column(told, column, column.name) if codes else None
            assert read is None or read.values.tolist() == codes, (table.name, column.name)


@pytest.mark.parametrize(
    "practice",
    [*PRACTICES, replace(PRACTICES[1], words=(("unit", "Tract"),))],
    ids=lambda one: "_".join((one.code, *dict(one.words))),
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_word_that_the_program_has_for_a_column_is_read_back(language: str, practice: Practice) -> None:
    """Headings of an export of ours, all at once and each alone, find the column that they are of, in any practice."""
    say = Messages(language)
    say.use_own(OwnWords(practice))
    for table in (table for table in TABLES.values() if table.importable):
        own = own_headings(practice, table.name)
        headings = {column.name: say.field(table.name, column.name) for column in (table.key, *table.columns)}
        assert len(set(headings.values())) == len(headings), (table.name, headings)
        cells = {heading: np.array(["x"], dtype=object) for heading in headings.values()}
        mapped = map_columns(cells, table, {}, own_names=own)
        assert (dict(mapped.fields), mapped.guessed) == (headings, ()), table.name
        for name, heading in headings.items():
            alone = map_columns({heading: cells[heading]}, table, {}, own_names=own)
            assert (dict(alone.fields), alone.guessed) == ({name: heading}, ()), (table.name, heading)
