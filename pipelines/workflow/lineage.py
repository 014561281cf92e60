"""Lineage of releases for OpenLineage, where Airflow's provider for it is installed: input, release, and its quality.

The provider asks an operator for lineage when its task has ended, by the method `get_openlineage_facets_on_complete`.
Without the provider nobody asks, and nothing of it is imported.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pipelines.redact import redact_text
from pipelines.storage.addresses import is_remote

if TYPE_CHECKING:
    from pipelines.release.find import Release

Json = dict[str, Any]
METHOD = "get_openlineage_facets_on_complete"
# The release of the task that ran last in this process, and its configuration: the method is called after the task.
_finished: list[tuple[Json, Json]] = []


def remember(release: Json, config: Json) -> Json:
    """Keep a release, the value of publish_release, until the provider asks; return it."""
    _finished[:] = [(release, config)]
    return release


def with_lineage(output: Any) -> Any:
    """Let the operator behind the output of publish_release tell its lineage; return the output."""
    setattr(output.operator, METHOD, lineage_of_last)
    return output


def lineage_of_last(_: Any = None) -> Any:
    """Return the provider's OperatorLineage of the release that was published last; None if there is none."""
    if not _finished:
        return None
    return describe(*_finished[0])


def describe(made: Mapping[str, Any], config: Mapping[str, Any]) -> Any:
    """Return the OperatorLineage of a release: its inputs, and the dataset with the facets of this version."""
    from airflow.providers.openlineage.extractors import OperatorLineage
    from openlineage.client.event_v2 import InputDataset, OutputDataset
    from openlineage.client.facet_v2 import dataset_version_dataset, output_statistics_output_dataset, schema_dataset

    from pipelines.config.negatives import Negatives
    from pipelines.release.find import Release, read_manifest
    from schemas import PAIRS

    release = Release.from_json(made)
    n_files = len(read_manifest(release.folder)["files"])
    inputs = [config["input"], *Negatives.model_validate(config.get("negatives", {})).inputs.values()]
    fields = [schema_dataset.SchemaDatasetFacetFields(name=field.name, type=str(field.type)) for field in PAIRS]
    namespace, name = name_dataset(release.path.rpartition("/")[0])
    return OperatorLineage(
        inputs=[InputDataset(*name_dataset(each)) for each in inputs],
        outputs=[
            OutputDataset(
                namespace,
                name,
                facets={
                    "version": dataset_version_dataset.DatasetVersionDatasetFacet(datasetVersion=release.version),
                    "schema": schema_dataset.SchemaDatasetFacet(fields=fields),
                    **_quality_facets(release, n_files),
                },
                outputFacets={
                    "outputStatistics": output_statistics_output_dataset.OutputStatisticsOutputDatasetFacet(
                        rowCount=release.rows, size=release.bytes, fileCount=n_files
                    )
                },
            )
        ],
    )


def _quality_facets(release: "Release", n_files: int) -> Json:
    """The facets dataQualityMetrics and dataQualityAssertions: counts, and every check that was run."""
    from openlineage.client.facet_v2 import data_quality_assertions_dataset as assertions
    from openlineage.client.facet_v2 import data_quality_metrics_dataset as metrics

    from pipelines.quality.suites.results import read_checks
    from pipelines.release.layout import RESULTS_FILE
    from pipelines.storage.json_files import read_json

    checks = read_checks(read_json(release.folder / RESULTS_FILE))
    return {
        "dataQualityMetrics": metrics.DataQualityMetricsDatasetFacet(
            columnMetrics={}, rowCount=release.rows, bytes=release.bytes, fileCount=n_files
        ),
        "dataQualityAssertions": assertions.DataQualityAssertionsDatasetFacet(
            assertions=[
                assertions.Assertion(
                    assertion=f"{check.suite}.{check.check}",
                    success=check.holds,
                    severity="error" if check.severity == "critical" else "warn",
                    description=check.notes,
                    expected=check.threshold,
                    actual=check.figure,
                )
                for check in checks
                if check.ran
            ]
        ),
    }


def name_dataset(address: str) -> tuple[str, str]:
    """Namespace and name of a path or address, as OpenLineage's naming has them; without secrets.

    >>> name_dataset("/data/news.jsonl"), name_dataset("s3://lake/news/2026.parquet")
    (('file', '/data/news.jsonl'), ('s3://lake', 'news/2026.parquet'))
    """
    address = redact_text(address)
    if not is_remote(address):
        return "file", address.removeprefix("file://")
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}", parts.path.strip("/")
