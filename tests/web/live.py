"""A complete Airflow on loopback with small corpora, for tests in a real browser and for the screenshots in docs/.

All text of the corpora is written here and in docs/paragraphs.txt.
"""

import itertools
import json
import os
import random
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from pipelines.config.run import check_config
from pipelines.run import build_corpus

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
PASSWORD = "for these tests alone"  # noqa: S105 - on loopback, and gone with them
# User -> role: the most permissions, and the fewest.
USERS = {"admin": "admin", "viewer": "viewer"}
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
# A cold start takes half a minute on two busy cores.
PATIENCE = 240
SOURCES = ["Harbour Post", "Coast Weekly", "Evening Courier"]
WHO = [
    "The council",
    "A spokeswoman",
    "The minister",
    "Local police",
    "The harbour master",
    "A new report",
    "The school",
]
DOES = ["said", "announced on Monday", "warned", "made clear", "told reporters", "repeated"]
WHAT = [
    "the old bridge needs to be repaired before the winter",
    "many people had to leave their homes during the night",
    "the price of bread would rise again this summer",
    "the new road will help the small towns along the coast",
    "there is not enough money to keep the library open",
    "two boats were lost in the heavy storm last week",
    "children should not walk alone near the large crossing",
    "the factory will hire about forty workers in spring",
    "farmers expect a good harvest in spite of the dry months",
    "the match was stopped because of strong rain",
]


def write_news(path, n_articles, seed=1):
    """Write JSON lines of articles, composed of our own sentences, without near-duplicates."""
    draw = random.Random(seed)  # noqa: S311 - no secret
    paragraphs = (ROOT / "docs" / "paragraphs.txt").read_text(encoding="utf-8").split("\n\n")
    said = [f"{who} {does} that {what}." for who, does, what in itertools.product(WHO, DOES, WHAT)]
    with path.open("w", encoding="utf-8") as file:
        for number in range(n_articles):
            lines = [*draw.sample(said, 8), draw.choice(paragraphs).strip()]
            draw.shuffle(lines)
            article = {"text": " ".join(lines), "source": SOURCES[number % 3], "license": "CC0-1.0"}
            date = f"2026-{number % 4 + 1:02}-{number % 28 + 1:02}"
            file.write(json.dumps(article | {"url": f"https://news.example/{number}", "date": date}) + "\n")
    return path


def build(folder, news, *, rate, profiles=("autoblog",), dataset="harbour"):
    """Build a release of the news with the whole pipeline, on one core."""
    tree = {"dataset": dataset, "input": str(news), "output": str(folder), "seed": 20261124}
    tree["spin_articles"] = {"profiles": dict.fromkeys(profiles, 1.0), "rate": rate}
    return build_corpus(check_config(tree), workers=1).release


def airflow_env(home, roots, settings=()):
    """The environment of an Airflow on loopback, with its home and database in `home` and pages on the folders `roots`.

    settings  pairs (variable of the environment, value) beside ours
    """
    port = _free_port()
    return {name: value for name, value in os.environ.items() if not name.startswith("AIRFLOW")} | {
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__API__BASE_URL": f"http://localhost:{port}",
        "AIRFLOW__API__HOST": "127.0.0.1",
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__API__WORKERS": "1",
        "AIRFLOW__API_AUTH__JWT_SECRET": secrets.token_urlsafe(64),
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        "AIRFLOW__CORE__DAGS_FOLDER": str(ROOT / "dags"),
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://127.0.0.1:{port}/execution/",
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__PARALLELISM": "2",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(home / "passwords.json"),
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": ",".join(f"{name}:{role}" for name, role in USERS.items()),
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{home}/airflow.db",
        "AIRFLOW__SPINDLE__ROOTS": ",".join(map(str, roots)),
        "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
        "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
        **dict(settings),
    }


def set_up(env):
    """Make the home and the database of an Airflow, with the pages as a plugin."""
    home = Path(env["AIRFLOW_HOME"])
    home.mkdir(exist_ok=True)
    (home / "passwords.json").write_text(json.dumps(dict.fromkeys(USERS, PASSWORD)))
    # For environments that were installed before the entry point existed.
    (home / "plugins").mkdir()
    (home / "plugins" / "pages.py").write_text("from pipelines.web.plugin import SpindlePlugin\n")
    subprocess.run([str(BIN / "airflow"), "db", "migrate"], env=env, check=True, capture_output=True)


@contextmanager
def run_airflow(env, component="api-server"):
    """Run a component of Airflow, or `standalone` for all; yield the address of the UI once it works."""
    log_path, address = Path(env["AIRFLOW_HOME"], f"{component}.log"), env["AIRFLOW__API__BASE_URL"]
    healthy = {"api-server": "metadatabase", "standalone": "dag_processor"}.get(component, component)
    with log_path.open("w") as log:
        process = subprocess.Popen(
            [str(BIN / "airflow"), component], env=env, stdout=log, stderr=log, start_new_session=True
        )
        try:
            _wait_until_healthy(address, healthy, process, log_path)
            yield address
        finally:
            _end_group(process)


def call(address, path, body=None, token="", method=None):
    """Call Airflow's API and return its JSON answer; by POST if there is a body, unless another method is named."""
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    data = None if body is None else json.dumps(body).encode()
    asked = urllib.request.Request(address + path, data, headers, method=method)  # noqa: S310 - our own server
    with urllib.request.urlopen(asked, timeout=30) as answer:  # noqa: S310
        return json.load(answer)


def log_in(address, user="admin"):
    """Log in; return the token for the API."""
    return call(address, "/auth/token", {"username": user, "password": PASSWORD})["access_token"]


def cookies_of(address, user="admin"):
    """The cookies of a browser that has logged in."""
    return [{"name": "_token", "value": log_in(address, user), "url": address}]


def open_corpora(page, address):
    """Open the corpora from Airflow's navigation; return the frame of the pages."""
    page.goto(address)
    page.get_by_role("button", name="Browse").click()
    page.get_by_role("menuitem", name="Corpora").click()
    frame = page.frame_locator("iframe")
    frame.get_by_role("heading", name="Corpora", exact=True).wait_for()
    return frame


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_until_healthy(address, name, process, log):
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            health = call(address, "/api/v2/monitor/health")
        except OSError:
            health = {}
        if (health.get(name) or {}).get("status") == "healthy":
            return
        time.sleep(0.5)
    raise TimeoutError(f"expected Airflow's {name} to be healthy within {PATIENCE} s: {log.read_text()[-3000:]}")


def _end_group(server):
    """End Airflow and its child processes; they are one process group, and some do not end by themselves."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(server.pid, number)
        except ProcessLookupError:
            return
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            continue
        time.sleep(1)
