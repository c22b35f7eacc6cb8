"""Golden trajectories of sharpness-aware minimisation: Foret et al. 2021, algorithm 1, around torch's optimizers in f64.

A table of logits for each token, mean cross-entropy, the same four batches again and again. Run: /usr/bin/python3 sam.py
"""
import torch
from torch.nn.functional import cross_entropy

from golden import draw, exact, rounded, write

STEPS, VOCABULARY, ROWS = 20, 7, 24
CASES = [
    {'radius': 0.05, 'clipNorm': 0, 'optimizer': {'method': 'sgd', 'learningRate': 0.5, 'momentum': 0.9}},
    {'radius': 0.5, 'clipNorm': 0.2, 'optimizer': {'method': 'sgd', 'learningRate': 1, 'momentum': 0}},
    {'radius': 0.3, 'clipNorm': 1, 'optimizer': {
        'method': 'adamw', 'learningRate': 0.05, 'beta1': 0.9, 'beta2': 0.95, 'epsilon': 1e-4, 'weightDecay': 0.1}},
]


def optimizer_of(given, table):
    lr = given['learningRate']
    if given['method'] == 'sgd':
        return torch.optim.SGD([table], lr=lr, momentum=given['momentum'])
    return torch.optim.AdamW([table], lr=lr, betas=(given['beta1'], given['beta2']), eps=given['epsilon'],
                             weight_decay=given['weightDecay'])


def trajectory(case, start, batches):
    table = torch.nn.Parameter(start.clone())
    optimizer = optimizer_of(case['optimizer'], table)
    losses = []

    def backward(batch):
        optimizer.zero_grad()
        loss = cross_entropy(table[batch[0]], batch[1])
        loss.backward()
        return loss

    for step in range(STEPS):
        batch = batches[step % len(batches)]
        losses.append(rounded(backward(batch)))
        with torch.no_grad():
            here = table.clone()
            table.add_(case['radius'] * table.grad / table.grad.norm())
        backward(batch)
        with torch.no_grad():
            table.copy_(here)
        if case['clipNorm'] > 0:
            torch.nn.utils.clip_grad_norm_([table], case['clipNorm'])
        optimizer.step()
    return losses, [rounded(x, 9) for x in table.detach().flatten().tolist()]


def main():
    generator = torch.Generator().manual_seed(11)
    start = draw(generator, VOCABULARY, VOCABULARY)
    batches = [[torch.randint(0, VOCABULARY, (ROWS,), generator=generator) for _ in 'xy'] for _ in range(4)]
    cases = []
    for case in CASES:
        losses, weights = trajectory(case, start, batches)
        plain, _ = trajectory({**case, 'radius': 0}, start, batches)
        assert max(abs(a - b) for a, b in zip(losses, plain)) > 1e-3, 'the climb makes no difference'
        cases.append({**case, 'lossNats': losses, 'weights': weights})
    write('sam.json', {
        'start': exact(start)['data'],
        'batches': [{'inputs': x.tolist(), 'targets': y.tolist()} for x, y in batches],
        'cases': cases,
    })


if __name__ == '__main__':
    main()
