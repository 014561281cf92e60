import news_files
from articles import write_news


def test_the_sample_is_fetched_where_there_are_no_news(tmp_path, monkeypatch):
    monkeypatch.setattr(news_files, "NEWS", tmp_path / "news.jsonl")
    monkeypatch.setattr(news_files, "SAMPLE", tmp_path / "sample.jsonl")
    monkeypatch.setattr(news_files, "fetch_sample", lambda path: write_news(path, 3))
    assert news_files.find_news() == tmp_path / "sample.jsonl"
    assert (tmp_path / "sample.jsonl").is_file()
    write_news(tmp_path / "news.jsonl", 3)
    assert news_files.find_news() == tmp_path / "news.jsonl"
