"""The assets of releases, for DAGs that are to run after a release.

`spindle_releases` has an event for each new release, `spindle_releases/<dataset>` for each one of a dataset:

    schedule=[Asset("spindle_releases/news", uri="x-spindle://releases/news")]

The datasets are known only from the forms, so the events are added through an alias. A run that publishes nothing new
adds none.
"""

from collections.abc import Mapping
from typing import Any

from airflow.sdk import Asset, AssetAlias

from pipelines.workflow import notices

RELEASES = Asset(name="spindle_releases", uri="x-spindle://releases")
NEW_RELEASES = AssetAlias("spindle_new_releases")


def dataset_asset(dataset: str) -> Asset:
    """Return the asset of the releases of one dataset."""
    return Asset(name=f"{RELEASES.name}/{dataset}", uri=f"{RELEASES.uri}/{dataset}")


def announce(release: Mapping[str, Any], outlet_events: Any, context: Mapping[str, Any]) -> None:
    """Add the events of a release, the value of publish_release, unless its content was published before."""
    if not release["published"]:
        return
    extra = notices.event_of(release, context)
    for asset in (RELEASES, dataset_asset(release["dataset"])):
        outlet_events[NEW_RELEASES].add(asset, extra=extra)
