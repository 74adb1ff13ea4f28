"""A PostgreSQL server for tests, in a folder of its own, that listens on no network."""

import os
import shutil
import subprocess
from pathlib import Path
from tempfile import mkdtemp

from attrs import frozen

_USER = "postgres"


@frozen
class Server:
    """A server that was started: its address, and how it is stopped."""

    address: str
    folder: Path
    programs: Path

    def stop(self) -> None:
        """Stop it at once: nothing in it is kept."""
        _run(self.programs / "pg_ctl", "--pgdata", self.folder / "data", "--mode", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)


def start() -> Server | str:
    """A server in a new folder; or why there is none."""
    programs = _programs()
    if programs is None:
        return "no PostgreSQL server is installed (Debian: postgresql)"
    folder = Path(
        mkdtemp(prefix="hsb-policy-postgres-")
    )  # a short path that others may reach: a socket's name is short
    if os.geteuid() == 0:
        shutil.chown(folder, _USER, _USER)  # a server refuses to run as root
    try:
        _run(programs / "initdb", "--pgdata", folder / "data", "--username", _USER, "--auth", "trust", "--no-sync")
        options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off"
        _run(
            programs / "pg_ctl",
            "--pgdata",
            folder / "data",
            "--wait",
            "--log",
            folder / "log",
            "--options",
            options,
            "start",
        )
    except (OSError, subprocess.CalledProcessError) as fault:
        return f"PostgreSQL does not start here: {fault}"
    return Server(f"postgresql:///postgres?host={folder}&user={_USER}", folder, programs)


def _programs() -> Path | None:
    """The folder of the server's programs: on the path, or where Debian has them."""
    found = shutil.which("initdb")
    folders = [Path(found).parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    return folders[-1] if folders else None


def _run(program: Path, *arguments: str | Path) -> None:
    as_user = ["runuser", "-u", _USER, "--"] if os.geteuid() == 0 else []
    subprocess.run(
        [*as_user, program, *arguments],
        check=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
