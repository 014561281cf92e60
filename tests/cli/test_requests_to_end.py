"""Requests to end that come while a command loads, each in a process of its own."""

import os
import pty
import subprocess
import sys

import pytest

# Asks itself to end while a command loads, in a library that makes an error of its own of all others, or in a callback
# of Python's own, whose errors are lost.
WHILE_IT_LOADS = """
import os, signal, sys, time
signal.signal(signal.SIGHUP, signal.{2})  # the tests themselves may run under nohup
from pipelines.cli import main

class Asks:
    def __del__(self):
        os.kill(os.getpid(), signal.{0})

def run(*_, **__):
    if {1}:
        del globals()["asks"]
        time.sleep(20)
    try:
        os.kill(os.getpid(), signal.{0})
        time.sleep(20)
    except BaseException as error:
        raise ValueError("of a library") from error

asks = Asks()
import pipelines.cli.candidates
pipelines.cli.candidates.run = run
sys.argv = ["spindle", "candidates", "word"]
main()
"""


@pytest.mark.parametrize("is_lost", [False, True], ids=["made another error", "in a callback"])
@pytest.mark.parametrize(("number", "code"), [("SIGINT", 130), ("SIGTERM", 143), ("SIGHUP", 129)])
def test_a_request_to_end_is_heard_wherever_it_comes(number, code, is_lost):
    words = [sys.executable, "-c", WHILE_IT_LOADS.format(number, is_lost, "SIG_DFL")]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=15)
    assert (done.returncode, done.stderr) == (code, "")


def test_nohup_keeps_a_command_from_ending_with_its_terminal():
    code = WHILE_IT_LOADS.format("SIGHUP", False, "SIG_IGN").replace("time.sleep(20)", "print('done')")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "done\n", "")


def test_a_closed_terminal_ends_a_command_as_a_hangup():
    code = WHILE_IT_LOADS.format("SIGHUP", False, "SIG_DFL").replace(
        "os.kill(os.getpid(), signal.SIGHUP)", "print('at work')"
    )
    ours, theirs = pty.openpty()
    words = [sys.executable, "-c", f"import os; os.open(os.ttyname(0), os.O_RDWR)\n{code}"]
    process = subprocess.Popen(words, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True)
    os.close(theirs)
    assert b"at work" in os.read(ours, 100)
    os.close(ours)
    assert process.wait(15) == 129
