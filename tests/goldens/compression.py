"""Golden results of quantisers: numpy in f64 and f32, written from the papers and independently of the TypeScript.

Rounding is stated where it matters: scales are f16 before anything is divided by them, quotients are f32 and rounded half
to even, and decoded weights are f32. Where the `gguf` package of llama.cpp can be imported, the blocks are compared with
it, and the script stops if a byte differs. Run: /usr/bin/python3 compression.py
"""
import numpy as np
import torch

from golden import draw, exact, rounded, write

f16, f32 = np.float16, np.float32


def half(x):
    """The nearest f16 number, as f64."""
    return np.asarray(x, dtype=np.float64).astype(f16).astype(np.float64)


def quotient(a, b):
    """a / b in f32; 0 where b is 0."""
    with np.errstate(divide='ignore', invalid='ignore'):
        return np.where(b == 0, 0, (a / b).astype(f32).astype(np.float64))


def decoded(values):
    """f32 numbers by their shortest decimal form, with one zero."""
    return exact(torch.tensor(np.asarray(values, dtype=f32).astype(np.float64) + 0.0))


def grouped(w, group):
    """One row per scale."""
    rows, columns = w.shape
    if group == 'tensor':
        return w.reshape(1, -1)
    return w.reshape(-1, columns if group == 'row' else group)


# Round to nearest

def grid(low, high, bits, symmetric):
    """Scale and zero point of ranges that contain 0."""
    if symmetric:
        return half(np.maximum(-low, high) / (2 ** (bits - 1) - 1)), np.full_like(low, 2 ** (bits - 1))
    scale = half((high - low) / (2 ** bits - 1))
    return scale, np.minimum(np.round(quotient(-low, scale)), 2 ** bits - 1)


def codes_of(w, scale, zero, bits):
    return np.clip(np.round(quotient(w, scale)) + zero, 0, 2 ** bits - 1)


def extent(g):
    return np.minimum(g.min(1, keepdims=True), 0), np.maximum(g.max(1, keepdims=True), 0)


def rtn(w, bits, symmetric, group, clip=False):
    g = grouped(w, group)
    low, high = extent(g)
    scale, zero = grid(low, high, bits, symmetric)
    if clip:
        least = np.full(low.shape, np.inf)
        for step in range(80):
            share = 1 - step / 100
            s, z = grid(share * low, share * high, bits, symmetric)
            error = ((g - s * (codes_of(g, s, z, bits) - z)) ** 2).sum(1, keepdims=True)
            better = error < least
            least, scale, zero = (np.where(better, a, b) for a, b in ((error, least), (s, scale), (z, zero)))
    return (scale * (codes_of(g, scale, zero, bits) - zero)).reshape(w.shape)


# Levels

def nf4_levels():
    """bitsandbytes, create_normal_map: eight quantiles above zero, seven below, scaled to ±1.

    The points of the quantiles are f32, and so is the division, as they were when the published levels were made.
    """
    def quantiles(count):
        points = torch.linspace(0.9677083, 0.5, count + 1, dtype=torch.float32)[:-1].double()
        return torch.distributions.Normal(0.0, 1.0).icdf(points).numpy()

    levels = np.sort(np.concatenate([quantiles(8), -quantiles(7), [0]])).astype(f32)
    return (levels / levels.max()).astype(np.float64)


def float8_levels(exponent_bits, mantissa_bits, largest):
    """Every finite number of the format that is not negative."""
    bias = 2 ** (exponent_bits - 1) - 1
    subnormal = [m * 2.0 ** (1 - bias - mantissa_bits) for m in range(2 ** mantissa_bits)]
    normal = [(2 ** mantissa_bits + m) * 2.0 ** (e - bias - mantissa_bits)
              for e in range(1, 2 ** exponent_bits) for m in range(2 ** mantissa_bits)]
    return np.array([x for x in subnormal + normal if x <= largest])


