import pytest
from fidelity.samples import Row
from fidelity.swaps import ALIGNMENTS, read_pairs


def swaps(original, spun, alignment="plain"):
    (pair,) = read_pairs([Row(original, spun, "")], alignment)
    return [(swap.unit, swap.candidate) for swap in pair.swaps]


@pytest.mark.parametrize(
    ("original", "spun", "expected"),
    [
        ("The big dog ran home.", "The huge dog ran home.", [("big", "huge")]),
        ("The big dog ran home.", "The huge hound ran home.", [("big", "huge"), ("dog", "hound")]),
        ("He left the office today.", "He left the place of job today.", [("office", "place of job")]),
        ("The dog's tail is long.", "The hound's tail is long.", [("dog", "hound")]),
        ("The two men ran home.", "The 2 men ran home.", [("two", "2")]),
        ("The Big Dog ran.", "the big dog ran.", []),
        ("It is a apple today.", "It is an apple today.", []),
        ("She reads her e-mail now.", "She reads her e mail now.", []),
        ("The dog ran home.", "The dog then ran home.", []),
    ],
)
def test_the_plain_alignment_knows_no_lexicon(original, spun, expected):
    assert swaps(original, spun) == expected


def test_the_learner_reads_likelier_units():
    pair = "The big dog ran home to the office.", "The huge dog ran home to the place of work."
    assert swaps(*pair, "learner")[0] == ("big", "huge")


@pytest.mark.parametrize("alignment", ALIGNMENTS)
def test_pairs_are_counted_in_words_of_the_original(alignment):
    (pair,) = read_pairs([Row("The big dog ran home today.", "The huge dog ran home today.", "")], alignment)
    assert (pair.n_words, [swap.n_words for swap in pair.swaps]) == (6, [1])
