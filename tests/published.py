"""Publishes small releases for tests, through the real stage: the parts are written as the stages before would."""

from pathlib import Path

from corpus import make_chains, make_config, make_corpus, write_groups, write_part

from pipelines.parts.finish import finish_part
from pipelines.parts.part import Corpus
from pipelines.quality.corpus.probe_figures import summarise_probe
from pipelines.stages.publish_release import publish_release
from pipelines.storage.files import write_text
from pipelines.storage.json_files import write_json


def publish(folder, *, parts=2, rejected=1, corpora=None, verdict="passed", probe=None, **sections):
    """Publish the news of `parts` parts to folder/tiny; same arguments, same content."""
    stages = make_stages(folder, parts, rejected, corpora, verdict, probe=probe)
    return publish_release(*stages, make_config(folder, **sections))


def make_stages(folder, parts=2, rejected=1, corpora=None, verdict="passed", *, probe=None):
    """The arguments of publish_release: (corpus, quality); `corpora` replaces make_corpus's."""
    config = make_config(folder)
    made = corpora or [make_corpus(config, part=number, rejected=rejected) for number in range(parts)]
    articles, tables, pairs = zip(*made, strict=True)
    validated = [
        write_part(config, "validate_pairs", part.label, {name: read(part, name) for name in part.files})
        for part in pairs
    ]
    chains = make_chains(config, articles=articles, pairs=pairs, validated=validated)
    return Corpus(chains, write_groups(config, *tables)), make_quality(config, verdict, probe)


def make_quality(config, verdict="passed", probe=None):
    """The part of probe_corpus, without a model."""
    summary = summarise_probe(probe)

    def compute(writer):
        write_json(writer.folder / "results.json", {"verdict": verdict, "probe": summary | {"figures": probe}})
        if probe:
            write_json(writer.folder / "probe.json", probe)
            write_text(writer.folder / "detector.npz", "a model")
        write_text(writer.folder / "report.html", "<html>good</html>")
        write_text(writer.folder / "data_docs" / "index.html", "<html>checked</html>")
        counts = {"counts": {}, "checks": "2 of 3 checks hold, 1 not run"}
        writer.statistics = {"verdict": verdict, "probe": summary, **counts}

    return finish_part(config.dataset_folder, "probe_corpus", inputs=[verdict, probe], label="tiny", compute=compute)


def read(part, name):
    import pyarrow.parquet as pq

    return pq.read_table(part.path(name))


def replace_file(path, content):
    """Put other bytes at `path` without touching the part that the file is linked to."""
    path = Path(path)
    path.unlink()
    path.write_bytes(content)
