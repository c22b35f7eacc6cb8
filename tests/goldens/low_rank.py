"""Golden singular values and truncations: numpy.linalg.svd of W, and of W S with S the Cholesky factor of the inputs'
second moments (SVD-LLM), in f64.

Run: /usr/bin/python3 low_rank.py
"""
import numpy as np
import torch

from golden import agree, draw, exact, result, write


def truncations(weight, scale, moments, ranks):
    left, values, right = np.linalg.svd(weight @ scale, full_matrices=False)
    cases = []
    for rank in ranks:
        low = (left[:, :rank] * values[:rank]) @ right[:rank] @ np.linalg.inv(scale)
        lost = np.trace((weight - low) @ moments @ (weight - low).T)
        agree('error', torch.tensor([lost]), torch.tensor([(values[rank:] ** 2).sum()]))
        cases.append({'rank': rank, 'product': result(torch.from_numpy(low))})
    return {'singularValues': result(torch.from_numpy(values)), 'truncations': cases}


def main():
    generator = torch.Generator().manual_seed(31)
    cases = []
    for rows, columns in ((6, 10), (11, 7), (8, 8)):
        weight = draw(generator, rows, columns)
        inputs = torch.round(draw(generator, 60, columns) @ draw(generator, columns, columns), decimals=4).float().double()
        moments = (inputs.T @ inputs / len(inputs)).numpy()
        cases.append({
            'weights': exact(weight), 'inputs': exact(inputs),
            'plain': truncations(weight.numpy(), np.eye(columns), np.eye(columns), (1, 3, 6)),
            'whitened': truncations(weight.numpy(), np.linalg.cholesky(moments), moments, (1, 3, 6)),
        })
    write('low-rank.json', cases)


if __name__ == '__main__':
    main()
