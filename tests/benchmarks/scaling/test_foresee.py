import pytest
from scaling.costs import Requests, fit_line
from scaling.dag import Stage
from scaling.foresee import Foresight
from scaling.simulate import Cluster
from scaling.tables import build_rows, dag_rows, stage_table, worker_rows

STAGES = [Stage("spin_articles", (), mapped=True), Stage("train_models", ("spin_articles",), mapped=False)]
REQUESTS = {"writes": [(7, 287), (21, 791)], "reads": [(7, 512), (21, 1420)]}


def make_run(articles, workers=1):
    words = 200 * articles
    tasks = [{"seconds": words * 1e-6 * share, "words": words / 4} for share in (0.1, 0.2, 0.3, 0.4)]
    stages = {"spin_articles": {"seconds": 1, "tasks": tasks}, "train_models": {"seconds": 30, "tasks": []}}
    floor = {"read_seconds": words * 1e-7, "write_seconds": words * 1e-7}
    return {
        "asked": articles,
        "articles": articles,
        "pairs": articles,
        "words": words,
        "workers": workers,
        "seconds": words * 2e-6 / workers,
        "cpu_seconds": words * 2e-6,
        "peak_bytes": 5e8,
        "stages": stages,
        "work_bytes": words * 10,
        "release_bytes": words * 9,
        "floor": floor,
    }


RUNS = [make_run(1_000), make_run(100_000)]


def test_work_that_can_be_shared_is_shared_and_the_rest_is_not():
    foresight = Foresight(RUNS, STAGES, REQUESTS)
    alone, many = (foresight.run(1e6, 64, Cluster(slots, 0.0, float("inf"))) for slots in (1, 64))
    assert alone.seconds == pytest.approx(200 + 30)
    assert 30 < many.seconds < 30 + 200 / 64 * 3  # tasks are uneven: the longest has a multiple of the mean
    assert many.busy_seconds == pytest.approx(230)


def test_the_cost_of_a_run():
    foresight = Foresight(RUNS, STAGES, REQUESTS)
    cost = foresight.cost(1e6, 100, foresight.run(1e6, 100, Cluster(1, 0.0, float("inf"))))
    assert cost.core_hours == pytest.approx(230 / 3600)
    assert (cost.writes, cost.gigabytes) == (35 + 3600, pytest.approx(3.8))
    assert cost.requests == pytest.approx(3635 * 5e-6 + cost.reads * 4e-7)


def test_linking_jobs_are_as_many_as_the_pipeline_plans_and_sketches_are_made_within_ingestion():
    stages = [Stage(name, (), mapped=True) for name in ("ingest_articles", "link_duplicates")]
    runs = [run | {"stages": {"ingest_articles": {"seconds": 5, "tasks": []}}} for run in RUNS]
    more = {name: {"seconds": 7, "tasks": []} for name in ("sketch_articles", "link_duplicates")}
    runs[-1] = runs[-1] | {"stages": runs[-1]["stages"] | more}
    tasks = Foresight(runs, stages, REQUESTS).tasks(1e6, 64)
    seconds = {
        name: [task.seconds for task in tasks if task.stage == name] for name in ("ingest_articles", "link_duplicates")
    }
    assert [len(each) for each in seconds.values()] == [64, 2]
    assert [sum(each) for each in seconds.values()] == pytest.approx([5 + 70, 70])


def test_a_run_is_the_same_each_time():
    assert worker_rows(Foresight(RUNS, STAGES, REQUESTS), 1e7) == worker_rows(Foresight(RUNS, STAGES, REQUESTS), 1e7)


def test_lines_have_no_negative_parts():
    assert fit_line([10, 100], [1, 20]).fixed == 0
    assert fit_line([10, 100], [20, 10]).per_word == 0
    assert fit_line([10], [5]).per_word == pytest.approx(0.5)


def test_requests_are_a_line_through_two_builds():
    assert Requests.through((10, 100), (20, 150)).at(256) == 50 + 5 * 256


def test_the_tables_hold_what_was_measured():
    builds = [*RUNS, make_run(100_000, workers=2)]
    assert build_rows(builds)[0] == (*("1,000 articles, 1", "0.4 s", "500,000", "2.00", "500 MB", "4 MB", "10.0"),)
    columns, rows = stage_table(builds)
    assert columns[1:] == ("1,000", "100,000")
    assert rows[0] == ("spin_articles", "1.000", "1.000")
    dag = {"asked": 100_000, "workers": 2, "seconds": 26.0}
    assert dag_rows([dag], builds) == [("100,000 articles, 2", "26 s", "1.30")]
