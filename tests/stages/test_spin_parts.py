"""Parts of spun articles: reused while nothing changes that they depend on, and made anew otherwise."""

import pyarrow as pa
import pytest
from stages.spun import articles_part, groups_part, news, spin, spin_rows


def test_spin_articles_reuses_a_part_until_its_own_groups_change(tmp_path, profile):
    profiles = [profile("plain")]
    one, two = (articles_part(tmp_path / "news", news(numbers)) for numbers in (range(10), range(10, 20)))
    first = spin(tmp_path, one, groups_part(tmp_path / "news", [one]), profiles)
    grown = spin(tmp_path, one, groups_part(tmp_path / "news", [one, two]), profiles)
    assert (grown.key, grown.reused, first.reused) == (first.key, True, False)
    turned = spin(tmp_path, one, groups_part(tmp_path / "news", [one, two], backwards=True), profiles)
    assert (turned.key, turned.reused) == (first.key, True)
    changed = spin(tmp_path, one, groups_part(tmp_path / "news", [one, two], skip={"story-3"}), profiles)
    assert changed.key != first.key


def test_a_finished_part_is_found_without_loading_a_lexicon(tmp_path, profile, monkeypatch):
    rows, profiles = news(range(3)), [profile("plain")]
    first = spin_rows(tmp_path, rows, profiles)
    monkeypatch.setattr("pipelines.stages.spin_articles.load_spinners", pytest.fail)
    assert spin_rows(tmp_path, rows, profiles).key == first.key


@pytest.mark.parametrize("change", [{"seed": 8}, {"rate": 0.1}, {"variants": 2}])
def test_spin_articles_makes_a_new_part_for_other_settings(tmp_path, profile, change):
    rows, profiles = news(range(3)), [profile("plain")]
    assert spin_rows(tmp_path, rows, profiles).key != spin_rows(tmp_path, rows, profiles, **change).key


def test_spin_articles_makes_a_new_part_for_a_changed_profile_or_code(tmp_path, profile, monkeypatch):
    rows = news(range(3))
    keys = {spin_rows(tmp_path, rows, [profile("plain")]).key, spin_rows(tmp_path, rows, [profile("plain", top=1)]).key}
    monkeypatch.setattr("pipelines.stages.spin_articles.code_fingerprint", lambda *_: "other code")
    keys.add(spin_rows(tmp_path, rows, [profile("plain")]).key)
    assert len(keys) == 3


def test_held_out_makes_a_new_part_only_with_test_unseen(tmp_path, profile):
    rows, profiles = news(range(3)), [profile("plain")]

    def key(held_out, test_unseen):
        return spin_rows(tmp_path, rows, profiles, held_out=held_out, test_unseen=test_unseen).key

    assert len({key(0.1, 0), key(0.2, 0)}) == 1
    assert len({key(0.1, 0), key(0.1, 0.1), key(0.2, 0.1)}) == 3


def test_spin_articles_computes_parts_again_when_a_list_of_names_changes(tmp_path, profile, monkeypatch):
    profiles = [profile("plain", protect={"names": "known"})]
    before = spin_rows(tmp_path, news(range(5)), profiles)
    assert spin_rows(tmp_path, news(range(5)), profiles).key == before.key
    monkeypatch.setattr("pipelines.spinners.translate.read_list", lambda _: pa.array(["river bank"]))
    assert spin_rows(tmp_path, news(range(5)), profiles).key != before.key
