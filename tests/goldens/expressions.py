"""Golden values and gradients of losses that a person writes (src/domain/losses/expression), by torch's autograd in f64.

Each is written a second time here, over log-softmax, and differentiated by torch; nothing of our parser or of our
derivatives takes part. Run: /usr/bin/python3 expressions.py
"""
import torch
from torch.nn import functional as F

from golden import agree, draw, exact, result, rounded, write

generator = torch.Generator().manual_seed(77)
cases = []


def case(name, expression, loss, rows=12, vocabulary=7, step=0, steps=100, logits=None):
    """`loss`: of p, log p, 1 − p, H, y, f, as vectors of the rows that have a target."""
    if logits is None:
        logits = draw(generator, rows, vocabulary, std=2.0)
    targets = torch.randint(vocabulary, (logits.shape[0],), generator=generator)
    targets[1] = -1
    table = torch.round(torch.rand(logits.shape[1], generator=generator) * 0.2 + 0.01, decimals=4).float().double()
    kept = targets >= 0

    def run(dtype):
        z = logits.to(dtype).requires_grad_()
        logs = F.log_softmax(z, -1)[kept]
        log_p = logs.gather(1, targets[kept].unsqueeze(1)).squeeze(1)
        entropy = -(logs.exp() * logs).sum(-1)
        f = table[targets[kept]].to(dtype)
        value = loss(log_p.exp(), log_p, -torch.expm1(log_p), entropy, targets[kept], f).mean()
        (gradient,) = torch.autograd.grad(value, z)
        return value.detach(), gradient

    value, gradient = run(torch.float64)
    other, others = run(torch.float32)
    agree(name, other.double(), value, 2.5e-6)
    agree(name, others.double(), gradient, 2.5e-6)
    frequencies = torch.where(kept, table[targets.clamp(min=0)], torch.ones(()))
    cases.append({
        'name': name, 'expression': expression, 'step': step, 'steps': steps,
        'logits': exact(logits), 'targets': exact(targets), 'frequencies': exact(frequencies),
        'value': rounded(value), 'gradient': result(gradient),
    })


if __name__ == '__main__':
    case('cross-entropy', '-log(p)', lambda p, l, q, h, y, f: -l)
    case('focal loss (Lin et al. 2017)', '(1 - p)^2 * -log(p)', lambda p, l, q, h, y, f: -q ** 2 * l)
    case('focal loss of a broken power', '(1 - p)^0.5 * -log(p)', lambda p, l, q, h, y, f: -q ** 0.5 * l)
    case('by label', '-log(p) * (1 + 2 * (y == 3)) + (y < 2) * (1 - p)',
         lambda p, l, q, h, y, f: -l * (1 + 2 * (y == 3)) + (y < 2) * q)
    case('by frequency', 'min(3, f^-0.5) * -log(p)',
         lambda p, l, q, h, y, f: -l * torch.clamp(f ** -0.5, max=3))
    case('generalised cross-entropy (Zhang and Sabuncu 2018)', '(1 - p^0.7) / 0.7',
         lambda p, l, q, h, y, f: (1 - p ** 0.7) / 0.7)
    case('entropy', '-log(p) - 0.3 * H + H * p^2', lambda p, l, q, h, y, f: -l - 0.3 * h + h * p ** 2)
    case('taylor of the surprise, over all functions',
         'sqrt(abs(p - 2)) + tanh(H / log(V)) * exp(-p) + max(1 - p, log(1 + p)) + pow(1 + p, H)',
         lambda p, l, q, h, y, f: (p - 2).abs().sqrt() + torch.tanh(h / torch.log(torch.tensor(7.0, dtype=p.dtype)))
         * torch.exp(-p) + torch.maximum(q, torch.log(1 + p)) + (1 + p) ** h)
    case('from one loss to another by step', '-log(p) * (1 - step / steps) - p * step / steps',
         lambda p, l, q, h, y, f: -l * 0.75 - p * 0.25, step=25)
    case('an entropy in many classes', '(1 - p)^2 * -log(p) + 0.1 * H * H', rows=9, vocabulary=131,
         loss=lambda p, l, q, h, y, f: -q ** 2 * l + 0.1 * h * h)
    write('expressions.json', cases)
