import pytest
from corpus import make_chains, make_config, make_corpus, write_groups
from probed import make_probe

from pipelines.errors import InputError
from pipelines.parts.finish import check_parts
from pipelines.parts.part import Corpus
from pipelines.probe import models
from pipelines.probe.models import is_large, train_models
from pipelines.stages.validate_pairs import validate_pairs
from pipelines.storage.json_files import read_json
from pipelines.storage.receipts import DamagedError


@pytest.fixture
def asked(monkeypatch):
    """The arguments of each call of the training, which returns a probe made by hand."""
    asked, probe = [], make_probe()

    def train(sources, **options):
        asked.append({"sources": sources} | options)
        return probe

    monkeypatch.setattr(models, "probe_pairs", train)
    return asked


def corpus_of(config):
    made = [make_corpus(config, part=number) for number in range(2)]
    articles, groups, pairs = zip(*made, strict=True)
    validated = [validate_pairs(part, spun, config) for part, spun in zip(articles, pairs, strict=True)]
    chains = make_chains(config, articles=articles, pairs=pairs, validated=validated)
    return Corpus(chains, write_groups(config, *groups))


def train(folder, **settings):
    config = make_config(folder, probe_corpus=settings)
    return train_models(corpus_of(config), config, workers=1)


def test_the_part_holds_the_figures_and_the_detector(tmp_path, asked):
    part = train(tmp_path, train_words=900, test_words=90)
    assert (part.stage, part.label, part.sums.keys()) == ("train_models", "tiny", {"probe.json", "detector.npz"})
    assert read_json(part.file("probe.json")) == make_probe().figures
    assert part.statistics == {"trained_on": {"pairs": 10_295, "words": 2_000_000, "seed": 7}}
    (found,) = asked
    assert {split: len(files) for split, files in found["sources"].items()} == {"train": 2, "validation": 2, "test": 2}
    assert (found["settings"].train_words, found["settings"].test_words, found["settings"].seed) == (900, 90, 1)
    assert (found["workers"], found["jobs"], found["real"]) == (1, None, [])


def test_it_is_reused_until_something_changes_that_the_models_depend_on(tmp_path, asked):
    real = tmp_path / "mine.jsonl"
    real.write_text("one")
    first = train(tmp_path)
    assert train(tmp_path, min_rows=7, max_unseen_gap=0.1, critical="probe_unseen_gap", workers=3).reused
    others = [train(tmp_path, **change) for change in ({"train_words": 7}, {"test_words": 8}, {"real": str(real)})]
    real.write_text("two")
    others.append(train(tmp_path, real=str(real)))
    assert len({part.key for part in (first, *others)}) == len(asked) == 5


def test_no_models_are_trained_if_none_are_asked_for(tmp_path, asked):
    assert train(tmp_path, train_words=0, real=["/nothing/there.jsonl"]) is None
    assert asked == []
    with pytest.raises(InputError, match=r"expected each of probe_corpus\.real .*there\.jsonl"):
        train(tmp_path, real=["/nothing/there.jsonl"])


def test_damaged_models_are_trained_again(tmp_path, asked):
    part = train(tmp_path)
    content = part.file("probe.json").read_text()
    part.file("probe.json").write_text(content.replace("7", "8"))
    assert train(tmp_path).reused, "a file of the same size"
    with pytest.raises(DamagedError, match="train_models of tiny is computed again"):
        check_parts([part])
    assert not train(tmp_path).reused
    assert (part.file("probe.json").read_text(), len(asked)) == (content, 2)


def test_damaged_pairs_are_not_trained_on(tmp_path, asked):
    config = make_config(tmp_path)
    corpus = corpus_of(config)
    path = corpus.validated[1].path("train")
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(DamagedError, match="is computed again"):
        train_models(corpus, config)
    assert asked == []


def test_a_corpus_is_large_by_its_words(tmp_path, monkeypatch):
    pairs = corpus_of(make_config(tmp_path)).pairs
    for part in pairs:
        part.statistics["n_words"] = 50
    assert not is_large(pairs)
    monkeypatch.setattr(models, "SHARED_WORDS", 100)
    assert is_large(pairs)
