"""Golden learning rates: torch.optim.lr_scheduler in f64, by the rate at each update, for a highest rate of 1.

The warm-up is ours (step + 1)/(warm-up + 1) and has its own tests; here there is none, except where the schedule is
written from its paper. Run: /usr/bin/python3 schedules.py
"""
import numpy
import torch
from torch.optim import lr_scheduler as of

from golden import rounded, write

STEPS = 60
CASES = [
    ('step', {'warmupSteps': 0, 'everySteps': 7, 'dropFactor': 0.5}, lambda o: of.StepLR(o, 7, 0.5)),
    ('exponential', {'warmupSteps': 0, 'decayPerStep': 0.93}, lambda o: of.ExponentialLR(o, 0.93)),
    ('polynomial', {'warmupSteps': 0, 'power': 1, 'finalFraction': 0}, lambda o: of.PolynomialLR(o, STEPS, 1)),
    ('polynomial', {'warmupSteps': 0, 'power': 2.5, 'finalFraction': 0}, lambda o: of.PolynomialLR(o, STEPS, 2.5)),
    ('cosine', {'warmupSteps': 0, 'finalFraction': 0.1}, lambda o: of.CosineAnnealingLR(o, STEPS, 0.1)),
    ('cosine-restarts', {'warmupSteps': 0, 'firstCycleSteps': 11, 'cycleGrowth': 1, 'finalFraction': 0},
     lambda o: of.CosineAnnealingWarmRestarts(o, 11, 1)),
    ('cosine-restarts', {'warmupSteps': 0, 'firstCycleSteps': 5, 'cycleGrowth': 2, 'finalFraction': 0.2},
     lambda o: of.CosineAnnealingWarmRestarts(o, 5, 2, 0.2)),
    ('cosine-restarts', {'warmupSteps': 0, 'firstCycleSteps': 3, 'cycleGrowth': 3, 'finalFraction': 0},
     lambda o: of.CosineAnnealingWarmRestarts(o, 3, 3)),
    ('one-cycle', {'riseShare': 0.3, 'startDivisor': 25, 'endDivisor': 1e4},
     lambda o: of.OneCycleLR(o, 1, total_steps=STEPS)),
    ('one-cycle', {'riseShare': 0.5, 'startDivisor': 4, 'endDivisor': 2},
     lambda o: of.OneCycleLR(o, 1, total_steps=STEPS, pct_start=0.5, div_factor=4, final_div_factor=2)),
    ('triangular', {'halfCycleSteps': 7, 'lowFraction': 0.1, 'shrinking': 'none'},
     lambda o: of.CyclicLR(o, 0.1, 1, 7, cycle_momentum=False)),
    ('triangular', {'halfCycleSteps': 10, 'lowFraction': 0.25, 'shrinking': 'half'},
     lambda o: of.CyclicLR(o, 0.25, 1, 10, mode='triangular2', cycle_momentum=False)),
    ('noam', {'peakStep': 20}, lambda o: of.LambdaLR(o, transformer(256, 20))),
]


def transformer(width, warmup):
    """Equation 3 of Vaswani et al. 2017, by its value at the warm-up's end; their steps count from 1."""
    def rate(step):
        return width ** -0.5 * min(step ** -0.5, step * warmup ** -1.5)
    return lambda step: rate(step + 1) / rate(warmup)


def rates(make):
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1)
    scheduler = make(optimizer)
    values = []
    for step in range(STEPS):
        values.append(rounded(optimizer.param_groups[0]['lr']))
        optimizer.step()
        if step + 1 < STEPS:
            scheduler.step()
    return values


# Between points of a drawn schedule: percent of the steps and factor, as numpy interpolates.
DRAWN = [[(0, 0.1), (10, 1), (60, 0.75), (100, 0)], [(25, 0.5)], [(0, 0), (33.33, 1), (50, 1), (99, 0.25)]]


def interpolated(points):
    return [rounded(numpy.interp(100 * step / STEPS, *zip(*points))) for step in range(STEPS)]


# Losses that fall, rise, stall, fall a little, and stall for good: every branch of the rule is taken.
LOSSES = [4.0, 3.0, 3.5, 3.0, 2.99, 2.5, 2.5, 2.5, 2.5, 2.4999, 2.6, 2.2, 2.3, 2.3, 2.3, 2.1, 2.3] + [2.2] * 20 + [2.0] * 8
PLATEAUS = [
    {'dropFactor': 0.5, 'waitValidations': 2, 'threshold': 1e-4, 'cooldown': 0, 'finalFraction': 0},
    {'dropFactor': 0.1, 'waitValidations': 0, 'threshold': 0, 'cooldown': 0, 'finalFraction': 0.005},
    {'dropFactor': 0.3, 'waitValidations': 1, 'threshold': 0.1, 'cooldown': 3, 'finalFraction': 0.02},
]


def reductions(given):
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1)
    scheduler = of.ReduceLROnPlateau(
        optimizer, factor=given['dropFactor'], patience=given['waitValidations'], threshold=given['threshold'],
        cooldown=given['cooldown'], min_lr=given['finalFraction'], eps=0)
    values = []
    for loss in LOSSES:
        scheduler.step(loss)
        values.append(rounded(optimizer.param_groups[0]['lr']))
    return values


def main():
    write('schedules.json', {
        'steps': STEPS,
        'cases': [{'method': method, 'settings': settings, 'factors': rates(make)} for method, settings, make in CASES]
        + [{'method': 'drawn', 'settings': {'points': ' '.join(f'{x}_{y}' for x, y in points)},
            'factors': interpolated(points)} for points in DRAWN],
        'plateau': {
            'losses': LOSSES,
            'cases': [{'settings': {'warmupSteps': 0, **given}, 'reductions': reductions(given)} for given in PLATEAUS],
        },
    })


if __name__ == '__main__':
    main()
