"""Planted secrets: none is in any byte that commands, runs of the DAG and pages write, plain, encoded or in base64.

Airflow itself stores the form that a run was triggered with (`dag_run.conf`), so this one column is left out.
"""

import base64
import http.server
import json
import logging
import threading
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import pytest
import yaml
from articles import write_news
from cli.commands import spindle, write_profile
from private_airflow import HOME

pytestmark = pytest.mark.usefixtures("database")

# Name -> secret: letters and digits, which stay as they are in a URL, in JSON and in HTML.
PLANTED = {
    name: f"Zq7{name}x9Kp"
    for name in (
        *("loginUser", "loginPassword", "queryToken", "amzSignature", "outputKey", "outputPassword"),
        *("awsKey", "awsSecret", "awsSession", "hfToken", "connPassword", "connExtra", "slackHook", "smtpPassword"),
        *("storageKey", "storageSecret", "cardToken"),
    )
}
SLACK = f"https://hooks.slack.com/services/T000/B000/{PLANTED['slackHook']}"
ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": PLANTED["awsKey"],
    "AWS_SECRET_ACCESS_KEY": PLANTED["awsSecret"],
    "AWS_SESSION_TOKEN": PLANTED["awsSession"],
    "HF_TOKEN": PLANTED["hfToken"],
    "AIRFLOW_CONN_STORE": json.dumps(
        {
            "conn_type": "aws",
            "login": "me",
            "password": PLANTED["connPassword"],
            "extra": {"aws_session_token": PLANTED["connExtra"]},
        }
    ),
}
CARD = f"From https://news.example/a?token={PLANTED['cardToken']}"


def forms_of(secret):
    """The secret as it is, percent-encoded, and the parts of its base64 that do not depend on what is around it."""
    raw = secret.encode()
    in_base64 = [base64.b64encode(b"\0" * shift + raw)[(shift > 0) * 4 : -4] for shift in range(3)]
    return {raw, quote(secret, safe="").encode(), raw.hex().encode(), raw[::-1], *in_base64}


def leaks_in(content):
    """The names of the secrets in some bytes."""
    return sorted(name for name, secret in PLANTED.items() if any(form in content for form in forms_of(secret)))


@pytest.mark.parametrize(
    "form",
    [
        "a {} b",
        "https://me:{}@host/",
        base64.b64encode(f"https://me:{PLANTED['loginPassword']}@host/".encode()).decode(),
        base64.b64encode(f"x{PLANTED['loginPassword']}@host/".encode()).decode(),
        base64.urlsafe_b64encode(f"xy{PLANTED['loginPassword']}".encode()).decode() + "=",
    ],
)
def test_a_leak_would_be_found(form):
    assert leaks_in(form.format(PLANTED["loginPassword"]).encode()) == ["loginPassword"]


class News(http.server.BaseHTTPRequestHandler):
    """Answers any address that ends in news.jsonl, whatever its login and its query, with the news; others with 404."""

    content = b""

    def do_GET(self):
        found = self.path.partition("?")[0].endswith("news.jsonl")
        self.send_response(200 if found else 404)
        self.end_headers()
        self.wfile.write(self.content if found else b"")

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """The address of some news, with every secret that an address can have; its path is to be filled in."""
    News.content = write_news(tmp_path_factory.mktemp("news") / "news.jsonl", 60).read_bytes()
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), News) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        login = f"{PLANTED['loginUser']}:{PLANTED['loginPassword']}"
        query = f"token={PLANTED['queryToken']}&X-Amz-Signature={PLANTED['amzSignature']}"
        yield f"http://{login}@127.0.0.1:{server.server_port}/{{}}?{query}"
        server.shutdown()


@pytest.fixture(scope="module")
def written(address, dags, tmp_path_factory):
    """Do everything that a user can do with secrets around; return a folder with every byte that came of it."""
    folder = tmp_path_factory.mktemp("written")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in ENVIRONMENT.items():
            patch.setenv(name, value)
        patch.chdir(tmp_path_factory.mktemp("workplace"))
        handler = logging.FileHandler(folder / "library.log")
        logging.getLogger("pipelines").addHandler(handler)
        try:
            run_commands(address, folder)
            run_dags(address, folder, dags)
            patch.setenv("AIRFLOW__SPINDLE__ROOTS", str(folder / "corpora"))
            open_pages(folder)
        finally:
            logging.getLogger("pipelines").removeHandler(handler)
            handler.close()
    return folder


