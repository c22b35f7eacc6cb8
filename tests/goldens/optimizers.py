"""Golden trajectories of optimizers: torch.optim in f64, twenty updates of six values, weights after each.

One matrix decays and one vector does not, in two parameter groups as nanoGPT forms them; the learning rate changes on
the way, as a schedule would change it. Run: /usr/bin/python3 optimizers.py
"""
import torch

from golden import draw, exact, rounded, write

STEPS = 20
CASES = [
    ('sgd', {'learningRate': 0.1, 'momentum': 0, 'weightDecay': 0}),
    ('sgd', {'learningRate': 0.1, 'momentum': 0.9, 'weightDecay': 0}),
    ('sgd', {'learningRate': 0.05, 'momentum': 0.5, 'weightDecay': 0.2}),
    ('adam', {'learningRate': 1e-3, 'beta1': 0.9, 'beta2': 0.999, 'epsilon': 1e-8, 'weightDecay': 0}),
    ('adam', {'learningRate': 0.05, 'beta1': 0.8, 'beta2': 0.95, 'epsilon': 1e-3, 'weightDecay': 0.3}),
    ('adamw', {'learningRate': 1e-3, 'beta1': 0.9, 'beta2': 0.999, 'epsilon': 1e-8, 'weightDecay': 0.01}),
    ('adamw', {'learningRate': 0.05, 'beta1': 0.8, 'beta2': 0.95, 'epsilon': 1e-3, 'weightDecay': 0.3}),
    ('adamw', {'learningRate': 0.02, 'beta1': 0, 'beta2': 0, 'epsilon': 1e-2, 'weightDecay': 0}),
]


def make(method, settings, matrix, vector):
    groups = [{'params': [matrix]}, {'params': [vector], 'weight_decay': 0}]
    common = {'lr': settings['learningRate'], 'weight_decay': settings['weightDecay']}
    if method == 'sgd':
        return torch.optim.SGD(groups, momentum=settings['momentum'], **common)
    adaptive = {'betas': (settings['beta1'], settings['beta2']), 'eps': settings['epsilon'], **common}
    return (torch.optim.Adam if method == 'adam' else torch.optim.AdamW)(groups, **adaptive)


def trajectory(method, settings, start, gradients):
    matrix, vector = (torch.nn.Parameter(part.clone()) for part in start)
    optimizer = make(method, settings, matrix, vector)
    rows = []
    for step, (of_matrix, of_vector) in enumerate(gradients):
        for group in optimizer.param_groups:
            group['lr'] = settings['learningRate'] * factor(step)
        matrix.grad, vector.grad = of_matrix.clone(), of_vector.clone()
        optimizer.step()
        rows.append([rounded(x) for part in (matrix, vector) for x in part.detach().flatten().tolist()])
    return rows


def factor(step):
    """Ten full steps, then half: exact in binary."""
    return 1 if step < 10 else 0.5


def main():
    generator = torch.Generator().manual_seed(7)
    start = draw(generator, 2, 2), draw(generator, 2)
    gradients = [(draw(generator, 2, 2, std=0.3), draw(generator, 2, std=0.3)) for _ in range(STEPS)]
    write('optimizers.json', {
        'matrix': exact(start[0]),
        'vector': exact(start[1]),
        'factors': [factor(step) for step in range(STEPS)],
        'gradients': [exact(torch.cat([m.flatten(), v]))['data'] for m, v in gradients],
        'cases': [{'method': method, 'settings': settings, 'weights': trajectory(method, settings, start, gradients)}
                  for method, settings in CASES],
    })


if __name__ == '__main__':
    main()
