"""A landing folder: an event for Airflow when new or changed files in the input of a configuration are complete."""

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

from airflow.sdk import Asset, AssetWatcher
from airflow.triggers.base import BaseEventTrigger, TriggerEvent

from pipelines.config.form import DATE, config_from_form
from pipelines.config.run import RunConfig
from pipelines.errors import InputAwayError, InputError
from pipelines.redact import redact_text
from pipelines.workflow.confine import confine, find_confines

log = logging.getLogger(__name__)


class LandingTrigger(BaseEventTrigger):
    """Watches the input of a configuration, in Airflow's triggerer.

    The first event comes with the first complete files that are found: a restarted triggerer repeats it, so nothing
    that has arrived meanwhile is lost; a run with nothing new reuses all parts and publishes nothing.

    config  name of the configuration, read again at each look: neither address nor credentials are stored
    """

    def __init__(self, config: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.config = config

    def serialize(self) -> tuple[str, dict[str, Any]]:
        """Return the path of the class and its arguments."""
        return f"{type(self).__module__}.{type(self).__qualname__}", {"config": self.config}

    async def run(self) -> AsyncIterator[TriggerEvent]:
        """Yield an event each time that the complete files are others than at the last event."""
        announced, seconds = "", 30.0
        while True:
            try:
                config = await asyncio.to_thread(self._read_config)
                seconds = config.schedule.poll_seconds
                state, n_files = await asyncio.to_thread(look_at_landing, config)
            except Exception as error:  # noqa: BLE001 - a store that is away now may be back at the next look
                log.warning("cannot look at the landing folder of %s: %s", self.config, redact_text(str(error)))
            else:
                if n_files and state != announced:
                    announced = state
                    yield TriggerEvent(  # type: ignore[no-untyped-call]
                        {"config": self.config, "files": n_files, "state": state}
                    )
            await asyncio.sleep(seconds)

    def _read_config(self) -> RunConfig:
        """Return the configuration as a run that begins now reads it."""
        return config_from_form({"config": self.config, DATE: datetime.now(UTC).date().isoformat()})


def look_at_landing(config: RunConfig) -> tuple[str, int]:
    """Return a hash of the states of all complete files of the input, and their number; nothing is opened.

    Raises ConfigError for an input outside the roots of the deployment, InputAwayError for one that is away for now.
    """
    from pipelines.sources.arrived import list_arrived  # noqa: PLC0415 - a DAG file is read every few seconds
    from pipelines.storage.json_files import hash_json  # noqa: PLC0415 - see above

    asked = confine(config)
    try:
        files = list_arrived(asked.input, asked.ingest_articles, find_confines().inputs)
    except InputAwayError:
        raise
    except InputError as nothing:
        log.debug("%s", nothing)
        return "", 0
    states = [[file.path, {name: str(value) for name, value in file.state.items()}] for file in files]
    return hash_json(states), len(files)


def landing_asset(config: str) -> Asset:
    """Return the asset of the landing folder of a configuration, watched by the triggerer."""
    return Asset(
        name=f"spindle_landing/{config}",
        uri=f"x-spindle://landing/{config}",
        watchers=[AssetWatcher(name=f"landing folder of {config}", trigger=LandingTrigger(config))],
    )
