"""Addresses of projects on servers: with a password, without it, and which of them are one."""

import pytest

from mapper.store.places import is_same_place, with_password, without_password

psycopg = pytest.importorskip("psycopg")

PLAIN = "postgresql://host/project"


@pytest.mark.parametrize("address", [PLAIN, "postgresql://anna@host/project", f"{PLAIN}?sslmode=require"])
def test_the_server_is_told_the_very_password_and_nobody_else(address: str) -> None:
    secret = "a b+c/d@e:f%20?&"
    told = with_password(address, secret)
    assert psycopg.conninfo.conninfo_to_dict(told)["password"] == secret
    assert without_password(told) == address
    assert is_same_place(told, address)


def test_what_else_an_address_says_is_still_said_without_a_password() -> None:
    shown = without_password(f"{PLAIN}?options=-c%20search_path%3Da&password=x")
    assert psycopg.conninfo.conninfo_to_dict(shown)["options"] == "-c search_path=a"
