"""Golden losses and gradients of classifiers in f64, and scores of labels by scikit-learn.

A classifier is a network of models.py without its head: states are pooled by shares of positions, one matrix makes logits of
labels. Run: /usr/bin/python3 classification.py
"""
import numpy as np
import torch
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score, precision_recall_fscore_support
from torch.nn import functional as F

from golden import agree, draw, exact, result, rounded, write
from models import Bigram, Recurrent, is_gain
from objectives import Seeing


def body_of(model, forward):
    """States that the head reads: the same network with the identity for a head."""
    if isinstance(model, Bigram):
        return forward
    width = model.width
    if isinstance(model, Seeing):
        model.tied = False
        return lambda w, inputs: forward(w | {'lm_head.weight': torch.eye(width)}, inputs)
    return lambda w, inputs: forward(
        w | {'head.weight': torch.eye(width), 'head.bias': torch.zeros(width)}, inputs
    )


def pooled_by_sum(states, shares):
    return torch.einsum('btd,bt->bd', states, shares)


def pooled_by_choice(states, lengths, pooling):
    """Row by row: the last state that holds text, or torch.mean of all of these."""
    rows = [states[b, n - 1] if pooling == 'last' else states[b, :n].mean(0) for b, n in enumerate(lengths)]
    return torch.stack(rows)


def golden(architecture, model, pooling, labels, lengths, time, seed, class_weights=None, prefix=0):
    generator = torch.Generator().manual_seed(seed)
    if isinstance(model, Seeing):
        model.prefix = prefix
    shapes = {n: s for n, s in model.shapes().items() if not n.startswith(('head.', 'lm_head.'))}
    width = model.vocabulary if isinstance(model, Bigram) else model.width
    shapes['score.weight'] = (labels, width)
    weights = {n: draw(generator, *s, std=0.3, mean=1.0 if is_gain(n) else 0.0) for n, s in shapes.items()}
    inputs = torch.randint(model.vocabulary, (len(lengths), time), generator=generator)
    targets = torch.randint(labels, (len(lengths),), generator=generator)
    shares = torch.zeros(len(lengths), time)
    for row, length in enumerate(lengths):
        if pooling == 'last':
            shares[row, length - 1] = 1
        else:
            shares[row, :length] = 1 / length
    weight = None if class_weights is None else torch.tensor(class_weights)
    states, library_states = body_of(model, model.logits), body_of(model, model.library_logits)

    def run(states_of, pooled_of):
        leaves = {n: value.clone().requires_grad_() for n, value in weights.items()}
        logits = F.linear(pooled_of(states_of(leaves, inputs)), leaves['score.weight'])
        loss = F.cross_entropy(logits, targets, weight=weight)
        loss.backward()
        return logits, loss, {n: leaf.grad for n, leaf in leaves.items() if leaf.grad is not None}

    logits, loss, grads = run(states, lambda x: pooled_by_sum(x, shares))
    other_logits, other_loss, other_grads = run(library_states, lambda x: pooled_by_choice(x, lengths, pooling))
    agree('logits', logits, other_logits)
    agree('loss', loss, other_loss)
    assert grads.keys() == weights.keys(), 'a tensor without a gradient'
    for name, grad in grads.items():
        agree(name, grad, other_grads[name])
    return {
        'architecture': architecture, 'settings': model.settings, 'vocabulary': model.vocabulary,
        'labels': labels, 'pooling': pooling, 'prefix': prefix if isinstance(model, Seeing) else None,
        'classWeights': class_weights,
        'weights': {n: exact(value) for n, value in weights.items()},
        'inputs': exact(inputs), 'lengths': lengths, 'targets': exact(targets), 'logits': result(logits),
        'lossNats': rounded(loss), 'gradients': {n: result(g) for n, g in grads.items()},
    }


def scores(true, named, labels):
    """What scikit-learn says; labels that are neither there nor named are left out of the mean, as it does by itself."""
    matrix = confusion_matrix(true, named, labels=range(labels))
    precision, recall, f1, support = precision_recall_fscore_support(true, named, labels=range(labels), zero_division=0)
    return {
        'labels': labels, 'true': list(map(int, true)), 'named': list(map(int, named)),
        'confusion': matrix.flatten().tolist(), 'accuracy': rounded(accuracy_score(true, named)),
        'macroF1': rounded(f1_score(true, named, average='macro', zero_division=0)),
        'precision': [rounded(x) for x in precision], 'recall': [rounded(x) for x in recall],
        'f1': [rounded(x) for x in f1], 'support': support.tolist(),
    }


if __name__ == '__main__':
    draws = np.random.default_rng(5)
    skewed = draws.choice(4, 60, p=[0.7, 0.2, 0.1, 0])
    write('classification.json', {
        'models': [
            golden('transformer', Seeing(2, 2, 12, 7, 9), 'last', 3, [7, 7, 5], 7, 61),
            golden('transformer', Seeing(1, 4, 16, 6, 8, positions='alibi', shared=2), 'mean', 2, [6, 3, 4, 1], 6, 62, prefix=6),
            golden('transformer', Seeing(1, 2, 8, 6, 7, norm='rms', positions='rope'), 'mean', 4, [5, 5], 6, 63, [0.5, 2, 1, 0.25], prefix=5),
            golden('lstm', Recurrent('lstm', 1, 10, 6, 9), 'last', 2, [6, 4, 2], 6, 64),
            golden('gru', Recurrent('gru', 2, 8, 5, 7), 'mean', 3, [5, 5, 3], 5, 65, [1, 3, 0.5]),
            golden('bigram', Bigram(6, 7), 'mean', 3, [6, 2], 6, 66),
        ],
        'scores': [
            # methods.md, appendix A.
            scores([0, 1, 1, 1, 0, 0, 1, 0], [0, 1, 0, 1, 1, 0, 1, 0], 2),
            scores(draws.integers(0, 5, 200), draws.integers(0, 5, 200), 5),
            # A label that is nowhere, and one that is never named.
            scores(skewed, np.where(skewed == 2, 0, skewed), 4),
            # One that is named and nowhere.
            scores([0, 0, 1], [0, 2, 1], 3),
        ],
    })
