"""SpindleAug: a profile as a word augmenter of nlpaug, for existing flows."""

import hashlib
import itertools
from numbers import Real
from pathlib import Path
from typing import Any

import pyarrow as pa
from nlpaug.augmenter.word import WordAugmenter
from nlpaug.util import Action

from pipelines.errors import ConfigError
from pipelines.spinners.spinner import load_spinner, text_keys
from pipelines.text.headlines import find_headline
from spindle.texts import read_text, read_texts

Change = dict[str, Any]

# Attempts per variant asked for, since some of them give a variant a second time.
MOST_TRIES = 5


class SpindleAug(WordAugmenter):  # type: ignore[misc]  # nlpaug has no types
    """Spins texts with a profile; text that is not swapped stays the same to the byte.

    profile         name of a profile in configs/profiles/, or a path to a YAML file
    rate            share of the words to swap, 0-1; None: the profile's own
    seed            the same seed, text and number of the call for that text give the same result
    include_detail  each result is (text, changes): changes as nlpaug reports them, but with correct positions

    The first call for a text makes the swaps of `spindle spin` with the same seed; later calls give further variants.
    """

    def __init__(
        self,
        profile: str | Path = "autoblog",
        rate: float | None = None,
        seed: int = 0,
        *,
        name: str = "Spindle_Aug",
        include_detail: bool = False,
        verbose: int = 0,
    ) -> None:
        """Load the profile; raises ConfigError if it does not exist, or for a rate outside 0-1."""
        if not isinstance(profile, str | Path):
            raise ConfigError(
                f"expected the name of a profile or a path, got {profile!r}: `spindle profiles` lists them"
            )
        if rate is not None and not (isinstance(rate, Real) and 0 <= rate <= 1):
            raise ConfigError(f"expected a rate from 0 to 1, got {rate!r}: give the share of the words to swap")
        super().__init__(
            action=Action.SUBSTITUTE, name=name, aug_p=rate, include_detail=include_detail, verbose=verbose
        )
        self.spinner = load_spinner(str(profile))
        self.rate = rate
        self.seed = seed
        self._calls: dict[bytes, itertools.count[int]] = {}  # hash of a text -> counter of its calls

    def augment(self, data: str | list[str], n: int = 1, num_thread: int = 1) -> list[Any]:  # noqa: ARG002
        """Return a list, as nlpaug 1.1.11 does: `n` different variants of a text, or one of each text of a list.

        Fewer than `n`, but at least one, if the text has too few words to swap. `num_thread` has no effect. Halves of
        surrogate pairs become U+FFFD. Raises InputError for what is no text; None stays, as in nlpaug.
        """
        if isinstance(data, list):
            return self._spin(data)
        if data is None or not read_text(data):
            return []
        variants: dict[str, Any] = {}
        for _ in range(n * MOST_TRIES):
            (result,) = self._spin([data])
            variants.setdefault(result[0] if self.include_detail else result, result)
            if len(variants) == n:
                break
        return list(variants.values())

    def substitute(self, data: str) -> Any:
        """Return one variant of a text."""
        return self._spin([data])[0]

    @classmethod
    def clean(cls, data: Any) -> Any:
        """Return the data unchanged; other augmenters strip them."""
        return data

    def _spin(self, texts: list[str]) -> list[Any]:
        # nlpaug passes None and "" through.
        articles = read_texts(["" if text is None else text for text in texts])
        read = articles.to_pylist()
        keys = text_keys(articles, seed=self.seed, variants=list(map(self._count_call, read)))
        headlines = pa.array(map(find_headline, read), pa.int32())
        spun, _ = self.spinner.spin(articles, keys, rate=self.rate, headlines=headlines)
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
