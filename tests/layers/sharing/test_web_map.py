"""The web map in a real browser without a network: it draws, it tells, it runs nothing that people wrote."""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import hypothesis.strategies as st
import numpy as np
import pytest
import shapely
from hypothesis import given
from PySide6.QtGui import QImage

from layers.codes import THEMES
from layers.scene.crowding import count_cells, is_crowded, places
from layers.sharing.web.web_map import json_in_script, write_web_map
from mapper.day.day import Day
from tests.chromium import Chromium
from tests.districts import frame
from tests.drawn import some
from tests.layers.maps import pixels
from tests.layers.marked_district import SECRET_PLACES, SECRETS, marked_district
from tests.layers.sharing.marked_web_map import written
from tests.pictures import assert_as_expected
from tests.sample import district
from tests.web_file import Reader, read_web_map
from ui.language.messages import Messages

ATTACK = "<script>document.title='hacked'</script></script><img src=x onerror=alert(1)>{{7*7}}{%x%}\u2028&amp;\"'"
ONLOAD = '" onload="document.title=`hacked`'
POPUP = "document.querySelector('.leaflet-popup-content')"

# Left, top, right and bottom of what is drawn on the paper's picture, in pixels from its edges, and its width.
INK_EDGES = """(() => {
    const canvas = document.querySelector('#paper canvas'), { width, height } = canvas;
    const data = canvas.getContext('2d').getImageData(0, 0, width, height).data;
    let [w, n, e, s] = [width, height, -1, -1];
    for (let y = 0; y < height; y += 2)
        for (let x = 0; x < width; x += 2)
            if (data[4 * (y * width + x) + 3])
                [w, n, e, s] = [Math.min(w, x), Math.min(n, y), Math.max(e, x), Math.max(s, y)];
    return [w, n, width - e, height - s, width];
})()"""


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    started = Chromium(tmp_path_factory.mktemp("profile"))
    yield started
    started.close()


def shown(browser: Chromium, path: Path, **size) -> None:
    """Open the file and see that it asked for nothing but itself and complains of nothing."""
    browser.open(path.as_uri(), **size)
    assert browser.asked_for == [path.as_uri()]
    assert browser.complaints == []


def color_at(browser: Chromium, x: int, y: int, path: Path) -> str:
    image = QImage(str(browser.picture(path)))
    return image.pixelColor(x, y).name().upper()


