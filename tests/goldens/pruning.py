"""Golden masks and weights of pruning: torch.nn.utils.prune for magnitudes, the lottery's rounds and whole rows;
Wanda's and SparseGPT's published loops, in f64; movement scores by autograd through a straight-through mask.

Run: /usr/bin/python3 pruning.py
"""
import torch
from torch.nn.utils import prune

from golden import agree, draw, exact, result, write


def layer(weight):
    linear = torch.nn.Linear(weight.shape[1], weight.shape[0], bias=False)
    linear.weight = torch.nn.Parameter(weight.clone())
    return linear


def bits(mask):
    return mask.flatten().int().tolist()


def magnitude(weights, sparsity):
    masks = []
    for weight in weights:
        linear = prune.l1_unstructured(layer(weight), 'weight', amount=sparsity)
        masks.append(bits(linear.weight_mask))
    together = [layer(weight) for weight in weights]
    prune.global_unstructured([(one, 'weight') for one in together], prune.L1Unstructured, amount=sparsity)
    return {'sparsity': sparsity, 'layer': masks, 'global': [bits(one.weight_mask) for one in together]}


def lottery(weight, share, rounds):
    """Pruning what is already pruned takes the share of what is left, in a PruningContainer."""
    linear, masks = layer(weight), []
    for _ in range(rounds):
        prune.l1_unstructured(linear, 'weight', amount=share)
        masks.append(bits(linear.weight_mask))
    return {'share': share, 'masks': masks}


def rows(weight, share):
    linear = prune.ln_structured(layer(weight), 'weight', amount=share, n=2, dim=0)
    return {'share': share, 'norms': result(weight.norm(dim=1)), 'kept': bits(linear.weight_mask[:, 0])}


def groups(metric, n, m):
    """prunen, prunem of locuslab/wanda lib/prune.py."""
    mask = torch.ones_like(metric)
    for start in range(0, metric.shape[1], m):
        part = metric[:, start:start + m]
        mask.scatter_(1, start + torch.topk(part, n, dim=1, largest=False)[1], 0)
    return mask


def wanda(weight, inputs, sparsity):
    metric = weight.abs() * inputs.norm(dim=0)
    mask = torch.ones_like(metric)
    order = torch.sort(metric, dim=-1, stable=True)[1]
    mask.scatter_(1, order[:, :int(metric.shape[1] * sparsity)], 0)
    return {'sparsity': sparsity, 'unstructured': bits(mask), '2:4': bits(groups(metric, 2, 4)),
            '4:8': bits(groups(metric, 4, 8))}


def sparse_gpt(weight, inputs, sparsity, n=0, m=0, damping=0.01, block=128):
    """fasterprune of IST-DASLab/sparsegpt, sparsegpt.py; the threshold is by count, as its `<=` is without ties."""
    weight = weight.clone()
    columns = weight.shape[1]
    hessian = 2 / len(inputs) * inputs.T @ inputs
    hessian += damping * hessian.diag().mean() * torch.eye(columns)
    inverse = torch.cholesky_inverse(torch.linalg.cholesky(hessian))
    factor = torch.linalg.cholesky(inverse, upper=True)
    agree('factor', factor.T @ factor, torch.linalg.inv(hessian))
    kept = torch.ones_like(weight)
    for start in range(0, columns, block):
        end = min(start + block, columns)
        part, corner = weight[:, start:end].clone(), factor[start:end, start:end]
        done, errors = torch.zeros_like(part), torch.zeros_like(part)
        gone = torch.zeros_like(part, dtype=torch.bool)
        if n == 0:
            scores = part ** 2 / corner.diag().reshape(1, -1) ** 2
            count = round(scores.numel() * sparsity)
            gone.view(-1)[torch.topk(scores.flatten(), count, largest=False).indices] = True
        for i in range(end - start):
            if n != 0 and i % m == 0:
                scores = part[:, i:i + m] ** 2 / corner.diag()[i:i + m].reshape(1, -1) ** 2
                gone.scatter_(1, i + torch.topk(scores, n, dim=1, largest=False)[1], True)
            column = part[:, i].clone()
            column[gone[:, i]] = 0
            done[:, i] = column
            error = (part[:, i] - column) / corner[i, i]
            part[:, i:] -= error.unsqueeze(1) @ corner[i, i:].unsqueeze(0)
            errors[:, i] = error
        weight[:, start:end] = done
        weight[:, end:] -= errors @ factor[start:end, end:]
        kept[:, start:end] = (~gone).double()
    pattern = f'{n}:{m}' if n else 'unstructured'
    return {'pattern': pattern, 'sparsity': sparsity, 'damping': damping, 'mask': bits(kept), 'weights': result(weight)}


class TopV(torch.autograd.Function):
    """A mask of the largest scores whose gradient goes straight to all of them."""

    @staticmethod
    def forward(_, scores, count):
        mask = torch.zeros_like(scores)
        mask.view(-1)[torch.topk(scores.flatten(), count).indices] = 1
        return mask

    @staticmethod
    def backward(_, gradient):
        return gradient, None


def movement(weight, inputs, targets, rate, steps):
    weight, scores = torch.nn.Parameter(weight.clone()), torch.nn.Parameter(torch.zeros_like(weight))
    optimizer = torch.optim.SGD([weight, scores], lr=rate)
    history = []
    for _ in range(steps):
        effective = weight * TopV.apply(scores, weight.numel() // 2)
        effective.retain_grad()
        loss = ((inputs @ effective.T - targets) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        before = weight.detach().clone()
        optimizer.step()
        history.append({'weights': result(before), 'gradients': result(effective.grad), 'scores': result(scores)})
    mask = TopV.apply(scores, weight.numel() // 2)
    return {'learningRate': rate, 'steps': history, 'mask': bits(mask)}


def main():
    generator = torch.Generator().manual_seed(23)
    wide, narrow = draw(generator, 6, 16), draw(generator, 5, 7, std=0.4)
    mixing = draw(generator, 16, 16)
    inputs = torch.round(draw(generator, 40, 16) @ mixing, decimals=4).float().double()
    long, few = draw(generator, 3, 136), draw(generator, 12, 136)
    targets = draw(generator, 40, 6)
    write('pruning.json', {
        'wide': exact(wide), 'narrow': exact(narrow), 'inputs': exact(inputs),
        'long': exact(long), 'fewInputs': exact(few),
        'magnitude': [magnitude([wide, narrow], sparsity) for sparsity in (0, 0.1, 0.3, 0.5, 0.7, 0.9)],
        'lottery': lottery(wide, 0.2, 6),
        'rows': [rows(wide, share) for share in (0.25, 0.5, 0.75)],
        'wanda': [wanda(wide, inputs, sparsity) for sparsity in (0.25, 0.5, 0.75)],
        'sparseGpt': [
            sparse_gpt(wide, inputs, 0.5), sparse_gpt(wide, inputs, 0.8, damping=0.1),
            sparse_gpt(wide, inputs, 0.5, 2, 4), sparse_gpt(wide, inputs, 0.5, 4, 8),
        ],
        'sparseGptBlocks': sparse_gpt(long, few, 0.6),
        'movement': movement(wide, inputs, targets, 0.05, 3),
    })


if __name__ == '__main__':
    main()