def to_levels(w, levels, group):
    g = grouped(w, group)
    scale = (np.abs(g).max(1, keepdims=True) / levels.max()).astype(f32).astype(np.float64)
    index = np.abs(quotient(g, scale)[..., None] - levels).argmin(-1)
    return (scale * levels[index]).reshape(w.shape)


def ternary(w):
    scale = half(np.abs(w).mean())
    return scale * np.clip(np.round(quotient(w, scale)), -1, 1)


def binary(w):
    return np.where(w >= 0, 1, -1) * half(2 * np.abs(w).mean(1, keepdims=True)) / 2


# Blocks of llama.cpp, all in f32 as in ggml-quants.c

def q8_0(w):
    out = []
    for block in w.astype(f32).reshape(-1, 32):
        d = f32(np.abs(block).max() / f32(127))
        inverse = f32(1) / d if d else f32(0)
        x = block * inverse
        q = np.sign(x) * np.floor(np.abs(x) + 0.5)
        out += f16(d).tobytes() + q.astype(np.int8).tobytes()
    return out


def q4_0(w):
    out = []
    for block in w.astype(f32).reshape(-1, 32):
        d = f32(block[np.abs(block).argmax()] / f32(-8))
        inverse = f32(1) / d if d else f32(0)
        q = np.minimum(15, (block * inverse + f32(8.5)).astype(np.int8)).astype(np.uint8)
        out += f16(d).tobytes() + (q[:16] | q[16:] << 4).tobytes()
    return out


def check_blocks(w, blocks):
    try:
        from gguf import GGMLQuantizationType, quants
    except ImportError:
        print('gguf is not installed: blocks are not compared with it')
        return
    for name, ours in blocks.items():
        theirs = quants.quantize(w.astype(f32), GGMLQuantizationType[name.upper()]).flatten().tolist()
        assert ours == theirs, name


# Methods that search or look at data

def hqq(w, bits, group, p=0.7, beta=10, kappa=1.01, iterations=20):
    """mobiusml/hqq, optimize_weights_proximal, with the stopping rule applied to every group by itself."""
    out = []
    for g in grouped(w, group):
        scale = half((g.max() - g.min()) / (2 ** bits - 1))
        zero, b = half(-g.min() / scale), beta
        least, best = np.inf, None
        for _ in range(iterations + 1):
            q = np.clip(np.round((g / scale + zero).astype(f32).astype(np.float64)), 0, 2 ** bits - 1)
            r = scale * (q - zero)
            error = np.abs(g - r).mean()
            if error >= least:
                break
            least, best = error, r
            difference = g - r
            size = np.abs(difference)
            with np.errstate(divide='ignore'):
                kept = np.sign(difference) * np.maximum(size - size ** (p - 1) / b, 0)
            zero, b = half((q - (g - kept) / scale).mean()), b * kappa
        out.append(best)
    return np.array(out).reshape(w.shape)


