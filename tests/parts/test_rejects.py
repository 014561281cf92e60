import pytest

from pipelines.errors import ValidationFailed
from pipelines.parts.part import Part
from pipelines.parts.rejects import check_rejects


def part_of(kept, **rejected):
    return Part("ingest_articles", "key", "part 0", "", {"articles": kept}, rejected)


@pytest.mark.parametrize("share", [0.5, 1.0])
def test_rejects_within_the_share_pass(share):
    check_rejects([part_of(5, too_short=3), part_of(5, too_short=4)], max_share=share, setting="a.b")


def test_too_many_rejects_fail_and_say_which():
    with pytest.raises(ValidationFailed) as error:
        check_rejects([part_of(5, too_short=3), part_of(1, wrong_language=6)], max_share=0.5, setting="a.b")
    assert "9 of 15 rows (60%)" in str(error.value)
    assert "a.b=0.5" in str(error.value)
    assert "wrong_language 6, too_short 3" in str(error.value)
    assert error.value.stage == "ingest_articles"


def test_no_rows_at_all_fail():
    with pytest.raises(ValidationFailed, match="found none"):
        check_rejects([part_of(0)], max_share=0.5, setting="a.b")


def test_rejecting_every_row_fails_whatever_the_setting_allows():
    with pytest.raises(ValidationFailed, match=r"rejected 4 of 4 rows \(100%\), so none is left: too_short 4"):
        check_rejects([part_of(0, too_short=4)], max_share=1, setting="a.b")
