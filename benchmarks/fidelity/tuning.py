"""Tune the weights of a corpus: chosen with several seeds, and again without each family to see if they carry over."""

import math
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from fidelity.components import Component, list_components
from fidelity.exam import Exam
from fidelity.judge import Judge, Weights, group_families, value_of
from fidelity.news import News
from fidelity.outcomes import CLEAN, ORIGINAL, SPUN, TEXTS
from fidelity.samples import SEED
from fidelity.selection import average, select
from fidelity.sentences import cut_like
from fidelity.training import Corpus, Press
from fidelity.transfer import ARTICLE_WORDS, Samples
from pipelines.errors import ConfigError
from pipelines.tuning.search import round_shares


@dataclass(frozen=True)
class Budget:
    """The size of a search: sentences of each seed, seeds, processes, and time.

    minutes  divided among the seeds that follow each other; when its part is over, a seed begins no choice without a
             family
    """

    sentences: int = 10_000
    seeds: int = 3
    processes: int = 1
    minutes: float = 55.0


@dataclass(frozen=True)
class SeedResult:
    """The choices of one seed.

    chosen     the weights chosen on all families
    without    family -> the weights chosen without it
    values     weights -> the value of each family, for all weights tried
    """

    chosen: Weights
    without: Mapping[str, Weights]
    values: Mapping[Weights, Mapping[str, float]]


@dataclass(frozen=True)
class Tuned:
    """The result of a search.

    names    of the components
    default  weights before the search
    final    the mean of the choices of all seeds
    """

    names: Sequence[str]
    default: Weights
    final: Weights
    results: Sequence[SeedResult]

    def shares(self, weights: Weights) -> dict[str, float]:
        """Return component -> its share, for shares above 0."""
        return {name: each / sum(weights) for name, each in zip(self.names, weights, strict=True) if each}

    def objective(self, weights: Weights) -> float:
        """Return the mean objective over seeds of weights that every seed has tried."""
        return float(np.mean([value_of(result.values[weights]) for result in self.results]))

    def carried(self) -> dict[str, tuple[float, float]]:
        """Return family -> its value by the default, and by weights that were chosen without it; means over seeds."""
        found = {}
        for family in self.results[0].values[self.default]:
            pairs = [
                (result.values[self.default][family], result.values[result.without[family]][family])
                for result in self.results
                if family in result.without
            ]
            if pairs:
                before, after = np.mean(pairs, axis=0)
                found[family] = (float(before), float(after))
        return found


@dataclass(frozen=True)
class Search:
    """One seed of a search; plain values that can be sent to another process.

    deadline  time.time() after which no choice without a family is begun
    """

    components: Sequence[Component]
    default: Weights
    samples: Samples
    sentences: Sequence[str]
    clean: Sequence[str]
    seed: int
    deadline: float

    def run(self) -> SeedResult:
        """Choose weights on all families, then without each."""
        judge = self._judge()
        judge.measure(self.default)
        chosen = select(judge, say=self._say)
        without = {}
        for family in group_families(self.samples):
            if time.time() < self.deadline:
                self._say(f"without {family}")
                without[family] = select(judge, but=family, say=self._say).weights
        return SeedResult(chosen.weights, without, judge.values)

    def _judge(self) -> Judge:
        press = Press(self.sentences, self.seed)
        for path in sorted({path for each in self.components for path in (each.path, *each.without.values()) if path}):
            press.add(path)
        self._say("all profiles have spun")
        rows = self.samples.rows
        exam = Exam(
            {ORIGINAL: [row.original for row in rows], SPUN: [row.spun for row in rows]},
            {TEXTS: [text.text for text in self.samples.texts], CLEAN: self.clean},
        )
        return Judge(self.components, press, press.keep_columns(exam.count()), self.samples)

    def _say(self, message: str) -> None:
        print(f"seed {self.seed}: {message}", file=sys.stderr, flush=True)


def tune(samples: Samples, default: Corpus, news: News, budget: Budget) -> Tuned:
    """Choose the weights of profiles and of parts of the mixtures.

    The same samples, news and budget give the same result, unless the time runs out. Raises ConfigError if a profile of
    the default corpus is none of the components.
    """
    began, rounds = time.time(), math.ceil(budget.seeds / budget.processes)
    clean = cut_like(news.held_out, [text.text for text in samples.texts] or ["word " * ARTICLE_WORDS])
    with tempfile.TemporaryDirectory() as folder:
        components = list_components(samples.families, Path(folder))
        weights = weights_of(default, components)
        searches = [
            Search(
                components,
                weights,
                samples,
                news.draw(budget.sentences, SEED + k),
                clean,
                SEED + k,
                began + 60 * budget.minutes * (k // budget.processes + 1) / rounds,
            )
            for k in range(budget.seeds)
        ]
        if budget.processes == 1:
            results = [search.run() for search in searches]
        else:
            with ProcessPoolExecutor(budget.processes, mp_context=get_context("spawn")) as pool:
                results = list(pool.map(Search.run, searches))
    names = [component.name for component in components]
    return Tuned(names, weights, average([result.chosen for result in results]), results)


def weights_of(corpus: Corpus, components: Sequence[Component]) -> Weights:
    """Return the weights of a corpus in parts of 20; raise ConfigError for a profile that is no component."""
    known = [component.name for component in components]
    missing = sorted(set(corpus.shares) - set(known))
    if missing:
        raise ConfigError(
            f"expected the default corpus to name profiles of Spindle's engine, got {missing[0][:60]!r}: "
            f"known: {', '.join(known)}"
        )
    return round_shares(np.array([corpus.shares.get(name, 0.0) for name in known]))
