"""Golden codebooks: sklearn.cluster.KMeans in one dimension from the same start, gradients of shared values by autograd,
and the bits of an optimal prefix code (heapq), with the entropy by scipy.

Run: /usr/bin/python3 sharing.py
"""
import heapq
import warnings

import numpy as np
import scipy.stats
import torch
from sklearn.cluster import KMeans
from sklearn.exceptions import ConvergenceWarning

from golden import agree, draw, exact, result, rounded, write


def codebook(values, entries):
    data = values.numpy().reshape(-1, 1)
    start = np.linspace(data.min(), data.max(), entries).reshape(-1, 1)
    with warnings.catch_warnings():
        # Fewer different values than entries are part of the cases.
        warnings.simplefilter('ignore', ConvergenceWarning)
        model = KMeans(entries, init=start, n_init=1, max_iter=1000, tol=0, algorithm='lloyd').fit(data)
    order = np.argsort(model.cluster_centers_[:, 0])
    rank = np.argsort(order)
    return {
        'entries': entries,
        'centroids': result(torch.from_numpy(model.cluster_centers_[order, 0])),
        'indices': rank[model.labels_].tolist(),
        'error': rounded(model.inertia_),
    }


def shared_gradient(values, indices, entries, generator):
    """Of L = Σ sin(a·w), through w = c[indices]."""
    factors = draw(generator, len(values))
    centroids = torch.linspace(-1, 1, entries).float().double().requires_grad_()
    weights = centroids[torch.tensor(indices)]
    weights.retain_grad()
    torch.sin(factors * weights).sum().backward()
    by_hand = torch.zeros(entries).index_add(0, torch.tensor(indices), weights.grad)
    agree('gradient', centroids.grad, by_hand)
    return {'weights': result(weights.grad), 'centroids': result(centroids.grad)}


def huffman(counts):
    heap = [count for count in counts if count]
    heapq.heapify(heap)
    bits = 0
    while len(heap) > 1:
        merged = heapq.heappop(heap) + heapq.heappop(heap)
        bits += merged
        heapq.heappush(heap, merged)
    return {'counts': counts, 'bits': bits, 'entropyBits': rounded(scipy.stats.entropy(counts, base=2))}


def main():
    generator = torch.Generator().manual_seed(41)
    normal = draw(generator, 300, std=0.1)
    outlier = torch.cat([draw(generator, 60, std=0.1), torch.tensor([8.0])])
    cases = [{'name': name, 'values': exact(values), 'codebooks': [codebook(values, k) for k in sizes]}
             for name, values, sizes in (('normal', normal, (2, 4, 8, 13, 16)), ('outlier', outlier, (3, 4, 8)))]
    indices = cases[0]['codebooks'][2]['indices']
    skewed = [max(1, round(1000 * 0.6 ** i)) for i in range(16)]
    write('sharing.json', {
        'kMeans': cases,
        'gradient': {'indices': indices, **shared_gradient(normal, indices, 8, generator)},
        'huffman': [huffman(counts) for counts in (
            [1, 1], [3, 1, 1, 1], [5, 0, 2, 0, 1], skewed, [1, 1, 2, 3, 5, 8, 13, 21, 34, 55], [7] * 16,
            [int(x) for x in np.bincount(indices)])],
    })


if __name__ == '__main__':
    main()
