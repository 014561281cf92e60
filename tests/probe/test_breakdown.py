from probe.planted import PlantedDetector, make_pair, make_table

from pipelines.probe.breakdown import breakdown_rows
from pipelines.probe.detection import score_split
from pipelines.probe.metrics import find_threshold
from pipelines.probe.sample import hash_keys
from pipelines.probe.tagging import count_found_words


def rows_of(pairs):
    table = make_table(pairs)
    split = score_split("test", table, hash_keys(table["group_id"], 0), PlantedDetector().score)
    found = breakdown_rows(split, count_found_words(table, PlantedDetector()))
    return {(row["by"], row["value"]): row for row in found}, split


def test_classes_are_complete_and_disjoint():
    pairs = [
        make_pair(
            i,
            profile="light" if i % 3 else "heavy",
            source=None if i % 4 == 0 else f"paper {i % 13}",
            n_words=(100, 150, 599, 600)[i % 4],
            swap_rate=(0.0, 0.1, 0.2999, 0.5)[i % 4],
        )
        for i in range(120)
    ]
    rows, _ = rows_of(pairs)
    for by in ("profile", "rate", "length"):
        assert sum(row["n"] for (each, _), row in rows.items() if each == by) == 120
    assert (rows["profile", "heavy"]["n"], rows["profile", "light"]["n"]) == (40, 80)
    assert [value for by, value in rows if by == "rate"] == ["0-10 %", "10-20 %", "20-30 %", "30+ %"]
    assert {value: row["n"] for (by, value), row in rows.items() if by == "length"} == {
        "0-150": 30,
        "150-300": 30,
        "300-600": 30,
        "600+": 30,
    }
    sources = [value for by, value in rows if by == "source"]
    assert len(sources) == 10
    assert sources[0] == "unknown"
    assert rows["profile", "light"] == {
        "by": "profile",
        "value": "light",
        "split": "test",
        "n": 80,
        "auroc": 1.0,
        "tpr_1pct": 1.0,
        "f1": 1.0,
    }


def test_the_threshold_is_that_of_the_split():
    """The clean texts of one profile have planted words too, so their own threshold would be higher."""
    noisy = [make_pair(i, profile="noisy") for i in range(20)]
    more = " quietzz" * 12
    noisy = [pair | {side: pair[side] + more for side in ("clean", "spun")} for pair in noisy]
    others = [make_pair(i, swaps=("closed",)) for i in range(20, 200)]
    rows, split = rows_of([*noisy, *others])
    threshold = find_threshold(split.scored("article").clean, 100)
    assert threshold > 0
    assert rows["profile", "light"]["auroc"] == 1.0
    assert rows["profile", "light"]["tpr_1pct"] == 0.0
    assert rows["profile", "noisy"]["tpr_1pct"] == 1.0


def test_few_pairs_have_no_figures():
    rows, _ = rows_of([make_pair(i, profile="rare" if i < 9 else "light") for i in range(30)])
    assert rows["profile", "rare"] == {
        "by": "profile",
        "value": "rare",
        "split": "test",
        "n": 9,
        "auroc": None,
        "tpr_1pct": None,
        "f1": None,
    }
    assert rows["profile", "light"]["auroc"] == 1.0
    assert rows["profile", "light"]["tpr_1pct"] is None  # 30 clean texts have no threshold at 1 %
    assert rows_of([])[0] == {}
