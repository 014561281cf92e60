"""The tab Lineage of a release: the DAG run that made it, its configuration and input, and those that follow it.

Runs and DAGs are read from Airflow's database, as far as the reader's account may see them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from airflow.api_fastapi.app import get_auth_manager
from airflow.api_fastapi.common.db.common import SessionDep
from airflow.api_fastapi.core_api.security import GetUserDep
from airflow.models.asset import (
    AssetAliasModel,
    AssetEvent,
    AssetModel,
    DagScheduleAssetAliasReference,
    DagScheduleAssetReference,
)
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from sqlalchemy import select
from sqlalchemy.orm import Session

from pipelines.redact import redact
from pipelines.release.find import find_versions
from pipelines.storage.places import Place
from pipelines.web.airflow_links import in_airflow
from pipelines.web.pages import address, render
from pipelines.web.release_frame import Folder, open_release
from pipelines.web.setting_words import word_setting
from pipelines.workflow.assets import NEW_RELEASES, RELEASES, dataset_asset

router = APIRouter()
# Greatest number of events read for a release: one for each of its assets and each run that announced it.
EVENTS = 20


@dataclass(frozen=True)
class RunLink:
    """A DAG run, with the addresses of its page in Airflow and of its tab Corpus."""

    dag_id: str
    run_id: str
    state: str
    href: str
    tab: str


@dataclass(frozen=True)
class Consumer:
    """A DAG that is scheduled on an asset of the release, with its runs that the release started."""

    dag_id: str
    href: str
    asset: str
    runs: Sequence[RunLink]


@dataclass(frozen=True)
class Followed:
    """The runs before and after a release: those that announced it, and the DAGs that are scheduled on it."""

    makers: list[RunLink]
    consumers: list[Consumer]
    assets: list[tuple[str, str]]


@router.get("/corpora/{root}/{dataset}/{version}/lineage")
def lineage(  # noqa: PLR0917 - the parts of the address
    request: Request, root: str, dataset: str, folder: Folder, session: SessionDep, user: GetUserDep
) -> HTMLResponse:
    """The way from the DAG run over configuration and input to the release, and on to the DAGs that follow it."""
    opened = open_release(request, root, dataset, folder)
    readable = get_auth_manager().get_authorized_dag_ids(user=user)
    before, after = _neighbours(folder)
    config = redact(dict(opened.manifest.get("config", {})))
    return render(
        request,
        "lineage.html",
        **opened.shared,
        followed=_follow(request, session, dataset, folder, readable),
        manifest=opened.manifest,
        config=config,
        settings=_list_settings(config),
        before=before,
        after=after,
    )


def _follow(request: Request, session: Session, dataset: str, folder: Place, readable: set[str]) -> Followed:
    names = {RELEASES.name, dataset_asset(dataset).name}
    assets = {asset.id: asset.name for asset in session.scalars(select(AssetModel).where(AssetModel.name.in_(names)))}
    events = session.scalars(
        select(AssetEvent)
        .where(AssetEvent.asset_id.in_(assets), AssetEvent.extra["version"].as_string() == folder.name)
        .order_by(AssetEvent.timestamp.desc())
        .limit(EVENTS)
    ).all()
    events = [event for event in events if event.extra.get("path") == str(folder)]
    makers = {
        (event.source_dag_id, event.source_run_id): str(event.source_dag_run.state if event.source_dag_run else "gone")
        for event in events
        if event.source_dag_id in readable and event.source_run_id
    }
    started: dict[str, dict[str, str]] = {}
    for run in (run for event in events for run in event.created_dagruns):
        started.setdefault(run.dag_id, {})[run.run_id] = str(run.state)
    return Followed(
        [_link_run(request, dag_id, run_id, state) for (dag_id, run_id), state in makers.items()],
        [
            Consumer(
                dag_id,
                in_airflow("dags", dag_id),
                asset,
                [_link_run(request, dag_id, run_id, state) for run_id, state in started.get(dag_id, {}).items()],
            )
            for dag_id, asset in sorted(_scheduled(session, assets).items())
            if dag_id in readable
        ],
        [(name, in_airflow("assets", number)) for number, name in sorted(assets.items(), key=lambda item: item[1])],
    )


def _scheduled(session: Session, assets: Mapping[int, str]) -> dict[str, str]:
    """DAG -> asset, or alias, of the release that it is scheduled on."""
    of_asset = select(DagScheduleAssetReference.dag_id, DagScheduleAssetReference.asset_id)
    of_alias = (
        select(DagScheduleAssetAliasReference.dag_id)
        .join(AssetAliasModel, AssetAliasModel.id == DagScheduleAssetAliasReference.alias_id)
        .where(AssetAliasModel.name == NEW_RELEASES.name)
    )
    found = dict.fromkeys(session.scalars(of_alias), NEW_RELEASES.name)
    rows = session.execute(of_asset.where(DagScheduleAssetReference.asset_id.in_(assets)))
    return found | {dag_id: assets[asset_id] for dag_id, asset_id in rows}


def _link_run(request: Request, dag_id: str, run_id: str, state: str) -> RunLink:
    state = state.removeprefix("DagRunState.").lower()
    return RunLink(
        dag_id, run_id, state, in_airflow("dags", dag_id, "runs", run_id), address(request, "run", dag_id, run_id)
    )


def _neighbours(folder: Place) -> tuple[str | None, str | None]:
    """The releases of the dataset before and after this one."""
    versions = find_versions(folder.parent)
    at = versions.index(folder.name) if folder.name in versions else 0
    return (versions[at - 1] if at else None), (versions[at + 1] if at + 1 < len(versions) else None)


def _list_settings(config: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Section -> settings with their values; those outside a section are in `run`."""
    sections: dict[str, dict[str, str]] = {}
    for name, value in config.items():
        section = sections.setdefault(name if isinstance(value, Mapping) else "run", {})
        if isinstance(value, Mapping):
            section |= {key: word_setting(inner) for key, inner in value.items() if inner not in (None, {}, [])}
        else:
            section[name] = word_setting(value)
    return {name: values for name, values in sections.items() if values}
