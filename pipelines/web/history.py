"""The history of each check of a dataset: its values over the releases, and its anomalies."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from pipelines.quality.history.series import ABSENT, Series, read_series
from pipelines.quality.suites.results import FAILS, NONE, NOT_RUN
from pipelines.web.catalog import Version
from pipelines.web.history_drawing import describe_anomaly, draw_history, show_value

# Releases that a history shows: the newest ones.
SHOWN = 200
# Releases of which an anomaly puts a check among those to look at.
RECENT = 3


@dataclass(frozen=True)
class Row:
    """A check as the page of a dataset shows it.

    state      effect in the newest release, or ABSENT
    value      the newest value, for people
    anomalies  a sentence for each mark, newest first
    is_recent  True if a mark is on one of the RECENT newest releases
    """

    series: Series
    state: str
    value: str
    drawing: Markup
    anomalies: tuple[str, ...]
    is_recent: bool

    @property
    def is_calm(self) -> bool:
        return self.state not in FAILS and not self.is_recent


def read_history(versions: Sequence[Version]) -> list[Series]:
    """Return the series of every check over releases, given newest first, whose results can be read."""
    sound = [version for version in reversed(versions[:SHOWN]) if version.release and not version.damage]
    return read_series({version.version: version.checks for version in sound})


def list_rows(history: Sequence[Series]) -> list[Row]:
    """Return the checks: those that fail or have a recent anomaly first, most serious ones first, idle ones last."""
    order = [*FAILS, NONE, NOT_RUN, ABSENT]
    return sorted(map(_make_row, history), key=lambda row: (row.is_calm, order.index(row.state)))


def _make_row(series: Series) -> Row:
    n, state = len(series.values), series.states[-1]
    return Row(
        series=series,
        state=state,
        value="not run" if state == NOT_RUN else show_value(series, series.values[-1]),
        drawing=draw_history(series) if n > 1 else Markup(""),
        anomalies=tuple(describe_anomaly(series, mark) for mark in reversed(series.anomalies)),
        is_recent=any(mark.at >= n - RECENT for mark in series.anomalies),
    )
