"""Standing corpora: the configurations with a `schedule`, each kept up to date by a DAG `build_<config>` of its own.

A run by time has a date: the day on which its interval begins. It stands for {date} in the configuration, so a
backfill builds each date as the run of that day did.
"""

import logging
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from typing import Any

from airflow import sdk
from airflow.sdk import Asset, AssetAny
from croniter import croniter  # type: ignore[import-untyped]

from pipelines.config.files import config_names
from pipelines.config.form import DATE, config_from_form, form_fields
from pipelines.config.run import read_tree
from pipelines.config.schedule import Schedule
from pipelines.errors import ConfigError
from pipelines.workflow.landing import landing_asset

log = logging.getLogger(__name__)
Json = dict[str, Any]
ON_DEMAND = "build_corpus"
# Letters of a config in the id of its DAG: Airflow refuses ids of 250.
DAG_ID = 200
# Any date: a configuration is checked with it when DAGs are listed.
SOME_DAY = "2000-01-01"
DATE_FIELD = {
    "type": ["string", "null"],
    "format": "date",
    "title": "Date",
    "description": "Stands for {date} in the configuration. Empty: the day on which the interval of the run begins.",
    "default": None,
}


@dataclass(frozen=True)
class BuildDag:
    """The arguments of a DAG that builds corpora.

    schedule  None, or a timetable or assets of Airflow
    fields    the fields of its form, as JSON schemas
    start     begin of the first interval; None: none is given
    error     why the schedule of a configuration is not used; "" for none
    """

    dag_id: str
    schedule: Any = None
    fields: Mapping[str, Json] = field(default_factory=form_fields)
    start: datetime | None = None
    error: str = ""

    @property
    def arguments(self) -> Json:
        """Arguments for `dag`; runs of a standing corpus come one after another, so the latest publishes last."""
        standing = {} if self.dag_id == ON_DEMAND else {"max_active_runs": 1, "start_date": self.start}
        named = (
            {"dag_display_name": f"{self.dag_id} (not scheduled: its configuration is invalid)"} if self.error else {}
        )
        return {"dag_id": self.dag_id, "catchup": self.start is not None} | standing | named

    def describe(self, doc: str) -> str:
        """Return the documentation of the DAG."""
        return doc.rstrip() + (f"\n\nNot scheduled: {self.error}\n" if self.error else "\n")


def list_build_dags() -> list[BuildDag]:
    """Return the DAG that builds on demand, and one for each configuration with a schedule.

    A configuration with an invalid schedule, or a file that cannot be read, has a DAG that is not scheduled, whose
    first task tells the error.
    """
    found = [BuildDag(ON_DEMAND)]
    for name in config_names("corpora"):
        found += _find_standing(name, {each.dag_id for each in found})
    return found


def with_date(params: Mapping[str, Any], context: Mapping[str, Any]) -> Json:
    """Return the filled form of a run, for a standing corpus with its date: as filled, else that of its interval."""
    form = dict(params)
    if DATE in form and not form[DATE]:
        run = context["dag_run"]
        form[DATE] = (run.data_interval_start or run.logical_date or run.run_after).date().isoformat()
    return form


def _find_standing(name: str, taken: Collection[str]) -> list[BuildDag]:
    dag_id = "build_" + re.sub(r"[^\w.-]", "_", name)[:DAG_ID]
    fields = form_fields() | {DATE: DATE_FIELD}
    fields["config"] = {**fields["config"], "default": name, "type": "string", "enum": [name]}
    del fields["config"]["values_display"]
    try:
        if not read_tree(name).get("schedule"):
            return []
        _check_free(name, dag_id, taken)
        schedule = config_from_form({"config": name, DATE: SOME_DAY}).schedule
        start = datetime.combine(schedule.start, time(), UTC) if schedule.start else None
        return [BuildDag(dag_id, _to_airflow(schedule, name), fields, start)]
    except ConfigError as error:
        log.warning("%s is not scheduled: %s", name, error)
        # The ending tells it from the DAG that has its name.
        return [BuildDag(f"{dag_id}.yaml" if dag_id in taken else dag_id, fields=fields, error=str(error))]


def _check_free(name: str, dag_id: str, taken: Collection[str]) -> None:
    if dag_id in taken:
        raise ConfigError(f"expected another name for the configuration {name!r}: there is a DAG {dag_id} already")


def _to_airflow(schedule: Schedule, name: str) -> Any:
    """Return the schedule as Airflow takes it; raises ConfigError for a cron expression or an asset that it refuses."""
    if schedule.landing:
        return [landing_asset(name)]
    if schedule.assets:
        return AssetAny(*map(_find_asset, schedule.assets))
    return _to_timetable(schedule.cron) if schedule.cron else None


def _find_asset(name: str) -> Any:
    """Return the reference to an asset by its name or URI; raises ConfigError for one that no asset can have."""
    is_uri = "://" in name
    try:
        Asset(uri=name) if is_uri else Asset(name)  # a reference alone is not checked
    except ValueError as error:
        raise ConfigError(
            f"expected names or URIs of Airflow's assets in schedule.assets, got {name[:60]!r}: {error}"
        ) from error
    return Asset.ref(uri=name) if is_uri else Asset.ref(name=name)


def _to_timetable(cron: str) -> Any:
    """Return a timetable with intervals, as a plain expression has none in Airflow 3: its runs would have no date."""
    if hasattr(sdk, "CronDataIntervalTimetable"):
        timetable: Any = sdk.CronDataIntervalTimetable(cron, timezone="UTC")
    else:  # before Airflow 3.2
        from airflow.timetables import interval  # noqa: PLC0415 - see above

        timetable = interval.CronDataIntervalTimetable(cron, timezone="UTC")
    try:
        timetable.validate()
        # An error for days that never come, such as 30 February. Before Airflow 3.2 the attribute is private.
        expression = getattr(timetable, "expression", None) or vars(timetable)["_expression"]
        croniter(expression).get_next()
    except Exception as error:  # of the library that reads it
        raise ConfigError(
            f"expected a cron expression or a preset such as @daily in schedule.cron, got {cron[:60]!r}: {error}"
        ) from error
    return timetable
