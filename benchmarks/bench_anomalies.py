"""False marks on clean histories and shifts found by the marks of anomalies: the tables of docs/triage.md.

python benchmarks/bench_anomalies.py
"""

from collections.abc import Callable

import numpy as np

from pipelines.quality.history.anomalies import DRIFT, JUMP, SPIKE, SPREAD, find_anomalies

N_CLEAN, N_PLANTED, N_RELEASES, AT = 2000, 400, 50, 35
SIZES = {JUMP: (4, 5, 6, 8), SPIKE: (8, 10, 12, 15), DRIFT: (0.15, 0.2, 0.3, 0.5), SPREAD: (4, 6, 8, 10)}
Values = np.ndarray


def autocorrelate(draw: np.random.Generator, by: float) -> Values:
    noise = draw.normal(size=N_RELEASES)
    for index in range(1, N_RELEASES):
        noise[index] += by * noise[index - 1]
    return noise


CLEAN: dict[str, Callable[[np.random.Generator], Values]] = {
    "normal": lambda draw: draw.normal(size=N_RELEASES),
    "uniform": lambda draw: draw.uniform(size=N_RELEASES),
    "autocorrelated, .3": lambda draw: autocorrelate(draw, 0.3),
    "autocorrelated, .6": lambda draw: autocorrelate(draw, 0.6),
    "Student's t, 5 degrees": lambda draw: draw.standard_t(5, N_RELEASES),
    "log-normal, .4": lambda draw: draw.lognormal(0, 0.4, N_RELEASES),
    "Laplace": lambda draw: draw.laplace(size=N_RELEASES),
    "share of 2,000 rows, .01": lambda draw: draw.binomial(2000, 0.01, N_RELEASES) / 2000,
    "share of 2,000 rows, .0005": lambda draw: draw.binomial(2000, 0.0005, N_RELEASES) / 2000,
}


def plant(values: Values, kind: str, size: float) -> None:
    """Change standard normal values from release AT on; a drift begins 15 releases before."""
    if kind == JUMP:
        values[AT:] += size
    elif kind == SPIKE:
        values[AT] += size
    elif kind == DRIFT:
        values[AT - 15 :] += size * np.arange(N_RELEASES - AT + 15)
    else:
        values[AT:] *= size


def main() -> None:
    draw = np.random.default_rng(7)
    print("clean histories -> marks in 50 of them")
    for name, make in CLEAN.items():
        share = 0.01 if name.endswith(".01") else 0.0005
        error = float(np.sqrt(share / 2000)) if name.startswith("share") else 0.0
        found = sum(len(find_anomalies(make(draw).tolist(), [error] * N_RELEASES)) for _ in range(N_CLEAN))
        print(f"  {name}: {50 * found / N_CLEAN:.2f}")
    print("planted shift, its size -> share of histories marked, and with its kind")
    for kind, sizes in SIZES.items():
        for size in sizes:
            kinds = []
            for _ in range(N_PLANTED):
                values = draw.normal(size=N_RELEASES)
                plant(values, kind, size)
                kinds.append({mark.kind for mark in find_anomalies(values.tolist(), [0.0] * N_RELEASES)})
            marked, right = sum(map(bool, kinds)) / N_PLANTED, sum(kind in each for each in kinds) / N_PLANTED
            print(f"  {kind} {size}: {marked:.2f}, {right:.2f}")


if __name__ == "__main__":
    main()
