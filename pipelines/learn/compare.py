"""Spin the same originals with the new profile, to measure it like the samples."""

from collections.abc import Sequence

import pyarrow as pa

from pipelines.learn.known import Known
from pipelines.learn.pairs import AlignedPair, align_pairs
from pipelines.learn.progress import Tell, tell_nobody
from pipelines.learn.samples import Pair
from pipelines.lexicon.assemble import open_lexicon
from pipelines.spinners.profile import Profile
from pipelines.spinners.spinner import Spinner, article_keys
from pipelines.spinners.translate import selection_of

# Greatest number of pairs in the comparison.
MOST_PAIRS = 2_000
SEED = 20210510


def spin_again(
    aligned: Sequence[AlignedPair], profile: Profile, known: Known, tell: Tell = tell_nobody
) -> list[AlignedPair]:
    """Spin the originals and return the aligned pairs, without unchanged originals."""
    spinner = Spinner(profile, open_lexicon(selection_of(profile)))
    originals = [pair.original.data.decode() for pair in aligned[:MOST_PAIRS]]
    ids = pa.chunked_array([[str(number) for number in range(len(originals))]], pa.string())
    spun, _ = spinner.spin(pa.array(originals, pa.string()), article_keys(ids, seed=SEED, variant=0))
    pairs = [Pair(*texts) for texts in zip(originals, spun.spun.to_pylist(), strict=True)]
    return align_pairs(pairs, known, tell)[0]
