from collections import defaultdict

import bench_gates
from corpus import make_config

from pipelines.parts.part import Part

PART = Part("any", "k", "", "", {})


def test_the_audit_gets_whole_chains(tmp_path, monkeypatch):
    monkeypatch.setattr(bench_gates, "audit_corpus", lambda corpus, _: corpus)
    (corpus,) = bench_gates.run_stage("audit_corpus", make_config(tmp_path), defaultdict(lambda: [PART]))
    assert all(parts == [PART] for parts in corpus.stages.values())
