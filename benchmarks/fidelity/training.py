"""Train detectors on corpora that mix profiles: each profile spins the sentences once for all corpora."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from scipy.sparse import csr_matrix, vstack

from fidelity.detector import Detector, Floats, count_ngrams, fit, keep_columns
from fidelity.exam import Exam, Group
from fidelity.generated import spin
from pipelines.errors import ConfigError

Scores = dict[str, Floats]


@dataclass(frozen=True)
class Corpus:
    """A named mix: the weight of each profile, which is a name or a path.

    >>> Corpus("a", {"light": 1, "autoblog": 3}).shares
    {'autoblog': 0.75, 'light': 0.25}
    """

    name: str
    profiles: Mapping[str, float]

    @property
    def shares(self) -> dict[str, float]:
        total = sum(self.profiles.values())
        return {name: self.profiles[name] / total for name in sorted(self.profiles) if self.profiles[name] > 0}


@dataclass
class Press:
    """The sentences of one seed, and their counts as each profile spins them.

    spun  profile -> counts [n, COLUMNS], and whether each sentence changed
    """

    sentences: Sequence[str]
    seed: int
    clean: csr_matrix = field(init=False)
    spun: dict[str, tuple[csr_matrix, np.ndarray]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.clean = count_ngrams(self.sentences)
        # Sentences are drawn by one number each, so that corpora that are alike train on nearly the same pairs.
        self.draws = np.random.default_rng(self.seed).random(len(self.sentences))

    def add(self, profile: str) -> None:
        """Spin the sentences with a profile, unless that is done."""
        if profile not in self.spun:
            texts = spin(self.sentences, profile, seed=self.seed)
            changed = np.array([a != b for a, b in zip(self.sentences, texts, strict=True)])
            self.spun[profile] = count_ngrams(texts), changed

    def train(self, shares: Mapping[str, float], limit: int | None = None) -> Detector | None:
        """Train on the sentences that the profiles of a corpus change; return None if they change none.

        limit  number of sentences to train on; default: all
        """
        borders = np.cumsum(list(shares.values()))
        drawn = np.minimum(np.searchsorted(borders, self.draws[:limit], side="right"), len(borders) - 1)
        clean, spun = [], []
        for number, profile in enumerate(shares):
            self.add(profile)
            counts, changed = self.spun[profile]
            rows = np.flatnonzero((drawn == number) & changed[:limit])
            clean.append(self.clean[rows])
            spun.append(counts[rows])
        n_pairs = sum(each.shape[0] for each in clean)
        return fit(vstack(clean, format="csr"), vstack(spun, format="csr"), self.seed) if n_pairs else None

    def keep_columns(self, groups: Mapping[str, Group]) -> dict[str, Group]:
        """Leave out the columns that no corpus of the profiles spun so far can use; return the groups without them."""
        profiles, names = list(self.spun), list(groups)
        every = [self.clean, *(self.spun[name][0] for name in profiles), *(groups[name].counts for name in names)]
        self.clean, *rest = keep_columns(every)
        self.spun = {name: (rest[number], self.spun[name][1]) for number, name in enumerate(profiles)}
        left = rest[len(profiles) :]
        return {name: replace(groups[name], counts=left[number]) for number, name in enumerate(names)}


def examine(
    corpora: Sequence[Corpus], sentences: Sequence[str], exam: Exam, seed: int, say: Callable[[str], None]
) -> Iterator[tuple[str, Scores | str]]:
    """Yield the scores of all groups of the exam by the detector of each corpus, or why there is none."""
    press, groups = Press(sentences, seed), exam.count()
    for number, corpus in enumerate(corpora, 1):
        say(f"seed {seed}, corpus {number} of {len(corpora)}: {corpus.name}")
        try:
            detector = press.train(corpus.shares)
        except (ConfigError, ImportError) as error:
            yield corpus.name, f"not measured: {error}"
            continue
        if detector is None:
            yield corpus.name, "not measured: its profiles change no sentence"
            continue
        yield corpus.name, {name: group.score(detector) for name, group in groups.items()}
