"""The end of a command: an error that the user can mend is a line on stderr and an exit code, never a traceback.

0 done, 1 a quality gate said no, 2 wrong use or configuration, 3 input or storage failed; 130 after Ctrl-C, 141 after a
closed pipe, 143 after SIGTERM and 129 once the terminal is closed, as in a shell.
"""

import atexit
import inspect
import os
import re
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from threading import Timer
from typing import Any

import typer
from typer.core import TyperGroup

from pipelines.cli.terminal import escape_lines
from pipelines.errors import ConfigError, InputError, SpindleError, explain_missing

INTERRUPTED, PIPE_CLOSED, BY_SIGNAL = 130, 141, 128
# Seconds after which a request is repeated that came where Python can raise no error.
AGAIN_SECONDS = 0.05
# Signals that asked this process to end.
_asked: list[int] = []
# The words by which Python tells this error from others of its class.
NO_THREAD = "can't start new thread"


class Terminated(BaseException):
    """The process was asked to end: by SIGTERM from `kill`, a scheduler or a container, or its terminal closed."""


def end_on_request() -> None:
    """Raise an error in the main thread on a request to end, so that all that is open is closed.

    KeyboardInterrupt on Ctrl-C, again if there are more; Terminated on the first SIGTERM or SIGHUP, which `nohup` lets
    a process ignore. Once the command has ended, taking Python apart takes a moment: its exit code is what it has
    earned by then.
    """
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if number == signal.SIGTERM or signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _end)
    sys.unraisablehook = _ask_again
    atexit.register(_ignore_requests)


def _end(number: int, _: object) -> None:
    is_first = not set(_asked) - {signal.SIGINT}
    _asked.append(number)
    if number == signal.SIGINT:
        raise KeyboardInterrupt
    if is_first:
        raise Terminated


def _ask_again(lost: Any) -> None:
    """Repeat a request whose error came in a callback of Python's own, which ignores all errors; report others."""
    if not isinstance(lost.exc_value, KeyboardInterrupt | Terminated):
        sys.__unraisablehook__(lost)
        return
    again = Timer(AGAIN_SECONDS, os.kill, (os.getpid(), _asked.pop()))
    again.daemon = True
    again.start()


def _ignore_requests() -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


class Commands(TyperGroup):
    """The group of all commands; it ends the process as described above."""

    def main(self, args: Sequence[str] | None = None, *others: Any, **options: Any) -> None:
        """Run the command that the arguments name and exit."""
        try:
            _refuse_empty(sys.argv[1:] if args is None else args)
            code = super().main(args, *others, **options | {"standalone_mode": False})
        except ConfigError as error:
            code = fail(error)
        except typer.TyperException as error:  # a wrong option, argument or command
            message = error.format_message()  # empty where the help was shown
            code = fail(ConfigError(f"{message}{_hint(error)}")) if message else ConfigError.exit_code
        except typer.Abort:
            code = fail(ConfigError("not answered, so nothing was done"))
        except KeyboardInterrupt:
            code = INTERRUPTED
        except Terminated:
            code = BY_SIGNAL
        except SystemExit as end:  # typer writes the help with rich, which makes 1 of a closed pipe
            if not isinstance(end.__context__, BrokenPipeError):
                raise
            code = PIPE_CLOSED
        except Exception as error:  # noqa: BLE001 - most are raised again
            code = _code_of(error)
        # On a request to end, a library may make an error of its own of it, and a closed terminal cannot be written.
        sys.exit(BY_SIGNAL + _asked[-1] if code and _asked else code or 0)

    def get_command(self, context: typer.Context, name: str) -> Any:  # type: ignore[override]  # as for invoke
        """Return a command, with a help that any terminal wraps: rich keeps the line ends of a docstring."""
        command = super().get_command(context, name)
        if command is not None and command.help:
            command.help = join_lines(command.help)
        return command

    def invoke(self, context: typer.Context) -> Any:  # type: ignore[override]  # typer gives it a private type
        """Run the command; an error that the user can act on becomes an exit code."""
        try:
            with explain_missing("this command"):
                super().invoke(context)
            sys.stdout.flush()
        except SpindleError as error:
            raise typer.Exit(fail(error)) from error
        except BrokenPipeError as error:
            _drop_output()
            raise typer.Exit(PIPE_CLOSED) from error
        except KeyboardInterrupt as error:
            raise typer.Exit(INTERRUPTED) from error
        except MemoryError as error:
            raise typer.Exit(fail(no_memory(error))) from error
        except RuntimeError as error:
            if str(error) != NO_THREAD:
                raise
            message = "no further thread could be started: free memory, or raise the limits of memory and processes"
            raise typer.Exit(fail(SpindleError(message))) from error
        except OSError as error:
            raise typer.Exit(_fail_system(error)) from error


def join_lines(text: str) -> str:
    r"""Return a help with each paragraph on one line, but for those that begin with the mark of examples.

    >>> join_lines("Build.\n\nOne\ntwo.\n\n\b\nExamples:\nspindle build")
    'Build.\n\nOne two.\n\n\x08\nExamples:\nspindle build'
    """
    paragraphs = inspect.cleandoc(text).split("\n\n")
    return "\n\n".join(each if each.startswith("\b") else " ".join(each.splitlines()) for each in paragraphs)


def _refuse_empty(args: Sequence[str]) -> None:
    """Raise ConfigError for an option with an empty value, as of an unset variable: a default would be taken."""
    for before, arg in zip(("", *args), args, strict=False):
        if (arg == "" and before.startswith("-")) or re.fullmatch("--[a-z-]+=", arg):
            option = arg.rstrip("=") or before
            raise ConfigError(
                f"expected a value after {option}, got an empty one: set the variable that holds it, or leave it out"
            )


def fail(error: SpindleError) -> int:
    """Print the error to stderr, if that can be written; return its exit code."""
    first, *others = escape_lines(str(error)).splitlines() or [type(error).__name__]
    with suppress(OSError):  # a log on a full disk
        sys.stderr.write("".join([f"error: {first}\n", *(f"       {line}\n" for line in others)]))
    return error.exit_code


def no_memory(error: BaseException, n_workers: int = 0, then: str = "") -> SpindleError:
    """Return the error of a command that ran out of memory, or of which a worker process was killed.

    n_workers  processes that the command was told to take; 0 if it cannot be told
    then       continues the message

    >>> print(no_memory(MemoryError(), 2))
    memory ran out with 2 workers: run the same command with fewer --workers
    """
    killed = "" if isinstance(error, MemoryError) else "a worker process was killed, most often because "
    remedy = "run the same command with fewer --workers" if n_workers > 1 else "free some, or raise the limit"
    workers = f" with {n_workers:,} worker{'s' * (n_workers > 1)}" if n_workers else ""
    return SpindleError(f"{killed}memory ran out{workers}: {remedy}{then}")


def _code_of(error: Exception) -> int:
    """Return the exit code of an error that no command explains; raise one that is no user's."""
    if isinstance(error, OSError):
        return _fail_system(error)
    if not _asked:
        raise error
    return BY_SIGNAL


def _fail_system(error: OSError) -> int:
    place = f"{error.filename}: " if error.filename else ""
    return fail(InputError(f"{place}{error.strerror or error}"))


def _hint(error: typer.TyperException) -> str:
    context = getattr(error, "ctx", None)
    return f"\nsee {context.command_path} --help" if context is not None else ""


def _drop_output() -> None:
    """Discard the interpreter's last flush of stdout, which would complain about the closed pipe again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
