"""Run `spindle` in tests, with a small lexicon and profile."""

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pyarrow as pa
import pyarrow.ipc
from typer.testing import CliRunner

from pipelines.cli.app import app
from schemas import LEXICON, ORIGINS

# unit -> candidates with their weights, best first.
WORDS = {
    "bridge": {"link": 2},
    "council": {"authorities": 50, "assembly": 30, "board": 20},
    "new": {"brand-new": 3, "fresh": 1},
    "of": {"from": 1},
    "take part": {"participate": 1},
    "vote": {"ballot": 1},
}


def spindle(*arguments, **options):
    """Run the command in this process; the result has exit_code, stdout and stderr."""
    return CliRunner().invoke(app, [str(argument) for argument in arguments], **options)


def error_of(result, code):
    """Return the message of a command that failed with this exit code; check that it is short and no traceback."""
    assert result.exit_code == code, (result.exit_code, result.stdout, result.stderr)
    assert result.stderr.startswith("error: ")
    assert "Traceback" not in result.stderr
    assert len(result.stderr.splitlines()) <= 4
    return result.stderr


@contextmanager
def in_threads(workers):
    """A pool of threads, in the place of the pool of a run."""
    with ThreadPoolExecutor(workers) as threads:
        yield threads


# Columns with the same value in all rows of the small lexicon.
SAME = {"origin": "moby", "kind": "word", "origins": 1 << ORIGINS.index("moby"), "zipf": 80, "agrees": True}


def write_profile(folder, words=None, **settings):
    """Write a profile with a lexicon of `words` only; return the path of the YAML as text."""
    rows = [
        {"unit": unit, "propensity": 1.0, "candidate": candidate, "weight": weight} | SAME
        for unit, candidates in sorted((words or WORDS).items())
        for candidate, weight in candidates.items()
    ]
    lexicon = folder / "small.arrow"
    with pa.OSFile(str(lexicon), "wb") as file, pa.ipc.new_file(file, LEXICON) as writer:
        writer.write_table(pa.Table.from_pylist(rows, schema=LEXICON))
    path = folder / "small.yaml"
    profile = {"imitates": "nobody: it is for tests", "lexicon": str(lexicon), "rate": 0.5, **settings}
    path.write_text(json.dumps(profile))  # JSON is YAML
    return str(path)
