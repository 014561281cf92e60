"""SpindleAug: a Spindle profile as one of nlpaug's word augmenters, for flows that people already have."""

import hashlib
import itertools
from typing import Any

import pyarrow as pa
from nlpaug.augmenter.word import WordAugmenter
from nlpaug.util import Action

from pipelines.errors import ConfigError
from pipelines.spinners.headlines import find_headlines
from pipelines.spinners.spinner import load_spinner, text_keys

Change = dict[str, Any]

# How often a further variant is tried for that has not come up yet.
MOST_TRIES = 5


class SpindleAug(WordAugmenter):  # type: ignore[misc]  # nlpaug has no types
    """Spins texts as a profile says, to the byte: whatever is not swapped stays as it is.

    profile         name of a profile in configs/profiles/, or a path to a YAML file
    rate            share of the words to swap, 0-1; None: the profile's own
    seed            the same seed, text and call of that text give the same result
    include_detail  each result is (text, changes), the changes in nlpaug's form, with positions that are right

    The first call of a text has the swaps that `spindle spin` gives it with the same seed; later calls are its
    further variants.
    """

    def __init__(
        self,
        profile: str = "autoblog",
        rate: float | None = None,
        seed: int = 0,
        *,
        name: str = "Spindle_Aug",
        include_detail: bool = False,
        verbose: int = 0,
    ) -> None:
        """Load the profile; raises ConfigError if there is none, or if the rate is no share."""
        if rate is not None and not 0 <= rate <= 1:
            raise ConfigError(f"expected a rate from 0 to 1, got {rate!r}")
        super().__init__(
            action=Action.SUBSTITUTE, name=name, aug_p=rate, include_detail=include_detail, verbose=verbose
        )
        self.spinner = load_spinner(profile)
        self.rate = rate
        self.seed = seed
        self._calls: dict[bytes, itertools.count[int]] = {}  # of each text, by its hash

    def augment(self, data: str | list[str], n: int = 1, num_thread: int = 1) -> list[Any]:  # noqa: ARG002
        """A list, as nlpaug 1.1.11 gives: of `n` different variants of a text, or of one of each text of a list.

        Less than `n` where the text has too few words to swap; at least one. `num_thread` changes nothing: the
        engine needs no threads.
        """
        if not data:
            return []
        if isinstance(data, list):
            return self._spin(data)
        variants: dict[str, Any] = {}
        for _ in range(n * MOST_TRIES):
            (result,) = self._spin([data])
            variants.setdefault(result[0] if self.include_detail else result, result)
            if len(variants) == n:
                break
        return list(variants.values())

    def substitute(self, data: str) -> Any:
        """One variant of a text."""
        return self._spin([data])[0]

    @classmethod
    def clean(cls, data: Any) -> Any:
        """The data as they are; other augmenters strip them."""
        return data

    def _spin(self, texts: list[str]) -> list[Any]:

        # nlpaug hands on None and "" as they are.
        articles = pa.array([text or "" for text in texts], pa.string())
        keys = text_keys(articles, seed=self.seed, variants=[self._count_call(text or "") for text in texts])
        spun, _ = self.spinner.spin(articles, keys, rate=self.rate, headlines=find_headlines(articles))
        results = [new if text else text for text, new in zip(texts, spun.spun.to_pylist(), strict=True)]
        if not self.include_detail:
            return results
        return [(text, self._changes(edits)) for text, edits in zip(results, spun.edits.to_pylist(), strict=True)]

    def _count_call(self, text: str) -> int:
        name = hashlib.blake2b(text.encode(), digest_size=16).digest()
        return next(self._calls.setdefault(name, itertools.count()))

    def _changes(self, edits: list[dict[str, Any]]) -> list[Change]:
        return [
            {
                "orig_token": edit["original"],
                "orig_start_pos": edit["clean_start"],
                "new_token": edit["replacement"],
                "new_start_pos": edit["spun_start"],
                "change_seq": self.parent_change_seq + number,
                "action": Action.SUBSTITUTE,
            }
            for number, edit in enumerate(edits, start=1)
        ]
