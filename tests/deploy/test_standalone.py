"""Ctrl-C on `make up`: all processes end within ten seconds, whatever they do with signals and sessions."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

STANDALONE = Path(__file__).parents[2] / "deploy" / "standalone.py"
# Stands for `airflow`: a server, a child that ignores signals, and one in a session of its own, whose parent has ended.
FAKE = """
import http.server, os, subprocess, sys
code = "import signal, time; [signal.signal(n, signal.SIG_IGN) for n in (2, 15)]; time.sleep(600)"
command = [sys.executable, "-c", code]
stubborn = subprocess.Popen(command)
if os.fork() == 0:
    os.setsid()
    os.execv(sys.executable, command)
open("pids", "w").write(f"{os.getpid()} {stubborn.pid}")
class Health(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers()
    def log_message(self, *_): pass
http.server.HTTPServer(("127.0.0.1", int(os.environ["FAKE_PORT"])), Health).serve_forever()
"""


@pytest.fixture
def server(tmp_path):
    """standalone.py around the fake Airflow, when it has said that it is up; the lines it has said until then."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    fake = tmp_path / "airflow"
    fake.write_text(f"#!{sys.executable}\n{FAKE}")
    fake.chmod(0o755)
    (tmp_path / "passwords.json").write_text(json.dumps({"admin": "open sesame"}))
    process = subprocess.Popen(
        [sys.executable, str(STANDALONE), f"http://127.0.0.1:{port}", "passwords.json"],
        cwd=tmp_path,
        env=os.environ | {"PATH": f"{tmp_path}:{os.environ['PATH']}", "FAKE_PORT": str(port)},
        stdout=subprocess.PIPE,
        text=True,
    )
    lines = []
    while not lines or "is up at" not in lines[-1]:
        lines.append(process.stdout.readline())
        assert lines[-1], "it has ended"
    yield process, lines
    process.terminate()
    process.wait(timeout=20)


def test_a_port_that_is_in_use_is_refused(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        command = [sys.executable, str(STANDALONE), f"http://localhost:{port}", "passwords.json"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 2
    assert not done.stdout
    assert f"expected port {port} to be free, but something listens on it: make up PORT={port + 1}" in done.stderr


def is_alive(pid):
    """False also for a zombie, which waits for its new parent to take note of its end."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_everything_ends_within_ten_seconds(server, number):
    process, _ = server
    started = psutil.Process(process.pid).children(recursive=True)
    assert len(started) >= 3
    began = time.monotonic()
    process.send_signal(number)
    assert process.wait(timeout=20) == 0
    assert time.monotonic() - began < 10
    assert not [child for child in started if is_alive(child.pid)]


@pytest.mark.slow
def test_the_password_is_said_when_the_server_answers(server):
    _, lines = server
    assert "user admin, password open sesame" in lines[-1]


@pytest.mark.slow
def test_the_end_of_airflow_itself_is_passed_on(server, tmp_path):
    process, _ = server
    leader, stubborn = map(int, (tmp_path / "pids").read_text().split())
    os.kill(leader, signal.SIGKILL)
    assert process.wait(timeout=20) != 0
    assert not is_alive(stubborn)
