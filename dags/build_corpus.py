"""# Build a corpus of spun news

Takes clean news and publishes a release of paired Parquet: each article beside a spun variant, with the exact edits.

1. **check_run** refuses a wrong configuration, profile or output before any work is done
2. **split_input** reads the input once and cuts it into at most 256 parts
3. **ingest_articles** repairs, filters and names the articles of each part
4. **group_duplicates** puts copies and near-copies into one group, and each group into one split
5. **spin_articles** writes the variants of each part
6. **validate_pairs** replays every edit of each part and puts what does not hold into quarantine
7. **audit_corpus** judges the corpus as a whole; a critical finding stops the run here
8. **publish_release** makes the release visible, whole, and tells the asset `spindle_releases`

A finished part is never computed again, in a retry or a later run. Rejected rows lie in `<output>/<dataset>/rejects/`
with their reasons, doubtful pairs in `quarantine/`.
"""

from datetime import timedelta
from typing import Any

from airflow.sdk import Asset, ExceptionRetryPolicy, Param, RetryAction, RetryRule, dag, get_current_context, task

from pipelines import tasks
from pipelines.form import form_fields

Json = dict[str, Any]
RELEASES = Asset(name="spindle_releases", uri="x-spindle://releases")
PART = "{{ part_label }}"  # what a mapped task is called in the UI
# A wrong input or configuration, or a gate that said no, says no again; storage and machines may recover.
GIVE_UP = [
    RetryRule(exception=f"pipelines.errors.{name}", action=RetryAction.FAIL, reason="it would fail the same way again")
    for name in ("ConfigError", "InputError", "SchemaError", "ValidationFailed")
]


def run_stage(stage: str, config: Json, *inputs: Any) -> Json:
    get_current_context()["part_label"] = tasks.label_of(inputs)
    return tasks.run_stage(stage, config, *inputs)


@dag(
    schedule=None,
    catchup=False,
    doc_md=__doc__,
    tags=["spindle", "corpus"],
    params={name: Param(**schema) for name, schema in form_fields().items()},
    default_args={
        "owner": "spindle",
        "retries": 2,
        "retry_delay": timedelta(seconds=30),
        "retry_policy": ExceptionRetryPolicy(rules=GIVE_UP),
        "execution_timeout": timedelta(hours=6),
    },
)
def build_corpus() -> None:
    @task
    def check_run(params: Json) -> Json:
        return tasks.check_run(dict(params))

    @task
    def split_input(config: Json) -> list[list[Json]]:
        return tasks.split_input(config)

    @task(map_index_template=PART)
    def ingest_articles(raw: list[Json], config: Json) -> Json:
        return run_stage("ingest_articles", config, raw)

    @task
    def group_duplicates(articles: list[Json], config: Json) -> Json:
        return run_stage("group_duplicates", config, articles)

    @task(map_index_template=PART)
    def spin_articles(articles: Json, groups: Json, config: Json) -> Json:
        return run_stage("spin_articles", config, articles, groups)

    @task(map_index_template=PART)
    def validate_pairs(work: tuple[Json, Json], config: Json) -> Json:
        return run_stage("validate_pairs", config, *work)

    @task
    def audit_corpus(*parts: Any, config: Json) -> Json:
        return run_stage("audit_corpus", config, *parts)

    @task(outlets=[RELEASES])
    def publish_release(*parts: Any, config: Json, outlet_events: Any = None) -> Json:
        release = run_stage("publish_release", config, *parts)
        outlet_events[RELEASES].extra = {name: release[name] for name in ("version", "rows", "swap_rate", "path")}
        return release

    config = check_run()
    articles = ingest_articles.partial(config=config).expand(raw=split_input(config))
    groups = group_duplicates(articles, config)
    pairs = spin_articles.partial(groups=groups, config=config).expand(articles=articles)
    validated = validate_pairs.partial(config=config).expand(work=articles.zip(pairs))
    audit = audit_corpus(articles, groups, pairs, validated, config=config)
    publish_release(articles, groups, pairs, validated, audit, config=config)


build_corpus()
