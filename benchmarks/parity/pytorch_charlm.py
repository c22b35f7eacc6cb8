"""Trains an experiment file in PyTorch, with the initial weights, batches, schedule and evaluation that Trimtab has for
it, and writes the losses, so that both can be compared step by step and at the end.

/usr/bin/python3 pytorch_charlm.py experiments/nanogpt-cpu.json --seeds 1 2 3 --out ../results/pytorch-charlm.json
"""
import argparse
import json
import math
import statistics
import time
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F

from networks import Recurrent, Transformer, initialize
from text_data import CharacterText

FIRST_STEPS = 10


def network_of(model, vocabulary):
    if model['dropout'] != 0:
        raise SystemExit('dropout masks differ between the two programs; compare with dropout 0')
    if model['architecture'] in Recurrent.KINDS:
        return Recurrent(model['architecture'], vocabulary, model['layers'], model['width'])
    return Transformer(vocabulary, model['layers'], model['heads'], model['width'], model['context'])


def optimizer_of(network, settings):
    """nanoGPT's groups: tensors with two or more dimensions decay."""
    parameters = list(network.parameters())
    groups = [
        {'params': [p for p in parameters if p.dim() >= 2], 'weight_decay': settings['weightDecay']},
        {'params': [p for p in parameters if p.dim() < 2], 'weight_decay': 0.0},
    ]
    betas = (settings['beta1'], settings['beta2'])
    return torch.optim.AdamW(groups, lr=settings['learningRate'], betas=betas, eps=settings['epsilon'])


def rate_factor(schedule, step, total):
    """nanoGPT's get_lr as a multiple of the highest rate; step counts from 0."""
    warmup, final = schedule['warmupSteps'], schedule['finalFraction']
    if step < warmup:
        return (step + 1) / (warmup + 1)
    if step >= total:
        return final
    return final + (1 - final) / 2 * (1 + math.cos(math.pi * (step - warmup) / (total - warmup)))


def loss_of(network, inputs, targets, reduction='mean'):
    logits = network(inputs)
    return F.cross_entropy(logits.flatten(0, 1), targets.flatten(), ignore_index=-1, reduction=reduction)


@torch.no_grad()
def validation_loss(network, text, context):
    total = tokens = 0
    for inputs, targets in text.windows(context):
        total += float(loss_of(network, inputs, targets, 'sum'))
        tokens += targets.numel()
    return total / tokens


def has_network(golden):
    """Of a kind that networks.py has, in its plain form."""
    plain = {'layers', 'heads', 'width', 'context'}
    return golden['architecture'] in ('transformer', *Recurrent.KINDS) and set(golden['settings']) <= plain


def check_networks():
    """The networks here against the golden files that Trimtab's engine is tested with."""
    torch.set_default_dtype(torch.float64)
    for path in sorted((Path(__file__).resolve().parents[2] / 'tests' / 'goldens' / 'models').glob('*.json')):
        golden = json.loads(path.read_text())
        if not has_network(golden):
            continue
        network = network_of({'architecture': golden['architecture'], 'dropout': 0} | golden['settings'], golden['vocabulary'])
        network.load_state_dict({n: torch.tensor(t['data']).double().view(t['shape']) for n, t in golden['weights'].items()})
        for batch in golden['batches']:
            inputs, targets = (torch.tensor(batch[key]['data']).view(batch[key]['shape']) for key in ('inputs', 'targets'))
            network.zero_grad()
            loss = loss_of(network, inputs, targets)
            loss.backward()
            assert abs(float(loss) / batch['lossNats'] - 1) < 1e-6, path
            for name, parameter in network.named_parameters():
                expected = torch.tensor(batch['gradients'][name]['data']).view(parameter.shape)
                assert torch.allclose(parameter.grad, expected, rtol=1e-5, atol=1e-6), f'{path}: {name}'
    torch.set_default_dtype(torch.float32)


def train(experiment, seed, text):
    settings, training, context = experiment['optimizer'], experiment['training'], experiment['model']['context']
    network = initialize(network_of(experiment['model'], text.vocabulary), seed)
    optimizer = optimizer_of(network, settings)
    losses, seconds, curve = [], [], []
    for step in range(training['steps']):
        started = time.perf_counter()
        for group in optimizer.param_groups:
            group['lr'] = settings['learningRate'] * rate_factor(experiment['schedule'], step, training['steps'])
        loss = loss_of(network, *text.batch(seed, step, training['batchSize'], context))
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        if experiment['regularization']['clipNorm'] > 0:
            nn.utils.clip_grad_norm_(network.parameters(), experiment['regularization']['clipNorm'])
        optimizer.step()
        losses.append(float(loss))
        seconds.append(time.perf_counter() - started)
        done = step + 1
        if done % training['evalEvery'] == 0 or done == training['steps']:
            recent = losses[-training['evalEvery'] :]
            curve.append({
                'step': done,
                'trainLossNats': round(sum(recent) / len(recent), 5),
                'valLossNats': round(validation_loss(network, text, context), 5),
            })
            print(f'seed {seed}', curve[-1], f'{1000 * statistics.median(seconds):.1f} ms/step', flush=True)
    return {
        'seed': seed,
        'valLossNats': curve[-1]['valLossNats'],
        'secondsPerStep': round(statistics.median(seconds), 5),
        'parameters': sum(p.numel() for p in network.parameters()),
        'firstTrainLossesNats': [round(loss, 6) for loss in losses[:FIRST_STEPS]],
        'curve': curve,
    }


def main():
    parser = argparse.ArgumentParser(description='Train a Trimtab experiment in PyTorch.')
    parser.add_argument('experiment', type=Path)
    parser.add_argument('--seeds', type=int, nargs='+', default=[1, 2, 3])
    parser.add_argument('--steps', type=int, help='stop early; the schedule is stretched over these steps')
    parser.add_argument('--threads', type=int, default=1)
    parser.add_argument('--out', type=Path, required=True)
    options = parser.parse_args()

    experiment = json.loads(options.experiment.read_text())
    methods = [experiment[section]['method'] for section in ('optimizer', 'schedule', 'loss')]
    if methods != ['adamw', 'cosine', 'cross-entropy'] or experiment['data']['tokenizer'] != 'character':
        raise SystemExit('this script knows adamw, cosine, cross-entropy and characters only')
    if options.steps:
        experiment['training']['steps'] = options.steps
    torch.set_num_threads(options.threads)
    check_networks()
    text = CharacterText(experiment['data']['corpus'])
    runs = [train(experiment, seed, text) for seed in options.seeds]
    final = [run['valLossNats'] for run in runs]
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps({
        'settings': experiment,
        'torch': torch.__version__,
        'threads': options.threads,
        'textSha256': text.fingerprint,
        'vocabulary': text.vocabulary,
        'validationTokens': (len(text.validation) - 1) // experiment['model']['context'] * experiment['model']['context'],
        'valLossNats': {'mean': round(statistics.mean(final), 5), 'min': min(final), 'max': max(final)},
        'secondsPerStep': min(run['secondsPerStep'] for run in runs),
        'seeds': runs,
    }, indent=2) + '\n')


if __name__ == '__main__':
    main()
