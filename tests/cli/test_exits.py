"""The exit codes of the command, tested in separate processes where a process is what ends."""

import itertools
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from cli.commands import error_of, spindle, write_profile

import pipelines.cli.candidates
from pipelines.cli.options import SEED
from pipelines.config.run import load_config

COMMAND = [sys.executable, "-c", "from pipelines.cli import main; main()"]
COMMANDS = ["build", "spin", "candidates", "learn", "profiles", "profile", "config", "verify", "show", "list", "prune"]


def test_help_names_every_command():
    assert all(f" {name} " in spindle("--help").stdout for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_each_command_has_examples(name):
    result = spindle(name, "--help")
    assert result.exit_code == 0
    assert f"spindle {name} " in result.stdout.split("Options")[0]


@pytest.mark.parametrize("name", ["build", "spin", "learn", "prune", "push", "detect", "tune"])
def test_a_narrow_terminal_gets_whole_lines(name):
    """A line ends where the next word would not fit, or at the end of a paragraph."""
    shown = spindle(name, "--help", env={"COLUMNS": "70", "TERMINAL_WIDTH": "70"}).stdout
    lines = [line.strip() for line in shown.split("Examples")[0].splitlines()]
    broken = [
        (line, after)
        for line, after in itertools.pairwise(lines)
        if line and after and len(line) + len(after.split()[0]) < 60
    ]
    assert broken == []


@pytest.mark.parametrize(("words", "said"), [("config init", "PATH"), ("promote", "VERSION"), ("tag", "NAME")])
def test_arguments_that_may_be_left_out_have_one_pair_of_brackets(words, said):
    assert f" [{said}] " in spindle(*words.split(), "--help").stdout


@pytest.mark.parametrize(
    ("words", "option"),
    [
        (["build", "-c", "sample", "--output", ""], "--output"),
        (["build", "-c", "sample", "--dataset="], "--dataset"),
        (["detect", "--json", ""], "--json"),
    ],
)
def test_an_option_with_an_empty_value_is_refused(words, option):
    """It stands for a variable that is not set, and the default in its place would be a surprise."""
    assert f"a value after {option}, got an empty one" in error_of(spindle(*words), 2)


def test_version():
    result = spindle("--version")
    assert (result.exit_code, result.stdout.split()[0]) == (0, "spindle")


@pytest.mark.parametrize("words", [[], ["config"]])
def test_no_command_shows_help(words):
    result = spindle(*words)
    assert result.exit_code == 2
    assert "Usage" in result.stdout
    assert not result.stderr


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["spn"], "'spin'"),
        (["--nonsense"], "--nonsense"),
        (["spin", "--nonsense"], "--nonsense"),
        (["show", "here", "--pairs", "x"], "--pairs"),
    ],
)
def test_wrong_use_is_exit_2_and_names_the_help(arguments, named):
    message = error_of(spindle(*arguments), 2)
    assert named in message
    assert "--help" in message


def test_the_default_seed_is_that_of_the_configs(tmp_path):
    assert load_config("news", input="x", output=str(tmp_path)).seed == SEED


@pytest.mark.parametrize(
    ("failure", "code"), [(OSError(28, "No space left on device", "/data/x"), 3), (KeyboardInterrupt(), 130)]
)
def test_failures_of_the_system_have_their_exit_codes(monkeypatch, failure, code):
    def fail(*_, **__):
        raise failure

    monkeypatch.setattr(pipelines.cli.candidates, "run", fail)
    result = spindle("candidates", "word")
    assert result.exit_code == code
    assert code != 3 or result.stderr == "error: /data/x: No space left on device\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is always full")
def test_an_error_has_its_exit_code_where_stderr_is_a_full_disk():
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([*COMMAND, "candidates", "word", "--profile", "none"], stderr=full, check=False)
    assert done.returncode == 2


@pytest.mark.parametrize(
    ("failure", "said"),
    [
        (MemoryError(), "error: memory ran out"),
        (RuntimeError("can't start new thread"), "error: no further thread could be started"),
    ],
)
def test_a_limit_that_is_reached_is_a_line(monkeypatch, failure, said):
    def fail(*_, **__):
        raise failure

    monkeypatch.setattr(pipelines.cli.candidates, "run", fail)
    assert error_of(spindle("candidates", "word"), 3).startswith(said)


# Asks itself to end when the command has ended, and Python deletes what the program holds.
AT_THE_END = """
import os, signal, sys
from pipelines.cli import main

class Asks:
    def __del__(self, kill=os.kill, me=os.getpid(), number=signal.{}):
        kill(me, number)

asks = Asks()
sys.argv = ["spindle", "--version"]
main()
"""


@pytest.mark.parametrize("number", ["SIGINT", "SIGTERM"])
def test_a_command_that_has_ended_keeps_its_exit_code(number):
    code = AT_THE_END.format(number)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout[:8], done.stderr) == (0, "spindle ", "")


# Ends itself by Ctrl-C when the command begins to load, at its first import of another package.
AT_ONCE = """
import os, signal, sys
from importlib.abc import MetaPathFinder
from pipelines.cli import main

class Interrupt(MetaPathFinder):
    def find_spec(self, name, *_):
        sys.meta_path.remove(self)
        os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Interrupt())
sys.argv = ["spindle", "--version"]
main()
"""


