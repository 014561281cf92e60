import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from pipelines.workers import Jobs, as_they_end, start_jobs, start_pool

# The call of two workers: they leave their process ids, then work for a minute.
WORK = """
import os, time

def work(path):
    with open(f"{path}/{os.getpid()}", "w"):
        try:
            time.sleep(60)
        finally:
            open(f"{path}/cleaned-{os.getpid()}", "w").close()
"""
PARENT = """
import sys
from lasting_work import work
from pipelines.workers import call_in_worker, start_pool

if __name__ == "__main__":
    with start_pool(2) as pool:
        calls = [pool.submit(call_in_worker, work, sys.argv[1]) for _ in range(2)]
        [call.result() for call in calls]
"""


def is_alive(process):
    try:
        with open(f"/proc/{process}/stat") as file:  # noqa: PTH123 - not a file of ours
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def wait_until(condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.mark.skipif(not os.path.isdir("/proc"), reason="needs /proc to see other processes")  # noqa: PTH112
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_workers_end_with_their_parent_and_clean_up(tmp_path, number):
    (tmp_path / "parent.py").write_text(PARENT)
    (tmp_path / "lasting_work.py").write_text(WORK)
    (tmp_path / "out").mkdir()
    environment = os.environ | {"PYTHONPATH": os.getcwd()}  # noqa: PTH109
    parent = subprocess.Popen([sys.executable, tmp_path / "parent.py", tmp_path / "out"], env=environment)
    wait_until(lambda: len(os.listdir(tmp_path / "out")) == 2)  # noqa: PTH208
    workers = [int(path.name) for path in (tmp_path / "out").iterdir()]
    parent.send_signal(number)
    parent.wait()
    wait_until(lambda: not any(map(is_alive, workers)), seconds=20)
    assert {f"cleaned-{worker}" for worker in workers} <= {path.name for path in (tmp_path / "out").iterdir()}


def test_workers_multiply_on_one_thread_and_this_process_as_before(monkeypatch):
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    with start_pool(1) as pool:
        assert pool.submit(os.getenv, "OPENBLAS_NUM_THREADS").result() == "1"
    assert "OPENBLAS_NUM_THREADS" not in os.environ
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "2")
    with start_pool(1) as pool:
        assert pool.submit(os.getenv, "OPENBLAS_NUM_THREADS").result() == "2"


def name_process(name):
    from threadpoolctl import threadpool_info

    threads = {library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"}
    return name, os.getpid(), threads <= {1}


def test_jobs_run_here_or_in_workers_on_one_thread_each():
    with start_jobs(0) as jobs:
        assert jobs.submit(name_process, "here").result() == ("here", os.getpid(), True)
    with start_jobs(2) as jobs:
        name, process, is_single = jobs.submit(name_process, "there").result()
    assert (name, is_single) == ("there", True)
    assert process != os.getpid()
    with pytest.raises(ZeroDivisionError):
        Jobs().submit(divmod, 1, 0)


FIRST_JOB = """
import threadpoolctl
from pipelines.workers import Jobs

def count_threads():
    import numpy, scipy.sparse.linalg
    return [each["num_threads"] for each in threadpoolctl.threadpool_info() if each["user_api"] == "blas"]

print(Jobs().submit(count_threads).result())
"""


def test_a_library_that_the_first_job_imports_is_limited_too():
    """SciPy brings a BLAS of its own: with two threads it gave other vectors than a worker."""
    without = {name: value for name, value in os.environ.items() if not name.endswith("_NUM_THREADS")}
    environment = without | {"PYTHONPATH": os.getcwd(), "OPENBLAS_NUM_THREADS": "3"}  # noqa: PTH109
    command = [sys.executable, "-c", FIRST_JOB]
    said = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert set(json.loads(said.stdout)) == {1}


def test_workers_do_not_import_the_program_that_starts_them(tmp_path):
    """As a task of Airflow, whose program fails when it is imported again."""
    program = tmp_path / "program.py"
    program.write_text(
        "import os\n"
        "if os.environ.get('STARTED'):\n"
        "    raise RuntimeError('imported again')\n"
        "os.environ['STARTED'] = 'yes'\n"
        "from pipelines.workers import start_pool\n"
        "with start_pool(2) as pool:\n"
        "    print(sum(pool.map(abs, [-1, -2])))\n"
        "print(__file__)\n"
    )
    environment = os.environ | {"PYTHONPATH": os.getcwd()}  # noqa: PTH109
    done = subprocess.run([sys.executable, program], capture_output=True, text=True, env=environment, check=True)
    assert done.stdout.splitlines() == ["3", str(program)]


def test_what_a_worker_prints_is_not_lost_when_it_ends():
    program = "from pipelines.workers import start_pool\nwith start_pool(1) as pool: pool.submit(print, 'done')"
    environment = os.environ | {"PYTHONPATH": os.getcwd()}  # noqa: PTH109
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=environment, check=True)
    assert (done.stdout, done.stderr) == ("done\n", "")


def test_futures_that_a_pool_cancels_as_it_shuts_down_end():
    with ThreadPoolExecutor(1) as beside:
        pool = ThreadPoolExecutor(1)
        begun, goes_on = Event(), Event()
        futures = [pool.submit(lambda: begun.set() or goes_on.wait(30)), *(pool.submit(int) for _ in range(3))]
        begun.wait()
        ended = beside.submit(lambda: list(as_they_end(futures)))
        pool.shutdown(wait=False, cancel_futures=True)
        goes_on.set()
        assert set(ended.result(30)) == set(futures)
    assert [future.cancelled() for future in futures] == [False, True, True, True]
