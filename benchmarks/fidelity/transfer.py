"""Train detectors on generated pairs only, for all corpora and seeds, and let them score real and edited texts."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context

import numpy as np

from fidelity.baselines import find_baselines
from fidelity.contrasts import edit_texts
from fidelity.corpora import MIXED, default_corpus, saw_samples, single_corpora, without_family
from fidelity.exam import Exam
from fidelity.families import TRACES
from fidelity.news import News
from fidelity.outcomes import CLEAN, LIKE, ORIGINAL, SPUN, TEXTS, Outcomes, find_outcomes
from fidelity.samples import SEED, Row, SpunText
from fidelity.sentences import cut_like, cut_sentences, draw_like
from fidelity.study import Study, start_saying
from fidelity.training import Corpus, Scores, examine

N_SEEDS = 3
# Held-out articles that are edited, and the words of an article if there are no spun texts to be like.
N_EDITED, ARTICLE_WORDS = 500, 200
NOT_MEASURED = "not measured"
CROSSED = "learned, cross-validated"
LEFT_OUT = {False: "each family left out", True: "each family left out, no hand list"}


@dataclass(frozen=True)
class Samples:
    """The real samples: pairs, and texts without originals."""

    rows: Sequence[Row]
    texts: Sequence[SpunText] = ()

    @property
    def families(self) -> list[str]:
        """All families, the largest first."""
        names = [each.family for each in (*self.rows, *self.texts)]
        return sorted(set(names), key=lambda name: (-names.count(name), name))

    def pairs_of(self, family: str | None) -> np.ndarray:
        """Bool [n]: the pairs of a family; None: all."""
        return np.array([family in (None, row.family) for row in self.rows], bool)

    def texts_of(self, family: str | None) -> np.ndarray:
        """Bool [t]: the texts of a family; None: all."""
        return np.array([family in (None, text.family) for text in self.texts], bool)


@dataclass(frozen=True)
class Edited:
    """Clean texts that were edited, by kind: those that changed, whole and as sentences, before and after."""

    articles: Mapping[str, tuple[list[str], list[str]]]
    sentences: Mapping[str, tuple[list[str], list[str]]]

    def groups(self, unit: str) -> dict[str, list[str]]:
        """Return the texts by the name of their group in the exam."""
        kinds = getattr(self, unit)
        return {
            f"{unit}, {kind}, {side}": texts
            for kind, sides in kinds.items()
            for side, texts in zip(SIDES, sides, strict=True)
        }


SIDES = ("clean", "edited")


@dataclass
class Findings:
    """The scores of all corpora.

    scores  corpus -> the scores of each seed, or why there are none
    saw     corpora with profiles or tables made from samples
    folds   int [n]: the fold of each pair, if profiles were learned from the other folds
    """

    samples: Samples
    edited: Edited
    scores: dict[str, list[Scores] | str] = field(default_factory=dict)
    saw: set[str] = field(default_factory=set)
    folds: Sequence[int] = ()

    def outcomes(self, name: str) -> Outcomes | None:
        """Return the outcomes of a corpus; None if it was not measured."""
        scores = self.scores.get(name)
        return find_outcomes(scores) if isinstance(scores, list) else None

    def left_out(self, name: str, *, strict: bool) -> Outcomes | None:
        """Return the outcomes of a corpus, with each family scored by a detector that was trained without it."""
        found = self.outcomes(name)
        for family in self.samples.families:
            other = self.outcomes(left_out_name(name, family, strict=strict))
            if found and other:
                found = found.merge(other, self.samples.pairs_of(family), self.samples.texts_of(family))
        return found

    def crossed(self) -> Outcomes | None:
        """Return the outcomes of profiles learned from the other folds; texts have none."""
        found = None
        for fold in sorted(set(self.folds)):
            other = self.outcomes(f"{CROSSED} {fold}")
            if other is None:
                return None
            rows = np.array(self.folds) == fold
            found = other if found is None else found.merge(other, rows, np.zeros(len(self.samples.texts), bool))
        return found


def left_out_name(corpus: str, family: str, *, strict: bool) -> str:
    return f"{corpus} without {family}{', no hand list' * strict}"


def list_corpora(study: Study, samples: Samples, profiles: Sequence[str], *, defaults: bool) -> Iterator[Corpus]:
    """Yield the corpora to measure.

    defaults  also the default corpus, the mix of four, both without each family, and the baselines
    """
    if defaults:
        for corpus in (default_corpus(), MIXED):
            yield corpus
            for family in samples.families:
                for strict in LEFT_OUT if family in TRACES else ():
                    changed = without_family(corpus, family, study.folder, strict=strict)
                    if changed and changed.profiles != corpus.profiles:
                        yield changed
    yield from single_corpora(list(profiles))
    if study.learnable:
        for fold in sorted(set(study.folds)):
            learned = [study.learned(family, but_fold=fold) for family in study.learnable]
            yield Corpus(f"{CROSSED} {fold}", dict.fromkeys(learned, 1))
    for name, profile in find_baselines(study.folder).items():
        if not profile.startswith(NOT_MEASURED):
            yield Corpus(name, {profile: 1})


def edit_news(articles: Sequence[str], study: Study) -> Edited:
    """Edit articles in each way; keep the articles and sentences that changed."""
    whole = {kind: _changed(articles, edited) for kind, edited in edit_texts(articles, study.folder).items()}
    clean = [sentence for article in articles for sentence in cut_sentences(article)]
    parts = {kind: _changed(clean, edited) for kind, edited in edit_texts(clean, study.folder).items()}
    return Edited(whole, parts)


def _changed(clean: Sequence[str], edited: Sequence[str]) -> tuple[list[str], list[str]]:
    pairs = [pair for pair in zip(clean, edited, strict=True) if pair[0] != pair[1]]
    return [before for before, _ in pairs], [after for _, after in pairs]


@dataclass(frozen=True)
class Size:
    """The number of sentences of each corpus, of seeds, and of processes; a process has all corpora of a seed."""

    sentences: int
    seeds: int = N_SEEDS
    processes: int = 1


def measure_transfer(
    study: Study, samples: Samples, profiles: Sequence[str], news: News, size: Size, *, defaults: bool = True
) -> Findings:
    """Train a detector on each corpus with each seed, and score the samples, clean articles and edited ones."""
    models = [text.text for text in samples.texts] or ["word " * ARTICLE_WORDS]
    clean = cut_like(news.held_out, models)
    edited = edit_news(clean[:N_EDITED], study) if defaults else Edited({}, {})
    exam = Exam(
        {
            ORIGINAL: [row.original for row in samples.rows],
            SPUN: [row.spun for row in samples.rows],
            **edited.groups("sentences"),
        },
        {
            TEXTS: [text.text for text in samples.texts],
            CLEAN: clean,
            LIKE: draw_like(news.held_out, models, SEED),
            **edited.groups("articles"),
        },
    )
    corpora = list(list_corpora(study, samples, profiles, defaults=defaults))
    names: dict[tuple[tuple[str, float], ...], list[str]] = {}
    for corpus in corpora:
        names.setdefault(tuple(corpus.shares.items()), []).append(corpus.name)
    distinct = [Corpus(same[0], dict(shares)) for shares, same in names.items()]
    runs = [
        Run(distinct, news.draw(size.sentences, SEED + number), exam, SEED + number) for number in range(size.seeds)
    ]
    by_seed = run_all(runs, size.processes)
    found = Findings(samples, edited, folds=study.folds if study.learnable else ())
    found.saw = {corpus.name for corpus in corpora if not corpus.name.startswith(CROSSED) and saw_samples(corpus)}
    for same in names.values():
        scores = [each[same[0]] for each in by_seed]
        reason = next((each for each in scores if isinstance(each, str)), None)
        for name in same:
            found.scores[name] = reason or [each for each in scores if not isinstance(each, str)]
    missing = {name: why for name, why in find_baselines(study.folder).items() if why.startswith(NOT_MEASURED)}
    found.scores |= missing
    return found


@dataclass(frozen=True)
class Run:
    """All corpora of a seed; plain values that can be sent to another process."""

    corpora: Sequence[Corpus]
    sentences: Sequence[str]
    exam: Exam
    seed: int

    def scores(self) -> dict[str, Scores | str]:
        """Return the scores of each corpus, or why there are none."""
        return dict(examine(self.corpora, self.sentences, self.exam, self.seed, start_saying()))


def run_all(runs: Sequence[Run], n_processes: int) -> list[dict[str, Scores | str]]:
    """Return the scores of all runs, in order."""
    if n_processes == 1 or len(runs) == 1:
        return [run.scores() for run in runs]
    with ProcessPoolExecutor(n_processes, mp_context=get_context("spawn")) as pool:
        return list(pool.map(Run.scores, runs))
