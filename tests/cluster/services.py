"""PostgreSQL and Redis, or Valkey, on loopback, with passwords of their own, in folders of the cluster.

Their clients are imported where they are used: the tests of this folder run without `make cluster`.
"""

import os
import pwd
import shutil
import signal
import subprocess
from pathlib import Path

from cluster.processes import ClusterError, Processes
from cluster.programs import Programs

POSTGRES, REDIS = "postgresql", "redis"
# SIGINT is PostgreSQL's fast shutdown, which takes its shared memory along.
SIGNALS = {POSTGRES: signal.SIGINT, REDIS: signal.SIGTERM}


def start_postgres(processes: Processes, programs: Programs, folder: Path, port: int, password: str) -> str:
    """Make a database cluster, start the server, create the database airflow; return its address without a driver."""
    import psycopg2

    user = find_user()
    folder.mkdir()
    secret = folder / "password"
    secret.write_text(password)
    secret.chmod(0o600)
    if user:
        for path in (folder, secret):
            shutil.chown(path, user, pwd.getpwnam(user).pw_gid)
    options = {"cwd": folder} | ({"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []} if user else {})
    command = [
        programs.initdb,
        "--pgdata=data",
        "--username=airflow",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C",
    ]
    made = subprocess.run([*command, "--pwfile=password"], capture_output=True, text=True, check=False, **options)
    if made.returncode:
        raise ClusterError(f"initdb ended with code {made.returncode}: {made.stderr[-1000:]}")
    secret.unlink()
    settings = {"listen_addresses": "127.0.0.1", "port": port, "unix_socket_directories": "", "max_connections": 200}
    words = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    processes.start(POSTGRES, [programs.postgres, "-D", folder / "data", *words], os.environ, **options)
    address = {"host": "127.0.0.1", "port": port, "user": "airflow", "password": password}
    processes.wait_until(lambda: answers_sql(address), "PostgreSQL to answer", 60)
    connection = psycopg2.connect(dbname="postgres", **address)
    try:
        connection.autocommit = True
        connection.cursor().execute("CREATE DATABASE airflow")
    finally:
        connection.close()
    return f"airflow:{password}@127.0.0.1:{port}/airflow"


def find_user() -> str | None:
    """The user that PostgreSQL runs as, since it refuses to run as root; None for the present one."""
    if os.geteuid():
        return None
    names = {each.pw_name for each in pwd.getpwall()}
    return next((name for name in ("postgres", "nobody") if name in names), None)


def answers_sql(address: dict) -> bool:
    """True if the server takes queries."""
    import psycopg2

    try:
        psycopg2.connect(dbname="postgres", connect_timeout=2, **address).close()
    except psycopg2.OperationalError:
        return False
    return True


class Broker:
    """Redis with its data in a file that is synced each second, so that a restart loses no queued task."""

    def __init__(self, processes: Processes, programs: Programs, folder: Path, port: int, password: str):
        folder.mkdir()
        self.processes, self.program, self.port, self.password = processes, programs.redis, port, password
        self.config = folder / "redis.conf"
        self.config.write_text(
            f"bind 127.0.0.1\nport {port}\nrequirepass {password}\ndir {folder}\nsave ''\n"
            "appendonly yes\nappendfsync everysec\ndaemonize no\n"
        )
        self.config.chmod(0o600)

    @property
    def url(self) -> str:
        """The address that Celery takes."""
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start the server, and wait until it answers."""
        self.processes.start(REDIS, [self.program, self.config], os.environ)
        self.processes.wait_until(self.answers, "Redis to answer", 60)

    def stop(self) -> None:
        """Stop the server, as a restart of its machine does."""
        self.processes.stop(REDIS, signal.SIGTERM)

    def answers(self) -> bool:
        """True if the server takes commands."""
        import redis

        try:
            return redis.Redis(port=self.port, password=self.password, socket_timeout=2).ping()
        except redis.RedisError:
            return False