def gptq(w, gram, bits, symmetric, group, damp, act_order):
    """Frantar et al. 2023, algorithm 1, without blocks; the inverse is taken anew for every column."""
    w, gram = w.copy(), gram.copy()
    dead = np.diag(gram) == 0
    gram[dead, dead] = 1
    w[:, dead] = 0
    original = w.copy()
    columns = w.shape[1]
    gram += damp * np.diag(gram).mean() * np.eye(columns)
    order = np.argsort(-np.diag(gram), kind='stable') if act_order else np.arange(columns)
    size = {'tensor': columns, 'row': columns}.get(group, group)
    out = np.zeros_like(w)

    def grid_at(start, source):
        part = source.reshape(1, -1) if group == 'tensor' else source[:, start:start + size]
        return grid(*extent(part), bits, symmetric)

    remaining = list(order)
    scale = zero = None
    for step, column in enumerate(order):
        if act_order or group in ('tensor', 'row'):
            scale, zero = grid_at(column // size * size, original)
        elif step % size == 0:
            scale, zero = grid_at(column, w)
        quantised = (scale * (codes_of(w[:, [column]], scale, zero, bits) - zero))[:, 0]
        out[:, column] = quantised
        inverse = np.linalg.inv(gram[np.ix_(remaining, remaining)])
        # The best change of what is still free, given this column's error (optimal brain surgeon).
        error = (w[:, column] - quantised) / inverse[0, 0]
        w[:, remaining] -= error[:, None] * inverse[0]
        remaining.pop(0)
    return out


def output_error(w, changed, gram):
    return float(np.einsum('ri,ij,rj->', w - changed, gram, w - changed))


def awq(w, x, bits, group):
    """Lin et al. 2024: the exponent of the mean input size that loses least at the outputs, of 20; no clipping."""
    size = np.abs(x).mean(0).astype(f32).astype(np.float64)
    gram = x.T @ x / len(x)
    best = None
    for step in range(20):
        s = np.maximum(size ** (step / 20), 1e-4)
        factor = half(np.sqrt(s.max() * s.min()) / s)
        changed = rtn((w / factor).astype(f32).astype(np.float64), bits, False, group) * factor
        error = output_error(w, changed, gram)
        if best is None or error < best[0]:
            best = error, step / 20, changed
    return best


def main():
    generator = torch.Generator().manual_seed(11)
    w = draw(generator, 3, 64, std=0.2).numpy()
    w[1, 5] = 2.5
    w[2, 32:] = 0
    rtn_cases = [(bits, symmetric, group, clip) for bits, symmetric, group, clip in [
        (8, False, 'tensor', False), (8, True, 'row', False), (6, True, 32, False), (5, False, 'row', False),
        (4, True, 32, False), (4, False, 32, False), (3, False, 32, False), (2, True, 'row', False),
        (2, False, 32, False), (4, True, 'row', True), (3, False, 32, True), (2, False, 'tensor', True)]]
    blocks = {'q8_0': q8_0(w), 'q4_0': q4_0(w)}
    check_blocks(w, blocks)

    v = draw(generator, 4, 64, std=0.2).numpy()
    x = draw(generator, 96, 64).numpy() @ (np.eye(64) + 0.3 * draw(generator, 64, 64).numpy())
    x *= 1 + 4 * (np.arange(64) % 7 == 0)
    x[:, 9] = 0
    x = x.astype(f32).astype(np.float64)
    gram = x.T @ x / len(x)
    gptq_cases = [(4, True, 'row', 0.01, False), (3, False, 32, 0.01, False), (3, False, 32, 0.05, True),
                  (2, False, 'tensor', 0.01, False), (4, True, 'row', 0.01, True)]
    error, ratio, changed = awq(v, x, 3, 32)
    write('compression.json', {
        'matrix': decoded(w),
        'rtn': [{'bits': b, 'symmetric': s, 'group': g, 'clipSearch': c, 'weights': decoded(rtn(w, b, s, g, c))}
                for b, s, g, c in rtn_cases],
        'nf4Levels': decoded(nf4_levels())['data'],
        'nf4': decoded(to_levels(w, nf4_levels(), 32)),
        'fp8': [{'format': name, 'weights': decoded(to_levels(w, np.concatenate([-levels[:0:-1], levels]), 'row'))}
                for name, levels in (('e4m3', float8_levels(4, 3, 448)), ('e5m2', float8_levels(5, 2, 57344)))],
        'ternary': decoded(ternary(w)),
        'binary': decoded(binary(w)),
        'blocks': blocks,
        'hqq': [{'bits': b, 'group': g, 'weights': decoded(hqq(v, b, g))} for b, g in ((4, 32), (3, 'row'), (2, 64))],
        'searched': decoded(v),
        'inputs': decoded(x),
        'gptq': [{'bits': b, 'symmetric': s, 'group': g, 'damp': d, 'actOrder': a,
                  'weights': decoded(gptq(v, gram, b, s, g, d, a)),
                  'error': rounded(output_error(v, gptq(v, gram, b, s, g, d, a), gram))}
                 for b, s, g, d, a in gptq_cases],
        'awq': {'bits': 3, 'group': 32, 'ratio': ratio, 'error': rounded(error), 'weights': decoded(changed)},
    })


if __name__ == '__main__':
    main()
