"""What may be put for what, as arrays that the engine can gather from."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.engine.articles import ARTICLES, begins_with_vowel
from pipelines.engine.buffers import Array, Bools, Ints, run_starts
from pipelines.engine.candidate_words import CandidateWords, split_candidates
from pipelines.engine.phrases import PhraseTable, build_phrases


@dataclass(frozen=True)
class Lexicon:
    """u units with r candidates; the candidates of unit i are rows offsets[i] : offsets[i + 1].

    units        string [u]
    phrases      the units as a table to match
    propensity   float32 [u]: above 0, how readily the unit is swapped at all
    offsets      int64 [u + 1]
    candidate    int64 [r]: which of the texts
    texts        string [3 t]: the t distinct candidates in lower case, then capitalised, then in capitals; the last
                 two of them are `a` and `an`, which nothing is swapped for but which may be mended
    cumulative   int64 [r + 1]: running sum of the weights
    source, kind dictionary<string> [r]
    is_homograph bool [u]: any of its candidates is of kind `homograph`
    fingerprint  names the content
    classes      int16 [r]: which of the masks
    masks        uint16 [c]: the distinct sets of sources that rows have, a bit for each source
    propensities float32 [h, u]: how readily spinners of h habits swap the units; the first is `propensity`; 0: never
    """

    units: pa.StringArray
    phrases: PhraseTable
    propensity: Array
    offsets: Ints
    candidate: Ints
    texts: pa.StringArray
    cumulative: Ints
    source: pa.DictionaryArray
    kind: pa.DictionaryArray
    is_homograph: Bools
    fingerprint: str
    classes: Array
    masks: Array
    propensities: Array

    @property
    def n_texts(self) -> int:
        """The number t of distinct candidates."""
        return len(self.texts) // 3

    # What only some rules ask for is found out at the first use.
    @cached_property
    def steps(self) -> Array:
        """int16 [r]: log2 of the weight over that of the unit's best, in eighths of an octave; 0 or below."""
        return _steps(np.diff(self.cumulative), self.offsets)

    @cached_property
    def candidate_words(self) -> CandidateWords:
        """The words of each of the t candidates, for passes over what earlier passes put."""
        return split_candidates(self.texts.slice(0, self.n_texts), self.phrases)

    @cached_property
    def candidate_units(self) -> Ints:
        """int64 [t]: the unit that is the same text as the candidate, or -1."""
        found = pc.index_in(self.texts.slice(0, self.n_texts), value_set=self.units)
        return pc.fill_null(found, -1).to_numpy().astype(np.int64)

    @cached_property
    def candidate_articles(self) -> Array:
        """int8 [t]: the article that a candidate asks for, 1 for `a`, 2 for `an`."""
        return np.where(begins_with_vowel(self.texts.slice(0, self.n_texts)), 2, 1).astype(np.int8)


def index_lexicon(table: pa.Table, fingerprint: str = "", propensities: Array | None = None) -> Lexicon:
    """Build the arrays from a table of schemas.LEXICON, sorted as it says.

    propensities  float32 [habits, u]: of other spinners, for the units in their order
    Raises ValueError if a candidate is its own unit, which would be a swap that changes nothing, or if a
    propensity or weight is not above 0.
    """
    table = table.combine_chunks()
    columns = {name: _only_chunk(table[name]) for name in table.column_names}
    _check(columns)
    unit = columns["unit"].indices.to_numpy()
    offsets = np.append(run_starts(unit), len(unit))
    units = columns["unit"].dictionary.take(pa.array(unit[offsets[:-1]]))
    candidates = pa.concat_arrays([columns["candidate"].dictionary, pa.array(ARTICLES)])
    kinds = columns["kind"]
    is_homograph = kinds.indices.to_numpy() == kinds.dictionary.index("homograph").as_py()
    initial = pc.utf8_upper(pc.utf8_slice_codeunits(candidates, 0, 1))
    capitalised = pc.binary_join_element_wise(initial, pc.utf8_slice_codeunits(candidates, 1), "")
    propensity = columns["propensity"].to_numpy()[offsets[:-1]]
    weight = columns["weight"].to_numpy()
    masks, classes = _classes(columns.get("sources"), len(unit))
    return Lexicon(
        units=units,
        phrases=build_phrases(units),
        propensity=propensity,
        offsets=offsets,
        candidate=columns["candidate"].indices.to_numpy().astype(np.int64),
        texts=pa.concat_arrays([candidates, capitalised, pc.utf8_upper(candidates)]),
        cumulative=_running_sum(weight),
        source=columns["source"],
        kind=kinds,
        is_homograph=np.isin(unit[offsets[:-1]], unit[is_homograph]),
        fingerprint=fingerprint,
        classes=classes,
        masks=masks,
        propensities=_habits(propensity, propensities),
    )


def _running_sum(weight: Array) -> Ints:
    total = np.zeros(len(weight) + 1, np.int64)
    np.cumsum(weight, out=total[1:])
    return total


def _steps(weight: Array, offsets: Ints) -> Array:
    if not len(weight):
        return np.zeros(0, np.int16)
    # Logarithms of all 65,535 weights there can be: a look-up is quicker than a million logarithms.
    steps = 8 * np.log2(np.maximum(np.arange(1 << 16), 1))
    best = np.repeat(steps[np.maximum.reduceat(weight, offsets[:-1])], np.diff(offsets))
    return np.rint(steps[weight] - best).astype(np.int16)


def _classes(sources: pa.Array | None, n_rows: int) -> tuple[Array, Array]:
    """The distinct sets of sources, and which of them each row has; one empty set if the table has no such column."""
    if sources is None:
        return np.zeros(1, np.uint16), np.zeros(n_rows, np.int16)
    sets = sources.to_numpy()
    is_there = np.zeros(1 << 16, bool)
    is_there[sets] = True
    masks = np.flatnonzero(is_there).astype(np.uint16)
    class_of = np.zeros(1 << 16, np.int16)
    class_of[masks] = np.arange(len(masks))
    return masks, class_of[sets]


def _habits(propensity: Array, others: Array | None) -> Array:
    if others is None:
        return propensity[None, :]
    if others.ndim != 2 or others.shape[1] != len(propensity):
        raise ValueError(
            f"expected propensities of the lexicon's {len(propensity):,} units in each row, got shape {others.shape}"
        )
    low = others.min(initial=0)
    if not low >= 0:
        raise ValueError(f"expected every propensity of a habit to be 0 or above, got {low}")
    return np.concatenate([propensity[None, :], others.astype(np.float32)])


def _check(columns: dict[str, pa.Array]) -> None:
    unit, candidate = columns["unit"], columns["candidate"]
    same = pc.fill_null(pc.index_in(unit.dictionary, value_set=candidate.dictionary), -1).to_numpy()
    wrong = np.flatnonzero(same[unit.indices.to_numpy()] == candidate.indices.to_numpy())
    if len(wrong):
        raise ValueError(
            f"expected candidates that differ from their units, got {len(wrong):,} that do not, "
            f"such as {unit[wrong[0]].as_py()!r} in row {wrong[0]:,}: leave them out of the lexicon"
        )
    for name in ("propensity", "weight"):
        low = columns[name].to_numpy().min(initial=1)
        if not low > 0:
            raise ValueError(f"expected every {name} of the lexicon to be above 0, got {low}")


def _only_chunk(column: pa.ChunkedArray) -> pa.Array:
    return column.chunk(0) if column.num_chunks else pa.array([], column.type)
