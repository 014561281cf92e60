from pipelines.quality.corpus.summary import SHOWN_SWAPS, shorten_edits


def test_only_the_most_frequent_swaps_are_shown_and_the_others_counted():
    swaps = {f"a → {number}": number for number in range(1, SHOWN_SWAPS + 11)}
    shown = shorten_edits({"top_swaps": swaps, "n_edits": sum(swaps.values())})
    assert [entry["count"] for entry in shown["top_swaps"]] == list(range(SHOWN_SWAPS + 10, 10, -1))
    assert shown["n_other_swaps"] == sum(range(1, 11))


def test_no_edits_have_no_swaps():
    assert shorten_edits({"top_swaps": {}, "n_edits": 0}) == {"top_swaps": [], "n_edits": 0, "n_other_swaps": 0}
