"""What is packed comes out whole, or not at all where it would grow beyond its bound."""

import gzip
import zipfile
import zlib
from pathlib import Path

import pytest

from mapper.errors import InputError
from mapper.files.limits import FREE_UNPACKED_BYTES, MOST_MEMBERS
from mapper.files.packed import gunzipped, inflated, opened_zip


def test_gzip_of_several_members_comes_out_whole() -> None:
    assert gunzipped(gzip.compress(b"one ") + gzip.compress(b"two"), "a.gz") == b"one two"
    for damaged in (b"no gzip", gzip.compress(b"cut off")[:-9]):
        with pytest.raises(InputError, match="file_unreadable"):
            gunzipped(damaged, "a.gz")


@pytest.mark.parametrize("more", [0, 1])
def test_the_bound_is_exact(more: int) -> None:
    data = gzip.compress(bytes(FREE_UNPACKED_BYTES + more), compresslevel=9)
    if not more:
        assert len(gunzipped(data, "a.gz")) == FREE_UNPACKED_BYTES
    else:
        with pytest.raises(InputError, match="unpacked_too_large"):
            gunzipped(data, "a.gz", FREE_UNPACKED_BYTES)
    assert inflated(zlib.compress(b"x" * 10), 10) == b"x" * 10
    with pytest.raises(ValueError, match="more than"):
        inflated(zlib.compress(b"x" * 11), 10)


@pytest.mark.parametrize("name", ["../a", "a/../../b", "/etc/a", "..\\a", "C:/a"])
def test_names_that_lead_out_are_refused(tmp_path: Path, name: str) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(name, "x")
    with pytest.raises(InputError, match="zip_unsafe"), opened_zip(tmp_path / "a.zip", "a.zip"):
        pass


def test_plain_names_pass_and_a_million_members_do_not(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("社区/a..b.shp", "x")
    with opened_zip(tmp_path / "a.zip", "a.zip") as read:
        assert read.read("社区/a..b.shp") == b"x"
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        for number in range(MOST_MEMBERS + 1):
            archive.writestr(str(number), "")
    with pytest.raises(InputError, match="zip_of_too_many"), opened_zip(tmp_path / "b.zip", "b.zip"):
        pass


def test_a_damaged_member_is_the_zip_s_fault_and_a_full_disk_is_not(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.csv", "community,residents")
    whole = (tmp_path / "a.zip").read_bytes()
    with (
        pytest.raises(InputError, match="file_unreadable"),
        opened_zip(whole.replace(b"comm", b"gomm", 1), "a") as read,
    ):
        read.read("a.csv")
    with pytest.raises(OSError, match="No space left"), opened_zip(whole, "a"):
        raise OSError(28, "No space left on device")
