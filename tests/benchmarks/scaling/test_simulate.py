import pytest
from hypothesis import given
from hypothesis import strategies as st
from scaling.dag import Stage, Task, plan_tasks
from scaling.simulate import Cluster, simulate


def slow_simulation(tasks, cluster, step):
    """The same rules, moment by moment; all times are multiples of `step`, and the scheduler is never the limit."""
    left = {number: round((cluster.start_seconds + task.seconds) / step) for number, task in enumerate(tasks)}
    done, running, moment = set(), set(), 0
    while len(done) < len(tasks):
        ready = [n for n in left if n not in done | running and set(tasks[n].needs) <= done]
        running |= set(ready[: cluster.slots - len(running)])
        moment += 1
        for number in running:
            left[number] -= 1
        done |= {number for number in running if not left[number]}
        running -= done
    return moment * step


@st.composite
def some_tasks(draw):
    n_tasks = draw(st.integers(1, 12))
    whole = st.integers(1, 6)
    needs = [tuple(sorted(draw(st.sets(st.integers(0, n - 1), max_size=3)))) if n else () for n in range(n_tasks)]
    return [Task("any", draw(whole), each) for each in needs]


@given(some_tasks(), st.integers(1, 4))
def test_as_the_slow_simulation(tasks, slots):
    cluster = Cluster(slots, 1.0, float("inf"))
    outcome = simulate(tasks, cluster)
    assert outcome.seconds == pytest.approx(slow_simulation(tasks, cluster, 1.0), abs=1e-6)
    assert outcome.busy_seconds == sum(task.seconds + 1 for task in tasks)


@given(some_tasks())
def test_more_slots_are_never_less_than_the_longest_way(tasks):
    ways = []
    for task in tasks:
        ways.append(task.seconds + max((ways[needed] for needed in task.needs), default=0))
    assert simulate(tasks, Cluster(100, 0.0, float("inf"))).seconds == pytest.approx(max(ways))


def test_the_scheduler_can_be_the_limit():
    tasks = [Task("any", 1.0, ())] * 100
    assert simulate(tasks, Cluster(100, 0.0, 10.0)).seconds == pytest.approx(10.9)


def test_a_circle_is_said():
    with pytest.raises(ValueError, match="1 tasks never became ready"):
        simulate([Task("any", 1.0, (0,))], Cluster(1, 0.0, 1.0))


def test_mapped_tasks_wait_for_all_before_and_those_of_a_chain_for_their_own_part():
    stages = [
        Stage("split", (), mapped=False),
        Stage("ingest", ("split",), mapped=True),
        Stage("spin", ("ingest",), mapped=True, chain="part"),
        Stage("validate", ("spin",), mapped=True, chain="part"),
    ]
    tasks = plan_tasks(stages, {"ingest": 2, "spin": 2, "validate": 2}, lambda _, index: index)
    assert [task.needs for task in tasks] == [(), (0,), (0,), (1, 2), (1, 2), (3,), (4,)]
    assert [task.seconds for task in tasks] == [0, 0, 1, 0, 1, 0, 1]
