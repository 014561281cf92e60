"""Compile configs/lexicons/english.arrow, and english_optional.arrow beside it: `make lexicon`.

The same data give the same bytes: nothing depends on random numbers, dates or the order of a set.
"""

import logging
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.config.files import CHECKOUT
from pipelines.engine.buffers import Array, Ints, repeat_index
from pipelines.lexicon.build.choice import describe_rows, rate_rows
from pipelines.lexicon.build.features import adds_clause, holds_unit, neighbour_overlap, propensities, repeats_word
from pipelines.lexicon.build.graph import HAND, UNIT, bools, build_graph, holds_any, ranges, zipf_of
from pipelines.lexicon.build.hand import FAMILIES, OPTIONAL_LISTS, read_hand
from pipelines.lexicon.build.inflect import SurfaceLinks, carry_links, inflect_phrases
from pipelines.lexicon.build.optional import compile_optional
from pipelines.lexicon.build.public_data import read_forms, read_moby, read_spellings, read_zipf
from pipelines.lexicon.build.readings import classes_of, read_terms
from pipelines.lexicon.build.spelling import match_spellings
from pipelines.lexicon.build.tabulate import Entries, tabulate, write_lexicon
from pipelines.lexicon.build.wordnet import read_capitalised, read_wordnet
from pipelines.lexicon.lists import read_list
from pipelines.storage.files import write_text
from schemas import KINDS, ORIGINS

LOG = logging.getLogger(__name__)
LISTS = CHECKOUT / "configs" / "lexicons"
# Least zipf of terms and forms: rarer ones do not occur in news.
MIN_ZIPF = 2.5
# Least zipf of candidates: 97 % of real swaps have one of zipf 3 or more.
MIN_CANDIDATE_ZIPF = 3.0
# Least agreement of unit and candidate in part of speech and inflection that counts as certain; `later`, an adverb in
# news, has .84 as a comparative (slower).
AGREES = 0.85
# Share of its readings above which a word is certainly a verb.
SURE = 0.9
# A candidate that ends in an article needs a unit that does: "at" as "on the" gives "on the the" or "on the May 10".
ENDS_IN_ARTICLE = " (a|an|the)$"
# Nor does a noun need another article than its own: "hour" as "an hour" would become "an an hour" or "the an hours",
# and "third" as "one-third" would become "one one-third".
BEGINS_WITH_ARTICLE = "^((a|an|the) |one[ -])"
# Nor does a noun become another's possession: "turner" as "car producer's" leaves "a car producer's shrunk".
POSSESSIVE = "'s$"
NOTICE = (
    "CC BY-SA 4.0. Compiled from Moby Thesaurus II (public domain), WordNet 3.1 (WordNet licence) and Spindle's own "
    "tables, filtered and weighted by the word frequencies of wordfreq 3.1.1 (CC BY-SA 4.0), with inflected forms from "
    "lemminflect (MIT). Credits and changes: NOTICE."
)


