"""The web map in a real browser without a network: it draws, it tells, it runs nothing that people wrote."""

import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import hypothesis.strategies as st
import numpy as np
import pytest
import shapely
from hypothesis import given
from PySide6.QtGui import QImage

from layers.codes import THEMES
from layers.web.web_map import json_in_script, write_web_map
from mapper.errors import InputError
from tests.districts import frame
from tests.layers.maps import pixels
from tests.layers.marked_district import DAY, SECRET_PLACES, SECRETS, marked_district
from tests.pictures import assert_as_expected
from ui.language.messages import Messages

ATTACK = "<script>document.title='hacked'</script></script><img src=x onerror=alert(1)>{{7*7}}{%x%}\u2028&amp;\"'"


def written(path: Path, project=None, audience="command", language="zh_CN", theme="coverage") -> str:
    write_web_map(path, project or marked_district(), DAY, theme, audience, Messages(language))
    return path.read_text("utf-8")


def data_in(page: str) -> dict:
    return json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)[1])


def browser(path: Path, profile: Path, *options: str, size: str = "1200,800") -> str:
    """What the browser says of the document after it ran, with every name of the network unknown."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert program, "no Chromium to open the web map in; install it (make test does)"
    run = subprocess.run(
        [
            program, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            f"--user-data-dir={profile}", "--host-resolver-rules=MAP * ~NOTFOUND", "--virtual-time-budget=5000",
            f"--window-size={size}", *options, path.as_uri(),
        ],
        check=True, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    return run.stdout


def in_browser(path: Path, profile: Path) -> str:
    """The document after the browser ran it."""
    return browser(path, profile, "--dump-dom")


class Links(HTMLParser):
    """Everything that a document would fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.fetched: list[str] = []

    def handle_starttag(self, tag, attrs):
        wanted = {"src", "srcset", "data", "poster"} | ({"href"} if tag != "a" else set())
        self.fetched += [value for name, value in attrs if name in wanted and value and not value.startswith("#")]


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_a_browser_draws_the_map_and_its_legend(tmp_path, language):
    say = Messages(language)
    page = written(tmp_path / "map.html", language=language)
    document = in_browser(tmp_path / "map.html", tmp_path / "profile")
    assert 'data-drawn="yes"' in document
    assert document.count("leaflet-interactive") >= 12
    assert len(re.findall(r'fill="url\(#pattern\d+\)"', document)) >= 10
    for code in ("legend.vacant", "legend.part_time", "legend.hazard_overdue", "layer.units", "page.caveat"):
        assert say(code) in document
    panes = re.findall(r'leaflet-([a-z0-9]+)-pane" style="[^"]*z-index: (\d+)', document)
    heights = {pane: int(z) for pane, z in panes}
    points = [z for pane, z in heights.items() if pane.endswith("points")]
    assert points
    assert heights["names"] < min(points), "a name never hides a symbol"
    assert "16.7" in document
    assert "虚构示例" in document
    assert f'<html lang="{say("web.lang")}"' in page


@pytest.mark.parametrize("audience", ["command", "public"])
def test_a_web_map_is_as_expected(tmp_path, audience):
    written(tmp_path / "map.html", audience=audience)
    # The same on every screen: grey letters that no hinting moves; small, as the other expected pictures are.
    plain = ("--force-device-scale-factor=0.6", "--hide-scrollbars", "--disable-lcd-text", "--font-render-hinting=none")
    shot = tmp_path / "shot.png"
    browser(tmp_path / "map.html", tmp_path / "profile", *plain, f"--screenshot={shot}", size="900,720")
    assert_as_expected(pixels(QImage(str(shot))), f"web_{audience}", tmp_path)


def test_rivers_and_roads_are_named_along_their_course(tmp_path):
    river = shapely.LineString([(113.39, 30.312), (113.46, 30.318)])
    patrol = shapely.LineString([(113.39, 30.305), (113.46, 30.305)])
    rows = [
        {"line_id": "R1", "kind": "river", "name": "云水"},
        {"line_id": "夜巡:1", "kind": "other", "name": "夜巡线"},
    ]
    project = marked_district().with_tables(reference_lines=frame("reference_lines", rows, [river, patrol]))
    data = data_in(written(tmp_path / "map.html", project))
    assert {name[0] for name in data["lineNames"]} == {"云水", "夜巡线"}
    assert data["lineNames"][0][0] == "云水", "water first"
    (course,) = [course for text, course, _ in data["lineNames"] if text == "云水"]
    assert np.allclose(course[0], (30.312, 113.39), atol=1e-4) or np.allclose(course[-1], (30.312, 113.39), atol=1e-4)
    document = in_browser(tmp_path / "map.html", tmp_path / "profile")
    turned = re.findall(r"rotate\((-?[\d.]+)rad\)[^>]*>云水<", document)
    assert turned
    assert -0.3 < float(turned[0]) < 0, "it climbs a little to the east"
    public = written(tmp_path / "public.html", project, audience="public")
    assert {name[0] for name in data_in(public)["lineNames"]} == {"云水"}
    assert "夜巡" not in public


