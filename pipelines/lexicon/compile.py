"""Compile configs/lexicons/english.arrow from its sources: `make lexicon`.

The same sources give the same bytes: nothing is drawn, dated or taken from the order of a set.
"""

import logging

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.config import CONFIGS
from pipelines.engine.buffers import Array, Ints, repeat_index
from pipelines.lexicon.features import link_strengths, neighbour_overlap, propensities
from pipelines.lexicon.graph import bools, build_graph, holds_any, ranges, zipf_of
from pipelines.lexicon.inflect import carry_links, inflect_phrases
from pipelines.lexicon.readings import classes_of, read_terms
from pipelines.lexicon.sources import read_forms, read_list, read_moby, read_zipf
from pipelines.lexicon.spelling import match_spellings
from pipelines.lexicon.tabulate import tabulate, write_lexicon

LOG = logging.getLogger(__name__)
LISTS = CONFIGS / "lexicons"
# A term or form rarer than this is no news word.
MIN_ZIPF = 2.5
# A candidate is a word that a reader knows: 97 % of real swaps have one of zipf 3 or more.
MIN_CANDIDATE_ZIPF = 3.0
NOTICE = (
    "CC BY-SA 4.0. Compiled from Moby Thesaurus II (public domain), filtered and weighted by the word frequencies of "
    "wordfreq 3.1.1 (CC BY-SA 4.0), with inflected forms from lemminflect (MIT). Credits and changes: NOTICE."
)


def compile_lexicon(
    listed: pa.Table,
    frequencies: pa.Table,
    inflected: pa.Table,
    *,
    denied: pa.StringArray,
    empty: pa.StringArray,
    source: str,
) -> pa.Table:
    """A table of schemas.LEXICON, with `fingerprint` and `notice` in its metadata.

    listed       string columns unit, candidate: a thesaurus
    frequencies  string column word, float column zipf
    inflected    string columns lemma, tag, form, of single words
    denied       words and phrases that never occur, in any form
    empty        function words: neither units nor candidates
    source       where the thesaurus comes from: the column `source`
    """
    forms_of_denied = inflected.filter(pc.is_in(inflected["lemma"], value_set=denied))["form"]
    denied = pc.unique(pa.concat_arrays([denied, *forms_of_denied.chunks]))
    graph = build_graph(listed, frequencies, denied=denied, empty=empty, min_zipf=MIN_ZIPF)
    inflected = pa.concat_tables([inflected, inflect_phrases(graph, inflected)])
    readings = read_terms(graph, inflected, frequencies, min_zipf=MIN_ZIPF)
    overlap = neighbour_overlap(graph.links, classes_of(graph, readings))
    unit, candidate, weight = carry_links(graph, link_strengths(graph, overlap.sum(axis=1)), overlap, readings)
    forms, zipf = readings.forms, zipf_of(readings.forms, frequencies)
    is_banned = holds_any(forms, denied) | bools(pc.is_in(forms, value_set=empty))
    is_unit = ~is_banned & ~bools(pc.match_substring(forms, "-"))  # a hyphen parts tokens, so it would never match
    kept = is_unit[unit] & (~is_banned & (zipf >= MIN_CANDIDATE_ZIPF))[candidate]
    common = frequencies.filter(pc.field("zipf") >= MIN_ZIPF)["word"].combine_chunks()
    common = common.filter(pc.invert(pc.is_in(common, value_set=pa.concat_arrays([denied, empty]))))
    unit, candidate, weight, forms = add_spellings(unit[kept], candidate[kept], weight[kept], forms, common)
    propensity = propensities(forms, zipf_of(forms, frequencies))
    return tabulate(forms, propensity, unit, candidate, weight, source=source, notice=NOTICE)


def add_spellings(
    unit: Ints, candidate: Ints, weight: Array, forms: pa.StringArray, words: pa.StringArray
) -> tuple[Ints, Ints, Array, pa.StringArray]:
    """The rows and forms, and for each of `words` that is the British spelling of a unit the unit's rows."""
    units, counts = np.unique(unit, return_counts=True)
    order = np.argsort(unit, kind="stable")
    first = np.cumsum(counts) - counts
    word, of_unit = match_spellings(words, forms.take(pa.array(units)))
    rows = order[ranges(first[of_unit], counts[of_unit])]
    new_unit = len(forms) + repeat_index(counts[of_unit])
    return (
        np.concatenate([unit, new_unit]),
        np.concatenate([candidate, candidate[rows]]),
        np.concatenate([weight, weight[rows]]),
        pa.concat_arrays([forms, words.take(pa.array(word))]),
    )


def main() -> None:
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    listed, frequencies = read_moby(), read_zipf()
    denied, empty = read_list(LISTS / "denied.txt"), read_list(LISTS / "function_words.txt")
    common = frequencies.filter(pc.field("zipf") >= MIN_ZIPF)["word"].combine_chunks()
    inflected = read_forms(pc.unique(pa.concat_arrays([common, denied])).sort())
    table = compile_lexicon(listed, frequencies, inflected, denied=denied, empty=empty, source="moby")
    path = LISTS / "english.arrow"
    write_lexicon(table, path)
    n_units = len(table["unit"].chunk(0).dictionary)
    LOG.info("%s: %d units, %d rows, %.1f MB", path.name, n_units, table.num_rows, path.stat().st_size / 1e6)


if __name__ == "__main__":
    main()
