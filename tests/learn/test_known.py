from learn.lexicons import small_known


def test_swaps_of_the_lexicon_are_known_with_or_without_hyphens():
    known = small_known()
    assert known.has("new", "fresh")
    assert known.has("new", "brand-new")
    assert known.has("new", "brand new")
    assert not known.has("new", "old")
    assert not known.has("unheard", "new")


def test_adding_swaps_of_samples_does_not_change_the_original():
    known = small_known()
    more = known.also({"new": frozenset({"recent"})})
    assert more.has("new", "recent")
    assert more.has("new", "fresh")
    assert not known.has("new", "recent")
    assert more.lexicon_candidates("new") == known.lexicon_candidates("new")


def test_forms_are_units_and_candidates():
    assert {"new", "in front of", "place of job"} <= small_known().forms


def test_zipf_is_in_powers_of_ten():
    assert small_known().zipf["fresh"] == 4.0
