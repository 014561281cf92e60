from types import SimpleNamespace

from fidelity.selection import STEPS, average, select

COMPONENTS = [SimpleNamespace(name=name) for name in "abc"]


class Known:
    """A judge that knows the best shares: of family f, and of family g."""

    components = COMPONENTS

    def __init__(self, **best):
        self.best = best

    def measure(self, weights):
        shares = [weight / sum(weights) for weight in weights]
        return {
            family: 1 - sum((a - b) ** 2 for a, b in zip(shares, wanted, strict=True))
            for family, wanted in self.best.items()
        }


def test_the_best_shares_are_found():
    choice = select(Known(f=(0.5, 0.25, 0.25)))
    assert choice.weights == (2, 1, 1)
    assert choice.objective == 1


def test_a_family_left_out_has_no_say():
    judge = Known(f=(1, 0, 0), g=(0, 0, 1))
    assert select(judge, but="f").weights == (0, 0, 1)
    assert select(judge, but="g").weights == (1, 0, 0)
    assert sum(select(judge).weights) <= STEPS


def test_the_mean_drops_what_one_seed_chose():
    weights = average([(4, 4, 0), (4, 4, 0), (4, 3, 1)])
    assert (sum(weights), weights[2]) == (20, 0)
