"""Tables of swaps learned from samples of a spinner: configs/lexicons/learned/NAME.tsv, one line per unit.

unit <TAB> seen <TAB> swapped <TAB> candidate:times, candidate:times ...

`seen` is the number of occurrences of the unit in the originals, `swapped` the number of those that were swapped. A
unit that was never swapped has a line without candidates.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.config.files import find_config
from pipelines.engine.buffers import Array, Ints
from pipelines.errors import ConfigError

FOLDER = "lexicons/learned"


@dataclass(frozen=True)
class Learned:
    """u units that a spinner kept or swapped, and s different swaps.

    units          string [u], distinct
    seen, swapped  int64 [u]: occurrences
    unit           int64 [s]: index into units
    candidate      string [s]
    times          int64 [s]
    """

    units: pa.StringArray
    seen: Ints
    swapped: Ints
    unit: Ints
    candidate: pa.StringArray
    times: Ints


def learned_path(name: str) -> Path:
    """Return the path of a table: a name in configs/lexicons/learned/, or a path to a .tsv; raise ConfigError."""
    return find_config(name, FOLDER, ".tsv")


def read_learned(paths: Sequence[Path]) -> Learned:
    """Read the tables of several files as one; counts of the same unit, and of the same swap, are added.

    Each state of the files is read once in a process. Raise ConfigError for a line with another layout.
    """
    states = [path.stat() for path in paths]
    return _read_learned(tuple(paths), tuple((state.st_mtime_ns, state.st_size) for state in states))


@lru_cache(maxsize=32)
def _read_learned(paths: Sequence[Path], states: Sequence[tuple[int, int]]) -> Learned:  # noqa: ARG001 - for the cache
    counts: dict[str, list[int]] = {}
    swaps: dict[tuple[str, str], int] = {}
    for path in paths:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if not line or line.startswith("#"):
                continue
            try:
                unit, seen, swapped, chosen = _read_line(line)
            except ValueError as error:
                raise ConfigError(
                    "expected `unit<TAB>seen<TAB>swapped<TAB>candidate:times, ...`, with counts of 0 or more and no "
                    f"more swapped than seen, in line {number} of {path}, got {line!r}"
                ) from error
            count = counts.setdefault(unit, [0, 0])
            count[0] += seen
            count[1] += swapped
            for candidate, times in chosen:
                swaps[unit, candidate] = swaps.get((unit, candidate), 0) + times
    # Sorted, so that the order of the files does not matter.
    counts, swaps = dict(sorted(counts.items())), dict(sorted(swaps.items()))
    units = pa.array(counts, pa.string())
    swap_units = pa.array((unit for unit, _ in swaps), pa.string())
    columns = np.array(list(counts.values()), np.int64).reshape(-1, 2).T
    return Learned(
        units=units,
        seen=columns[0],
        swapped=columns[1],
        unit=np.asarray(pc.index_in(swap_units, value_set=units).to_numpy(), np.int64),
        candidate=pa.array((candidate for _, candidate in swaps), pa.string()),
        times=np.fromiter(swaps.values(), np.int64, len(swaps)),
    )


def _read_line(line: str) -> tuple[str, int, int, list[tuple[str, int]]]:
    r"""Parse unit, seen, swapped, and the candidates with their counts; raise ValueError.

    >>> _read_line("office\t3\t2\tplace of job:1, bureau:1")
    ('office', 3, 2, [('place of job', 1), ('bureau', 1)])
    """
    unit, seen, swapped, entries = line.split("\t")
    pairs = [entry.rpartition(":") for entry in entries.split(",") if entry.strip()]
    chosen = [(candidate.strip(), int(times)) for candidate, _, times in pairs]
    sound = all(candidate not in ("", unit) and ":" not in candidate and times > 0 for candidate, times in chosen)
    if not unit.strip() or not 0 <= int(swapped) <= int(seen) or not sound:
        raise ValueError(line)
    return unit, int(seen), int(swapped), chosen


def write_learned(learned: Learned, header: Sequence[str]) -> str:
    """Format the table as text, with `header` as comment lines; units sorted by bytes, candidates by count."""
    chosen: dict[int, list[tuple[int, str]]] = {}
    for unit, candidate, times in zip(
        learned.unit.tolist(), learned.candidate.to_pylist(), learned.times.tolist(), strict=True
    ):
        chosen.setdefault(unit, []).append((-times, candidate))
    rows = zip(learned.units.to_pylist(), learned.seen.tolist(), learned.swapped.tolist(), strict=True)
    lines = [
        f"{unit}\t{seen}\t{swapped}\t"
        + ", ".join(f"{candidate}:{-times}" for times, candidate in sorted(chosen.get(i, [])))
        for i, (unit, seen, swapped) in enumerate(rows)
    ]
    return "\n".join([*(f"# {line}" for line in header), *sorted(lines, key=str.encode)]) + "\n"


def shrink(events: Ints, trials: Ints, prior: Array, strength: float) -> Array:
    """float64 [n]: chances from counts, shrunk to `prior` with the weight of `strength` trials (beta-binomial)."""
    return np.asarray((events + strength * prior) / (trials + strength))
