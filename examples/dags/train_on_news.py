"""Trains on each new release of `news` whose verdict is "passed": a release with warnings skips the training."""

from airflow.sdk import dag, task

from pipelines.workflow.assets import dataset_asset
from pipelines.workflow.gate import require_passed


@dag(schedule=dataset_asset("news"), tags=["example"])
def train_on_news() -> None:
    @task.bash
    def train(release: str) -> str:
        return f"spindle train {release} --output model.npz"

    train(require_passed("news"))


train_on_news()
