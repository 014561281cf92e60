"""Suites run on tables: on the rows of a part by Arrow where it can, on figures by Great Expectations.

Great Expectations takes 3 s to import, and is imported only when a suite needs it.
"""

import logging
import math
import os
import warnings
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from functools import lru_cache
from threading import Thread
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from pipelines.errors import ConfigError
from pipelines.quality.suites.checks import N_EXAMPLES, Check, Json, Outcome
from pipelines.quality.suites.expectations import Judged, judge_rows


def run_suite(checks: Sequence[Check], table: pa.Table, *, id_column: str) -> list[Outcome]:
    """Run all checks on the rows of `table`; examples name rows by `id_column`.

    Raise ConfigError for a check that could not be carried out, since that says nothing about the data.
    """
    judged = {check.name: judge_rows(check.type, check.kwargs, table) for check in checks}
    others = [check for check in checks if judged[check.name] is None]
    found = {each.check.name: each for each in run_by_great_expectations(others, table, id_column=id_column)}
    for check in checks:
        if (rows := judged[check.name]) is not None:
            found[check.name] = Outcome(check, rows.n_rows, rows.unexpected, _examples(check, rows, table, id_column))
    return [found[check.name] for check in checks]


def run_by_great_expectations(checks: Sequence[Check], table: pa.Table, *, id_column: str) -> list[Outcome]:
    """Run checks as `run_suite` does, of any type of expectation, but slowly."""
    if not checks:
        return []
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


def _examples(check: Check, judged: Judged, table: pa.Table, id_column: str) -> list[Json]:
    """The first rows that break the rule, with their values; JSON has neither NaN nor infinity, so these are null."""
    rows = judged.unexpected[:N_EXAMPLES].tolist()
    values = [{name: _finite(table[name][row].as_py()) for name in check.columns} for row in rows]
    is_compound = "column_list" in check.kwargs
    ids = [table[id_column][row].as_py() for row in rows]
    return [
        {"id": name, "value": value if is_compound else next(iter(value.values()))}
        for name, value in zip(ids, values, strict=True)
    ]


def _finite(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value


def run_on_figures(checks: Sequence[Check], figures: Mapping[str, float | None], dataset: str) -> dict[str, Json]:
    """Let Great Expectations run the checks of a suite on figures of the corpus.

    Return check name -> outcome, with the figure `observed`. A figure that is None could not be measured, and its check
    does not run.
    """
    observed = {check.name: None if check.off else figures[check.kwargs["column"]] for check in checks}
    ran = [check for check in checks if observed[check.name] is not None]
    table = pa.Table.from_pylist([{"corpus": dataset, **figures}])
    outcomes = run_by_great_expectations(ran, table, id_column="corpus")
    found = {outcome.check.name: outcome.to_json() for outcome in outcomes}
    nothing = {"rows": 0, "unexpected": 0, "examples": []}
    return {check.name: {**found.get(check.name, nothing), "observed": observed[check.name]} for check in checks}


@lru_cache
def great_expectations() -> Any:
    """Import the library without telemetry, and without the hundreds of log lines of its import."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    logging.getLogger("great_expectations").setLevel(logging.WARNING)
    with _without_errors():
        import great_expectations as gx  # noqa: PLC0415 - takes 3 s
    return gx


def _without_errors() -> AbstractContextManager[Any]:
    """Ignore warnings where Python was told to make errors of them: those of its own imports would end a run."""
    are_errors = any(action == "error" for action, *_ in warnings.filters)
    return warnings.catch_warnings(action="ignore") if are_errors else nullcontext()


def import_ahead() -> Thread:
    """Import Great Expectations in a thread, and return it: a run has time for that while its workers validate."""

    def begin() -> None:
        with suppress(ImportError):  # whoever needs it next raises the error
            great_expectations()

    thread = Thread(target=begin, daemon=True)
    thread.start()
    return thread


def quiet_context() -> Any:
    """Return a context in memory, without progress bars or telemetry."""
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
    """Return the check as a record of Great Expectations."""
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


def _outcome(check: Check, result: Json, ids: pa.ChunkedArray) -> Outcome:
    found = result["result"]
    is_empty = found.get("element_count") == found.get("unexpected_count") == 0  # then there is no list
    if "unexpected_index_list" not in found and not is_empty:
        raise ConfigError(
            f"expected the check {check.name!r} of schemas/expectations/{check.suite}.json to judge each row, "
            f"but {_why(result)}. Nothing is known about the data: mend the check"
        )
    rows = np.sort(np.array(found.get("unexpected_index_list") or [], np.int64))
    values = found["partial_unexpected_list"]
    first = found.get("partial_unexpected_index_list") or []
    examples = [{"id": ids[row].as_py(), "value": _finite(value)} for row, value in zip(first, values, strict=False)]
    return Outcome(check, found["element_count"] - found.get("missing_count", 0), rows, examples[:N_EXAMPLES])


def _why(result: Json) -> str:
    info = result["exception_info"]
    raised = [info] if "raised_exception" in info else list(info.values())
    messages = [one["exception_message"] for one in raised if one.get("raised_exception")]
    return f"it raised: {messages[0]}" if messages else f"{result['expectation_config']['type']} does not"
