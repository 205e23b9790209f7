"""A laptop comes back to a project on a server by the very rules by which it comes back to a file."""

from pathlib import Path

from mapper.laptops.checkout import check_out
from mapper.laptops.sync import sync
from mapper.laptops.waiting import take_mine, waiting
from mapper.store.store import create, open_store
from tests.mapper.laptops.district import assign, project, put
from tests.postgres import Server


def test_the_four_outcomes_on_a_server(server: Server, tmp_path: Path) -> None:
    address = server.address("laptops")
    create(address, project())
    store = open_store(address)
    check_out(store, tmp_path / "out.gpkg", "S1", "甲")
    laptop = open_store(tmp_path / "out.gpkg")
    for row, residents in enumerate((1, 2, 3, 4)):
        laptop.write(put("communities", f"u0-{row}", residents=residents), "乙")
    laptop.write(assign("o3", "u3-3"), "乙")
    other = open_store(address)
    other.write(put("communities", "u0-1", name="改名"), "甲")
    other.write(put("communities", "u0-2", residents=3), "甲")
    other.write(put("communities", "u0-3", residents=5), "甲")
    done = sync(laptop, store, "乙")
    assert [one.outcome for one in done.sent] == ["written", "merged", "there", "aside", "written"]
    assert not sync(laptop, store, "乙").sent
    other.refresh()
    (one,) = waiting(other.project)
    other.write(take_mine(other.project, one.offline_id), "甲")
    store.refresh()
    assert store.project.communities["residents"][["u0-0", "u0-1", "u0-2", "u0-3"]].tolist() == [1, 2, 3, 4]
    assert laptop.project.duties.index[-1] in store.project.duties.index
    for place in (laptop, other, store):
        place.close()
