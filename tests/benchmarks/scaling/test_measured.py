import pytest
from articles import write_news
from scaling.figures import put_run, read_figures
from scaling.floor import measure_floor
from scaling.measured import measure_build


@pytest.mark.slow  # a process of its own imports everything
def test_a_build_and_its_floor_are_measured(tmp_path):
    news = write_news(tmp_path / "news.jsonl", 60)
    run = measure_build(news, tmp_path / "out", workers=1, settings=["probe_corpus.train_words=0"])
    assert run["articles"] == run["pairs"] == 60
    assert run["cpu_seconds"] > run["stages"]["spin_articles"]["tasks"][0]["seconds"] > 0
    assert run["stages"]["sketch_articles"]["tasks"][0]["seconds"] > 0
    assert run["peak_bytes"] > 50e6
    dataset = tmp_path / "out" / "news"
    release = dataset / (dataset / "LATEST").read_text().strip()
    floor = measure_floor(dataset, release)
    data = sum(path.stat().st_size for path in (release / "data").rglob("*.parquet"))
    assert 0.5 < floor["written_bytes"] / data < 2
    assert 0 < run["release_bytes"] < 50e6
    assert list(release.rglob("copy.parquet")) == []


def test_a_run_takes_the_place_of_an_older_one(tmp_path):
    path = tmp_path / "scaling.json"
    figures = read_figures(path)
    for seconds in (3, 2):
        figures = put_run(figures, "builds", {"asked": 10, "workers": 1, "seconds": seconds}, path)
    figures = put_run(figures, "builds", {"asked": 5, "workers": 1, "seconds": 1}, path)
    assert [run["seconds"] for run in read_figures(path)["builds"]] == [1, 2]
