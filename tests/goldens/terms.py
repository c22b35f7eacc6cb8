"""Golden values and gradients of the terms that stand beside a loss (src/domain/losses/terms), in f64.

Every term is computed by hand and by the library, which must agree, and the library in f32 must meet a quarter of the
tolerance. The pass is a head on given hidden states: logits = hidden · tableᵀ; those of further passes are given as `pass.N`.
Run: /usr/bin/python3 terms.py
"""
import torch
from torch.nn import functional as F

import formulas
from golden import agree, draw, exact, result, rounded, write

generator = torch.Generator().manual_seed(51)
cases = []


def case(term, name, settings, batch, tensors, by_hand, library, tolerance=1e-5, objective='next-token', plain=None):
    """`batch`: inputs and targets [B, T]; `tensors`: hidden [M, D], table [V, D], and what the term trains."""
    def run(function, dtype):
        leaves = {key: value.to(dtype).requires_grad_() for key, value in tensors.items()}
        loss = function(*leaves.values())
        # A term need not reach every tensor.
        found = torch.autograd.grad(loss, list(leaves.values()), allow_unused=True)
        return loss.detach(), dict(zip(leaves, found))

    loss, gradients = run(by_hand, torch.float64)
    for dtype, limit in ((torch.float64, 1e-10), (torch.float32, tolerance / 4)):
        other, others = run(library, dtype)
        agree(f'{term} {name}', other.double(), loss, limit)
        for key, gradient in gradients.items():
            assert (gradient is None) == (others[key] is None)
            if gradient is not None:
                agree(f'{term} {name}: {key}', others[key].double(), gradient, limit)
    inputs, targets = batch
    cases.append({
        'term': term, 'name': name, 'settings': settings, 'tolerance': tolerance,
        'objective': objective, 'inputs': exact(inputs), 'targets': exact(targets),
        **({} if plain is None else {'plain': {'inputs': exact(plain[0]), 'targets': exact(plain[1])}}),
        'tensors': {key: exact(value) for key, value in tensors.items()},
        'value': rounded(loss),
        'gradients': {key: result(gradient) for key, gradient in gradients.items() if gradient is not None},
    })


def drawn(size, time, vocabulary, width, ignored=(), std=1.0):
    tokens = torch.randint(vocabulary, (size, time + 1), generator=generator)
    inputs, targets = tokens[:, :-1].contiguous(), tokens[:, 1:].contiguous()
    for row, place in ignored:
        targets[row, place] = -1
    tensors = {'hidden': draw(generator, size * time, width, std=std), 'table': draw(generator, vocabulary, width)}
    return (inputs, targets), tensors


def unlikelihood_cases():
    def add(name, weight, *shape, **more):
        batch, tensors = drawn(*shape, **more)
        inputs, targets = batch
        time, vocabulary = shape[1], shape[2]
        counted = int((targets >= 0).sum())

        def by_hand(hidden, table):
            return formulas.unlikelihood(hidden @ table.T, targets.flatten(), inputs.flatten(), time, weight / counted)

        def library(hidden, table):
            # As the code of the paper: candidates are scattered into a mask of the classes.
            log_probabilities = F.log_softmax(hidden @ table.T, -1).view(*inputs.shape, vocabulary)
            read = torch.tril(torch.ones(time, time, dtype=torch.bool))
            mask = (F.one_hot(inputs, vocabulary).unsqueeze(1) * read.unsqueeze(0).unsqueeze(-1)).amax(2).bool()
            mask &= ~F.one_hot(targets.clamp(min=0), vocabulary).bool()
            mask &= (targets >= 0).unsqueeze(-1)
            return weight * (-torch.log((1 - log_probabilities.exp()).clamp(min=1e-5)) * mask).sum() / counted

        case('unlikelihood', name, {'unlikelihood': weight}, batch, tensors, by_hand, library)

    add('two sequences', 0.5, 2, 5, 7, 4)
    add('ignored targets, tokens that come again', 1.0, 3, 8, 4, 3, ignored=[(0, 0), (2, 7), (1, 3)])
    add('one token', 2.0, 2, 1, 3, 2)


def multi_token_cases():
    def add(name, weight, count, *shape, **more):
        batch, tensors = drawn(*shape, **more)
        _, targets = batch
        width = shape[3]
        for ahead in range(1, count + 1):
            tensors[f'multi-token.{ahead}.weight'] = draw(generator, width, width, std=0.3)

        def later(ahead):
            shifted = torch.full_like(targets, -1)
            if ahead < targets.shape[1]:
                shifted[:, :-ahead] = targets[:, ahead:]
            return shifted

        def by_hand(hidden, table, *matrices):
            losses = [formulas.cross_entropy((hidden + hidden @ matrix) @ table.T, later(i + 1).flatten())
                      for i, matrix in enumerate(matrices)]
            return weight * sum(losses) / count

        def library(hidden, table, *matrices):
            losses = [F.cross_entropy(F.linear(F.linear(hidden, matrix.T + torch.eye(width, dtype=matrix.dtype)), table),
                                      later(i + 1).flatten(), ignore_index=-1)
                      for i, matrix in enumerate(matrices)]
            return weight * torch.stack(losses).mean()

        case('multi-token', name, {'multiToken': weight, 'multiTokenCount': count}, batch, tensors, by_hand, library)

    add('one further', 0.3, 1, 2, 5, 7, 4)
    add('three further, ignored targets', 1.0, 3, 3, 6, 5, 3, ignored=[(0, 4), (1, 5), (2, 0)])


