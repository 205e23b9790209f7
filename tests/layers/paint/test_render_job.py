"""Painting in another thread: the newest request wins, nothing hangs, nothing stale is told."""

import pytest

from layers.paint import render_job
from layers.paint.render_job import MapRenderer, RenderRequest
from layers.snapshot import MapState, snapshot_of
from tests.layers.maps import assert_same_picture, district_day, fitted, picture, pixels, words


@pytest.fixture(scope="module")
def snapshot():
    return snapshot_of(MapState(district_day()))


@pytest.fixture
def renderer(qapp):  # the painter needs the application
    made = MapRenderer()
    yield made
    made.stop()


def test_an_answer_is_the_picture_of_its_request(qtbot, renderer, snapshot, tmp_path):
    request = RenderRequest(snapshot, fitted(snapshot), words, labels=False)
    with qtbot.waitSignal(renderer.rendered) as told:
        renderer.request(request)
    (answer,) = told.args
    assert answer.request is request
    assert not renderer.busy
    assert_same_picture(pixels(answer.image), picture(snapshot, fitted(snapshot)), tmp_path, worst=0)


def test_only_the_newest_of_many_requests_is_told(qtbot, renderer, snapshot):
    viewport = fitted(snapshot)
    requests = [RenderRequest(snapshot, viewport.panned(i, 0), words) for i in range(20)]
    told = []
    renderer.rendered.connect(told.append)
    for request in requests:
        renderer.request(request)
    qtbot.waitUntil(lambda: not renderer.busy)
    assert [answer.request for answer in told] == [requests[-1]]


def test_a_bug_is_told_and_the_renderer_lives_on(qtbot, renderer, snapshot):
    with qtbot.waitSignal(renderer.failed) as told:
        renderer.request(RenderRequest(None, fitted(snapshot), words))
    assert isinstance(told.args[0], AttributeError)
    with qtbot.waitSignal(renderer.rendered):
        renderer.request(RenderRequest(snapshot, fitted(snapshot), words))


def test_painting_stands_still_while_the_hand_is_busy(qtbot, renderer, snapshot, monkeypatch):
    monkeypatch.setattr(render_job, "_LONGEST_WAIT_S", 60.0)
    painted, paint = [], render_job.paint_map

    def painting(*args, cancelled, **options):
        result = paint(
            *args, cancelled=lambda: painted.append("begun") or cancelled() or painted.append("on"), **options
        )
        painted.append("done")
        return result

    monkeypatch.setattr(render_job, "paint_map", painting)
    with qtbot.waitSignal(renderer.rendered), renderer.giving_way():
        renderer.request(RenderRequest(snapshot, fitted(snapshot), words))
        qtbot.waitUntil(lambda: bool(painted))
        assert painted == ["begun"]
    assert painted[-1] == "done"


def test_a_hand_that_never_rests_does_not_stop_the_picture(qtbot, renderer, snapshot):
    with renderer.giving_way(), qtbot.waitSignal(renderer.rendered):
        renderer.request(RenderRequest(snapshot, fitted(snapshot), words))


def test_stopping_waits_for_the_thread_and_tells_nothing(qapp, snapshot):
    renderer = MapRenderer()
    told = []
    renderer.rendered.connect(told.append)
    renderer.request(RenderRequest(snapshot, fitted(snapshot), words))
    renderer.stop()
    qapp.processEvents()
    assert told == []


def test_pictures_are_as_sharp_as_the_screen(renderer, qtbot, snapshot):
    with qtbot.waitSignal(renderer.rendered) as told:
        renderer.request(RenderRequest(snapshot, fitted(snapshot), words, device_pixel_ratio=2.0))
    assert (told.args[0].image.width(), told.args[0].image.height()) == (1280, 800)
