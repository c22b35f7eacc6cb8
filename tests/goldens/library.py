"""What this PyTorch lacks, written from its routines the way that LLaMA and BLOOM are: a second opinion on `formulas.py`."""
import math

import torch
from torch.nn import functional as F


def library_rms_norm(x, gain):
    return gain * (x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + 1e-5))


def library_head_norm(qkv, query_gain, key_gain, heads, shared):
    """As in transformers' modeling_qwen3.py: projections viewed as heads, and one norm over the last dimension of each."""
    width = query_gain.shape[0]
    q, k, v = qkv.split([heads * width, shared * width, shared * width], dim=-1)
    q, k = (
        library_rms_norm(x.unflatten(-1, (-1, width)), gain).flatten(-2) for x, gain in ((q, query_gain), (k, key_gain))
    )
    return torch.cat([q, k, v], -1)


def library_sinusoids(time, width):
    """As in PyTorch's tutorial on the Transformer."""
    position = torch.arange(time, dtype=torch.float64).unsqueeze(1)
    division = torch.exp(torch.arange(0, width, 2, dtype=torch.float64) * (-math.log(10000.0) / width))
    table = torch.zeros(time, width, dtype=torch.float64)
    table[:, 0::2] = torch.sin(position * division)
    table[:, 1::2] = torch.cos(position * division)[:, : width // 2]
    return table


def library_swiglu(x):
    gate, value = x.chunk(2, dim=-1)
    return F.silu(gate) * value


def library_attention(qkv, heads, shared, prefix=0, positions='none', window=0):
    """All heads at once, keys repeated, a matrix that is added to the scores; qkv [B, T, (H + 2K)·W] → [B, T, H·W]."""
    size, time = qkv.shape[:2]
    width = qkv.shape[2] // (heads + 2 * shared)
    q, k, v = qkv.split([heads * width, shared * width, shared * width], dim=2)
    q, k, v = (part.view(size, time, -1, width).transpose(1, 2) for part in (q, k, v))
    steps = torch.arange(time, dtype=qkv.dtype)
    if positions == 'rope':
        inverse = 1.0 / (10000 ** (torch.arange(0, width, 2, dtype=torch.float64) / width))
        angles = torch.outer(torch.arange(time, dtype=torch.float64), inverse)
        cos, sin = (f(torch.cat([angles, angles], -1)).to(qkv.dtype) for f in (torch.cos, torch.sin))

        def half_turned(x):
            return torch.cat([-x[..., width // 2:], x[..., : width // 2]], -1)

        q, k = (x * cos + half_turned(x) * sin for x in (q, k))
    k, v = (x.repeat_interleave(heads // shared, dim=1) for x in (k, v))
    bias = torch.zeros(heads, time, time, dtype=qkv.dtype)
    if positions == 'alibi':
        slopes = torch.tensor([2 ** (-8 / heads)], dtype=qkv.dtype) ** torch.arange(1, heads + 1)
        bias = -slopes.view(-1, 1, 1) * (steps.view(-1, 1) - steps).abs()
    hidden = torch.triu(torch.ones(time, time, dtype=torch.bool), diagonal=1)
    hidden[:, :prefix] = False
    if window:
        band = torch.ones(time, time, dtype=torch.bool)
        hidden = hidden | ~(torch.triu(band, 1 - window) & torch.tril(band, window - 1))
    scores = (q @ k.transpose(2, 3) / width**0.5 + bias).masked_fill(hidden, float('-inf'))
    return (F.softmax(scores, -1) @ v).transpose(1, 2).reshape(size, time, heads * width)


def library_min_gru(sums, time):
    """Without a loop: what each step adds, times the product of all that later gates leave of it."""
    steps = sums.view(-1, time, sums.shape[1])
    k, a = steps.chunk(2, dim=-1)
    kept = F.logsigmoid(-k).cumsum(1)  # log of the product of 1 − z up to each step
    added = torch.sigmoid(k) * torch.where(a >= 0, a + 0.5, torch.sigmoid(a))
    left = kept.unsqueeze(2) - kept.unsqueeze(1)
    earlier = torch.tril(torch.ones(time, time, dtype=torch.bool)).view(1, time, time, 1)
    shares = torch.where(earlier, left, torch.full_like(left, -float('inf'))).exp()
    return (shares * added.unsqueeze(1)).sum(2).reshape(sums.shape[0], -1)


def library_window(x, length, time):
    """Every step of the padded sequences, unfolded."""
    sequences = F.pad(x.view(-1, time, x.shape[1]), (0, 0, length - 1, 0))
    return sequences.unfold(1, length, 1).transpose(2, 3).reshape(x.shape[0], -1)
