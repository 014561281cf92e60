"""What Airflow tries again: an input that is away for a moment, and none that is wrong."""

import http.server
import itertools
import threading

import pytest
from articles import write_news

from pipelines import errors
from pipelines.workflow.policy import LASTING, PASSING

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def serve(tmp_path):
    """Serves 60 articles at the address that it returns, after an answer of each status; `asked` counts."""
    news = write_news(tmp_path / "news.jsonl", 60).read_bytes()
    servers = []

    def start(*statuses):
        answers = itertools.chain(statuses, itertools.repeat(200))

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                server.asked += 1
                status = next(answers)
                content = news if status == 200 else b""
                self.send_response(status)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.asked, server.url = 0, f"http://127.0.0.1:{server.server_port}/news.jsonl"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        servers.append((server, thread))
        return server

    yield start
    for server, thread in servers:
        server.shutdown()
        thread.join()
        server.server_close()


def run(dags, tmp_path, uri):
    form = {"config": "sample", "input": uri, "output": str(tmp_path / "out"), "dataset": "tiny", "probe": 0}
    return dags["build_corpus"].test(run_conf=form)


@pytest.mark.parametrize(
    ("statuses", "ends"),
    [((503,), ("success", 2)), ((429, 500), ("success", 3)), ((503, 503, 503), ("failed", 3)), ((404,), ("failed", 1))],
)
def test_a_server_that_is_busy_is_asked_again(dags, tmp_path, serve, statuses, ends):
    server = serve(*statuses)
    done = run(dags, tmp_path, server.url)
    assert (done.state, server.asked) == ends


def tries(done, task):
    return next(ti.try_number for ti in done.get_task_instances() if ti.task_id == task)


@pytest.mark.parametrize(
    ("uri", "n_tries"), [("http://127.0.0.1:1/a.jsonl", 3), ("gopher://127.0.0.1/a.jsonl", 1), ("/no/news.jsonl", 1)]
)
def test_a_refused_connection_is_tried_again_and_a_wrong_address_is_not(dags, tmp_path, uri, n_tries):
    done = run(dags, tmp_path, uri)
    assert done.state == "failed"
    assert max(tries(done, task) for task in ("check_run", "split_input")) == n_tries


def test_every_error_of_ours_is_retried_or_not_on_purpose(dags):
    policy = dags["build_corpus"].get_task("split_input").retry_policy
    if policy is None:
        pytest.skip("before Airflow 3.3 every error is retried")
    retried = {"InputAwayError", "StorageError", "SpindleError"}
    for name, kind in vars(errors).items():
        if isinstance(kind, type) and issubclass(kind, errors.SpindleError):
            action = policy.evaluate(kind("x"), try_number=1, max_tries=2).action
            assert (action.value != "fail") == (name in retried), name
    assert set(PASSING) < retried
    assert not set(LASTING) & retried
