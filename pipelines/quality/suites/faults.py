"""The rows for quarantine, with their reasons: the critical checks that each row breaks."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.quality.pairs.texts import Ints
from pipelines.quality.suites.checks import Outcome


@dataclass(frozen=True)
class Faults:
    """f rows of a table that break a rule.

    rows     int64 [f], ascending
    reasons  list<string> [f]: names of the checks they break, in the order of the suite
    """

    rows: Ints
    reasons: pa.ListArray

    def between(self, start: int, stop: int) -> "Faults":
        """The faults in the slice start:stop of the table, counted from its start."""
        first, last = np.searchsorted(self.rows, [start, stop])
        return Faults(self.rows[first:last] - start, self.reasons[first:last])

    def count(self) -> dict[str, Any]:
        """Counts as JSON: rows by each reason, and rows by first reason, which sum to the number of rows."""
        return {
            "pairs": len(self.rows),
            "reasons": _count(self.reasons.flatten()),
            "first_reasons": _count(pc.list_element(self.reasons, 0)),
        }


def find_faults(outcomes: Sequence[Outcome]) -> Faults:
    """Return the rows that break a critical check."""
    critical = [outcome for outcome in outcomes if outcome.check.severity == "critical"]
    rows = np.concatenate([np.zeros(0, np.int64), *(outcome.unexpected for outcome in critical)])
    order = np.argsort(rows, kind="stable")
    checks = np.repeat(np.arange(len(critical)), [len(outcome.unexpected) for outcome in critical])[order]
    names = pa.array([outcome.check.name for outcome in critical], pa.string()).take(pa.array(checks))
    distinct, starts = np.unique(rows[order], return_index=True)
    offsets = pa.array(np.append(starts, len(rows)), pa.int32())
    return Faults(distinct, pa.ListArray.from_arrays(offsets, names))


def _count(names: pa.Array) -> dict[str, int]:
    counted = sorted((-entry["counts"], entry["values"]) for entry in pc.value_counts(names).to_pylist())
    return {name: -number for number, name in counted}
