"""A complete Airflow on loopback with small corpora, for tests in a real browser and for the screenshots in docs/.

All text of the corpora is written here and in docs/paragraphs.txt.
"""

import itertools
import json
import os
import random
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
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
# A cold start takes half a minute on two busy cores.
PATIENCE = 240
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
            article = {"text": " ".join(lines), "source": "own examples", "license": "CC0-1.0"}
            file.write(json.dumps(article | {"url": f"https://news.example/{number}"}) + "\n")
    return path


def build(folder, news, *, rate, profiles=("autoblog",), dataset="harbour"):
    """Build a release of the news with the whole pipeline, on one core."""
    tree = {"dataset": dataset, "input": str(news), "output": str(folder), "seed": 20261124}
    tree["spin_articles"] = {"profiles": dict.fromkeys(profiles, 1.0), "rate": rate}
    return build_corpus(check_config(tree), workers=1).release


@contextmanager
def run_airflow(home, roots, settings=()):
    """Run `airflow standalone` with the project's DAGs and pages; return its address. User: admin, PASSWORD.

    settings  pairs (variable of the environment, value) beside ours
    """
    port = _free_port()
    env = {name: value for name, value in os.environ.items() if not name.startswith("AIRFLOW")} | {
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__API__BASE_URL": f"http://localhost:{port}",
        "AIRFLOW__API__HOST": "127.0.0.1",
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__API__WORKERS": "1",
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        "AIRFLOW__CORE__DAGS_FOLDER": str(ROOT / "dags"),
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://127.0.0.1:{port}/execution/",
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__PARALLELISM": "2",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(home / "passwords.json"),
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": "admin:admin",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{home}/airflow.db",
        "AIRFLOW__SPINDLE__ROOTS": ",".join(map(str, roots)),
        "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
        "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
        **dict(settings),
    }
    (home / "passwords.json").write_text(json.dumps({"admin": PASSWORD}))
    # For environments that were installed before the entry point existed.
    (home / "plugins").mkdir()
    (home / "plugins" / "pages.py").write_text("from pipelines.web.plugin import SpindlePlugin\n")
    with (home / "airflow.log").open("w") as log:
        server = subprocess.Popen(
            [str(BIN / "airflow"), "standalone"], env=env, stdout=log, stderr=log, start_new_session=True
        )
        try:
            address = f"http://localhost:{port}"
            _wait_until_healthy(address, server, home / "airflow.log")
            yield address
        finally:
            _end_group(server)


def call(address, path, body=None, token=""):
    """Call Airflow's API and return its JSON answer."""
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    data = None if body is None else json.dumps(body).encode()
    asked = urllib.request.Request(address + path, data, headers)  # noqa: S310 - our own server
    with urllib.request.urlopen(asked, timeout=30) as answer:  # noqa: S310
        return json.load(answer)


def start_run(address, run_id, **form):
    """Trigger a run of build_corpus, like the trigger form."""
    token = call(address, "/auth/token", {"username": "admin", "password": PASSWORD})["access_token"]
    body = {"dag_run_id": run_id, "logical_date": None, "conf": form}
    return call(address, "/api/v2/dags/build_corpus/dagRuns", body, token)


def log_in(page, address):
    """Log in through the form."""
    page.goto(address)
    page.fill("input[name=username]", "admin")
    page.fill("input[name=password]", PASSWORD)
    page.click("button[type=submit]")
    page.get_by_role("button", name="Browse").wait_for()


def open_corpora(page):
    """Open the corpora from the navigation; return the frame of the pages."""
    page.get_by_role("button", name="Browse").click()
    page.get_by_role("menuitem", name="Corpora").click()
    frame = page.frame_locator("iframe")
    frame.get_by_role("heading", name="Corpora", exact=True).wait_for()
    return frame


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_until_healthy(address, server, log):
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.poll() is None:
        try:
            health = call(address, "/api/v2/monitor/health")
        except OSError:
            health = {}
        if health.get("scheduler", {}).get("status") == health.get("dag_processor", {}).get("status") == "healthy":
            return
        time.sleep(1)
    raise TimeoutError(f"expected Airflow to be up within {PATIENCE} s: {log.read_text()[-3000:]}")


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
