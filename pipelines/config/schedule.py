"""The schedule of a corpus that Airflow keeps up to date, by a DAG `build_<config>` for each configuration with one."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any, Self

from pydantic import Field, model_validator

from pipelines.config.section import Section
from pipelines.errors import ConfigError

# Stands for the date of a scheduled run in any string of a configuration.
DATE = "{date}"
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class Schedule(Section):
    """Times or events that start a run of the DAG `build_<config>`; `spindle build` ignores them."""

    cron: str | None = Field(
        None,
        description="Cron expression or preset (@daily), in UTC. A run starts at the end of each interval, and {date} "
        "in the configuration is the day on which the interval begins; empty: not by time.",
    )
    start: date | None = Field(
        None,
        description="First day of the schedule `cron`: runs of all intervals since then follow, in order; empty: only "
        "coming ones, and earlier ones are left to a backfill.",
    )
    assets: tuple[str, ...] = Field(
        (),
        description="Names or URIs of Airflow assets; an event of any of them starts a run: [spindle_releases/news].",
    )
    landing: bool = Field(
        False,
        description="Start a run when files in `input`, a folder or a prefix of an object store, are new or changed "
        "and complete, see `ingest_articles.settle_seconds`.",
    )
    # A listing of 10,000 local files takes about 0.1 s.
    poll_seconds: float = Field(30, gt=0, description="Seconds between two looks at a landing folder.")

    @property
    def is_set(self) -> bool:
        """True for a corpus with a DAG of its own."""
        return bool(self.cron or self.assets or self.landing)

    @model_validator(mode="after")
    def _one_of(self) -> Self:
        chosen = [name for name in ("cron", "assets", "landing") if getattr(self, name)]
        if len(chosen) > 1:
            raise ValueError(f"expected one of cron, assets and landing, got {' and '.join(chosen)}: remove one")
        if self.start and not self.cron:
            raise ValueError("expected cron beside start: give both, or neither")
        return self


def fill_date(tree: Any, day: str | None) -> Any:
    """Return a configuration with `day` in place of {date} in each string; unchanged without a day.

    Raises ConfigError for a day that is not written as a date.

    >>> fill_date({"input": "news/{date}.jsonl", "seed": 1}, "2026-03-01")
    {'input': 'news/2026-03-01.jsonl', 'seed': 1}
    """
    if day is None:
        return tree
    if not DAY.fullmatch(day):
        raise ConfigError(f"expected a date such as 2026-03-01, got {day[:60]!r}: correct the date of the run")
    if isinstance(tree, dict):
        return {key: fill_date(value, day) for key, value in tree.items()}
    if isinstance(tree, list):
        return [fill_date(value, day) for value in tree]
    return tree.replace(DATE, day) if isinstance(tree, str) else tree


def check_filled(tree: Any) -> None:
    """Raise ConfigError if {date} is left in a string of a configuration: only runs of a schedule have a date."""
    for path, text in _list_strings(tree, ""):
        if DATE in text:
            shown = text.replace(DATE, "2026-03-01")
            raise ConfigError(
                f"expected a value without {DATE} for {path!r}, got {text[:60]!r}: {DATE} is the day of a run of the "
                f"DAG build_<config> of a config with a schedule; elsewhere give the value, such as {path}={shown[:60]}"
            )


def _list_strings(tree: Any, path: str) -> Iterator[tuple[str, str]]:
    """Yield each string of a configuration after the path of its setting."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield from _list_strings(value, f"{path}.{key}" if path else str(key))
    elif isinstance(tree, list):
        for value in tree:
            yield from _list_strings(value, path)
    elif isinstance(tree, str):
        yield path, tree
