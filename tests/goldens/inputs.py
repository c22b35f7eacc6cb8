"""Golden inputs of matrices: rounded per token and per tensor (torch.fake_quantize_per_tensor_affine), and SmoothQuant's
fold of a LayerNorm into the layers that read it, which torch.nn then computes to the same outputs.

Run: /usr/bin/python3 inputs.py
"""
import torch
from torch import nn

from golden import agree, draw, exact, result, rounded, write


def fake(x, peak, bits):
    """One scale, whole numbers from -most to most. Also by hand, to twelve digits."""
    most = 2 ** (bits - 1) - 1
    scale = float(peak) / most
    steps = x / scale
    # What an f32 engine could round the other way would be no golden.
    assert ((steps - steps.floor() - 0.5).abs() > 1e-4).all()
    by_hand = steps.round().clamp(-most, most) * scale
    by_torch = torch.fake_quantize_per_tensor_affine(x.float(), scale, 0, -most, most).double()
    agree('fake quantisation', by_torch, by_hand, 1e-6)
    return by_hand


def rounding(generator, bits):
    x = draw(generator, 5, 12)
    x[1] *= 0
    x[3, 4] *= 20
    x = torch.round(x, decimals=4).float().double()
    tokens = [row if row.abs().max() == 0 else fake(row, row.abs().max(), bits) for row in x]
    # Of other text: larger inputs are clipped.
    peak = 1.5
    return {
        'bits': bits,
        'inputs': exact(x),
        'perToken': result(torch.stack(tokens)),
        'peak': peak,
        'scale': rounded(peak / (2 ** (bits - 1) - 1)),
        'perTensor': result(fake(x, peak, bits)),
    }


def smoothing(generator, alpha):
    width = 8
    norm = nn.LayerNorm(width)
    layers = [nn.Linear(width, outputs, bias=False) for outputs in (6, 3)]
    with torch.no_grad():
        norm.weight.copy_(draw(generator, width, std=0.2, mean=1.0))
        norm.weight[2] *= 16
        norm.bias.copy_(draw(generator, width, std=0.1))
        for layer in layers:
            layer.weight.copy_(draw(generator, *layer.weight.shape, std=0.3))
    x = draw(generator, 40, width)
    seen = norm(x)
    outputs = [layer(seen) for layer in layers]
    before = {'gain': exact(norm.weight), 'bias': exact(norm.bias), 'weights': [exact(layer.weight) for layer in layers]}
    # smoothquant/smooth.py: smooth_ln_fcs
    peak = seen.abs().amax(0)
    weight_peak = torch.cat([layer.weight.abs().amax(0, keepdim=True) for layer in layers]).amax(0).clamp(min=1e-5)
    factors = (peak.pow(alpha) / weight_peak.pow(1 - alpha)).clamp(min=1e-5)
    with torch.no_grad():
        norm.weight.div_(factors)
        norm.bias.div_(factors)
        for layer in layers:
            layer.weight.mul_(factors)
    for layer, expected in zip(layers, outputs):
        agree('fold', layer(norm(x)), expected)
    return {
        'alpha': alpha,
        **before,
        'normalised': exact(nn.functional.layer_norm(x, (width,)).float().double()),
        'factors': result(factors),
        'folded': {
            'gain': result(norm.weight),
            'bias': result(norm.bias),
            'weights': [result(layer.weight) for layer in layers],
            'peak': result(norm(x).abs().amax(0)),
        },
    }


if __name__ == '__main__':
    generator = torch.Generator().manual_seed(31)
    write('inputs.json', {
        'rounding': [rounding(generator, bits) for bits in (8, 6, 4)],
        'smoothing': [smoothing(generator, alpha) for alpha in (0.5, 0.8, 0.0, 1.0)],
    })
