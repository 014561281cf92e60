"""Worker processes: they end on Ctrl-C, on a request and with their parent, and remove their temporary files first.

`Jobs` calls functions in them or here, with the same results.
"""

import ctypes
import logging
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from multiprocessing.util import Finalize
from queue import SimpleQueue
from threading import Thread, current_thread, main_thread
from typing import Any

import pyarrow as pa

# Seconds that a worker may take to end.
END_SECONDS = 10.0
# Read by OpenBLAS, which numpy multiplies with.
BLAS_THREADS = "OPENBLAS_NUM_THREADS"
# In a worker: not empty while a call is at work, and once it has been asked to end.
_at_work: list[bool] = []
_ending: list[bool] = []


def n_cores() -> int:
    """Number of cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def start_pool(workers: int) -> Iterator[ProcessPoolExecutor]:
    """Start worker processes: spawned ones, since forked ones would inherit Arrow's locks.

    An error cancels the waiting calls; an interrupt, or a request to end, also ends the calls at work. Workers end with
    their parent, even with a killed one.
    """
    others = multiprocessing.active_children()
    pool = ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"), initializer=_begin_worker)
    with _ignoring_interrupts(), _one_thread_each(), _without_main():
        for _ in range(workers):
            pool.submit(int)  # each of the first tasks starts a process
    try:
        yield pool
    except Exception:
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        _end_processes([process for process in multiprocessing.active_children() if process not in others])
        raise
    pool.shutdown()


def _end_processes(processes: Sequence[BaseProcess]) -> None:
    """End processes: they may drop their temporary files first, but not take long over it."""
    for process in processes:
        process.terminate()
    for process in processes:
        process.join(END_SECONDS)
        if process.is_alive():
            process.kill()


@contextmanager
def _ignoring_interrupts() -> Iterator[None]:
    """Let processes that are started in this block ignore Ctrl-C until they have imported their modules."""
    if current_thread() is not main_thread():  # only the main thread may set a signal handler
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _without_main() -> Iterator[None]:
    """Let processes that are started in this block not import the program of this one.

    No call needs it, and that of Airflow's tasks cannot be imported again: their environment hides its database.
    """
    main = sys.modules["__main__"]
    hidden = {name: getattr(main, name) for name in ("__file__", "__spec__") if hasattr(main, name)}
    for name in hidden:
        setattr(main, name, None)
    try:
        yield
    finally:
        for name, value in hidden.items():
            setattr(main, name, value)


@contextmanager
def _one_thread_each() -> Iterator[None]:
    """Let processes that are started in this block multiply matrices on one thread: two would wait for each other."""
    before = os.environ.get(BLAS_THREADS)
    os.environ[BLAS_THREADS] = before or "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ[BLAS_THREADS]


def _begin_worker() -> None:
    """End the worker on Ctrl-C or a request, without a traceback, and keep its warnings out of the terminal."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if number != signal.SIGHUP or signal.getsignal(number) is not signal.SIG_IGN:  # by `nohup`
            signal.signal(number, _end_worker)
    # Last of all, at the end of its work: taking modules and arrays apart takes up to .6 s.
    Finalize(None, _leave, exitpriority=-sys.maxsize)
    Thread(target=_end_with_parent, daemon=True).start()
    logging.getLogger("pipelines").setLevel(logging.ERROR)


def _leave() -> None:
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, ValueError):  # none at all, or a closed one
            stream.flush()
    os._exit(0)


def _end_with_parent() -> None:
    """Wait for the end of the parent, then end like on a request, or at once if that takes long."""
    if parent := multiprocessing.parent_process():
        wait([parent.sentinel])
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(END_SECONDS)
        os._exit(1)


def _end_worker(number: int, _: object) -> None:
    """End an idle worker at once; let a stage at work remove its temporary files first."""
    if not _at_work:
        os._exit(128 + number)
    if not _ending:  # a second signal must not disturb the first one's cleaning up
        _ending.append(True)
        raise SystemExit(128 + number)


def call_in_worker(function: Callable[..., Any], *arguments: Any) -> Any:
    """Call a function in a worker."""
    _at_work.append(True)
    try:
        return function(*arguments)
    except SystemExit as end:
        # The executor would take it for the result of the call, and give the worker the next one.
        os._exit(int(end.code or 0))
    finally:
        _at_work.clear()


class Jobs:
    """Calls functions in the workers of a pool; without one, here and at once.

    Matrices are multiplied on one thread, so that the results are the same to the last bit.
    """

    def __init__(self, pool: Executor | None = None) -> None:
        self._pool = pool

    def submit(self, function: Callable[..., Any], *arguments: Any) -> "Future[Any]":
        """Return the future result of a call."""
        if self._pool is not None:
            return self._pool.submit(call_in_worker, _call_on_one_thread, function, *arguments)
        done: Future[Any] = Future()
        done.set_result(_call_on_one_thread(function, *arguments))
        return done


def as_they_end(futures: Iterable["Future[Any]"]) -> Iterator["Future[Any]"]:
    """Yield futures as they end, also those that a pool cancels as it is shut down.

    `as_completed` would wait for these for ever: a cancelled future wakes only who waits for it alone.
    """
    ended: SimpleQueue[Future[Any]] = SimpleQueue()
    waiting = set(futures)
    for future in waiting:
        future.add_done_callback(ended.put)
    for _ in waiting:
        yield ended.get()


def return_memory() -> None:
    """Return freed memory to the system: that of Arrow, and that of the C library if it is glibc, which keeps most."""
    pa.default_memory_pool().release_unused()
    if trim := getattr(ctypes.CDLL(None), "malloc_trim", None):
        trim(0)


@contextmanager
def start_jobs(workers: int) -> Iterator[Jobs]:
    """Start a pool for jobs; without workers, this process does them."""
    if not workers:
        yield Jobs()
        return
    with start_pool(workers) as pool:
        yield Jobs(pool)


def _call_on_one_thread(function: Callable[..., Any], *arguments: Any) -> Any:
    # Only libraries that are loaded are limited, and SciPy has a BLAS of its own.
    import scipy.linalg  # noqa: F401, PLC0415 - needs the extra `build`
    from threadpoolctl import threadpool_limits  # noqa: PLC0415 - needs the extra `build`

    try:
        with threadpool_limits(1):
            return function(*arguments)
    finally:
        return_memory()  # the next job has memory of its own to fill
