"""The building blocks of the models, by hand and from the formulas: the golden files are made with these, and every
one is compared with the library before anything is written.
"""
import math

import torch


def layer_norm(x, gain, bias, epsilon=1e-5):
    centred = x - x.mean(-1, keepdim=True)
    return centred / torch.sqrt((centred * centred).mean(-1, keepdim=True) + epsilon) * gain + bias


def rms_norm(x, gain, epsilon=1e-5):
    return x / torch.sqrt((x * x).mean(-1, keepdim=True) + epsilon) * gain


def head_norm(qkv, query_gain, key_gain, heads, key_value_heads, epsilon=1e-5):
    """RMSNorm of each head of queries and keys, one after the other; qkv [..., (H + 2K)·W]."""
    width = query_gain.shape[0]
    parts = []
    for head, part in enumerate(qkv.split(width, dim=-1)):
        gain = query_gain if head < heads else key_gain
        parts.append(rms_norm(part, gain, epsilon) if head < heads + key_value_heads else part)
    return torch.cat(parts, -1)


def sinusoids(time, width):
    """Vaswani et al. 2017, section 3.5, number by number; [T, D]."""
    rows = [
        [(math.sin if d % 2 == 0 else math.cos)(position / 10000 ** (2 * (d // 2) / width)) for d in range(width)]
        for position in range(time)
    ]
    return torch.tensor(rows, dtype=torch.float64)


def gelu(x):
    return 0.5 * x * (1 + torch.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))


def relu(x, power):
    """max(x, 0) to a power; torch's gradient at 0 is 0, which `where` gives too."""
    return torch.where(x > 0, x, torch.zeros_like(x)) ** power


def swiglu(x):
    """x [M, 2F], gates before values."""
    half = x.shape[-1] // 2
    gate, value = x[..., :half], x[..., half:]
    return gate / (1 + torch.exp(-gate)) * value


def attention(qkv, heads):
    """Causal scaled dot-product attention; qkv [B, T, 3D] → [B, T, D]."""
    size, time, width = qkv.shape[0], qkv.shape[1], qkv.shape[2] // 3
    q, k, v = (part.view(size, time, heads, width // heads).transpose(1, 2) for part in qkv.split(width, dim=2))
    scores = q @ k.transpose(2, 3) / math.sqrt(width // heads)
    future = torch.triu(torch.ones(time, time, dtype=torch.bool), diagonal=1)
    scores = scores.masked_fill(future, -math.inf)
    weights = torch.exp(scores - scores.max(-1, keepdim=True).values)
    weights = weights / weights.sum(-1, keepdim=True)
    return (weights @ v).transpose(1, 2).reshape(size, time, width)


def rotated(x):
    """Rotary positions, features i and i + W/2 as real and imaginary part; x [B, H, T, W]."""
    half = x.shape[-1] // 2
    frequencies = 10000.0 ** (-torch.arange(half, dtype=torch.float64) / half)
    angles = torch.arange(x.shape[2], dtype=torch.float64).unsqueeze(1) * frequencies
    turns = torch.polar(torch.ones_like(angles), angles)
    pairs = torch.complex(x[..., :half].double(), x[..., half:].double()) * turns
    return torch.cat([pairs.real, pairs.imag], -1).to(x.dtype)


def placed_attention(qkv, heads, key_value_heads, prefix=0, positions='none', window=0):
    """Head by head, row by row; qkv [B, T, (H + 2K)·W] → [B, T, H·W].

    Every query sees the first `prefix` keys too; with a window, of all these only what is less than so many tokens away.
    """
    size, time = qkv.shape[:2]
    width = qkv.shape[2] // (heads + 2 * key_value_heads)
    parts = qkv.view(size, time, heads + 2 * key_value_heads, width).transpose(1, 2)
    q, k, v = parts.split([heads, key_value_heads, key_value_heads], dim=1)
    if positions == 'rope':
        q, k = rotated(q), rotated(k)
    outputs = []
    for head in range(heads):
        shared = head * key_value_heads // heads
        slope = 2.0 ** (-8 * (head + 1) / heads) if positions == 'alibi' else 0.0
        rows = []
        for row in range(time):
            seen = [key for key in range(time) if key <= row or key < prefix]
            seen = [key for key in seen if not window or abs(row - key) < window]
            scores = (k[:, shared, seen] @ q[:, head, row].unsqueeze(-1)).squeeze(-1) / math.sqrt(width)
            scores = scores - slope * torch.tensor([abs(row - key) for key in seen], dtype=qkv.dtype)
            rows.append((torch.softmax(scores, -1).unsqueeze(1) @ v[:, shared, seen]).squeeze(1))
        outputs.append(torch.stack(rows, dim=1))
    return torch.cat(outputs, dim=2)


def cross_entropy(logits, targets, weights=None, smoothing=0.0, focus=0.0, normaliser=0.0, confidence=0.0):
    """Mean over the rows whose target is not -1, by the weights of rows if there are such.

    focus: power of the focal factor; normaliser: weight of the squared log-sum-exp; confidence: of the entropy taken off.
    """
    counted = (targets >= 0) if weights is None else (targets >= 0) * weights
    log_probabilities = logits - torch.logsumexp(logits, -1, keepdim=True)
    picked = log_probabilities.gather(-1, targets.clamp(min=0).unsqueeze(-1)).squeeze(-1)
    if focus:
        picked = picked * (-torch.expm1(picked)) ** focus
    surprise = -((1 - smoothing) * picked + smoothing * log_probabilities.mean(-1))
    if normaliser:
        surprise = surprise + normaliser * torch.logsumexp(logits, -1) ** 2
    if confidence:
        surprise = surprise + confidence * (log_probabilities.exp() * log_probabilities).sum(-1)
    return (surprise * counted).sum() / counted.sum()


def lstm(x, weight_input, weight_hidden, bias_input, bias_hidden):
    """One layer over time from a zero state, gates i, f, g, o; x [B, T, I], matrices [in, 4H] → [B, T, H]."""
    h = c = torch.zeros(x.shape[0], weight_hidden.shape[0], dtype=x.dtype)
    outputs = []
    for t in range(x.shape[1]):
        gates = x[:, t] @ weight_input + bias_input + h @ weight_hidden + bias_hidden
        i, f, g, o = gates.chunk(4, dim=1)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        h = torch.sigmoid(o) * torch.tanh(c)
        outputs.append(h)
    return torch.stack(outputs, dim=1)


def rnn(x, weight_input, weight_hidden, bias_input, bias_hidden):
    """One layer over time from a zero state; x [B, T, I], matrices [in, H] → [B, T, H]."""
    h = torch.zeros(x.shape[0], weight_hidden.shape[0], dtype=x.dtype)
    outputs = []
    for t in range(x.shape[1]):
        h = torch.tanh(x[:, t] @ weight_input + bias_input + h @ weight_hidden + bias_hidden)
        outputs.append(h)
    return torch.stack(outputs, dim=1)


def gru(x, weight_input, weight_hidden, bias_input, bias_hidden):
    """One layer over time from a zero state, sums r, z, n; x [B, T, I], matrices [in, 3H] → [B, T, H]."""
    h = torch.zeros(x.shape[0], weight_hidden.shape[0], dtype=x.dtype)
    outputs = []
    for t in range(x.shape[1]):
        from_input = (x[:, t] @ weight_input + bias_input).chunk(3, dim=1)
        from_hidden = (h @ weight_hidden + bias_hidden).chunk(3, dim=1)
        r, z = (torch.sigmoid(from_input[k] + from_hidden[k]) for k in (0, 1))
        n = torch.tanh(from_input[2] + r * from_hidden[2])
        h = (1 - z) * n + z * h
        outputs.append(h)
    return torch.stack(outputs, dim=1)


def min_gru(sums, time):
    """The recurrence step by step from a zero state; sums [B·T, 2H], gates before candidates → [B·T, H]."""
    size, width = sums.shape[0] // time, sums.shape[1] // 2
    steps = sums.view(size, time, 2 * width)
    h = torch.zeros(size, width, dtype=sums.dtype)
    outputs = []
    for t in range(time):
        k, a = steps[:, t, :width], steps[:, t, width:]
        z = 1 / (1 + torch.exp(-k))
        made = torch.where(a >= 0, a + 0.5, 1 / (1 + torch.exp(-a)))
        h = (1 - z) * h + z * made
        outputs.append(h)
    return torch.stack(outputs, dim=1).reshape(-1, width)


def window(x, length, time):
    """Row by row; x [B·T, D] → [B·T, length·D], the oldest first, zeros before the start of a sequence."""
    zero = torch.zeros(x.shape[1], dtype=x.dtype)
    lags = range(length - 1, -1, -1)
    return torch.stack([torch.cat([x[row - lag] if row % time >= lag else zero for lag in lags]) for row in range(x.shape[0])])


def unlikelihood(logits, targets, inputs, time, scale=1.0, smallest=1e-5):
    """scale times the sum over counted rows of -log(1 - p) of every token read so far but the target (Welleck et al. 2019)."""
    total = logits.new_zeros(())
    for row, target in enumerate(targets.tolist()):
        if target < 0:
            continue
        read = set(inputs[row - row % time:row + 1].tolist()) - {target}
        for token in sorted(read):
            others = torch.cat([logits[row, :token], logits[row, token + 1:]])
            rest = torch.exp(torch.logsumexp(others, 0) - torch.logsumexp(logits[row], 0))
            total = total - torch.log(rest.clamp(min=smallest))
    return scale * total


def jeffreys(a, b, targets, scale=1.0):
    """scale times the sum over counted rows of both directions of the divergence between two softmaxes, as one integral."""
    p, q = (torch.exp(x - torch.logsumexp(x, -1, keepdim=True)) for x in (a, b))
    apart = a - b - torch.logsumexp(a, -1, keepdim=True) + torch.logsumexp(b, -1, keepdim=True)
    return scale * (((p - q) * apart).sum(-1) * (targets >= 0)).sum()


def info_nce(first, second, temperature):
    """-log softmax of the cosines over the temperature, at the own pair (van den Oord et al. 2018; SimCSE, equation 1), per row."""
    cosines = unit(first) @ unit(second).T
    return torch.stack([torch.logsumexp(row / temperature, 0) - row[i] / temperature for i, row in enumerate(cosines)])


def triplet(first, second, margin):
    """FaceNet's loss per anchor: squared distances on the unit sphere, averaged over all other rows as negatives."""
    cosines = unit(first) @ unit(second).T
    rows = []
    for i, row in enumerate(cosines):
        others = [torch.clamp(margin + 2 * row[j] - 2 * row[i], min=0) for j in range(len(row)) if j != i]
        rows.append(sum(others, row.new_zeros(())) / max(1, len(others)))
    return torch.stack(rows)


def margin_loss(first, second, margin):
    """Hadsell, Chopra & LeCun 2006, equation 4, per row: half the squared distance to the own pair, and the mean over the others."""
    cosines = unit(first) @ unit(second).T
    rows = []
    for i, row in enumerate(cosines):
        others = [torch.clamp(margin - torch.sqrt(2 - 2 * row[j]), min=0) ** 2 / 2 for j in range(len(row)) if j != i]
        rows.append(1 - row[i] + sum(others, row.new_zeros(())) / max(1, len(others)))
    return torch.stack(rows)


def unit(rows):
    return rows / torch.sqrt((rows * rows).sum(-1, keepdim=True))
