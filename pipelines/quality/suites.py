"""Suites of checks: schemas/expectations/*.json, run by Great Expectations, added up over parts.

A check is one expectation on the values of a column, with a name that is also the reason of a row in quarantine.
Thresholds are settings by name, `{"$PARAMETER": "validate_pairs.max_length_ratio"}`, filled in when a suite is
loaded, so a report can say which setting to change. Great Expectations takes 3 s to import, and so is imported
when a suite is run and not before.
"""

import logging
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

import schemas
from pipelines.config.run import RunConfig
from pipelines.errors import ConfigError
from pipelines.quality.texts import Ints
from pipelines.storage.json_files import hash_json, read_json

FOLDER = Path(schemas.__file__).parent / "expectations"
N_EXAMPLES = 5
Json = dict[str, Any]


@dataclass(frozen=True)
class Check:
    """One expectation of a suite.

    kwargs    what Great Expectations takes, with the thresholds filled in
    settings  names of the settings that the thresholds come from
    """

    suite: str
    name: str
    type: str
    kwargs: Json
    severity: str
    notes: str
    settings: tuple[str, ...] = ()

    @property
    def max_share(self) -> float:
        """The share of unexpected values at which the check still holds."""
        return 1 - float(self.kwargs.get("mostly", 1))


@dataclass(frozen=True)
class Outcome:
    """What a check found in the n_rows rows that it judged; a null it passes over, unless that is what it looks for.

    unexpected  int64: the rows that are not as expected, ascending
    examples    some of them as {"id", "value"}
    """

    check: Check
    n_rows: int
    unexpected: Ints
    examples: list[Json] = field(default_factory=list)

    def to_json(self) -> Json:
        return {"rows": self.n_rows, "unexpected": len(self.unexpected), "examples": self.examples}


def load_suite(name: str, config: RunConfig) -> list[Check]:
    """The checks of schemas/expectations/`name`.json, with the thresholds of `config`; raises ConfigError."""
    path = FOLDER / f"{name}.json"
    settings = config.model_dump(mode="json")
    return [_load_check(entry, name, settings, path) for entry in read_json(path)["checks"]]


def suite_fingerprint(*suites: Sequence[Check]) -> str:
    """32 hex digits that change when a check or a threshold does."""
    return hash_json([[vars(check) for check in suite] for suite in suites])


def run_suite(checks: Sequence[Check], table: pa.Table, *, id_column: str) -> list[Outcome]:
    """Run all checks on the rows of `table`; examples name rows by `id_column`.

    Raises ConfigError for a check that could not be carried out: that says nothing about the data.
    """
    frame = table.to_pandas(types_mapper=pd.ArrowDtype)
    result_format = {
        "result_format": "COMPLETE",
        "partial_unexpected_count": N_EXAMPLES,
        "return_unexpected_index_query": False,
    }
    batch = _batch_definition().get_batch(batch_parameters={"dataframe": frame})
    results = batch.validate(_gx_suite(checks), result_format=result_format).results
    by_name = {result.expectation_config.meta["name"]: result for result in results}
    ids = table[id_column]
    return [_outcome(check, by_name[check.name].to_json_dict(), ids) for check in checks]


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


def holds(check: Check, outcome: Json) -> bool:
    """Whether few enough values are unexpected."""
    return bool(outcome["unexpected"] <= check.max_share * outcome["rows"])


def great_expectations() -> Any:
    """The library, without telemetry, and without hundreds of lines in a log at level INFO as it is imported."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    logging.getLogger("great_expectations").setLevel(logging.WARNING)
    import great_expectations as gx  # noqa: PLC0415 - takes 3 s

    return gx


def quiet_context() -> Any:
    """A context that lives in memory, and neither draws progress bars nor speaks to anyone."""
    gx = great_expectations()
    from great_expectations.data_context.types.base import (  # noqa: PLC0415 - takes 3 s
        DataContextConfig,
        InMemoryStoreBackendDefaults,
    )

    config = DataContextConfig(
        store_backend_defaults=InMemoryStoreBackendDefaults(init_temp_docs_sites=False),
        progress_bars={"globally": False},
        analytics_enabled=False,
    )
    return gx.get_context(mode="ephemeral", project_config=config)


@lru_cache
def _batch_definition() -> Any:
    source = quiet_context().data_sources.add_pandas("memory")
    return source.add_dataframe_asset("rows").add_batch_definition_whole_dataframe("all")


def _gx_suite(checks: Sequence[Check]) -> Any:
    expectations = [gx_configuration(check).to_domain_obj() for check in checks]
    return great_expectations().ExpectationSuite(name=checks[0].suite, expectations=expectations)


def gx_configuration(check: Check) -> Any:
    """The check as Great Expectations' own record."""
    great_expectations()
    from great_expectations.expectations.expectation_configuration import (  # noqa: PLC0415 - takes 3 s
        ExpectationConfiguration,
    )

    return ExpectationConfiguration(
        type=check.type,
        kwargs=dict(check.kwargs),
        meta={"name": check.name},
        notes=check.notes,
        severity=check.severity,
    )


def _load_check(entry: Json, suite: str, settings: Json, path: Path) -> Check:
    used: list[str] = []

    def fill(value: Any) -> Any:
        if isinstance(value, list):
            return [fill(item) for item in value]
        if not isinstance(value, dict):
            return value
        used.append(value["$PARAMETER"])
        found: Any = settings
        for key in used[-1].split("."):
            if not isinstance(found, dict) or key not in found:
                raise ConfigError(f"expected {used[-1]!r}, a threshold of {entry['name']} in {path}, to be a setting")
            found = found[key]
        return found

    kwargs = {name: fill(value) for name, value in entry["kwargs"].items()}
    return Check(suite, entry["name"], entry["type"], kwargs, entry["severity"], entry["notes"], tuple(used))


def _outcome(check: Check, result: Json, ids: pa.ChunkedArray) -> Outcome:
    found = result["result"]
    if "unexpected_index_list" not in found and not found.get("element_count") == found.get("unexpected_count") == 0:
        raise ConfigError(
            f"expected the check {check.name!r} of schemas/expectations/{check.suite}.json to judge each row, "
            f"but {_why(result)}. Nothing is known about the data: mend the check"
        )
    rows = np.sort(np.array(found.get("unexpected_index_list") or [], np.int64))
    values = found["partial_unexpected_list"]
    first = found.get("partial_unexpected_index_list") or []
    examples = [{"id": ids[row].as_py(), "value": value} for row, value in zip(first, values, strict=False)]
    return Outcome(check, found["element_count"] - found.get("missing_count", 0), rows, examples[:N_EXAMPLES])


def _why(result: Json) -> str:
    info = result["exception_info"]
    raised = [info] if "raised_exception" in info else list(info.values())
    messages = [one["exception_message"] for one in raised if one.get("raised_exception")]
    return f"it raised: {messages[0]}" if messages else f"{result['expectation_config']['type']} does not"
