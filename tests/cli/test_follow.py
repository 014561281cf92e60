"""The lines and the exit code of `make run`."""

import io
import socket

import pytest

from pipelines.cli import follow

LINE = "2026Z [info     ] {}  [pipelines.workflow.tasks] loc=1\n"


@pytest.fixture
def show(monkeypatch, capsys):
    def show_log(*lines):
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(lines)))
        code = follow.main()
        return code, capsys.readouterr().out

    return show_log


@pytest.mark.parametrize(
    ("error", "code"),
    [
        ("pipelines.errors.ConfigError: a", 2),
        ("pipelines.errors.InputError: a", 3),
        ("pipelines.errors.ValidationFailed: a", 1),
        ("OSError: [Errno 30] Read-only file system: '/data/.work.lock'", 3),
        ("PermissionError: [Errno 13] Permission denied: '/data'", 3),
        ("KeyError: 'a'", 0),
    ],
)
def test_the_exit_code_is_that_of_the_command(show, error, code):
    assert show(LINE.format("40 rows"), error + "\n", "noise\n")[0] == code


def test_a_run_without_errors_ends_with_0(show):
    assert show(LINE.format("40 rows"), "noise\n") == (0, "  40 rows\n")


@pytest.mark.parametrize(("how", "code"), [("successful", 0), ("failed", 3)])
def test_an_error_that_a_retry_mended_is_none(show, how, code):
    end = f"2026Z [info     ] Marking run <DagRun build_corpus @ 2026> {how} [airflow.models.dagrun.DagRun] loc=1\n"
    assert show("ConnectionError: the mail server is away\n", end)[0] == code


def test_the_page_is_shown_only_while_a_server_runs(show):
    with socket.create_server(("127.0.0.1", 0)) as server:
        page = LINE.format(f"page: http://127.0.0.1:{server.getsockname()[1]}/spindle/run")
        assert "page: http" in show(page)[1]
    assert show(page)[1] == ""


def test_ctrl_c_is_said_without_a_traceback(monkeypatch, capsys):
    def interrupted():
        yield "2026Z [info     ] 12 rows in 2 parts  [pipelines.run] loc=1\n"
        raise KeyboardInterrupt

    monkeypatch.setattr("sys.stdin", interrupted())
    assert follow.main() == 130
    assert capsys.readouterr().out.splitlines() == [
        "  12 rows in 2 parts",
        "interrupted: the same command goes on from what is finished",
    ]
