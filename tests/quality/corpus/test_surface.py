import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.quality.corpus import surface
from pipelines.quality.corpus.surface import FEATURES, measure_surface

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


@given(st.lists(st.text("aB. ,'\n\"1é", max_size=12), max_size=5), st.sampled_from([1, 16, 1 << 17]))
def test_features_do_not_depend_on_other_texts(texts, chunk):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(surface, "CHUNK_BYTES", chunk)
        together = measure_surface(pa.array(texts, pa.string()))
    alone = [measure_surface(pa.array([text]))[0] for text in texts]
    assert np.array_equal(together, np.array(alone, np.float32).reshape(-1, len(FEATURES)))
