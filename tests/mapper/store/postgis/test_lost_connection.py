"""A server that stops at once has every edit that was acknowledged, and nothing of one that was refused."""

from dataclasses import replace

import pytest

from mapper.edit import Edit
from mapper.edits.rows import set_about
from mapper.errors import InputError
from mapper.store.postgis.county import create, prepare
from mapper.store.store import open_store
from tests.districts import grid
from tests.postgres import running


def titled(title: str) -> Edit:
    return Edit("about_changed", lambda project: set_about(replace(project.about, title=title))(project))


def test_what_was_acknowledged_is_there_and_the_store_goes_on_when_the_server_is_back() -> None:
    with running(durable=True) as server:
        address = server.address("lost")
        prepare(address)
        create(address, grid(2, 2))
        store = open_store(address)
        store.write(titled("一"), "甲")
        server.stop("immediate")
        for _ in range(2):
            with pytest.raises(InputError, match="connection_lost"):
                store.write(titled("二"), "甲")
            assert store.read_only
            assert store.project.about.title == "一"
        assert not store.news(0)
        server.start()
        again = open_store(address)
        assert again.project.about.title == "一"
        store.write(titled("三"), "甲")
        assert not store.read_only
        assert any(again.news(0.5) for _ in range(10))
        assert again.refresh().others == 1
        assert again.project.about.title == "三"
        for one in (store, again):
            one.close()