def commands(address, folder):
    """The arguments of commands, most of which fail: what they say of it is what counts."""
    news, nothing = address.format("news.jsonl"), address.format("nothing.jsonl")
    build = ["build", "-c", "news", "--output", folder / "corpora", "--dataset", "cli", "--probe", "0"]
    login = f"{PLANTED['outputKey']}:{PLANTED['outputPassword']}"
    yield [*build, "--input", news, "--json", "--set", f"publish_release.description={CARD}"]
    yield [*build, "--input", news, "--set", f"publish_release.description={CARD}"]
    yield [*build, "--input", news, "--dry-run", "--json"]
    yield [*build, "--input", news, "--json", "--set", "validate_pairs.min_length_ratio=2"]
    yield [*build, "--input", nothing, "--json"]
    yield [*build, "--input", news, "--real", f"s3://{login}@bucket/real.jsonl", "--json"]
    yield [*build, "--input", news.replace("http:", "s3:"), "--json"]
    yield [*build, "--input", news.replace("http:", "nonsense:"), "--json"]
    yield [*build, "--input", f"hf://datasets/owner/name@{PLANTED['queryToken']}:x@y?token={PLANTED['queryToken']}"]
    for output in (f"s3://{login}@bucket/corpora", f"nonsense://{login}@host/x?token={PLANTED['queryToken']}"):
        yield ["build", "-c", "news", "--input", news, "--output", output, "--json"]
        for command in ("verify", "show", "list", "prune"):
            yield [command, output, "--json"]
    for name in ("storage_options", "ingest_articles.storage_options", "notify.storage_options"):
        for key, secret in (("key", "storageKey"), ("secret", "storageSecret")):
            yield [*build, "--input", news, "--set", f"{name}.{key}={PLANTED[secret]}"]
    yield ["config", "show", "-c", "news", "--set", f"input={news}", "--set", f"publish_release.description={CARD}"]
    for name, secret in (("url", SLACK), ("password", PLANTED["smtpPassword"])):
        entry = {"notifier": "notifiers.FileNotifier", "kwargs": {name: secret, "path": "x"}}
        yield [*build, "--input", news, "--set", f"notify.on_release={json.dumps([entry])}"]
    profile = write_profile(folder)
    yield ["spin", "--profile", profile, news, "--json"]
    yield ["candidates", "bridge", "--profile", profile, "--json"]
    yield ["learn", news, "--output", folder / "learned.yaml", "--json"]
    yield ["profiles", "--json"]
    yield ["profile", profile, "--json"]
    yield ["dags", "--json"]
    for command in ("verify", "show", "list", "prune"):
        yield [command, folder / "corpora" / "cli", "--json"]
    yield ["list", folder / "corpora", "--json"]


def run_commands(address, folder):
    for number, arguments in enumerate(commands(address, folder)):
        result = spindle(*arguments)
        said = f"{arguments[0]} exits with {result.exit_code}\n{result.stdout}\n{result.stderr}\n{result.exception!r}"
        (folder / f"command-{number:02}.txt").write_text(said)


def run_dags(address, folder, dags):
    """Runs: one publishes, one has no input, a check stops one, and two have secrets where none may be."""
    entry = {"notifier": "notifiers.FileNotifier", "kwargs": {"path": str(folder / "told.jsonl"), "text": "store"}}
    broken = {"notifier": "notifiers.BrokenNotifier", "kwargs": {}}
    tree = {"dataset": "dag", "output": str(folder / "corpora"), "seed": 3, "input": address.format("news.jsonl")}
    tree["probe_corpus"] = {"train_words": 0}
    notify = {"on_failure": [entry], "on_release": [entry, broken]}
    trees = [
        tree | {"notify": notify, "publish_release": {"description": CARD}},
        tree | {"notify": notify, "input": address.format("nothing.jsonl")},
        tree | {"notify": notify, "validate_pairs": {"min_length_ratio": 2}},
        tree | {"notify": {"on_release": [{**entry, "kwargs": {"url": SLACK}}]}},
        tree | {"storage_options": {"key": PLANTED["storageKey"], "secret": PLANTED["storageSecret"]}},
    ]
    path = Path("configs/corpora/sample.yaml")  # the form offers the names that it found when the DAG was read
    path.parent.mkdir(parents=True)
    for content in trees:
        path.write_text(yaml.safe_dump(content))
        with suppress(Exception):  # the log has it, which is searched
            dags["build_corpus"].test(run_conf={"config": "sample"})


