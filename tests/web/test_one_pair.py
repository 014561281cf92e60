import re

import pytest
from corpus import make_config, make_corpus
from pairs import NEWS, make_pairs
from published import publish
from web.test_pairs import many, numbers  # noqa: F401 - a fixture


def test_a_single_pair_is_shown_in_full_with_its_fields(reader, many):  # noqa: F811
    page = reader.get(f"{many}/0/3")
    assert page.status_code == 200
    assert "<h1>Pair 4 of tiny</h1>" in page.text
    assert "<dt>asked_rate</dt>" in page.text
    assert "<td>moby</td>" in page.text


@pytest.mark.parametrize("place", ["0/24", "9/0", "-1/0", "0/-1", "x/0", "0/x", "0/99999999999999999999", "0/१"])
def test_a_missing_pair_is_not_found(reader, many, place):  # noqa: F811
    assert reader.get(f"{many}/{place}").status_code == 404


def test_pairs_like_one_are_shown_with_the_swaps_that_both_have(reader, root):
    config = make_config(root)
    texts = [f"{text} The council. Part {part}." for text in NEWS for part in range(2)]
    release = publish(root, corpora=[make_corpus(config, pairs=make_pairs(texts))])
    page = f"/spindle/corpora/corpora/{release.dataset}/{release.version}/pairs"
    (alike,) = re.findall(r'<a href="([^"]+/0/0/alike)">Pairs like this one</a>', reader.get(page).text)
    answer = reader.get(alike)
    assert re.search(r"\d swaps? shared", answer.text)
    assert 1 not in numbers(answer)[1:], "the first is the way back"
    assert len(numbers(answer)) > 1
    assert "<mark>" in answer.text
