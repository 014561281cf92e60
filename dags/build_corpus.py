"""# Build a corpus of spun news

Publishes a release of paired Parquet from clean news: each article beside a spun variant, with the exact edits.

1. **check_run** refuses a wrong configuration, profile or output before any work is done
2. **split_input** reads the input and the inputs of negatives once and cuts them into raw parts. Groups of them become
   one part each, and a mapped task works through a batch of parts: as many tasks as may run at once, at most 256
3. **ingest_articles** repairs, filters and names the articles of each part
4. **drop_copies** plans the next task: it finds the copies of an id or of a text in a large corpus
5. **link_duplicates** finds the near-copies of a large corpus, in jobs side by side; a small one skips it
6. **group_duplicates** puts copies and near-copies into one group, and each group into one split
7. **spin_articles** writes the variants of each part
8. **validate_pairs** replays every edit of each part and moves faulty pairs to quarantine
9. **audit_corpus** judges the corpus as a whole; a critical finding stops the run here
10. **train_models** trains small models on a sample beside the audit, and scores the other splits
11. **probe_corpus** judges the corpus by these models and writes the report; if asked for, a figure stops the run
12. **approve_release** waits for approval if the form or the configuration asks for it; else it is skipped
13. **publish_release** publishes the release as a whole and updates the assets `spindle_releases` and
    `spindle_releases/<dataset>`, unless a release has this content already
14. **notify_people** runs the notifiers of the configuration, whether the run succeeded or failed. It tells nobody of a
   run that is marked as failed or as successful by hand
15. **end_run** and **end_notices** do nothing, but the run has their states: it fails if a task before notify_people
   failed, and not because nobody could be told

Each task takes only results of the run as it is now, and says what to clear if there are none: tasks may have been
cleared, or marked by hand. Each ends with a short table in its log. A finished part is never computed again, in a
retry or a later run.
A configuration with a `schedule` has a DAG of its own, `build_<config>`, with the same tasks: it runs by time, after
events of assets, or when files have arrived in a landing folder.
Rejected rows are in `<output>/<dataset>/rejects/`, faulty pairs in `quarantine/`, each with its reasons.
"""

from typing import Any

from airflow.sdk import Param, dag, get_current_context, task, task_group

from pipelines.workflow import lineage, notify, tasks
from pipelines.workflow.approve import ApproveRelease
from pipelines.workflow.assets import NEW_RELEASES, announce
from pipelines.workflow.batches import Batch, Batches, Json
from pipelines.workflow.ending import end_run
from pipelines.workflow.policy import AFTER_ALL, AFTER_SKIPPED, task_defaults
from pipelines.workflow.standing import list_build_dags, with_date
from pipelines.workflow.xcoms import PART, find_answer, run_on_articles, run_on_chains, run_parts, split_into_batches


def build_corpus() -> None:  # noqa: C901 - one function a task
    @task(multiple_outputs=False)
    def check_run(params: Json) -> Json:
        return notify.check_run(with_date(params, get_current_context()))

    @task
    def split_input(config: Json, params: Any = None) -> Batches:
        return split_into_batches(config, with_date(params, get_current_context()))

    @task(map_index_template=PART)
    def ingest_articles(raw: Batch, config: Json) -> Batch:
        return run_parts(tasks.ingest_articles, config, raw)

    @task
    def drop_copies(articles: Batches, config: Json) -> list[int]:
        return run_on_articles(tasks.drop_copies, config, articles)

    @task(multiple_outputs=False, map_index_template=PART)
    def link_duplicates(number: int, articles: Batches, config: Json) -> Json:
        return run_on_articles(tasks.link_duplicates, config, articles, number, label=f"job {number:03}")

    @task(multiple_outputs=False, trigger_rule=AFTER_SKIPPED)
    def group_duplicates(articles: Batches, config: Json) -> Json:
        return run_on_articles(tasks.group_duplicates, config, articles)

    @task(map_index_template=PART)
    def spin_articles(articles: Batch, groups: Json, config: Json) -> Batch:
        return run_parts(tasks.spin_articles, config, articles, groups)

    @task(map_index_template=PART)
    def validate_pairs(spun: Batch, config: Json) -> Batch:
        return run_parts(tasks.validate_pairs, config, spun)

    @task(multiple_outputs=False)
    def audit_corpus(chains: Batches, groups: Json, config: Json) -> Json:
        return run_on_chains(tasks.audit_corpus, config, chains, groups)

    @task(multiple_outputs=False)
    def train_models(chains: Batches, groups: Json, config: Json) -> Json:
        return run_on_chains(tasks.train_models, config, chains, groups)

    @task(multiple_outputs=False)
    def probe_corpus(chains: Batches, groups: Json, audit: Json, config: Json) -> Json:
        return run_on_chains(tasks.probe_corpus, config, chains, groups, audit)

    @task(multiple_outputs=False, outlets=[NEW_RELEASES], trigger_rule=AFTER_SKIPPED)
    def publish_release(chains: Batches, groups: Json, probe: Json, config: Json, outlet_events: Any = None) -> Json:
        release = run_on_chains(tasks.publish_release, config, chains, groups, probe, find_answer())
        announce(release, outlet_events, get_current_context())
        return lineage.remember(release, config)

    @task(trigger_rule=AFTER_ALL)
    def notify_people() -> str:
        return notify.notify_people(get_current_context())

    @task_group(prefix_group_id=False)  # no barrier between its tasks
    def spin_and_validate(articles: Batch, groups: Json, config: Json) -> Any:
        return validate_pairs(spin_articles(articles, groups, config), config)

    config = check_run()
    articles = ingest_articles.partial(config=config).expand(raw=split_input(config))
    groups = group_duplicates(articles, config)
    link_duplicates.partial(articles=articles, config=config).expand(number=drop_copies(articles, config)) >> groups
    chains = spin_and_validate.partial(groups=groups, config=config).expand(articles=articles)
    probe = probe_corpus(chains, groups, audit_corpus(chains, groups, config), config)
    train_models(chains, groups, config) >> probe
    approval = ApproveRelease(task_id="approve_release", config=config, quality=probe)
    approval >> end_run(lineage.with_lineage(publish_release(chains, groups, probe, config)), notify_people())


for each in list_build_dags():
    params = {name: Param(**schema) for name, schema in each.fields.items()}
    options = each.arguments | {"tags": ["spindle", "corpus"], "default_args": task_defaults(hours=6)}
    dag(schedule=each.schedule, doc_md=each.describe(__doc__), params=params, **options)(build_corpus)()
