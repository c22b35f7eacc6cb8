"""Golden statistics of repeated races from scipy: standard errors, intervals by Student's t, Welch's test.

Run: /usr/bin/python3 races.py
"""
import numpy
from scipy import optimize, special, stats

from golden import write

random = numpy.random.default_rng(5)


def sample(count, mean, deviation):
    return [float(value) for value in random.normal(mean, deviation, count)]


def quantile(probability, freedom):
    """stats.t.ppf is good to nine digits only; the distribution function itself is exact."""
    both = lambda t: special.betainc(freedom / 2, 0.5, freedom / (freedom + t * t))
    return float(optimize.brentq(lambda t: both(t) / 2 - (1 - probability), 1e-3, 1e4, xtol=1e-14))


def welch(a, b):
    test = stats.ttest_ind(a, b, equal_var=False)
    return {'t': test.statistic, 'p': test.pvalue}


PAIRS = [
    (sample(5, 2.0, 0.02), sample(5, 2.01, 0.02)),
    (sample(5, 2.0, 0.02), sample(5, 2.3, 0.05)),
    (sample(3, 1.5, 0.1), sample(6, 1.4, 0.01)),
    (sample(2, 1.0, 1.0), sample(2, 1.2, 0.001)),
    (sample(40, 0.0, 1.0), sample(30, 0.3, 2.0)),
]

write('races.json', {
    'pairs': [{'a': a, 'b': b, **welch(a, b)} for a, b in PAIRS],
    'intervals': [
        {'values': a, 'mean': float(numpy.mean(a)), 'standardError': float(stats.sem(a)),
         'halfWidth': float(stats.sem(a) * quantile(0.975, len(a) - 1))}
        for a, _ in PAIRS
    ],
    'quantiles': [
        {'probability': p, 'freedom': n, 'value': quantile(p, n)}
        for p in [0.6, 0.9, 0.975, 0.9995] for n in [1, 2, 4, 4.7, 30, 1000]
    ],
})