def open_pages(folder):
    """Every page, for each dataset, release and run."""
    from airflow.api_fastapi.app import get_auth_manager, init_auth_manager
    from airflow.api_fastapi.auth.managers.simple.user import SimpleAuthManagerUser
    from airflow.models import DagRun
    from airflow.utils.session import create_session
    from fastapi import FastAPI
    from fastapi.testclient import TestClient
    from web.routes import all_routes, fill

    from pipelines.web.app import make_app

    app = FastAPI()
    app.mount("/spindle", make_app())
    init_auth_manager(app)
    token = get_auth_manager().generate_jwt(SimpleAuthManagerUser(username="reader", role="VIEWER"))
    client = TestClient(app, raise_server_exceptions=False, follow_redirects=False, cookies={"_token": token})
    with create_session() as session:
        runs = [run.run_id for run in session.query(DagRun).filter(DagRun.dag_id == "build_corpus")]
    releases = [(path.parent.parent.name, path.parent.name) for path in folder.glob("corpora/*/*/manifest.json")]
    targets = {
        "/spindle" + fill(route.path, dataset=dataset, version=version, run_id=quote(run, safe=""))
        for route in all_routes()
        for dataset, version in releases
        for run in runs[-5:]
        if hasattr(route, "methods") and "GET" in route.methods
    }
    for number, target in enumerate(sorted(targets)):
        answer = client.get(target)
        said = f"{target}\n{answer.status_code} {dict(answer.headers)}\n{answer.text}"
        (folder / f"page-{number:03}.html").write_text(said)


def rows_of(database):
    """Yield name and content of every column of Airflow's database."""
    import sqlite3

    with sqlite3.connect(database) as connection:
        tables = [name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")]
        for table in tables:
            cursor = connection.execute(f'select * from "{table}"')  # noqa: S608 - names of the database itself
            names = [column[0] for column in cursor.description]
            for row in cursor:
                yield from ((f"{table}.{name}", value) for name, value in zip(names, row, strict=True))


def test_everything_was_done(written):
    texts = {path.name: path.read_text() for path in written.glob("command-*.txt")}
    assert texts["command-00.txt"].startswith("build exits with 0")
    assert not [name for name, text in texts.items() if "Traceback" in text]
    assert {path.parent.parent.name for path in written.glob("corpora/*/*/manifest.json")} == {"cli", "dag"}
    pages = [path.read_text().splitlines()[1] for path in written.glob("page-*.html")]
    assert sum(page.startswith("200") for page in pages) > 10
    assert not [page for page in pages if page.startswith("500")]
    assert (written / "told.jsonl").is_file()


def test_no_secret_is_in_any_file(written):
    files = [path for folder in (written, HOME) for path in folder.rglob("*") if path.is_file()]
    found = {
        f"{path.name}: {', '.join(leaks)}"
        for path in files
        if not path.name.startswith("airflow.db") and (leaks := leaks_in(path.read_bytes()))
    }
    assert found == set()


def test_no_secret_is_in_the_database_of_airflow(written):
    found = {
        f"{name}: {', '.join(leaks)}"
        for name, value in rows_of(HOME / "airflow.db")
        if name != "dag_run.conf" and (leaks := leaks_in(value if isinstance(value, bytes) else str(value).encode()))
    }
    assert found == set()


def test_no_secret_is_printed(address, capfd, tmp_path):
    """Output on the file descriptors: that of libraries and workers, too."""
    news = address.format("news.jsonl")
    result = spindle("build", "-c", "news", "-i", news, "-o", tmp_path, "--dataset", "a", "--probe", "0")
    out, err = capfd.readouterr()
    assert result.exit_code == 0, result.stderr
    assert leaks_in((out + err + result.stdout + result.stderr).encode()) == []
