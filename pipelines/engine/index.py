"""Index the rows of a lexicon: all of them, or those of both sides of a hold-out, each as a lexicon."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.engine import kernels
from pipelines.engine.buffers import Array, Bools, Ints, run_starts
from pipelines.engine.inventory import Inventory, make_inventory
from pipelines.engine.lexicon import Lexicon
from pipelines.engine.origins import number_origin_sets
from pipelines.engine.rows import sort_rows


@dataclass(frozen=True)
class Rows:
    """r rows of a lexicon over u units and c candidates, in any order.

    unit_ids, candidate_ids  int32 [u], [c]: the inventory's numbers of the units, sorted by their bytes, and of the
                             candidates
    propensities             float32 [h, u]
    unit, candidate          int32 [r]
    weight                   uint16 [r], 1 or more
    origin, kind             int8 [r]: indices into `origin_names` and `kind_names`
    origins                  uint16 [r]: the origins of each row as bits
    zipf                     uint8 [r]
    """

    inventory: Inventory
    unit_ids: Array
    candidate_ids: Array
    propensities: Array
    unit: Array
    candidate: Array
    weight: Array
    origin: Array
    origin_names: pa.StringArray
    kind: Array
    kind_names: pa.StringArray
    origins: Array
    zipf: Array
    fingerprint: str

    def index(self) -> Lexicon:
        """Return the lexicon of all rows."""
        (rows,) = sort_rows(self.unit, self.weight, len(self.unit_ids))
        return self._index(*rows)

    def split(self, is_apart: Bools) -> tuple[Lexicon, Lexicon]:
        """Return the lexicon without some candidates, and the one with no others; each has the units of its rows.

        is_apart  bool [t]: the candidates of the inventory
        A phrase without rows hides none of its words. The two share the inventory, the numbers of the sets of origins,
        and the fingerprint.
        """
        candidates = self.candidate, is_apart[self.candidate_ids]
        rows, apart = sort_rows(self.unit, self.weight, len(self.unit_ids), candidates)
        return self._index(*rows), self._index(*apart)

    def _index(self, order: Array, counts: Ints) -> Lexicon:
        """Return the lexicon of these rows, sorted by unit and falling weight.

        counts  int64 [u]: rows of each unit
        """
        units = np.flatnonzero(counts)
        offsets = np.append(0, np.cumsum(counts[units]))
        candidate, weight, origin_set_ids, origin, kind, zipf = self._gather(order)
        return Lexicon(
            inventory=self.inventory,
            unit_ids=self.unit_ids[units],
            offsets=offsets,
            candidate=candidate,
            candidate_numbers=self._candidate_numbers,
            weight=weight,
            origin=pa.DictionaryArray.from_arrays(pa.array(origin), self.origin_names),
            kind=pa.DictionaryArray.from_arrays(pa.array(kind), self.kind_names),
            is_homograph=_has_kind(kind, self.kind_names.index("homograph").as_py(), offsets),
            fingerprint=self.fingerprint,
            origin_set_ids=origin_set_ids,
            origin_sets=self._origin_sets[0],
            propensities=self.propensities.take(units, axis=1),
            zipf=zipf,
        )

    def _gather(self, order: Array) -> list[Array]:
        """The candidates in the inventory, weights, sets of origins, first origins, kinds and zipf of these rows."""
        columns = (self.origin, self.kind, self.zipf)
        of_sets = self._origin_sets[1]
        if kernels.is_compiled():
            types = (np.int32, np.uint16, np.int16, np.int8, np.int8, np.uint8)
            found = [np.empty(len(order), kind) for kind in types]
            numbered = (self.candidate, self.candidate_ids, self.weight, self.origins, of_sets)
            kernels.run("gather_rows", len(order), order, *numbered, *columns, *found)
            return found
        candidate, origins = self.candidate[order], self.origins[order]
        return [self.candidate_ids[candidate], self.weight[order], of_sets[origins], *(each[order] for each in columns)]

    @cached_property
    def _origin_sets(self) -> tuple[Array, Array]:
        return number_origin_sets(self.origins)

    @cached_property
    def _candidate_numbers(self) -> Array:
        numbers = np.full(len(self.inventory.candidates), -1, np.int32)
        numbers[self.candidate_ids] = np.arange(len(self.candidate_ids))
        return numbers


def index_lexicon(table: pa.Table, fingerprint: str = "", propensities: Array | None = None) -> Lexicon:
    """Index the rows of a table of schemas.LEXICON; arguments and errors are those of `read_rows`."""
    return read_rows(table, fingerprint, propensities).index()


def read_rows(table: pa.Table, fingerprint: str = "", propensities: Array | None = None) -> Rows:
    """Return the rows of a table of schemas.LEXICON, in its sort order.

    propensities  float32 [habits, u]: of other habits, for the units in their order
    Raises ValueError if a candidate is its own unit, a swap without a change, or if a propensity or weight is not above
    0.
    """
    table = table.combine_chunks()
    columns = {name: _only_chunk(column) for name, column in zip(table.column_names, table.columns, strict=True)}
    unit, candidate, n_rows = columns["unit"], columns["candidate"], len(table)
    check_swaps(unit, candidate, columns["weight"])
    numbers, texts = unit.indices.to_numpy(), candidate.dictionary
    starts = run_starts(numbers)
    units = unit.dictionary.take(pa.array(numbers[starts]))
    return Rows(
        inventory=make_inventory(units, texts),
        unit_ids=np.arange(len(units), dtype=np.int32),
        candidate_ids=np.arange(len(texts), dtype=np.int32),
        propensities=stack_habits(columns["propensity"].to_numpy()[starts], propensities),
        unit=np.repeat(np.arange(len(units), dtype=np.int32), np.diff(starts, append=n_rows)),
        candidate=candidate.indices.to_numpy(),
        weight=columns["weight"].to_numpy(),
        origin=columns["origin"].indices.to_numpy(),
        origin_names=columns["origin"].dictionary,
        kind=columns["kind"].indices.to_numpy(),
        kind_names=columns["kind"].dictionary,
        origins=columns["origins"].to_numpy() if "origins" in columns else np.zeros(n_rows, np.uint16),
        zipf=columns["zipf"].to_numpy() if "zipf" in columns else np.zeros(n_rows, np.uint8),
        fingerprint=fingerprint,
    )


def stack_habits(own: Array, others: Array | None) -> Array:
    """float32 [h, u]: the propensities of the lexicon's own habit, and then those of others, [h - 1, u].

    Raises ValueError for other shapes, if one of its own is not above 0, or one of another is below 0.
    """
    own = own.astype(np.float32)
    if not (low := own.min(initial=1)) > 0:
        raise ValueError(f"expected every propensity of the lexicon to be above 0, got {low}")
    if others is None:
        return own[None, :]
    if others.ndim != 2 or others.shape[1] != len(own):
        raise ValueError(
            f"expected propensities of the lexicon's {len(own):,} units in each row, got shape {others.shape}"
        )
    low = others.min(initial=0)
    if not low >= 0:
        raise ValueError(f"expected every propensity of a habit to be 0 or above, got {low}")
    return np.concatenate([own[None, :], others.astype(np.float32)])


def check_swaps(unit: pa.DictionaryArray, candidate: pa.DictionaryArray, weight: pa.Array) -> None:
    """Raise ValueError if a candidate is the unit of its row, or if a weight is not above 0."""
    same = pc.fill_null(pc.index_in(unit.dictionary, value_set=candidate.dictionary), -1).to_numpy()
    wrong = np.flatnonzero(same[unit.indices.to_numpy()] == candidate.indices.to_numpy())
    if len(wrong):
        raise ValueError(
            f"expected candidates that differ from their units, got {len(wrong):,} that do not, "
            f"such as {unit[wrong[0]].as_py()!r} in row {wrong[0]:,}: leave them out of the lexicon"
        )
    if not (low := weight.to_numpy().min(initial=1)) > 0:
        raise ValueError(f"expected every weight of the lexicon to be above 0, got {low}")


def _has_kind(kinds: Array, kind: int, offsets: Ints) -> Bools:
    """Bool [u]: one of the rows offsets[i] : offsets[i + 1] is of the kind."""
    return np.diff(np.searchsorted(np.flatnonzero(kinds == kind), offsets)) > 0


def _only_chunk(column: pa.ChunkedArray) -> pa.Array:
    return column.chunk(0) if column.num_chunks else pa.array([], column.type)
