import pytest

from pipelines.config.prune_form import FIELDS, PruneOptions, fill_form, read_options
from pipelines.errors import ConfigError


def test_an_empty_form_is_a_dry_run_with_the_defaults():
    filled = fill_form({})
    assert list(filled) == list(FIELDS)
    assert filled["dry_run"] is True
    assert read_options(filled) == PruneOptions()


def test_an_unknown_field_is_refused():
    with pytest.raises(ConfigError, match=r"expected fields output, .*got keeep"):
        fill_form({"keeep": 3})


def test_whole_numbers_are_integers_however_they_are_written():
    filled = fill_form({"keep": 2.0, "days": 9.0, "grace": 1.5})
    assert [repr(filled[name]) for name in ("keep", "days", "grace")] == ["2", "9", "1.5"]