def compile_lexicon(
    moby: pa.Table,
    wordnet: pa.Table,
    hand: pa.Table,
    frequencies: pa.Table,
    inflected: pa.Table,
    *,
    denied: pa.StringArray,
    empty: pa.StringArray,
) -> pa.Table:
    """Return a table of schemas.LEXICON, with `fingerprint` and `notice` in its metadata.

    moby         string columns unit, candidate
    wordnet      string columns unit, candidate, pos, relation
    hand         result of `read_hand`
    frequencies  string column word, float column zipf
    inflected    string columns lemma, tag, form, of single words
    denied       words and phrases that are excluded, in all inflected forms
    empty        function words: no units or candidates of Moby and WordNet
    """
    forms_of_denied = inflected.filter(pc.is_in(inflected["lemma"], value_set=denied))["form"]
    denied = pc.unique(pa.concat_arrays([denied, *forms_of_denied.chunks]))
    rows, forms, zipf = compile_rows(moby, wordnet, hand, frequencies, inflected, denied=denied, empty=empty)
    score = rate_rows(describe_rows(rows, forms, zipf))
    common = frequencies.filter(pc.field("zipf") >= MIN_ZIPF)["word"].combine_chunks()
    common = common.filter(pc.invert(pc.is_in(common, value_set=pa.concat_arrays([denied, empty]))))
    row, unit, forms = add_spellings(rows.unit, forms, common)
    differs = pc.not_equal(forms.take(pa.array(unit)), forms.take(pa.array(rows.candidate[row])))
    row, unit = row[bools(differs)], unit[bools(differs)]
    zipf = zipf_of(forms, frequencies)
    origins = np.column_stack([np.zeros(len(row), bool), rows.scores[row] > 0])
    entries = Entries(
        forms=forms,
        zipf=zipf,
        propensity=propensities(forms, zipf, empty),
        unit=unit,
        candidate=rows.candidate[row],
        score=score[row],
        origins=origins,
        kind=kinds_of(forms, unit, origins),
        # Numbers as digits and as words have no readings.
        agrees=(rows.agreement[row] >= AGREES) | origins[:, ORIGINS.index("numbers")],
    )
    return tabulate(entries, NOTICE)


def compile_rows(
    moby: pa.Table,
    wordnet: pa.Table,
    hand: pa.Table,
    frequencies: pa.Table,
    inflected: pa.Table,
    *,
    denied: pa.StringArray,
    empty: pa.StringArray,
) -> tuple[SurfaceLinks, pa.StringArray, Array]:
    """Return all pairs of printable surface forms, the forms, and their zipf, without `denied` forms."""
    begins = pc.match_substring_regex(hand["candidate"], BEGINS_WITH_ARTICLE)
    owns, owned = (pc.match_substring_regex(hand[name], POSSESSIVE) for name in ("candidate", "unit"))
    is_noun = pc.equal(hand["pos"], "NOUN")
    hand = hand.filter(pc.invert(pc.and_(is_noun, pc.or_(begins, pc.and_not(owns, owned)))))
    graph = build_graph(moby, wordnet, hand, frequencies, denied=denied, empty=empty, min_zipf=MIN_ZIPF)
    inflected = pa.concat_tables([inflected, inflect_phrases(graph, inflected, empty)])
    readings = read_terms(graph, inflected, frequencies, min_zipf=MIN_ZIPF)
    overlap = neighbour_overlap(graph.matrix, graph.row, graph.column, classes_of(graph, readings))
    rows = carry_links(graph, overlap, readings, empty)
    forms, zipf = readings.forms, zipf_of(readings.forms, frequencies)
    is_banned = holds_any(forms, denied)
    is_unit = ~is_banned & bools(pc.match_substring_regex(forms, UNIT))
    is_empty = bools(pc.is_in(forms, value_set=empty))
    is_hand = (rows.scores[:, HAND] > 0).any(axis=1)
    common = ~is_empty[rows.unit] & (~is_empty & (zipf >= MIN_CANDIDATE_ZIPF))[rows.candidate]
    kept = is_unit[rows.unit] & ~is_banned[rows.candidate] & (is_hand | common)
    kept &= ~holds_unit(forms, rows.unit, rows.candidate) | is_hand
    # Real spinners swap the words of such a phrase one by one: of 68 in the samples, 3 were swapped as a whole.
    is_phrase = bools(pc.match_substring(forms, " "))
    kept &= (~is_phrase | np.isin(np.arange(len(forms)), rows.unit[is_hand]))[rows.unit]
    ends = bools(pc.match_substring_regex(forms, ENDS_IN_ARTICLE))
    kept &= ~adds_clause(forms, rows.unit, rows.candidate, is_verb=readings.shares_of("VERB") > SURE, empty=empty)
    kept &= ~repeats_word(forms)[rows.candidate] & (~ends[rows.candidate] | ends[rows.unit])
    return rows.where(kept), forms, zipf


