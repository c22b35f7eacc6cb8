"""Golden trajectories of optimizers: torch.optim in f64, twenty updates of six values, weights after each. What torch 1.13
does not have, or has wrong, is written here from its paper.

One matrix decays and one vector does not, in two parameter groups as nanoGPT forms them; the learning rate changes on
the way, as a schedule would change it. Run: /usr/bin/python3 optimizers.py
"""
import torch

from golden import agree, draw, exact, rounded, write

STEPS = 20
CASES = [
    ('sgd', {'learningRate': 0.1, 'momentum': 0, 'weightDecay': 0}),
    ('sgd', {'learningRate': 0.1, 'momentum': 0.9, 'weightDecay': 0}),
    ('sgd', {'learningRate': 0.05, 'momentum': 0.5, 'weightDecay': 0.2}),
    ('adam', {'learningRate': 1e-3, 'beta1': 0.9, 'beta2': 0.999, 'epsilon': 1e-8, 'weightDecay': 0}),
    ('adam', {'learningRate': 0.05, 'beta1': 0.8, 'beta2': 0.95, 'epsilon': 1e-3, 'weightDecay': 0.3}),
    ('adamw', {'learningRate': 1e-3, 'beta1': 0.9, 'beta2': 0.999, 'epsilon': 1e-8, 'weightDecay': 0.01}),
    ('adamw', {'learningRate': 0.05, 'beta1': 0.8, 'beta2': 0.95, 'epsilon': 1e-3, 'weightDecay': 0.3}),
    ('momentum', {'learningRate': 0.05, 'momentum': 0.9, 'dampening': 0, 'weightDecay': 0.1}),
    ('momentum', {'learningRate': 0.1, 'momentum': 0.8, 'dampening': 0.5, 'weightDecay': 0}),
    ('nesterov', {'learningRate': 0.05, 'momentum': 0.9, 'weightDecay': 0.1}),
    ('adagrad', {'learningRate': 0.1, 'initialSum': 0, 'epsilon': 1e-10, 'weightDecay': 0}),
    ('adagrad', {'learningRate': 0.3, 'initialSum': 0.2, 'epsilon': 1e-3, 'weightDecay': 0.2}),
    ('adadelta', {'learningRate': 1, 'rho': 0.9, 'epsilon': 1e-6, 'weightDecay': 0}),
    ('adadelta', {'learningRate': 5, 'rho': 0.7, 'epsilon': 1e-3, 'weightDecay': 0.2}),
    ('rmsprop', {'learningRate': 0.01, 'alpha': 0.99, 'momentum': 0, 'epsilon': 1e-8, 'weightDecay': 0}),
    ('rmsprop', {'learningRate': 0.01, 'alpha': 0.9, 'momentum': 0.8, 'epsilon': 1e-2, 'weightDecay': 0.2}),
    ('nadam', {'learningRate': 2e-3, 'beta1': 0.9, 'beta2': 0.999, 'epsilon': 1e-8, 'momentumDecay': 0.004,
               'weightDecay': 0}),
    ('nadam', {'learningRate': 0.05, 'beta1': 0.8, 'beta2': 0.95, 'epsilon': 1e-3, 'momentumDecay': 0.5,
               'weightDecay': 0.3}),
    ('lion', {'learningRate': 1e-4, 'beta1': 0.9, 'beta2': 0.99, 'weightDecay': 0}),
    ('lion', {'learningRate': 0.02, 'beta1': 0.5, 'beta2': 0.8, 'weightDecay': 0.3}),
    ('adamw', {'learningRate': 0.02, 'beta1': 0, 'beta2': 0, 'epsilon': 1e-2, 'weightDecay': 0}),
]


