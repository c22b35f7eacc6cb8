"""Runs prepared races in PyTorch with their own settings, initial weights and batches, and writes how they end: an order that
does not depend on our engine.

npm run --silent lab -- races --json > races.json
/usr/bin/python3 pytorch_races.py races.json optimizers --out ../results/pytorch-races-optimizers.json
"""
import argparse
import json
import math
import time
from pathlib import Path

import torch
from torch import nn

from networks import initialize
from pytorch_charlm import check_networks, loss_of, network_of, rate_factor, validation_loss
from text_data import CharacterText


def factor(schedule, step, total):
    """The rate of a step, counted from 0, as a multiple of the highest; warm-up as nanoGPT has it."""
    warmup = schedule['warmupSteps']
    if schedule['method'] == 'cosine':
        return rate_factor(schedule, step, total)
    if step < warmup:
        return (step + 1) / (warmup + 1)
    if schedule['method'] == 'constant':
        return 1.0
    begin = max(warmup, (1 - schedule['decayShare']) * total)
    assert schedule['method'] == 'warmup-stable-decay' and schedule['decayShape'] == 'linear'
    final = schedule['finalFraction']
    return 1.0 if step < begin else final + (1 - final) * (1 - (step - begin) / (total - begin))


def orthogonal(matrix, steps):
    """Jordan's Newton-Schulz iteration."""
    a, b, c = 3.4445, -4.7750, 2.0315
    x = matrix / (matrix.norm() + 1e-7)
    tall = x.shape[0] > x.shape[1]
    x = x.T if tall else x
    for _ in range(steps):
        gram = x @ x.T
        x = a * x + (b * gram + c * gram @ gram) @ x
    return x.T if tall else x


class Muon(torch.optim.Optimizer):
    """Of hidden matrices, which lie [in, out] here."""

    def __init__(self, matrices, settings):
        super().__init__(matrices, {'lr': settings['learningRate']})
        self.settings = settings

    @torch.no_grad()
    def step(self):
        momentum, decay = self.settings['momentum'], self.settings['weightDecay']
        for group in self.param_groups:
            for p in group['params']:
                mean = self.state[p].setdefault('mean', torch.zeros_like(p))
                mean.mul_(momentum).add_(p.grad, alpha=1 - momentum)
                turned = orthogonal(momentum * mean + (1 - momentum) * p.grad, self.settings['iterations'])
                scale = math.sqrt(max(1, p.shape[1] / p.shape[0]))
                p.mul_(1 - group['lr'] * decay).sub_(turned, alpha=group['lr'] * scale)


def optimizers_of(network, settings):
    """With the highest rate of each."""
    method, rate = settings['method'], settings['learningRate']
    named = list(network.named_parameters())
    if method == 'sgd':
        return [(torch.optim.SGD(network.parameters(), lr=rate), rate)]
    if method == 'rmsprop':
        return [(torch.optim.RMSprop(network.parameters(), lr=rate, alpha=settings['alpha'], eps=settings['epsilon']), rate)]
    betas, decay = (settings['beta1'], settings['beta2']), settings['weightDecay']

    def adamw(tensors, lr):
        groups = [
            {'params': [p for p in tensors if p.dim() >= 2], 'weight_decay': decay},
            {'params': [p for p in tensors if p.dim() < 2], 'weight_decay': 0.0},
        ]
        return torch.optim.AdamW([g for g in groups if g['params']], lr=lr, betas=betas, eps=settings['epsilon']), lr

    if method == 'adamw':
        return [adamw(list(network.parameters()), rate)]
    hidden = [p for name, p in named if p.dim() == 2 and '.h.' in name]
    rest = [p for _, p in named if not any(p is matrix for matrix in hidden)]
    return [(Muon(hidden, settings), rate), adamw(rest, settings['restLearningRate'])]


def train(config, text):
    training, context, seed = config['training'], config['model']['context'], config['seed']
    network = initialize(network_of(config['model'], text.vocabulary), seed)
    optimizers = optimizers_of(network, config['optimizer'])
    started = time.perf_counter()
    for step in range(training['steps']):
        loss = loss_of(network, *text.batch(seed, step, training['batchSize'], context))
        network.zero_grad(set_to_none=True)
        loss.backward()
        if config['regularization']['clipNorm'] > 0:
            nn.utils.clip_grad_norm_(network.parameters(), config['regularization']['clipNorm'])
        for optimizer, rate in optimizers:
            for group in optimizer.param_groups:
                group['lr'] = rate * factor(config['schedule'], step, training['steps'])
            optimizer.step()
    seconds = time.perf_counter() - started
    return {
        'valLossNats': round(validation_loss(network, text, context), 5),
        'parameters': sum(p.numel() for p in network.parameters()),
        'secondsPerStep': round(seconds / training['steps'], 4),
    }


def main():
    parser = argparse.ArgumentParser(description='Run a prepared race in PyTorch.')
    parser.add_argument('races', type=Path)
    parser.add_argument('race')
    parser.add_argument('--out', type=Path, required=True)
    options = parser.parse_args()
    race = next(each for each in json.loads(options.races.read_text()) if each['id'] == options.race)
    torch.set_num_threads(1)
    check_networks()
    members = []
    for lane in race['lanes']:
        config = lane['config']
        text = CharacterText(config['data']['corpus'])
        members.append({'id': lane['id'], 'config': config} | train(config, text))
        print(members[-1]['id'], members[-1]['valLossNats'], flush=True)
        options.out.write_text(json.dumps({'race': race['id'], 'torch': torch.__version__, 'members': members}, indent=1) + '\n')


if __name__ == '__main__':
    main()
