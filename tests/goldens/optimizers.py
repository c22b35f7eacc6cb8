"""Golden trajectories of optimizers: torch.optim in f64, twenty updates of six values, weights after each. What torch 1.13
does not have, or has wrong, is written here from its paper.

One matrix decays and one vector does not, in two parameter groups as nanoGPT forms them; the learning rate changes on
the way, as a schedule would change it. Run: /usr/bin/python3 optimizers.py
"""
import torch

from golden import agree, draw, exact, rounded, write

STEPS = 20
MUON = {'momentum': 0.95, 'nesterov': True, 'iterations': 5, 'scaling': 'shape', 'restLearningRate': 3e-3,
        'beta1': 0.9, 'beta2': 0.999, 'epsilon': 1e-8, 'weightDecay': 0}
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
    ('muon', {**MUON, 'learningRate': 0.02}),
    ('muon', {**MUON, 'learningRate': 0.05, 'momentum': 0.8, 'nesterov': False, 'iterations': 3, 'scaling': 'adamw',
              'restLearningRate': 0.01, 'beta1': 0.8, 'beta2': 0.95, 'epsilon': 1e-3, 'weightDecay': 0.3}),
    ('adafactor', {'learningRate': 0.02, 'decayPower': 0.8, 'threshold': 1, 'relative': True, 'weightDecay': 0}),
    ('adafactor', {'learningRate': 0.1, 'decayPower': 0.5, 'threshold': 0.7, 'relative': False, 'weightDecay': 0.3}),
    ('schedule-free-adamw', {'learningRate': 3e-3, 'beta1': 0.9, 'beta2': 0.999, 'epsilon': 1e-8, 'weightDecay': 0}),
    ('schedule-free-adamw', {'learningRate': 0.05, 'beta1': 0.6, 'beta2': 0.95, 'epsilon': 1e-3, 'weightDecay': 0.3}),
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


class Muon:
    """Jordan's muon.py for the matrix, in f64 instead of bf16, and torch's AdamW for the vector.

    Our matrices have a column for each output, his a row: hence the transposes.
    """

    def __init__(self, matrix, vector, of):
        self.matrix, self.of, self.momentum = matrix, of, torch.zeros_like(matrix.T)
        self.rest = torch.optim.AdamW([vector], lr=of('restLearningRate'), betas=(of('beta1'), of('beta2')),
                                      eps=of('epsilon'), weight_decay=0)
        self.param_groups = [{'lr': None}]

    @torch.no_grad()
    def step(self):
        lr, mu, g = self.param_groups[0]['lr'], self.of('momentum'), self.matrix.grad.T
        self.rest.param_groups[0]['lr'] = self.of('restLearningRate') * lr / self.of('learningRate')
        self.rest.step()
        self.momentum.lerp_(g, 1 - mu)
        update = g.lerp(self.momentum, mu) if self.of('nesterov') else self.momentum
        rows, columns = update.shape
        scale = max(1, rows / columns) ** 0.5 if self.of('scaling') == 'shape' else 0.2 * max(rows, columns) ** 0.5
        self.matrix.mul_(1 - lr * self.of('weightDecay'))
        self.matrix.sub_(lr * scale * newton_schulz(update, self.of('iterations')).T)


def newton_schulz(g, steps):
    a, b, c = 3.4445, -4.7750, 2.0315
    x = g.T if g.shape[0] > g.shape[1] else g
    x = x / (x.norm() + 1e-7)
    for _ in range(steps):
        gram = x @ x.T
        x = a * x + (b * gram + c * gram @ gram) @ x
    return x.T if g.shape[0] > g.shape[1] else x


class Adafactor(torch.optim.Optimizer):
    """Algorithms 4 (matrix) and 5 (vector) of Shazeer & Stern 2018, with sums as there, and decoupled decay."""

    def __init__(self, groups, lr, weight_decay, power, threshold, relative):
        super().__init__(groups, {'lr': lr, 'weight_decay': weight_decay})
        self.t, self.power, self.threshold, self.relative = 0, power, threshold, relative

    @torch.no_grad()
    def step(self):
        self.t += 1
        beta = 1 - self.t ** -self.power
        for group in self.param_groups:
            for p in group['params']:
                state, squares = self.state[p], p.grad ** 2 + 1e-30
                if p.dim() == 2:
                    state['r'] = beta * state.get('r', 0) + (1 - beta) * squares.sum(1)
                    state['c'] = beta * state.get('c', 0) + (1 - beta) * squares.sum(0)
                    v = torch.outer(state['r'], state['c']) / state['r'].sum()
                else:
                    v = state['v'] = beta * state.get('v', 0) + (1 - beta) * squares
                u = p.grad / v.sqrt()
                u = u / max(1, u.square().mean().sqrt() / self.threshold)
                size = max(1e-3, p.square().mean().sqrt()) if self.relative else 1
                p.copy_((1 - group['lr'] * group['weight_decay']) * p - group['lr'] * size * u)


class ScheduleFree(torch.optim.Optimizer):
    """The authors' AdamWScheduleFree in its own form, which keeps y and z and never x: y moves to z by c, then by the gradient.

    All of equal weight, so c = 1/t.
    """

    def __init__(self, groups, lr, betas, eps, weight_decay):
        super().__init__(groups, {'lr': lr, 'betas': betas, 'eps': eps, 'weight_decay': weight_decay})
        self.t = 0

    @torch.no_grad()
    def step(self):
        self.t += 1
        c = 1 / self.t
        for group in self.param_groups:
            (beta1, beta2), lr = group['betas'], group['lr']
            for y in group['params']:
                state = self.state[y]
                z = state.setdefault('z', y.clone())
                state['v'] = beta2 * state.get('v', 0) + (1 - beta2) * y.grad ** 2
                g = y.grad / ((state['v'] / (1 - beta2 ** self.t)).sqrt() + group['eps']) + group['weight_decay'] * y
                y.lerp_(z, c)
                y.add_(g, alpha=lr * (beta1 * (1 - c) - 1))
                z.sub_(lr * g)


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
        'muon': lambda: Muon(matrix, vector, of),
        'adafactor': lambda: Adafactor(
            groups, power=of('decayPower'), threshold=of('threshold'), relative=of('relative'), **common),
        'schedule-free-adamw': lambda: ScheduleFree(groups, betas=betas, eps=eps, **common),
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
