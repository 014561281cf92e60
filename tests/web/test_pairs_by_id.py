import html
import re

import pytest
from corpus import make_config, make_corpus
from pairs import NEWS, make_pairs
from published import publish
from web.test_pairs import many, numbers  # noqa: F401 - a fixture


def test_a_pair_is_found_by_its_id_and_an_article_by_its_own(reader, many):  # noqa: F811
    text = reader.get(f"{many}/1/2").text
    facts = dict(re.findall(r"<dt>(\w+)</dt><dd>([^<]*)</dd>", text))
    found = reader.get(f"{many}?text={facts['pair_id']}")
    assert numbers(found) == [27]
    assert "1 pair found" in found.text
    assert len(numbers(reader.get(f"{many}?text={facts['article_id']}"))) == 12


@pytest.mark.parametrize("given", ["lee-00{}", "{}", "https://wire.example/{}?a=1&b=É", "Doc {}" + "x" * 300])
def test_links_lead_to_the_pairs_of_an_article_that_its_input_named(reader, root, given):
    ids = [given.format(number % 4) for number in range(48)]
    rows = make_pairs(NEWS * 12, variant=[i // 4 for i in range(48)], article_id=ids)
    release = publish(root, corpora=[make_corpus(make_config(root), pairs=rows)])
    page = f"/spindle/corpora/corpora/{release.dataset}/{release.version}/pairs"
    for at, says in ((page, "Same article"), (f"{page}/0/1", "Pairs of the same article")):
        links = re.findall(rf'href="([^"]+)">{says}</a>', reader.get(at).text)
        assert links
        for link in links[:2]:
            assert len(numbers(reader.get(html.unescape(link)))) == 12
