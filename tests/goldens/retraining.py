"""Golden trajectories of training that goes on after compression, in f64: masked, quantisation-aware, as factors, distilled, pruned by movement.

The model, its weights and its batches are those of models/transformer-1-12.json. Rounding is written by hand and checked
against torch.fake_quantize_per_channel_affine; straight-through gradients are those of the usual w + (Q(w) - w).detach(),
checked against that function's own. Run: /usr/bin/python3 retraining.py
"""
import json

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from formulas import cross_entropy
from golden import agree, draw, folder, result, rounded, write
from models import ADAMW, Transformer

STEPS = 6
CLIP_NORM = 1
MATRICES = [f'transformer.h.0.{part}.weight' for part in ('attn.c_attn', 'attn.c_proj', 'mlp.c_fc', 'mlp.c_proj')]
FILE = json.loads((folder / 'models' / 'transformer-1-12.json').read_text())
MODEL = Transformer(1, 3, 12, 5, 7)


def tensor(golden):
    return torch.tensor(golden['data']).reshape(golden['shape'])


def f16(value):
    return torch.from_numpy(value.detach().numpy().astype(np.float16).astype(np.float64))


def asymmetric(weight, bits):
    """[inputs, outputs], a scale and a zero point for each output; both ends of the range and zero are levels."""
    low, high = weight.amin(0).clamp(max=0), weight.amax(0).clamp(min=0)
    scale = f16((high - low) / (2**bits - 1))
    zero = torch.round(-low / scale)
    codes = torch.clamp(torch.round(weight / scale) + zero, 0, 2**bits - 1)
    values = scale * (codes - zero)
    library = torch.fake_quantize_per_channel_affine(
        weight.detach().float(), scale.float(), zero.int(), 1, 0, 2**bits - 1).double()
    agree('rounding', library, values.detach(), 1e-6)
    return values


def ternary(weight):
    scale = f16(weight.abs().mean())
    return scale * torch.clamp(torch.round(weight / scale), -1, 1)


def straight_through(weight, rounding):
    return weight + (rounding(weight) - weight).detach()


def train(latent, compose, loss_of):
    parameters = {name: nn.Parameter(value.clone()) for name, value in latent.items()}
    decaying = [value for value in parameters.values() if value.dim() == 2]
    plain = [value for value in parameters.values() if value.dim() != 2]
    optimizer = torch.optim.AdamW(
        [{'params': decaying, 'weight_decay': ADAMW['weightDecay']}, {'params': plain, 'weight_decay': 0}],
        lr=ADAMW['learningRate'], betas=(ADAMW['beta1'], ADAMW['beta2']), eps=ADAMW['epsilon'])
    losses = []
    for step in range(STEPS):
        batch = FILE['batches'][step % 2]
        inputs, targets = tensor(batch['inputs']).long(), tensor(batch['targets']).long()
        optimizer.zero_grad()
        loss = loss_of(MODEL.logits(compose(parameters), inputs), inputs, targets)
        loss.backward()
        nn.utils.clip_grad_norm_(parameters.values(), CLIP_NORM)
        optimizer.step()
        losses.append(float(loss))
    return {name: value.detach() for name, value in parameters.items()}, losses


def plain_loss(logits, inputs, targets):
    return cross_entropy(logits, targets)


def mapped(change):
    return lambda weights: {name: change(name, value) if name in MATRICES else value for name, value in weights.items()}


WEIGHTS = {name: tensor(value) for name, value in FILE['weights'].items()}
cases = []


def case(name, latent, compose, loss_of=plain_loss, **described):
    trained, losses = train(latent, compose, loss_of)
    cases.append({
        'name': name, **described,
        'lossNats': [rounded(loss) for loss in losses],
        'latent': {key: result(trained[key]) for key in trained if key.startswith(MATRICES[0])},
    })


def masked_cases():
    generator = torch.Generator().manual_seed(5)
    masks = {name: (torch.rand(WEIGHTS[name].shape, generator=generator) > 0.5).double() for name in MATRICES}
    held = {name: {'shape': list(mask.shape), 'data': [int(x) for x in mask.flatten()]} for name, mask in masks.items()}
    cut = {name: value * masks[name] if name in masks else value for name, value in WEIGHTS.items()}
    case('masked', cut, mapped(lambda name, value: value * masks[name]), masks=held, settings=None)
    rounding = mapped(lambda name, value: straight_through(value, ternary) * masks[name])
    case('masked, ternary', cut, rounding, masks=held, settings={'levels': 'ternary', 'granularity': 'tensor'})


def rounded_cases():
    for bits in (2, 3):
        compose = mapped(lambda _, value, bits=bits: straight_through(value, lambda w: asymmetric(w, bits)))
        case(f'{bits} bits per row', WEIGHTS, compose, masks={}, settings={'levels': 'integer', 'bits': bits, 'granularity': 'row'})


