import pytest
from probed import make_figures
from release.by_hand import make_pair, write_release

from pipelines.quality.corpus.probe_figures import summarise_probe
from pipelines.release.comparison.manifests import MOST_SWAPS, Difference, compare_manifests, compare_swaps, read_swaps


def results(counts, n_others=0):
    top = [{"swap": swap, "count": count} for swap, count in counts.items()]
    edits = {"n_edits": sum(counts.values()) + n_others, "n_other_swaps": n_others, "top_swaps": top}
    return {"statistics": {"edits": edits}}


def compare(folder, before, after):
    releases = [
        write_release(folder, [make_pair(1)], number=number, results=found)
        for number, found in enumerate((before, after), start=1)
    ]
    return compare_swaps(*releases)


def test_settings_are_compared_entry_by_entry_and_lists_as_a_whole():
    before = {"config": {"seed": 1, "spin": {"rate": None, "profiles": ["a"]}}, "code": "x", "created": "monday"}
    after = {"config": {"seed": 1, "spin": {"rate": 0.3, "profiles": ["a", "b"]}}, "code": "y", "created": "tuesday"}
    found = [(difference.name, difference.before, difference.after) for difference in compare_manifests(before, after)]
    assert found == [
        ("config.spin.profiles", ["a"], ["a", "b"]),
        ("config.spin.rate", None, 0.3),
        ("code", "x", "y"),
    ]


def test_an_entry_that_one_manifest_lacks_is_a_difference():
    found = compare_manifests({"profiles": {"a": {"rate": 1}}}, {"profiles": {"b": {"rate": 1}}})
    assert [(entry.name, entry.before, entry.after) for entry in found] == [
        ("profiles.a", {"rate": 1}, None),
        ("profiles.b", None, {"rate": 1}),
    ]


def test_figures_of_the_probe_are_compared():
    before, after = ({"probe": summarise_probe(make_figures(n))} for n in (900, 900))
    assert compare_manifests(before, after) == []
    after["probe"]["detection"]["test"]["sentence"]["auroc"] = 0.94
    after["probe"]["says"] = "another sentence"
    (difference,) = compare_manifests(before, after)
    assert difference == Difference("probe.detection.test.sentence.auroc", 0.96, 0.94)
    (added,) = compare_manifests({}, after)
    assert (added.name, added.before) == ("probe", None)


def test_swaps_are_ranked_by_the_change_of_their_share(tmp_path):
    found = compare(tmp_path, results({"a → b": 50, "c → d": 50}), results({"a → b": 100, "c → d": 20, "e → f": 80}))
    assert [(swap.swap, swap.before, swap.after) for swap in found] == [
        ("c → d", 500.0, 100.0),
        ("e → f", 0.0, 400.0),
    ]


def test_the_share_of_an_unlisted_swap_is_at_most_the_least_listed(tmp_path):
    before, after = results({"a → b": 30, "c → d": 10}, 960), results({"a → b": 50, "e → f": 50}, 900)
    found = {swap.swap: (swap.before, swap.after, swap.unlisted) for swap in compare(tmp_path, before, after)}
    assert found == {
        "a → b": (30.0, 50.0, ""),
        "c → d": (10.0, 50.0, "after"),
        "e → f": (10.0, 50.0, "before"),
    }


def test_equal_shares_are_no_change_and_the_list_is_short(tmp_path):
    many = {f"a{number} → b": number + 1 for number in range(100)}
    assert compare(tmp_path, results(many), results({swap: 2 * count for swap, count in many.items()})) == []
    (tmp_path / "b").mkdir()
    assert len(compare(tmp_path / "b", results(many), results({"x → y": 1}))) == MOST_SWAPS


@pytest.mark.parametrize("found", [None, {"statistics": {}}, {"statistics": {"edits": {"n_edits": 3}}}, ["a"]])
def test_without_lists_of_swaps_no_swaps_are_compared(tmp_path, found):
    release = write_release(tmp_path, [make_pair(1)], results=found)
    assert read_swaps(release).shares == {}
    assert compare_swaps(release, release) == []
