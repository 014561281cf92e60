"""Larger corpora on more workers, simulated from the figures of measured builds."""

from collections.abc import Mapping, Sequence
from typing import Any

from pipelines.config.stages import GroupDuplicates
from pipelines.duplicates import choose_bands
from pipelines.grouping.plan import plan_jobs
from scaling.costs import Cost, Line, Requests, fit_stages, share_out, spread_of
from scaling.dag import Stage, Task, plan_tasks
from scaling.simulate import Cluster, Outcome, simulate

# They train on a sample and show it: they cost the same at any size that has one.
SAMPLED = ("train_models", "probe_corpus")
# Parts that are made within a task of another stage.
WITHIN = {"ingest_articles": "sketch_articles"}
# Tasks that only wait or check: a second each, beside their start.
LIGHT_SECONDS = 1.0


class Foresight:
    """Figures of measured builds, smallest first, and the DAG that they are simulated in."""

    def __init__(self, runs: Sequence[Mapping[str, Any]], stages: list[Stage], requests: Mapping[str, Any]) -> None:
        self._runs = runs
        self._stages = stages
        self._lines = fit_stages(runs)
        for stage in self._lines.keys() & set(SAMPLED):
            seconds = sum(task["seconds"] for task in runs[-1]["stages"][stage]["tasks"])
            self._lines[stage] = Line(seconds or runs[-1]["stages"][stage]["seconds"], 0.0)
        self._spread = {stage: spread_of(runs, stage) for stage in self._lines}
        self._requests = {kind: Requests.through(*map(tuple, points)) for kind, points in requests.items()}
        last = runs[-1]
        self.words_per_article = last["words"] / last["articles"]
        self._bytes_per_word = (last["work_bytes"] + last["release_bytes"]) / last["words"]

    def tasks(self, n_articles: float, n_parts: int) -> list[Task]:
        """Return the tasks of a run over so many articles in so many parts."""
        words = n_articles * self.words_per_article
        mapped = {stage.name: n_parts for stage in self._stages if stage.mapped}
        mapped["link_duplicates"] = _jobs(n_articles)
        seconds = {
            stage.name: [LIGHT_SECONDS] * mapped.get(stage.name, 1)
            if stage.name not in self._lines
            else share_out(
                self._seconds(stage.name, words), self._spread[stage.name], mapped.get(stage.name, 1), seed=stage.name
            )
            for stage in self._stages
        }
        return plan_tasks(self._stages, mapped, lambda stage, index: seconds[stage][index])

    def _seconds(self, stage: str, words: float) -> float:
        return sum(self._lines[name].at(words) for name in (stage, WITHIN.get(stage)) if name in self._lines)

    def run(self, n_articles: float, n_parts: int, cluster: Cluster) -> Outcome:
        return simulate(self.tasks(n_articles, n_parts), cluster)

    def cost(self, n_articles: float, n_parts: int, outcome: Outcome) -> Cost:
        """Return the cost of a simulated run: every slot-second that a task held is paid."""
        return Cost(
            core_hours=outcome.busy_seconds / 3600,
            writes=self._requests["writes"].at(n_parts),
            reads=self._requests["reads"].at(n_parts),
            gigabytes=n_articles * self.words_per_article * self._bytes_per_word / 1e9,
        )


def _jobs(n_articles: float) -> int:
    """The number of linking jobs of a corpus."""
    settings = GroupDuplicates()
    n_bands = len(choose_bands(settings.permutations, settings.similarity, settings.containment))
    return len(plan_jobs(int(n_articles), n_bands, settings.job_keys))
