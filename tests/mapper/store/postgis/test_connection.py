"""Why a server lets nobody in, told from its words alone in either language; and what is closed stays so."""

import time

import pytest

from mapper.errors import InputError
from mapper.store.postgis.connection import psycopg, reason_of
from mapper.store.store import create, open_store
from tests.districts import grid
from tests.postgres import Server

_FATAL = 'connection to server at "10.0.0.7", port 5432 failed: FATAL:  '


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ('password authentication failed for user "s1"', "login_refused"),
        ('用户 "s1" Password 认证失败', "login_refused"),
        ('role "s1" is not permitted to log in', "login_refused"),
        ('不允许角色"s1" 进行登录', "login_refused"),
        ('no pg_hba.conf entry for host "10.0.0.9", user "s1", database "county", SSL encryption', "login_refused"),
        ('没有用于主机 "10.0.0.9", 用户 "s1", 数据库 "county", SSL encryption 的 pg_hba.conf 记录', "login_refused"),
        ('database "county" does not exist', "server_project_missing"),
        ('数据库 "county" 不存在', "server_project_missing"),
        ('permission denied for database "county"', "not_yours"),
        ('访问数据库"county"的权限不够', "not_yours"),
        ("SSL error: certificate verify failed", "server_untrusted"),
        ("SSL 错误: certificate verify failed", "server_untrusted"),
        ("the database system is starting up", "server_unreachable"),
    ],
)
def test_the_words_of_a_refusal_mean_the_same_in_both_languages(words: str, code: str) -> None:
    assert reason_of(psycopg.OperationalError(_FATAL + words)) == code


def test_a_store_that_is_closed_connects_no_more(server: Server) -> None:
    address = server.address("closed")
    create(address, grid(1, 1))
    store = open_store(address)
    assert not store.news(0)
    store.close()
    for ask in (store.unseen, store.change_log, store.refresh):  # as a thread does that was under way
        with pytest.raises(InputError, match="connection_lost"):
            ask()
    assert not store.news(0)
    asked = "SELECT count(*) FROM pg_stat_activity WHERE datname = 'closed'"
    end = time.monotonic() + 10  # the server ends a session after its client has gone
    while server.run("psql", "-Atd", "postgres", "-c", asked).strip() != "0":
        assert time.monotonic() < end
        time.sleep(0.05)