class Lion(torch.optim.Optimizer):
    """Algorithm 2 of Chen et al. 2023, line by line; torch has none."""

    def __init__(self, groups, lr, betas, weight_decay):
        super().__init__(groups, {'lr': lr, 'betas': betas, 'weight_decay': weight_decay})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            beta1, beta2 = group['betas']
            for p in group['params']:
                m = self.state[p].setdefault('m', torch.zeros_like(p))
                c = beta1 * m + (1 - beta1) * p.grad
                p.copy_(p - group['lr'] * (torch.sign(c) + group['weight_decay'] * p))
                m.copy_(beta2 * m + (1 - beta2) * p.grad)


class NAdam(torch.optim.Optimizer):
    """NAdam by the formula of torch's documentation, which is Dozat's.

    torch 1.13's own code has one factor μ_t too many in the second product (mended in torch 2.0). With `slip` this class
    has it too, and then the two must agree: so all the rest is torch's.
    """

    def __init__(self, groups, lr, betas, eps, weight_decay, momentum_decay, slip=False):
        super().__init__(groups, {'lr': lr, 'betas': betas, 'eps': eps, 'weight_decay': weight_decay})
        self.psi, self.slip, self.t, self.product = momentum_decay, slip, 0, 1

    @torch.no_grad()
    def step(self):
        self.t += 1
        mu, next_mu = (self.param_groups[0]['betas'][0] * (1 - 0.5 * 0.96 ** (t * self.psi))
                       for t in (self.t, self.t + 1))
        self.product *= mu
        for group in self.param_groups:
            (beta1, beta2), lr = group['betas'], group['lr']
            for p in group['params']:
                g = p.grad + group['weight_decay'] * p
                state = self.state[p]
                state['m'] = beta1 * state.get('m', 0) + (1 - beta1) * g
                state['s'] = beta2 * state.get('s', 0) + (1 - beta2) * g * g
                m = (next_mu * state['m'] / (1 - self.product * next_mu * (mu if self.slip else 1))
                     + (1 - mu) * g / (1 - self.product))
                p.copy_(p - lr * m / ((state['s'] / (1 - beta2 ** self.t)).sqrt() + group['eps']))


def make(method, settings, matrix, vector):
    groups = [{'params': [matrix]}, {'params': [vector], 'weight_decay': 0}]
    common = {'lr': settings['learningRate'], 'weight_decay': settings['weightDecay']}
    of = settings.get
    betas, eps = (of('beta1'), of('beta2')), of('epsilon')
    optim = torch.optim
    return {
        'sgd': lambda: optim.SGD(groups, momentum=of('momentum'), **common),
        'momentum': lambda: optim.SGD(groups, momentum=of('momentum'), dampening=of('dampening'), **common),
        'nesterov': lambda: optim.SGD(groups, momentum=of('momentum'), nesterov=True, **common),
        'adagrad': lambda: optim.Adagrad(groups, initial_accumulator_value=of('initialSum'), eps=eps, **common),
        'adadelta': lambda: optim.Adadelta(groups, rho=of('rho'), eps=eps, **common),
        'rmsprop': lambda: optim.RMSprop(groups, alpha=of('alpha'), momentum=of('momentum'), eps=eps, **common),
        'adam': lambda: optim.Adam(groups, betas=betas, eps=eps, **common),
        'nadam': lambda: NAdam(groups, betas=betas, eps=eps, momentum_decay=of('momentumDecay'), **common),
        'nadam with the slip': lambda: NAdam(
            groups, betas=betas, eps=eps, momentum_decay=of('momentumDecay'), slip=True, **common),
        'nadam of torch 1.13': lambda: optim.NAdam(
            groups, betas=betas, eps=eps, momentum_decay=of('momentumDecay'), **common),
        'adamw': lambda: optim.AdamW(groups, betas=betas, eps=eps, **common),
        'lion': lambda: Lion(groups, betas=betas, **common),
    }[method]()


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
    for method, settings in CASES:
        if method == 'nadam':
            ours, theirs = (torch.tensor(trajectory(name, settings, start, gradients))
                            for name in ('nadam with the slip', 'nadam of torch 1.13'))
            agree('NAdam', ours, theirs)
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
