import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.quality.corpus import surface
from pipelines.quality.corpus.surface import FEATURES, measure_surface

pytestmark = pytest.mark.usefixtures("either_way")

PLAIN = 'The firm sold 10,000 cars in May. "We don\'t know", he said (twice).\n\nShares rose.'


def features(text):
    return dict(zip(FEATURES, measure_surface(pa.array([text]))[0].tolist(), strict=True))


@pytest.mark.parametrize(
    ("feature", "changed"),
    [
        ("double spaces", PLAIN.replace(" sold", "  sold")),
        ("spaces at line ends", PLAIN.replace("\n\n", " \n\n")),
        ("other white space", PLAIN.replace(" sold", "\tsold")),
        ("line breaks", PLAIN.replace("\n\n", " ")),
        ("spaces before punctuation", PLAIN.replace(".", " .")),
        ("spaces within brackets", PLAIN.replace("(", "( ")),
        ("spaces around apostrophes", PLAIN.replace("'", " ' ")),
        ("spaces within numbers", PLAIN.replace("10,000", "10, 000")),
        ("no space after punctuation", PLAIN.replace("May", "May,but")),
        ("straight quotes", PLAIN.replace('"', "")),
        ("special characters", PLAIN.replace("May", "*May*")),
        ("signs of Latin-1", PLAIN.replace("sold ", "sold\u00a0")),
        ("curly quotes and dashes", PLAIN.replace('"', "\u201c")),
        ("commas", PLAIN.replace(",", "")),
        ("sentence ends", PLAIN.replace(".", "")),
        ("lower case after a sentence end", PLAIN.replace('May. "We', "May. we")),
        ("lower case after a line break", PLAIN.replace("Shares", "shares")),
        ("capitals within words", PLAIN.replace("cars", "caRs")),
        ("capitals", PLAIN.lower()),
        ("sentences", PLAIN[:34]),
    ],
)
def test_a_surface_change_changes_the_features(feature, changed):
    assert changed != PLAIN
    assert features(changed)[feature] != features(PLAIN)[feature]


@pytest.mark.parametrize(
    ("original", "replacement"),
    [("sold", "got rid of"), ("cars", "brand-new automobiles"), ("10,000", "ten thousand"), ("don't", "do not")],
)
def test_a_swap_does_not_change_the_features(original, replacement):
    assert features(PLAIN.replace(original, replacement)) == features(PLAIN)


KINDS = {
    name: set(np.flatnonzero(flags).tolist()) for name, flags in vars(surface).items() if isinstance(flags, np.ndarray)
}


def measure_slowly(text):
    """The features of one text, byte by byte, between line breaks."""
    data = b"\n\n\n" + text.encode() + b"\n\n\n"
    counts = dict.fromkeys(("marks", *FEATURES), 0)

    def is_a(place, *names):
        return any(data[place] in KINDS[name] for name in names)

    for i in range(3, len(data)):
        at_end = i + 1 == len(data)
        in_word = is_a(i - 1, "LETTER") and not at_end and is_a(i + 1, "LETTER")
        in_number = is_a(i - 1, "DIGIT") and not at_end and is_a(i + 1, "DIGIT")
        space = is_a(i, "SPACE")
        counts["marks"] += (is_a(i, "MARK") and not in_word and not in_number) or is_a(i, "BREAK")
        counts["double spaces"] += space and is_a(i - 1, "SPACE")
        counts["spaces at line ends"] += space and (is_a(i + 1, "BREAK") or is_a(i - 1, "BREAK"))
        counts["other white space"] += is_a(i, "OTHER_WHITE")
        counts["line breaks"] += is_a(i, "BREAK")
        counts["spaces before punctuation"] += space and is_a(i + 1, "CLOSING")
        counts["spaces within brackets"] += space and is_a(i - 1, "OPENING")
        counts["spaces around apostrophes"] += space and (
            (is_a(i + 1, "APOSTROPHE") and is_a(i - 1, "LETTER"))
            or (is_a(i - 1, "APOSTROPHE") and is_a(i + 1, "LETTER"))
        )
        counts["spaces within numbers"] += (
            space and is_a(i - 1, "COMMA", "STOP") and is_a(i - 2, "DIGIT") and is_a(i + 1, "DIGIT")
        )
        counts["no space after punctuation"] += (
            is_a(i, "LETTER") and is_a(i - 1, "COMMA", "STOP") and is_a(i - 2, "LETTER")
        )
        counts["straight quotes"] += is_a(i, "QUOTE") or (is_a(i, "APOSTROPHE") and not in_word)
        counts["special characters"] += is_a(i, "OTHER")
        counts["signs of Latin-1"] += is_a(i, "LATIN")
        counts["curly quotes and dashes"] += is_a(i, "GENERAL")
        counts["commas"] += is_a(i, "COMMA") and not in_number
        counts["sentence ends"] += is_a(i, "STOP") and not in_number
        counts["lower case after a sentence end"] += is_a(i, "LOWER") and is_a(i - 1, "SPACE") and is_a(i - 2, "STOP")
        counts["lower case after a line break"] += is_a(i, "LOWER") and is_a(i - 1, "BREAK")
        counts["capitals within words"] += is_a(i, "UPPER") and is_a(i - 1, "LOWER")
        counts["capitals"] += is_a(i, "UPPER")
    shares = [counts[name] / (1 + counts["marks"]) for name in FEATURES[:-1]]
    return np.array([*shares, np.log1p(counts["sentence ends"])], np.float32)


@given(st.lists(st.text("aB. ,'\n\"1é\u201c\u00a0(%*\t", max_size=12), max_size=5))
def test_features_are_those_of_the_slow_twin(texts):
    slow = np.array([measure_slowly(text) for text in texts], np.float32).reshape(-1, len(FEATURES))
    assert np.array_equal(measure_surface(pa.array(texts, pa.string())), slow)


@given(st.lists(st.text("aB. ,'\n\"1é", max_size=12), max_size=5), st.sampled_from([1, 16, 1 << 17]))
def test_features_do_not_depend_on_other_texts(texts, chunk):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(surface, "CHUNK_BYTES", chunk)
        together = measure_surface(pa.array(texts, pa.string()))
    alone = [measure_surface(pa.array([text]))[0] for text in texts]
    assert np.array_equal(together, np.array(alone, np.float32).reshape(-1, len(FEATURES)))
