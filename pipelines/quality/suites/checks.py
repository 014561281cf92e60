"""Checks: schemas/expectations/*.json, loaded with their thresholds, and their outcomes added up over parts.

A check is one expectation on the values of a column, with a name that is also the reason of a row in quarantine.
Thresholds are settings by name, `{"$PARAMETER": "validate_pairs.max_length_ratio"}`, filled in when a suite is
loaded, so a report can say which setting to change.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import schemas
from pipelines.config.run import RunConfig
from pipelines.errors import ConfigError
from pipelines.quality.suites.results import FIGURE_SUITES
from pipelines.storage.json_files import hash_json, read_json

FOLDER = Path(schemas.__file__).parent / "expectations"
N_EXAMPLES = 5
Json = dict[str, Any]


@dataclass(frozen=True)
class Check:
    """One expectation of a suite.

    kwargs    arguments for Great Expectations, with the thresholds filled in
    settings  names of the settings that the thresholds come from
    fails     a clause on what has happened if the check does not hold
    off       reason why it does not run with this configuration; empty if it runs
    empty     reason why it does not run if no row has a value for it
    """

    suite: str
    name: str
    type: str
    kwargs: Json
    severity: str
    notes: str
    settings: tuple[str, ...] = ()
    fails: str = ""
    off: str = ""
    empty: str = "no row has a value for it"

    @property
    def columns(self) -> list[str]:
        """Names of the columns that it judges."""
        return list(self.kwargs["column_list"] if "column_list" in self.kwargs else [self.kwargs["column"]])

    @property
    def max_share(self) -> float:
        """Greatest share of unexpected values at which the check holds."""
        return 1 - float(self.kwargs.get("mostly", 1))


@dataclass(frozen=True)
class Outcome:
    """The outcome of a check on one part. Nulls are skipped, unless the check is on nulls.

    n_rows      number of rows checked
    unexpected  int64: rows that break the rule, ascending
    examples    some of these rows as {"id", "value"}
    """

    check: Check
    n_rows: int
    unexpected: NDArray[np.int64]
    examples: list[Json] = field(default_factory=list)

    def to_json(self) -> Json:
        return {"rows": self.n_rows, "unexpected": len(self.unexpected), "examples": self.examples}


def load_suite(name: str, config: RunConfig) -> list[Check]:
    """Load the checks of schemas/expectations/`name`.json with the thresholds of `config`; raise ConfigError."""
    path = FOLDER / f"{name}.json"
    settings = config.model_dump(mode="json")
    return [_load_check(entry, name, settings, path) for entry in read_json(path)["checks"]]


def suite_fingerprint(*suites: Sequence[Check]) -> str:
    """32 hex digits that change with any check or threshold."""
    return hash_json([[vars(check) for check in suite] for suite in suites])


def add_thresholds(distances: Sequence[Json], checks: Sequence[Check]) -> list[Json]:
    """Return the distances of drift, each with the limit of its check."""
    most = {check.name: check.kwargs["max_value"] for check in checks if check.name.startswith("drift_")}
    return [entry | {"threshold": most[f"drift_{entry['name']}"]} for entry in distances]


def merge_outcomes(parts: Iterable[Mapping[str, Json]]) -> dict[str, Json]:
    """Add up the outcomes of many parts, each as check name -> Outcome.to_json()."""
    merged: dict[str, Json] = {}
    for part in parts:
        for name, outcome in part.items():
            total = merged.setdefault(name, {"rows": 0, "unexpected": 0, "examples": []})
            total["rows"] += outcome["rows"]
            total["unexpected"] += outcome["unexpected"]
            total["examples"] = (total["examples"] + outcome["examples"])[:N_EXAMPLES]
    return merged


def read_outcomes(checks: Sequence[Check], records: Mapping[str, Json]) -> dict[str, Json]:
    """Return the outcomes of checks, as `merge_outcomes` does, from their records in a results.json by name."""
    kept = ("rows", "unexpected", "examples")
    return {
        check.name: {name: records[check.name][name] for name in kept}
        | ({"observed": records[check.name]["observed"]} if check.suite in FIGURE_SUITES else {})
        for check in checks
    }


def why_not_run(check: Check, outcome: Json) -> str:
    """Return the reason why a check judged nothing; empty if it ran."""
    return check.off or ("" if outcome["rows"] else check.empty)


def holds(check: Check, outcome: Json) -> bool:
    """True if the share of unexpected values is within the limit; see `why_not_run` for a check that has none."""
    return bool(outcome["unexpected"] <= check.max_share * outcome["rows"])


def _load_check(entry: Json, suite: str, settings: Json, path: Path) -> Check:
    used: list[str] = []

    def look_up(name: str) -> Any:
        found: Any = settings
        for key in name.split("."):
            if not isinstance(found, dict) or key not in found:
                raise ConfigError(f"expected {name!r}, named by {entry['name']} in {path}, to be a setting")
            found = found[key]
        return found

    def fill(value: Any) -> Any:
        if isinstance(value, list):
            return [fill(item) for item in value]
        if not isinstance(value, dict):
            return value
        used.append(value["$PARAMETER"])
        return look_up(used[-1])

    switch, made_critical = entry.get("switch"), entry.get("made_critical_by")
    return Check(
        suite=suite,
        name=entry["name"],
        type=entry["type"],
        kwargs={name: fill(value) for name, value in entry["kwargs"].items()},
        severity="critical" if made_critical and entry["name"] in look_up(made_critical) else entry["severity"],
        notes=entry["notes"],
        settings=tuple(used),
        fails=entry.get("fails", ""),
        off=f"{switch} is 0" if switch and not look_up(switch) else "",
        empty=entry.get("empty", Check.empty),
    )