def kinds_of(forms: pa.StringArray, unit: Ints, origins: Array) -> Ints:
    """int64 [rows]: index into KINDS, the kind of the row's swap."""
    is_phrase = bools(pc.match_substring(forms, " "))[unit]
    is_number = origins[:, ORIGINS.index("numbers")]
    families = origins[:, [ORIGINS.index(name) for name in FAMILIES]].any(axis=1)
    is_homograph = origins[:, ORIGINS.index("homographs")] & ~families
    kinds = [KINDS.index(kind) for kind in ("number", "homograph", "phrase")]
    return np.select([is_number, is_homograph, is_phrase], kinds, KINDS.index("word"))


def add_spellings(unit: Ints, forms: pa.StringArray, words: pa.StringArray) -> tuple[Ints, Ints, pa.StringArray]:
    """Return row, unit and forms, in which each British spelling among `words` has the rows of its American unit."""
    units, counts = np.unique(unit, return_counts=True)
    order = np.argsort(unit, kind="stable")
    first = np.cumsum(counts) - counts
    word, of_unit = match_spellings(words, forms.take(pa.array(units)))
    rows = order[ranges(first[of_unit], counts[of_unit])]
    new_unit = len(forms) + repeat_index(counts[of_unit])
    return (
        np.concatenate([np.arange(len(unit)), rows]),
        np.concatenate([unit, new_unit]),
        pa.concat_arrays([forms, words.take(pa.array(word))]),
    )


def main() -> None:
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    sources, names = read_sources(Path(sys.argv[1]))
    table = compile_lexicon(**sources)
    write_names(names, table)
    path = LISTS / "english.arrow"
    write_lexicon(table, path)
    n_units = len(table["unit"].chunk(0).dictionary)
    LOG.info("%s: %d units, %d rows, %.1f MB", path.name, n_units, table.num_rows, path.stat().st_size / 1e6)
    write_optional(sources, Path(sys.argv[1]))


def write_optional(sources: Mapping[str, Any], wordnet: Path) -> None:
    """Write configs/lexicons/english_optional.arrow, from sources that `read_sources` returned."""
    shared = {name: sources[name] for name in ("wordnet", "frequencies", "inflected", "denied", "empty")}
    table = compile_optional(
        **shared,
        spellings=read_spellings(),
        hand=read_hand(LISTS / "hand", OPTIONAL_LISTS),
        capitalised=read_capitalised(wordnet),
    )
    path = LISTS / "english_optional.arrow"
    write_lexicon(table, path)
    LOG.info("%s: %d rows, %.1f MB", path.name, table.num_rows, path.stat().st_size / 1e6)


def write_names(names: pa.StringArray, table: pa.Table) -> None:
    """Write the names that are units of the lexicon, which could be swapped by mistake."""
    listed = names.filter(pc.is_in(names, value_set=table["unit"].chunk(0).dictionary)).to_pylist()
    header = "# Names of persons, places and other things, of WordNet 3.1 (see NOTICE); compiled by `make lexicon`.\n"
    write_text(LISTS / "names.txt", header + "".join(f"{name}\n" for name in listed))


def read_sources(wordnet: Path) -> tuple[dict[str, Any], pa.StringArray]:
    """Read the arguments of `compile_lexicon`, and WordNet's names, from the archive that `make lexicon` fetches."""
    links, names = read_wordnet(wordnet, read_list("denied"))
    frequencies = read_zipf()
    denied = pc.unique(pa.concat_arrays([read_list("denied"), read_list("unfit")])).sort()
    common = frequencies.filter(pc.field("zipf") >= MIN_ZIPF)["word"].combine_chunks()
    hand = read_hand(LISTS / "hand")
    written = pa.concat_arrays([*hand["unit"].chunks, *hand["candidate"].chunks])
    lemmas = pc.unique(pa.concat_arrays([common, denied, written])).sort()
    sources = {
        "moby": read_moby(),
        "wordnet": links,
        "hand": hand,
        "frequencies": frequencies,
        "inflected": read_forms(lemmas),
        "denied": denied,
        "empty": read_list("function_words"),
    }
    return sources, names


if __name__ == "__main__":
    main()