class Links(HTMLParser):
    """Everything that a document would fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.fetched: list[str] = []

    def handle_starttag(self, tag, attrs):
        wanted = {"src", "srcset", "data", "poster"} | ({"href"} if tag != "a" else set())
        self.fetched += [value for name, value in attrs if name in wanted and value and not value.startswith("#")]


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_a_browser_draws_the_map_and_its_legend(tmp_path, browser, language):
    say = Messages(language)
    web = written(tmp_path / "map.html", language=language)
    shown(browser, tmp_path / "map.html")
    document = browser.run("document.body.innerText")
    for code in ("legend.vacant", "legend.part_time", "legend.hazard_overdue", "layer.units", "page.caveat"):
        assert say(code) in document
    assert "16.7" in document
    assert "虚构示例" in document
    assert f'<html lang="{say("web.lang")}"' in web.page
    browser.wait("document.querySelectorAll('.unit-name').length >= 12")
    # The covered unit is in its class's colour, and its swatch too; beside its name is nothing else.
    unit = next(entry for layer in web.data["layers"] for entry in layer["legend"] if entry["style"]["fill"])
    x, y = browser.run(place_of_name("单元0-0"))
    assert color_at(browser, int(x), int(y) - 40, tmp_path / "a.png") == unit["style"]["fill"].upper()
    swatch = browser.run(
        "(() => { const c = document.querySelector('.swatch canvas');"
        " return [...c.getContext('2d').getImageData(c.width / 2, c.height / 2, 1, 1).data.slice(0, 3)]; })()"
    )
    assert "#{:02X}{:02X}{:02X}".format(*swatch) == unit["style"]["fill"].upper()


def place_of_name(name: str) -> str:
    return (
        f"(() => {{ const box = [...document.querySelectorAll('.unit-name span')]"
        f".find((e) => e.textContent.startsWith({json.dumps(name)})).getBoundingClientRect();"
        " return [box.x + box.width / 2, box.y + box.height / 2]; })()"
    )


@pytest.mark.parametrize("audience", ["command", "public"])
def test_a_web_map_is_as_expected(tmp_path, browser, audience):
    written(tmp_path / "map.html", audience=audience)
    shown(browser, tmp_path / "map.html", wide=900, high=720, ratio=0.6)
    browser.wait("document.querySelectorAll('.unit-name').length >= 12")
    shot = browser.picture(tmp_path / "shot.png")
    assert_as_expected(pixels(QImage(str(shot))), f"web_{audience}", tmp_path)


def test_a_click_tells_a_key_walks_and_a_link_leads_there(tmp_path, browser):
    web = written(tmp_path / "map.html", language="en")
    shown(browser, tmp_path / "map.html")
    browser.wait("document.querySelectorAll('.unit-name').length >= 12")
    browser.click(*browser.run(place_of_name("单元3-2")))
    browser.wait(f"{POPUP}?.textContent.includes('单元3-2')")
    told = next(p for p in web.popups["communities"] if p["title"].startswith("单元3-2"))
    assert browser.run(f"[...{POPUP}.querySelectorAll('dl > *')].map((e) => e.textContent)") == [
        text for row in told["rows"] for text in row
    ]
    assert browser.run("location.hash") == f"#unit={told['key']}"
    # Search by keys alone.
    browser.press("Escape")
    browser.press("/")
    assert browser.run("document.activeElement.getAttribute('role')") == "combobox"
    browser.ask("Input.insertText", text="1-1")
    browser.wait("document.querySelector('#found li[aria-selected=true]')?.textContent.startsWith('单元1-1')")
    browser.press("Enter")
    browser.wait(f"{POPUP}?.textContent.includes('单元1-1')")
    # A link to a place, and one to a unit.
    browser.run("location.hash = '#map=15/30.31/113.41'")
    browser.wait("map_sheet.getZoom() === 15 && Math.abs(map_sheet.getCenter().lat - 30.31) < 1e-4")
    browser.run("location.hash = '#map=15.5/30.31/113.41'")  # half a zoom, as the map itself makes them
    browser.wait("map_sheet.getZoom() === 15.5")
    browser.run(f"location.hash = '#unit={told['key']}'")
    browser.wait(f"{POPUP}?.textContent.includes('单元3-2')")
    browser.press("Home")
    browser.wait("map_sheet.getZoom() < 15")
    # Every key that is listed does what it says.
    listed = browser.run("[...document.querySelectorAll('#sheet .keys dt')].map((e) => e.textContent)")
    assert listed == ["← ↑ → ↓", "+ −", "Home", "Enter", "Esc", "/", "T"]
    browser.wait(f"!{POPUP} || map_sheet.closePopup()")
    browser.wait("!map_sheet._animatingZoom")  # Leaflet takes no key for a zoom while it zooms
    browser.run("map_sheet.getContainer().focus(); window.was = map_sheet.getZoom()")
    browser.ask("Input.dispatchKeyEvent", type="keyDown", key="+", code="Equal", windowsVirtualKeyCode=187)
    browser.wait("map_sheet.getZoom() > was && !map_sheet._animatingZoom")
    browser.press("Home")
    browser.wait("map_sheet.getZoom() === was && !map_sheet._animatingZoom")
    browser.run("window.was = map_sheet.getCenter().lng")
    browser.ask("Input.dispatchKeyEvent", type="keyDown", key="ArrowRight", code="ArrowRight", windowsVirtualKeyCode=39)
    browser.wait("map_sheet.getCenter().lng > was")
    browser.press("Enter")
    browser.wait(f"Boolean({POPUP})")
    browser.press("Escape")
    browser.wait(f"!{POPUP}")
    browser.press("t", "t")
    browser.wait("!document.querySelector('#units').hidden")
    assert browser.run("document.querySelector('#units input').value") == "", "the key is not typed into the search"
    browser.run("map_sheet.getContainer().focus()")
    browser.press("Escape")
    browser.wait("document.querySelector('#units').hidden")
    assert browser.complaints == []


def test_what_is_chosen_is_counted_listed_and_drawn(tmp_path, browser):
    written(tmp_path / "map.html", language="en")
    shown(browser, tmp_path / "map.html")
    counts = "[...document.querySelectorAll('#sheet fieldset')].map((f) => f.querySelector('.count')?.textContent)"
    whole = browser.run(counts)
    assert whole[0] == "12"
    names = "[...document.querySelectorAll('.unit-name')].map((e) => e.textContent).join()"
    browser.wait(f"{names}.includes('单元0-0')")
    # Names go with their layer.
    browser.run("document.querySelector('#sheet fieldset input').click()")
    browser.wait(f"!{names}.includes('单元0-0') && {names}.includes('虚构所')")
    browser.run("document.querySelector('#sheet fieldset input').click()")
    browser.wait(f"{names}.includes('单元0-0')")
    # Days: hazards and disputes began on the 20th.
    set_day = (
        "(() => {{ const day = document.querySelector('.days input'); day.value = '{}';"
        " day.dispatchEvent(new Event('change')); }})()"
    )
    browser.run(set_day.format("2026-11-21"))
    browser.wait("!document.querySelector('.filtered').hidden")
    assert browser.run("document.querySelector('.filtered b').textContent") == "From 2026-11-21"
    assert browser.run("document.querySelector('[role=status]').textContent") == "From 2026-11-21"
    browser.wait(f"{counts}[1] === '0' && {counts}[2] === '0'")
    browser.run(set_day.format("2026-11-20"))
    browser.wait(f"{counts}[1] === '{whole[1]}' && {counts}[2] === '{whole[2]}'")
    browser.run("document.querySelector('.days button').click()")
    browser.wait("document.querySelector('.filtered').hidden")
    # The list, sorted by name downwards, and narrowed.
    browser.run("document.querySelector('.opener').click()")
    first = "document.querySelector('#units tbody tr')?.textContent"
    browser.wait(f"{first}?.startsWith('单元0-0')")
    browser.run("document.querySelector('#units thead button').click()")
    browser.wait(f"{first}?.startsWith('单元3-2')")
    assert browser.run("document.querySelector('#units thead th').getAttribute('aria-sort')") == "descending"
    browser.ask("Input.insertText", text="2-1")
    browser.wait("document.querySelectorAll('#units tbody tr').length === 1")
    assert browser.complaints == []


def test_on_a_phone_and_on_paper_all_of_it_is_there(tmp_path, browser):
    written(tmp_path / "map.html", language="en")
    shown(browser, tmp_path / "map.html", wide=390, high=844, ratio=3, phone=True)
    assert browser.run("document.documentElement.scrollWidth") <= 390
    wide, high = browser.run("[map_sheet.getSize().x, map_sheet.getSize().y]")
    assert wide == 390
    assert high > 400
    browser.wait("document.documentElement.dataset.paper === 'yes'")
    corners = browser.run("(() => { const b = map_sheet.getBounds(); return [b.getWest(), b.getEast()]; })()")
    assert corners[0] < 113.4
    assert corners[1] > 113.44
    browser.ask("Emulation.setEmulatedMedia", media="print")
    hidden = "['.folium-map', '.tools', '#units'].map((s) => getComputedStyle(document.querySelector(s)).display)"
    assert browser.run(hidden) == ["none"] * 3
    # The whole land is on the sheet of paper: its frame of station border is on all four sides.
    edges = browser.run(INK_EDGES)
    assert min(edges) > 0
    assert edges[0] + edges[2] < 0.2 * edges[4]
    browser.ask("Emulation.setEmulatedMedia", media="")


def test_rivers_and_roads_are_named_along_their_course(tmp_path, browser):
    river = shapely.LineString([(113.39, 30.312), (113.46, 30.318)])
    patrol = shapely.LineString([(113.39, 30.305), (113.46, 30.305)])
    rows = [
        {"line_id": "R1", "kind": "river", "name": "云水"},
        {"line_id": "夜巡:1", "kind": "other", "name": "夜巡线"},
    ]
    project = marked_district().with_tables(reference_lines=frame("reference_lines", rows, [river, patrol]))
    web = written(tmp_path / "map.html", project)
    assert [name for name, _ in web.along] == ["云水", "夜巡线"], "water first"
    course = web.along[0][1]
    assert np.allclose(course[0], (113.39, 30.312), atol=1e-4) or np.allclose(course[-1], (113.39, 30.312), atol=1e-4)
    shown(browser, tmp_path / "map.html")
    browser.wait("[...document.querySelectorAll('.unit-name span')].some((e) => e.textContent === '云水')")
    turned = browser.run(
        "[...document.querySelectorAll('.unit-name span')].find((e) => e.textContent === '云水').style.transform"
    )
    turn = re.search(r"rotate\((-?[\d.]+)rad\)", turned)
    assert turn
    assert -0.3 < float(turn[1]) < 0, "it climbs a little to the east"
    public = written(tmp_path / "public.html", project, audience="public")
    assert {name for name, _ in public.along} == {"云水"}
    assert "夜巡" not in public.text


@pytest.mark.parametrize("theme", some(THEMES, 4))
def test_names_lie_over_all_land_and_under_all_points(tmp_path, theme):
    data = written(tmp_path / "a.html", theme=theme).data
    places = {"points": [], "land": []}
    for drawing in data["drawings"]:
        places["points" if drawing["kind"] == "points" else "land"].append(drawing["z"])
    assert max(places["land"]) < data["namesZ"] < min(places["points"])


def test_the_file_asks_the_network_for_nothing_and_runs_its_own_scripts_alone(tmp_path):
    page = written(tmp_path / "map.html").page
    links = Links()
    links.feed(page)
    assert links.fetched == []
    styles = re.sub(r"/\*.*?\*/", "", "".join(re.findall(r"<style>(.*?)</style>", page, re.DOTALL)), flags=re.DOTALL)
    assert "@import" not in styles
    assert not re.search(r"url\((?!#)", styles)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy
    rules = dict(rule.strip().split(" ", 1) for rule in policy[1].split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["worker-src"] == "blob:"
    assert re.fullmatch(r"('sha256-[\w+/]{43}=' ?)+", rules["script-src"])


def test_what_people_wrote_stays_text(tmp_path, browser):
    project = marked_district()
    units = project.communities.assign(name=[ATTACK, ONLOAD] * (len(project.communities) // 2))
    officers = project.officers.assign(display_name=ATTACK)
    web = written(tmp_path / "map.html", project.with_tables(communities=units, officers=officers))
    assert [told["title"] for told in web.popups["communities"]].count(ATTACK) == len(units) / 2
    assert sum(name.startswith(ATTACK) for name in web.names) == len(units) / 2
    assert "<img src=x" not in web.page
    shown(browser, tmp_path / "map.html", wide=3000, high=1600)
    browser.run("document.querySelector('.opener').click()")
    browser.wait("document.querySelectorAll('#units tbody tr').length === 12")
    browser.run("document.querySelector('#units tbody button').click()")
    browser.wait(POPUP)
    assert browser.run("document.title") != "hacked"
    assert browser.run("document.querySelectorAll('img, [onload], [onerror]').length") == 0
    assert browser.run("document.body.innerText.includes('{{7*7}}')")
    assert browser.run(f"document.body.innerText.includes({json.dumps(ONLOAD)})")
    assert browser.complaints == []


@given(st.text(), st.text())
def test_json_in_a_script_never_ends_it(key, value):
    text = json_in_script({key: [value, "</script><!--<script>", 1.5, None]})
    assert not re.search("[<>&\u2028\u2029]", text)
    assert json.loads(text) == {key: [value, "</script><!--<script>", 1.5, None]}


def test_the_public_file_leaks_nothing_in_any_block(tmp_path):
    web = written(tmp_path / "map.html", audience="public")
    assert [secret for secret in (*SECRETS, *SECRET_PLACES, "4321") if secret in web.text] == []
    assert web.data["figures"] == []
    assert {len(layer["legend"]) for layer in web.data["layers"]} == {1}
    assert Messages("zh_CN")("state.vacant") not in web.text
    assert "警官（虚构）" not in web.text
    assert "0000-110110" in web.text
    assert web.points == []
    assert set(web.popups) == {"communities"}
    assert {popup["key"] for popup in web.all_popups} == {""}, "no codes of units"
    labels = {label for popup in web.all_popups for label, _ in popup["rows"]}
    assert labels <= {Messages("zh_CN")(f"web.{code}") for code in ("kind", "station", "duty_phone", "residents")}
    areas = [n for n, drawing in enumerate(web.data["drawings"]) if drawing["kind"] == "areas"]
    assert [set(Reader(web.blocks[f"rows-{n}"]).ints()) for n in areas] == [{0}] * len(areas), "all are of one class"


@pytest.mark.parametrize("spread", [20_000, 400_000])
def test_counts_take_the_place_of_symbols_by_the_windows_rule(browser, tmp_path, spread):
    written(tmp_path / "map.html")
    shown(browser, tmp_path / "map.html")
    rng = np.random.default_rng(spread)
    xy = np.vstack([rng.integers(0, spread, (900, 2)), rng.normal(spread / 2, spread / 40, (600, 2)).astype(int)])
    rules = read_web_map(tmp_path / "map.html").data["rules"]
    for zoom in (8, 11, 13, 15):
        told = browser.run(
            f"""(() => {{
                const points = Object.create(Points.prototype), xy = {xy.tolist()};
                Object.assign(points, {{ rules: {json.dumps(rules)}, x: xy.map((p) => p[0]), y: xy.map((p) => p[1]),
                    classes: xy.map(() => 0), about: {{ crowds: true }}, size: 8, kept: null, byScale: new Map() }});
                const k = pixelsPerMetre({zoom}), discs = points.discs(k);
                return [k, discs && discs.map((disc) => disc.count).sort((a, b) => a - b)];
            }})()"""
        )
        px = xy * 0.25 * told[0]
        crowded = is_crowded(px[places(xy * 0.25)[0]], 8)
        assert (told[1] is not None) == crowded
        if crowded:
            assert told[1] == sorted(np.unique(count_cells(px, 1.0), return_counts=True)[1].tolist())


def test_a_station_that_is_chosen_has_its_own_counts_and_no_others(tmp_path, browser):
    project = district().project
    write_web_map(tmp_path / "map.html", project, project.as_of, "coverage", "command", Messages("en"))
    shown(browser, tmp_path / "map.html")
    station = read_web_map(tmp_path / "map.html").data["stations"][2][0]
    code = project.stations.index[project.stations["name"] == station][0]
    choose = "(() => { const list = document.querySelector('#sheet select'); list.selectedIndex = 3;"
    browser.run(f"{choose} list.dispatchEvent(new Event('change')); }})()")
    counts = (
        "[...document.querySelectorAll('#sheet fieldset')].map((field) =>"
        " [field.querySelector('label').children[1].textContent, field.querySelector('.count')?.textContent])"
    )
    browser.wait("!document.querySelector('.filtered').hidden")
    say, day = Messages("en"), Day(project, project.as_of)
    units = str(int((project.communities["station_code"] == code).sum()))
    browser.wait(f"{counts}[0][1] === '{units}'")
    told = dict(browser.run(counts))
    for table in ("hazards", "disputes"):
        own = day.incidents_shown(table) & (day.owned(table)["station_code"] == code)
        assert told[say(f"layer.{table}")] == str(int(own.sum()))
    assert told[say("layer.focus_areas")] == "–", "of no station"
