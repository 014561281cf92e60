from collections import defaultdict

import bench_gates
from corpus import make_config

from pipelines.parts.part import Part

PART = Part("any", "k", "", "", {})


def test_the_audit_gets_whole_chains(tmp_path, monkeypatch):
    monkeypatch.setattr(bench_gates, "audit_corpus", lambda corpus, _: corpus)
    (corpus,) = bench_gates.run_stage("audit_corpus", make_config(tmp_path), defaultdict(lambda: [PART]))
    assert all(parts == [PART] for parts in corpus.stages.values())


def test_the_probe_gets_the_corpus_and_its_audit(tmp_path, monkeypatch):
    monkeypatch.setattr(bench_gates, "probe_corpus", lambda corpus, audit, _: (corpus, audit))
    ((corpus, audit),) = bench_gates.run_stage("probe_corpus", make_config(tmp_path), defaultdict(lambda: [PART]))
    assert (corpus.groups, audit) == (PART, PART)