def r_drop_cases():
    def add(name, weight, *shape, apart=0.3, **more):
        batch, tensors = drawn(*shape, **more)
        _, targets = batch
        counted = int((targets >= 0).sum())
        # What other masks make of the same states.
        tensors['twin'] = torch.round(tensors['hidden'] + apart * draw(generator, *tensors['hidden'].shape),
                                      decimals=4).float().double()

        def by_hand(hidden, table, twin):
            return formulas.jeffreys(hidden @ table.T, twin @ table.T, targets.flatten(), weight / (4 * counted))

        def library(hidden, table, twin):
            # As the code of the paper: F.kl_div both ways, rows that do not count masked out, and the mean of the two.
            p, q = (F.log_softmax(F.linear(x, table), -1) for x in (hidden, twin))
            ignored = (targets.flatten() < 0).unsqueeze(-1)
            both = [F.kl_div(one, other, reduction='none', log_target=True).masked_fill(ignored, 0).sum()
                    for one, other in ((p, q), (q, p))]
            return weight / counted / 2 * (both[0] + both[1]) / 2

        case('r-drop', name, {'rDrop': weight}, batch, tensors, by_hand, library)

    add('two sequences', 1.0, 2, 5, 7, 4)
    add('ignored targets, predictions far apart', 4.0, 3, 6, 5, 3, apart=3.0, ignored=[(0, 0), (1, 5), (2, 2)])
    add('two tokens of a vocabulary of two', 5.0, 1, 2, 2, 2)


def auxiliary_lm_cases():
    def add(name, weight, *shape, **more):
        plain, tensors = drawn(*shape, **more)
        tokens, following = plain
        tensors['pass.1'] = draw(generator, *tensors['hidden'].shape)
        hidden_places = torch.rand(tokens.shape, generator=generator) < 0.3
        batch = (torch.where(hidden_places, shape[2] - 1, tokens), torch.where(hidden_places, tokens, -1))

        def by_hand(hidden, table, again):
            return weight * formulas.cross_entropy(again @ table.T, following.flatten())

        def library(hidden, table, again):
            return weight * F.cross_entropy(F.linear(again, table), following.flatten(), ignore_index=-1)

        case('auxiliary-lm', name, {'auxiliaryLm': weight}, batch, tensors, by_hand, library,
             objective='masked-lm', plain=plain)

    add('two sequences', 0.5, 2, 5, 7, 4)
    add('ignored targets', 1.0, 3, 4, 9, 6, ignored=[(0, 3), (2, 3), (1, 0)])


def pair_cases():
    def pooled(states, size, filled):
        return states.view(size, -1, states.shape[-1]).mean(1)[:filled]

    def nce(first, second, temperature):
        cosines = F.cosine_similarity(first.unsqueeze(1), second.unsqueeze(0), dim=-1)
        return F.cross_entropy(cosines / temperature, torch.arange(len(first)))

    def triplets(first, second, margin):
        u, v = F.normalize(first), F.normalize(second)
        square = lambda a, b: (a - b).pow(2).sum(-1)
        losses = [F.triplet_margin_with_distance_loss(u, v, v.roll(shift, 0), distance_function=square, margin=margin)
                  for shift in range(1, len(u))]
        return torch.stack(losses).mean()

    def hinges(first, second, margin):
        u, v = F.normalize(first), F.normalize(second)
        losses = [F.relu(margin - F.pairwise_distance(u, v.roll(shift, 0), eps=0)).pow(2) / 2
                  for shift in range(1, len(u))]
        return ((u - v).pow(2).sum(-1) / 2).mean() + torch.stack(losses).mean()

    kinds = {
        'info-nce': ('contrast', 'contrastTemperature', formulas.info_nce, nce),
        'triplet': ('triplet', 'tripletMargin', formulas.triplet, triplets),
        'margin': ('margin', 'marginDistance', formulas.margin_loss, hinges),
    }

    def add(term, name, weight, amount, size, time, width, views, unfilled=0, near=1.0):
        """`views`: numbers of the passes that are compared; 0 stands for the hidden states of the pass itself."""
        key, parameter, formula, of_library = kinds[term]
        batch, tensors = drawn(size, time, 7, width)
        filled = size - unfilled
        batch[1][filled:] = -1
        length = time if 0 in views else (time + 1) // 2
        # Views of a row are alike.
        base = draw(generator, size * length, width)
        names = ['hidden' if number == 0 else f'pass.{number}' for number in views]
        for name_of in names:
            tensors[name_of] = (base + draw(generator, size * length, width, std=near)).float().double()

        def evaluated(function):
            def run(*leaves):
                given = dict(zip(tensors, leaves))
                first, second = [pooled(given[name_of], size, filled) for name_of in names]
                return weight * function(first, second, amount).mean()
            return run

        case(term, name, {key: weight, parameter: amount}, batch, tensors, evaluated(formula), evaluated(of_library))

    for term, low, high in (('info-nce', 0.05, 1.0), ('triplet', 0.2, 2.0), ('margin', 1.0, 2.0)):
        add(term, 'two passes', 0.5, low, 4, 5, 6, (0, 2))
        add(term, 'two crops, a row that only fills up', 1.0, high, 5, 7, 8, (3, 4), unfilled=1, near=0.3)
        add(term, 'the utmost', 2.0, {'info-nce': 0.2, 'triplet': 0.0, 'margin': 0.5}[term], 6, 4, 3, (0, 2), near=0.1)


if __name__ == '__main__':
    unlikelihood_cases()
    multi_token_cases()
    auxiliary_lm_cases()
    pair_cases()
    r_drop_cases()
    write('terms.json', cases)
