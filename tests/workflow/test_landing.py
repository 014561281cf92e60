"""The trigger that watches a landing folder."""

import asyncio
import os
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from articles import write_news

from pipelines.config.run import load_config
from pipelines.errors import ConfigError, InputAwayError
from pipelines.workflow import landing as landing_module
from pipelines.workflow.landing import LandingTrigger, landing_asset, look_at_landing

CONFIG = """
dataset: incoming
input: {folder}
output: {folder}/../out
seed: 1
ingest_articles: {{settle_seconds: 60}}
schedule: {{landing: true, poll_seconds: 0.02}}
"""


@pytest.fixture
def landing(tmp_path):
    """A landing folder that is there, and empty; and the path of its configuration."""
    folder, config = tmp_path / "in", tmp_path / "incoming.yaml"
    folder.mkdir()
    config.write_text(CONFIG.format(folder=folder))
    return folder, str(config)


def put(path, n_articles, seconds=100):
    write_news(path, n_articles)
    os.utime(path, (time.time() - seconds,) * 2)


@pytest.fixture
def watch(monkeypatch):
    """Function: number of files of each event, with each of some steps taken after two looks of the trigger."""
    looks = []

    def look(config):
        looks.append(config)
        return look_at_landing(config)

    async def wait():
        n_looks = len(looks) + 2
        while len(looks) < n_looks:  # noqa: ASYNC110 - looks are made in threads
            await asyncio.sleep(0.01)

    async def run(config, steps):
        seen = []

        async def collect():
            async for event in LandingTrigger(config).run():
                seen.append(event.payload["files"])  # noqa: PERF401 - the caller reads it while the loop goes on

        watching = asyncio.create_task(collect())
        await wait()
        for step in steps:
            step()
            await wait()
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching
        return seen

    monkeypatch.setattr(landing_module, "look_at_landing", look)
    return lambda config, steps: asyncio.run(run(config, steps))


def test_each_complete_arrival_is_one_event(landing, watch):
    folder, config = landing
    steps = [
        lambda: put(folder / "a.jsonl", 3),
        lambda: put(folder / "b.jsonl", 3, seconds=0),  # is still arriving
        lambda: (folder / "c.jsonl.part").write_text("{"),
        lambda: os.utime(folder / "b.jsonl", (time.time() - 100,) * 2),  # has arrived
        lambda: put(folder / "a.jsonl", 5, seconds=90),
        (folder / "b.jsonl").unlink,
    ]
    assert watch(config, steps) == [1, 2, 2, 1]


def test_a_restarted_trigger_announces_what_is_there(landing, watch):
    folder, config = landing
    put(folder / "a.jsonl", 3)
    assert watch(config, []) == [1]
    assert watch(config, []) == [1]


def test_a_folder_that_is_away_does_not_end_the_watch(landing, watch):
    folder, config = landing
    steps = [folder.rmdir, folder.mkdir, lambda: put(folder / "a.jsonl", 3)]
    assert watch(config, steps) == [1]


def test_a_store_that_is_away_is_no_empty_folder(landing, monkeypatch):
    def list_arrived(*_):
        raise InputAwayError("expected to read 's3://bucket/in', but Could not connect to server")

    monkeypatch.setattr("pipelines.sources.arrived.list_arrived", list_arrived)
    with pytest.raises(InputAwayError):
        look_at_landing(load_config(landing[1]))


def test_the_folder_of_the_deployment_and_the_day_are_filled_in(landing, watch, monkeypatch, tmp_path):
    folder, config = landing
    put(folder / f"{datetime.now(UTC).date()}.jsonl", 3)
    tree = yaml.safe_load(Path(config).read_text())
    del tree["output"]
    tree["ingest_articles"]["files_until"] = "{date}"
    Path(config).write_text(yaml.safe_dump(tree))
    monkeypatch.setenv("SPINDLE_OUTPUT", str(tmp_path / "out"))
    assert watch(config, []) == [1]


def test_a_folder_outside_the_roots_is_not_looked_at(landing, watch, monkeypatch, tmp_path):
    folder, config = landing
    put(folder / "a.jsonl", 3)
    assert look_at_landing(load_config(config))[1] == 1
    monkeypatch.setenv("AIRFLOW__SPINDLE__INPUT_ROOTS", str(tmp_path / "elsewhere"))
    with pytest.raises(ConfigError, match="input"):
        look_at_landing(load_config(config))
    assert watch(config, []) == []


def test_the_trigger_stores_the_name_of_its_configuration_alone():
    (watcher,) = landing_asset("incoming").watchers
    assert watcher.trigger.serialize() == ("pipelines.workflow.landing.LandingTrigger", {"config": "incoming"})