@pytest.mark.parametrize(("ignored", "code"), [(False, -signal.SIGINT), (True, 0)], ids=["plain", "nohup"])
def test_ctrl_c_before_the_command_has_loaded_is_no_traceback(ignored, code):
    before = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)\n" if ignored else ""
    done = subprocess.run([sys.executable, "-c", before + AT_ONCE], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (code, "")


@pytest.mark.parametrize("command", ["spin", "profile", "profiles", "verify", "show", "list"])
def test_a_closed_pipe_is_not_an_error(tmp_path, published, command):
    """Also where rich writes: 1 is the code of a gate that said no."""
    folder, profile = str(published / "tiny"), write_profile(tmp_path)
    arguments = {"spin": ["--profile", profile], "profile": [profile], "verify": [folder], "show": [folder]}
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [*COMMAND, command, *arguments.get(command, [str(published)] if command == "list" else [])],
        input=b"The new bridge. " * 9,
        stdout=writer,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.parametrize("arguments", [["build", "--help"], ["config"]])
def test_help_into_a_closed_pipe_or_a_full_disk_is_no_traceback(arguments):
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run([*COMMAND, *arguments], stdout=writer, stderr=subprocess.PIPE, check=False)
    os.close(writer)
    assert (done.returncode, done.stderr) == (141, b"")
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([*COMMAND, *arguments], stdout=full, stderr=subprocess.PIPE, check=False)
    assert (done.returncode, done.stderr) == (3, b"error: No space left on device\n")


@pytest.mark.parametrize("closed", ["0", "1", "2", "1 2", "0 1 2"])
def test_a_closed_stream_is_as_devnull(tmp_path, closed):
    """Also to what is written: no file of the command gets the number of stdout or stderr."""
    file = tmp_path / "article.txt"
    file.write_text("The new bridge of the council.")
    done = run_without(closed, "spin", str(file), "--plain", "--rate", "1", "--profile", write_profile(tmp_path))
    assert (done.returncode, done.stderr) == (0, "")
    assert (done.stdout == "") == ("1" in closed)


def test_an_error_without_stderr_has_its_exit_code(tmp_path):
    assert run_without("2", "spin", str(tmp_path / "none.txt")).returncode == 3


@pytest.mark.parametrize(
    "arguments",
    [
        ["spin"],
        ["detect", "-", "-m", "m.npz"],
        ["learn", "-", "--name", "q", "--output", "learned"],
        ["build", "-c", "news", "-i", "-", "-o", "corpora"],
        ["build", "-c", "news", "-i", "-", "-o", "corpora", "--dry-run"],
    ],
)
def test_a_closed_stdin_is_wrong_use_where_it_is_read(tmp_path, arguments):
    done = run_without("0", *arguments, cwd=tmp_path)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    assert "on stdin, but stdin is closed: give a " in done.stderr


def run_without(closed, *arguments, **options):
    """Run the command with some of the streams 0, 1 and 2 closed; what it writes to the others is in the result."""
    closing = " ".join(f"{number}>&-" for number in closed.split())
    shell = ["bash", "-c", f'exec "$@" {closing}', "bash", *COMMAND, *arguments]
    return subprocess.run(shell, capture_output=True, text=True, check=False, **options)


@pytest.mark.parametrize(("environment", "expected"), [({}, b"\x1b[9;31m"), ({"NO_COLOR": "1"}, b"[-bridge-]{+link+}")])
def test_a_terminal_gets_colours(tmp_path, environment, expected):
    terminal, end = os.openpty()
    file = tmp_path / "article.txt"
    file.write_text("The bridge and the bridge.")
    subprocess.run(
        [*COMMAND, "spin", str(file), "--profile", write_profile(tmp_path), "--rate", "1"],
        stdout=end,
        env={name: value for name, value in os.environ.items() if name != "NO_COLOR"} | {"TERM": "xterm"} | environment,
        check=True,
    )
    os.close(end)
    assert expected in os.read(terminal, 1 << 16)
    os.close(terminal)


def heed_ctrl_c():
    """A shell lets what it starts in the background ignore Ctrl-C; tests that are run so would hand that on."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_ctrl_c_ends_without_a_traceback():
    keyboard, end = os.openpty()
    waiting = subprocess.Popen(
        [*COMMAND, "spin"],
        stdin=end,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=heed_ctrl_c,  # noqa: PLW1509 - no thread runs before it
    )
    assert b"Ctrl-D" in waiting.stderr.readline()
    waiting.send_signal(signal.SIGINT)
    _, errors = waiting.communicate(timeout=20)
    os.close(end)
    os.close(keyboard)
    assert (waiting.returncode, errors) == (130, b"")


def test_sigterm_ends_without_a_traceback():
    keyboard, end = os.openpty()
    waiting = subprocess.Popen([*COMMAND, "spin"], stdin=end, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert b"Ctrl-D" in waiting.stderr.readline()
    waiting.terminate()
    _, errors = waiting.communicate(timeout=20)
    os.close(end)
    os.close(keyboard)
    assert (waiting.returncode, errors) == (143, b"")


@pytest.mark.parametrize(("shell", "sign"), [("bash", "complete -o"), ("zsh", "#compdef"), ("fish", "complete --com")])
def test_completion_has_a_script_for_each_shell(monkeypatch, shell, sign):
    monkeypatch.setattr("typer.completion._get_shell_name", lambda: shell)
    result = spindle("--show-completion")
    assert (result.exit_code, sign in result.stdout) == (0, True)


@pytest.mark.parametrize(
    ("words", "expected"),
    [("pro", {"profiles", "profile"}), ("spin --profile aut", {"autoblog"}), ("build -c sam", {"sample"})],
)
def test_completion_knows_commands_profiles_and_configs(words, expected):
    place = {"COMP_WORDS": f"spindle {words}", "COMP_CWORD": str(len(words.split()))}
    done = subprocess.run(
        [sys.executable, "-c", "import sys; sys.argv[0] = 'spindle'; from pipelines.cli import main; main()"],
        env=os.environ | place | {"_SPINDLE_COMPLETE": "complete_bash"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert expected <= set(done.stdout.split()), done.stderr
