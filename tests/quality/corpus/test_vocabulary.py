import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.quality.corpus.vocabulary import add_vocabularies, measure_vocabulary
from pipelines.quality.corpus.word_hashes import hash_words


def test_vocabularies_add_up_over_parts(tmp_path):
    parts = [
        ("The rain, the rain in May", ["Rain", "in May"]),
        ("May the wind blow", ["may", "elsewhere"]),
    ]
    paths = []
    for number, (text, originals) in enumerate(parts):
        table = measure_vocabulary(hash_words(pa.array([text])).hashes, pa.array(originals))
        paths.append(tmp_path / f"{number}.parquet")
        pq.write_table(table, paths[-1])
    assert add_vocabularies(paths) == {"words": 6, "swapped": 3}
    assert add_vocabularies([]) == {"words": 0, "swapped": 0}
