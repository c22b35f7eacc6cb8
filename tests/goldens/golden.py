"""How golden files are drawn and written.

Inputs are rounded to four decimals and then to f32, so that an engine working in f32 starts from exactly the numbers
that PyTorch saw in f64. Results are f64: scalars with twelve significant digits, tensors with seven, which is half an
f32 unit in the last place and a thousandth of the tolerance that any test may use.
"""
import json
import math
from pathlib import Path

import numpy as np
import torch

folder = Path(__file__).resolve().parent
torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)


def draw(generator, *shape, std=1.0, mean=0.0):
    """Normal values that are the same number in f32 and f64."""
    values = mean + std * torch.randn(*shape, generator=generator)
    return torch.round(values, decimals=4).float().double()


def exact(tensor):
    """A tensor of f32 numbers or of integers, by their shortest decimal form."""
    tensor = tensor.detach()
    if not tensor.is_floating_point():
        return {'shape': list(tensor.shape), 'data': tensor.flatten().tolist()}
    assert torch.equal(tensor.float().double(), tensor), 'not exact in f32'
    return {'shape': list(tensor.shape), 'data': [float(str(x)) for x in tensor.flatten().numpy().astype(np.float32)]}


def rounded(value, digits=12):
    number = float(f'{float(value):.{digits}g}')
    assert math.isfinite(number)
    # What is zero by symmetry (the gradient of a key bias) comes out as noise of this size.
    return number if abs(number) > 1e-15 else 0


def result(tensor):
    tensor = tensor.detach()
    return {'shape': list(tensor.shape), 'data': [rounded(x, 7) for x in tensor.flatten().tolist()]}


def agree(what, actual, expected, tolerance=1e-10):
    """Stops the script if two derivations of the same number differ."""
    scale = max(float(expected.abs().max()), 1e-3)
    error = float((actual - expected).abs().max()) / scale
    assert error < tolerance, f'{what}: relative difference {error:.2e}'


def text(value, indent=''):
    """JSON with one line per tensor, so that a changed tensor is a changed line."""
    nested = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    if not any(isinstance(item, dict) for item in nested):
        return json.dumps(value, separators=(',', ':'))
    inner = indent + ' '
    if isinstance(value, dict):
        lines = [f'{inner}{json.dumps(key)}: {text(item, inner)}' for key, item in value.items()]
    else:
        lines = [inner + text(item, inner) for item in value]
    opening, closing = '{}' if isinstance(value, dict) else '[]'
    return opening + '\n' + ',\n'.join(lines) + '\n' + indent + closing


def write(name, value):
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text(value) + '\n')
    print(f'{path.relative_to(folder)}: {path.stat().st_size / 1000:.0f} kB')
