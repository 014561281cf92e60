"""The whole search: components spun once, weights searched with a cheap judge, the gain confirmed with the detector."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from pipelines.config.run import RunConfig
from pipelines.engine.hold_out import HoldOut
from pipelines.errors import InputError
from pipelines.probe.metrics import Floats
from pipelines.probe.real import RealFile
from pipelines.tuning.components import Component, list_components
from pipelines.tuning.confirm import Confirmation, confirm
from pipelines.tuning.judge import make_judge
from pipelines.tuning.news import LEAST, News, read_news
from pipelines.tuning.objective import OBJECTIVE, Gain, list_comparisons, measure_gains
from pipelines.tuning.samples import TuningSamples, join_samples, read_files
from pipelines.tuning.search import STEPS, FoundWeights, IsLate, Weights, search_weights
from pipelines.tuning.spun import SpunArticles, name_shares, spin_component

# Share of the time after which the search ends, and after which no new seed of the detector is begun.
SEARCH_TIME, CONFIRM_TIME = 0.5, 0.85
# Share of the work that is done when a phase ends, measured on 300,000 words.
SPUN, JUDGED, SEARCHED = 0.08, 0.12, 0.5

Say = Callable[[str], None]
Tell = Callable[[float], None]


@dataclass(frozen=True)
class TuneSettings:
    """The size of a search.

    words     words of clean text to spin
    n_trials  weights that are tried
    minutes   after which the search ends early
    n_seeds   detectors that are trained for each choice, to confirm it
    seed      of all random choices but those of the spinners, which have the seed of the configuration
    least     least articles to spin, and to hold out
    """

    words: int = 300_000
    n_trials: int = 400
    minutes: float = 10.0
    n_seeds: int = 3
    seed: int = 0
    least: int = LEAST


@dataclass(frozen=True)
class Tuned:
    """The result of a search.

    judged  gains of the judge over the folds
    """

    components: list[Component]
    samples: TuningSamples
    found: FoundWeights
    judged: dict[str, Gain]
    confirmation: Confirmation

    @property
    def is_gain_shown(self) -> bool:
        """True if the detector's interval of the objective is above 0, and the final choice is not the default."""
        return self.confirmation.gains[OBJECTIVE].is_shown and self.found.final != self.found.default

    @property
    def was_late(self) -> bool:
        """True if the time ran out before all trials or seeds were done."""
        return self.found.was_late or self.confirmation.was_late

    def name_weights(self, weights: Weights) -> dict[str, float]:
        """Component -> its weight, for weights above 0."""
        return name_weights([component.name for component in self.components], self.found.shares_of(weights))


@dataclass
class Watch:
    """The progress of a search, and the time that it has left."""

    settings: TuneSettings
    say: Say
    tell: Tell
    began: float
    best: float = 0.0

    def late_after(self, share: float) -> IsLate:
        """Return a function that is true after this share of the time."""
        return lambda: time.monotonic() - self.began > 60 * self.settings.minutes * share

    def show_trial(self, number: int, weights: dict[str, float], best: float) -> None:
        """Report every tenth trial, and those that change the best objective."""
        if best != self.best or number % 10 == 0:
            tried = describe_weights(weights)
            self.say(f"trial {number:,} of {self.settings.n_trials:,}: {tried}; best objective so far {best:.3f}")
        self.best = best
        self.tell(JUDGED + (SEARCHED - JUDGED) * min(1, number / self.settings.n_trials))

    def show_training(self, number: int, total: int) -> None:
        self.say(f"confirming: detector {number + 1} of {total}")
        self.tell(SEARCHED + (1 - SEARCHED) * number / total)


def tune(
    files: Sequence[RealFile],
    config: RunConfig,
    profiles: Sequence[str],
    settings: TuneSettings,
    *,
    say: Say = lambda _: None,
    tell: Tell = lambda _: None,
) -> Tuned:
    """Search the weights of `profiles`, and of those of `config`, whose detector does best on the samples in `files`.

    say   called with each step as it begins
    tell  called with the share of the work done, 0 to 1
    The same files, configuration and settings give the same result, unless the time runs out. Raises InputError for
    faulty or too few samples or articles, ConfigError for an unknown profile.
    """
    watch = Watch(settings, say, tell, time.monotonic())
    real, default = read_files(files), config.spin_articles.profiles
    # As a build spins the split train.
    hold_out = HoldOut(config.held_out, is_unseen=False) if config.held_out else None
    components = list_components([*profiles, *default], hold_out, fixed_rate=config.spin_articles.rate is not None)
    say("reading news")
    news = read_news(config, settings.words, least=settings.least)
    samples = join_samples(real, news.held_out, settings.seed)
    if not list_comparisons(samples):
        raise InputError("expected clean texts beside the spun ones in the files of --real, got too few: add some")
    spun = _spin(components, news, config, watch)
    found = _search(components, default, spun, samples, watch)
    default_scores, chosen_scores = found.scores[found.default], [found.scores[each] for each in found.by_fold]
    judged = measure_gains(samples, [default_scores], [chosen_scores], settings.seed)
    confirmation = confirm(
        found,
        spun,
        samples,
        seeds=settings.n_seeds,
        seed=settings.seed,
        is_late=watch.late_after(CONFIRM_TIME),
        trained=watch.show_training,
    )
    return Tuned(components, samples, found, judged, confirmation)


def name_weights(names: Sequence[str], shares: Floats) -> dict[str, float]:
    """Name -> its weight, for weights above 0.

    names   k
    shares  float64 [k]

    >>> name_weights(["a", "b", "c"], np.array([0.25, 0, 0.75]))
    {'a': 0.25, 'c': 0.75}
    """
    return {name: share for name, share in zip(names, shares.tolist(), strict=True) if share}


def describe_weights(weights: dict[str, float]) -> str:
    """List weights, the largest first.

    >>> describe_weights({"light": 0.25, "autoblog": 0.75})
    'autoblog .75, light .25'
    """
    ordered = sorted(weights.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{name} {f'{weight:.2f}'.removeprefix('0')}" for name, weight in ordered)


def _spin(components: Sequence[Component], news: News, config: RunConfig, watch: Watch) -> SpunArticles:
    tables = []
    for number, component in enumerate(components):
        watch.say(f"spinning {len(news.to_spin):,} articles: {component.name}")
        tables.append(spin_component(component.spinner, news.to_spin, config))
        watch.tell(SPUN * (number + 1) / len(components))
    return SpunArticles(news.to_spin["article_id"], tables)


def _search(
    components: Sequence[Component],
    default: dict[str, float],
    spun: SpunArticles,
    samples: TuningSamples,
    watch: Watch,
) -> FoundWeights:
    watch.say("preparing the judge")
    judge = make_judge(spun, samples.texts, watch.settings.seed)
    watch.tell(JUDGED)
    names = [component.name for component in components]
    return search_weights(
        samples,
        judge.score,
        name_shares([component.configured or "" for component in components], default),
        n_trials=watch.settings.n_trials,
        seed=watch.settings.seed,
        is_late=watch.late_after(SEARCH_TIME),
        tried=lambda number, weights, best: watch.show_trial(
            number, name_weights(names, np.array(weights) / STEPS), best
        ),
    )
