import pyarrow as pa
import pytest
from one_process import make_corpus_of_parts, read_all

from pipelines.grouping.sketches import read_texts
from pipelines.grouping.survivors import drop_copies, find_survivors, sketch_parts
from pipelines.text.ids import hash_folded


def slow_survivors(articles, config):
    """Return the numbers of the surviving texts by a loop over them, in the order of their roles and hashes."""
    hashes = [tuple(row) for row in hash_folded(pa.array(read_all(articles), pa.string())).tolist()]
    rows = []
    for part, sketch in enumerate(sketch_parts(articles, config)):
        rows += [(row["role"], row["article_id"], part) for row in read_texts(sketch).to_pylist()]
    order = sorted(range(len(rows)), key=lambda i: (rows[i][0], hashes[i], rows[i][1], rows[i][2]))
    ids, texts, kept = set(), set(), []
    for i in order:
        role, name, part = rows[i]
        least = 0 if config.group_duplicates.drop_exact else 1
        if role == 2:
            if (name, part) in {(rows[k][1], rows[k][2]) for k in kept if rows[k][0] == 1}:
                kept.append(i)
            continue
        if role == 0 and name in ids:
            continue
        ids |= {name} if role == 0 else set()
        if role >= least and hashes[i] in texts:
            continue
        texts.add(hashes[i])
        kept.append(i)
    return kept


@pytest.mark.parametrize("drop_exact", [True, False])
def test_survivors_are_those_of_an_obvious_loop(tmp_path, drop_exact):
    articles, config = make_corpus_of_parts(tmp_path, drop_exact=drop_exact)
    found = find_survivors(sketch_parts(articles, config), config.group_duplicates, None)
    assert found.sketches.rows.tolist() == slow_survivors(articles, config)
    assert [copies.reason for copies in found.copies] == ["duplicate_id", "duplicate_text"]
    assert found.n_other_texts > 0


def test_the_list_of_dropped_texts_ignores_the_settings_of_splits(tmp_path):
    articles, config = make_corpus_of_parts(tmp_path)
    _, other = make_corpus_of_parts(tmp_path, test=0.3)
    assert drop_copies(articles, config).key == drop_copies(articles, other).key
