import pytest

from pipelines.sources.documents import is_about_the_news

ABOUT = (
    "README ReadMe read_me README_FIRST README.en readme-2019 LICENSE Licence LICENSE-2.0 LICENSE_CC license-mit "
    "COPYING NOTICE ChangeLog CHANGES AUTHORS CITATION robots SHA256SUMS md5sums README.md"
)
NEWS = (
    "001 readmission ready licence-fee-to-rise licensed notice-of-strike changes-in-tax-law install-base "
    "authors-protest copyright-law-passed todos manifesto-published version-of-events"
)


@pytest.mark.parametrize("name", ABOUT.split())
def test_files_about_the_news_are_known_by_name(name):
    assert is_about_the_news(f"news/{name}.txt", "text")
    assert is_about_the_news(f"news/{name}.txt.gz", "text")
    assert not is_about_the_news(f"news/{name}.jsonl", "lines")


@pytest.mark.parametrize("name", NEWS.split())
def test_articles_are_not(name):
    assert not is_about_the_news(f"news/{name}.txt", "text")
