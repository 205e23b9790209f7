"""What stands in the file of a web map, read without a browser."""

import pytest
import shapely

from mapper.errors import InputError
from tests.layers.marked_district import marked_district
from tests.layers.sharing.marked_web_map import written
from ui.language.messages import Messages


def test_family_disputes_are_shown_by_cell(tmp_path):
    web = written(tmp_path / "map.html")
    places = [(round(lon, 4), round(lat, 4)) for _, (lon, lat), _, _, _ in web.points]
    assert (113.4156, 30.3178) not in places  # of the family dispute
    assert (113.4234, 30.3123) in places  # of the other, and the hazard
    assert Messages("zh_CN")("page.cells") in web.text


def test_shapes_are_the_projects_own_within_a_metre(tmp_path):
    project = marked_district()
    web = written(tmp_path / "map.html")
    units = next(d for d in web.data["drawings"] if d["kind"] == "areas" and d["ground"])
    rings = {row: shapely.Polygon(ring) for row, ring in web.rings(units["land"])}
    assert len(rings) == len(project.communities)
    for row, unit in enumerate(project.communities.geometry):
        assert rings[row].hausdorff_distance(unit) * 111_000 < 1.0


def test_the_same_map_is_the_same_file(tmp_path):
    assert written(tmp_path / "one.html").page == written(tmp_path / "two.html").page


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