@pytest.mark.parametrize("theme", THEMES)
def test_names_lie_over_all_land_and_under_all_points(tmp_path, theme):
    data = data_in(written(tmp_path / "a.html", theme=theme))
    places = {"points": [], "land": []}
    for drawing in (drawing for layer in data["layers"] for drawing in layer["drawings"]):
        places["points" if drawing["kind"] == "points" else "land"].append(drawing["z"])
    assert max(places["land"]) < data["namesZ"] < min(places["points"])


def test_the_file_asks_the_network_for_nothing(tmp_path):
    page = written(tmp_path / "map.html")
    links = Links()
    links.feed(page)
    assert links.fetched == []
    styles = re.sub(r"/\*.*?\*/", "", "".join(re.findall(r"<style>(.*?)</style>", page, re.DOTALL)), flags=re.DOTALL)
    assert "@import" not in styles
    assert not re.search(r"url\((?!#)", styles)
    assert "default-src 'none'" in page


def test_what_people_wrote_stays_text(tmp_path):
    project = marked_district()
    units = project.communities.assign(name=ATTACK)
    officers = project.officers.assign(display_name=ATTACK)
    page = written(tmp_path / "map.html", project.with_tables(communities=units, officers=officers))
    data = data_in(page)
    assert [told["title"] for told in data["popups"]].count(ATTACK) == len(units)
    assert sum(name[0].startswith(ATTACK) for name in data["names"]) == len(units)
    assert "<img src=x" not in page
    document = in_browser(tmp_path / "map.html", tmp_path / "profile")
    assert 'data-drawn="yes"' in document
    assert "<title>hacked" not in document
    assert "<img src" not in document
    assert "{{7*7}}" in document


@given(st.text(), st.text())
def test_json_in_a_script_never_ends_it(key, value):
    text = json_in_script({key: [value, "</script><!--<script>", 1.5, None]})
    assert not re.search("[<>&\u2028\u2029]", text)
    assert json.loads(text) == {key: [value, "</script><!--<script>", 1.5, None]}


def test_the_public_file_leaks_nothing(tmp_path):
    page = written(tmp_path / "map.html", audience="public")
    assert [secret for secret in (*SECRETS, *SECRET_PLACES, "4321") if secret in page] == []
    data = data_in(page)
    assert data["figures"] == []
    assert {len(layer["legend"]) for layer in data["layers"]} == {1}
    assert Messages("zh_CN")("state.vacant") not in json.dumps(data, ensure_ascii=False)
    assert "警官（虚构）" not in page
    assert "0000-110110" in page


def test_family_disputes_are_shown_by_cell(tmp_path):
    page = written(tmp_path / "map.html")
    assert "113.4156" not in page  # of the family dispute
    assert "113.4234" in page  # of the other, and the hazard
    assert Messages("zh_CN")("page.cells") in page


def test_shapes_are_the_projects_own_within_a_metre(tmp_path):
    project = marked_district()
    data = data_in(written(tmp_path / "map.html"))
    drawings = [d for layer in data["layers"] for d in layer["drawings"] if d["kind"] == "areas"]
    units = next(d for d in drawings if len(d["items"]) == len(project.communities) and not d["patternsOnly"])
    titles = {data["popups"][item[2]]["title"]: item[0] for item in units["items"]}
    for _, unit in project.communities.iterrows():
        corners = {(round(x, 5), round(y, 5)) for x, y in unit.geometry.exterior.coords}
        drawn = {(round(lon, 5), round(lat, 5)) for lat, lon in titles[unit["name"]][0][0]}
        assert corners <= drawn


def test_the_same_map_is_the_same_file(tmp_path):
    assert written(tmp_path / "one.html") == written(tmp_path / "two.html")


def test_bad_places_and_no_land_are_refused(tmp_path):
    project = marked_district()
    bare = project.with_tables(communities=project.communities.iloc[:0], stations=project.stations.iloc[:0])
    for path, what, code in (
        (tmp_path / "no" / "map.html", project, "cannot_write"),
        (tmp_path, project, "is_directory"),
        (tmp_path / "map.html", bare, "nothing_to_print"),
    ):
        with pytest.raises(InputError) as refused:
            written(path, what)
        assert refused.value.code == code
    assert list(tmp_path.iterdir()) == []
