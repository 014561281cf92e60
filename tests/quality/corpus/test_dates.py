from types import SimpleNamespace

from pipelines.quality.corpus.dates import N_EXAMPLES, count_dates, describe_dates, measure_dates


def corpus(*statistics):
    return SimpleNamespace(articles=[SimpleNamespace(statistics=each) for each in statistics])


def part(n_dates, *unknown):
    examples = [{"place": f"a.csv line {n}", "value": value} for n, value in enumerate(unknown)]
    return {"n_dates": n_dates, "n_unknown_dates": len(unknown), "unknown_dates": examples}


def test_dates_are_counted_over_all_parts():
    dates = count_dates(corpus(part(10, "now"), part(10), part(20, *"abcd")))
    assert (dates["n_dates"], dates["n_unknown"]) == (40, 5)
    assert [example["value"] for example in dates["examples"]] == ["now", "a", "b"][:N_EXAMPLES]
    (figure,) = measure_dates(dates)
    assert (figure.name, figure.value) == ("unknown_date_share", 0.125)
    assert figure.detail == "5 of 40 could not be read and are null, such as 'now' in a.csv line 0"


def test_a_corpus_without_dates_has_no_share():
    for statistics in ([], [{}], [part(0)]):
        (figure,) = measure_dates(count_dates(corpus(*statistics)))
        assert (figure.value, figure.detail) == (None, "no article has a date")


def test_dates_that_were_all_read_need_no_words():
    dates = count_dates(corpus(part(10)))
    assert describe_dates(dates) == ""
    assert describe_dates({}) == ""
    assert measure_dates(dates)[0].value == 0


def test_control_characters_of_an_example_are_escaped():
    assert r"'\x1b[2J'" in describe_dates(count_dates(corpus(part(1, "\x1b[2J"))))