def distilled_loss(temperature, share):
    def loss_of(logits, inputs, targets):
        with torch.no_grad():
            teacher = MODEL.logits(WEIGHTS, inputs)
        counted = targets.flatten() >= 0
        ours, theirs = (x.reshape(-1, x.shape[-1])[counted] for x in (logits, teacher))
        soft = F.kl_div(F.log_softmax(ours / temperature, -1), F.log_softmax(theirs / temperature, -1),
                        log_target=True, reduction='batchmean')
        return (1 - share) * cross_entropy(logits, targets) + share * temperature**2 * soft
    return loss_of


def distilled_cases():
    compose = mapped(lambda _, value: straight_through(value, ternary))
    for temperature, share in ((2, 0.5), (1, 1)):
        case(f'ternary, teacher at {temperature}, weight {share}', WEIGHTS, compose, distilled_loss(temperature, share),
             masks={}, settings={'levels': 'ternary', 'granularity': 'tensor'}, teacher={'temperature': temperature, 'share': share})


def movement_case(sparsity=0.6, interval=2, cuts=2):
    """Movement pruning in the training loop (Sanh et al. 2020, section 4): scores by autograd through the mask, cubic schedule.

    The learning rate falls along a cosine, as that of passes that train does; the optimizer is rebuilt around it by hand.
    """
    parameters = {name: nn.Parameter(value.clone()) for name, value in WEIGHTS.items()}
    scores = {name: nn.Parameter(torch.zeros_like(WEIGHTS[name])) for name in MATRICES}
    masks = {name: torch.ones_like(WEIGHTS[name]) for name in MATRICES}
    decaying = [value for value in parameters.values() if value.dim() == 2]
    plain = [value for value in parameters.values() if value.dim() != 2]
    optimizer = torch.optim.AdamW(
        [{'params': decaying, 'weight_decay': ADAMW['weightDecay']}, {'params': plain, 'weight_decay': 0}],
        lr=ADAMW['learningRate'], betas=(ADAMW['beta1'], ADAMW['beta2']), eps=ADAMW['epsilon'])
    descent = torch.optim.SGD(scores.values(), lr=1)
    losses, removed = [], []

    def compose(name, value):
        if name not in MATRICES:
            return value
        through = value.detach() * scores[name]
        return value * masks[name] + (through - through.detach())

    for step in range(STEPS):
        if step % interval == 0 and step <= interval * cuts:
            share = sparsity * (1 - (1 - step / (interval * cuts))**3)
            for name in MATRICES:
                count = round(share * scores[name].numel())
                ranked = scores[name].detach().flatten().sort()
                if count:
                    gap = ranked.values[count] - ranked.values[count - 1]
                    assert gap > 1e-5 * scores[name].abs().max(), 'two scores are too close for f32'
                mask = torch.ones(scores[name].numel())
                mask[ranked.indices[:count]] = 0
                masks[name] = mask.reshape(scores[name].shape)
            removed.append(sum(int((mask == 0).sum()) for mask in masks.values()))
        rate = ADAMW['learningRate'] * (1 + np.cos(np.pi * step / STEPS)) / 2
        for group in (*optimizer.param_groups, *descent.param_groups):
            group['lr'] = rate
        batch = FILE['batches'][step % 2]
        inputs, targets = tensor(batch['inputs']).long(), tensor(batch['targets']).long()
        optimizer.zero_grad()
        descent.zero_grad()
        loss = cross_entropy(MODEL.logits({name: compose(name, value) for name, value in parameters.items()}, inputs), targets)
        loss.backward()
        nn.utils.clip_grad_norm_(parameters.values(), CLIP_NORM)
        summed = scores[MATRICES[0]].detach().clone()
        optimizer.step()
        descent.step()
        losses.append(float(loss.detach()))
    return {
        'settings': {'sparsity': sparsity, 'interval': interval, 'cuts': cuts, 'steps': STEPS,
                     'learningRate': ADAMW['learningRate']},
        'lossNats': [rounded(loss) for loss in losses], 'removed': removed,
        'latent': result(parameters[MATRICES[0]].detach()), 'scoresBeforeTheLast': result(summed),
        'masks': {name: {'shape': list(mask.shape), 'data': [int(x) for x in mask.flatten()]} for name, mask in masks.items()},
    }


def library_check():
    """The library's own straight-through gradient, where no weight lies outside the range."""
    weight = draw(torch.Generator().manual_seed(6), 8, 4, std=0.3).requires_grad_()
    upstream = draw(torch.Generator().manual_seed(7), 8, 4)
    straight_through(weight, lambda w: asymmetric(w, 3)).backward(upstream)
    low, high = weight.detach().amin(0).clamp(max=0), weight.detach().amax(0).clamp(min=0)
    scale = f16((high - low) / 7)
    other = weight.detach().float().requires_grad_()
    zero = torch.round(-low / scale).int()
    torch.fake_quantize_per_channel_affine(other, scale.float(), zero, 1, 0, 7).backward(upstream.float())
    agree('straight-through gradient', weight.grad, other.grad.double(), 1e-6)


if __name__ == '__main__':
    library_check()
    masked_cases()
    rounded_cases()
    distilled_cases()
    write('retraining.json', {'model': 'transformer-1-12', 'clipNorm': CLIP_NORM, 'cases': cases,
                             'movement': movement_case()})
