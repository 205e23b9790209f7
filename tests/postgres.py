"""A PostgreSQL server of the tests' own: Debian's, on a socket in a temporary folder, as a user who may run it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest

ADMIN = "postgres"
_HBA = f"local all {ADMIN} trust\nlocal all all scram-sha-256\n"
_QUICK = "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n"
_DURABLE = "fsync = off\n"  # what it acknowledged outlives the server, though not the machine
_SETTINGS = (
    "listen_addresses = ''\nmax_connections = 150\nshared_buffers = 32MB\nunix_socket_directories = '{folder}'\n"
)


def require_linux() -> None:
    """The test is passed over where Debian's server cannot be; on Linux one that is missing is a failure."""
    if not sys.platform.startswith("linux"):
        pytest.skip("the server of these tests is Debian's PostgreSQL; it runs on Linux")


@cache
def programs() -> Path:
    """Where the newest server's programs are."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    if not found:
        raise FileNotFoundError("no PostgreSQL server: run ./setup.sh test")
    return found[-1].parent


class Server:
    """One server; ``address`` names a project on it."""

    def __init__(self, *, durable: bool = False) -> None:
        self.folder = Path(mkdtemp(prefix="pg-", dir="/tmp"))
        self.data, self._log = self.folder / "data", self.folder / "log"
        self._user = {} if os.getuid() else {"user": "postgres", "group": "postgres", "extra_groups": []}
        if self._user:
            shutil.chown(self.folder, "postgres", "postgres")
        self._run("initdb", "-D", self.data, "-U", ADMIN, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
        with (self.data / "postgresql.conf").open("a") as conf:
            conf.write(_SETTINGS.format(folder=self.folder) + (_DURABLE if durable else _QUICK))
        (self.data / "pg_hba.conf").write_text(_HBA)
        self.start()

    def start(self) -> None:
        self._run("pg_ctl", "-D", self.data, "-l", self._log, "-w", "-t", "60", "start")

    def stop(self, how: str = "immediate") -> None:
        self._run("pg_ctl", "-D", self.data, "-m", how, "-w", "stop", check=False)

    def address(self, project: str, login: str = ADMIN, password: str = "") -> str:
        told = f"{login}:{password}" if password else login
        return f"postgresql://{told}@/{project}?host={self.folder}"

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def run(self, program: str, *options: str) -> str:
        """A program of the server's, as its administrator, on its socket."""
        return self._run(program, "-h", self.folder, "-U", ADMIN, *options)

    def _run(self, program: str, *options: object, check: bool = True) -> str:
        done = subprocess.run(
            [str(programs() / program), *map(str, options)],
            check=False, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd="/", **self._user,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
        )  # fmt: skip
        if check and done.returncode:
            raise RuntimeError(done.stdout)
        return done.stdout


@contextmanager
def running(*, durable: bool = False) -> Iterator[Server]:
    require_linux()
    server = Server(durable=durable)
    try:
        yield server
    finally:
        server.remove()
