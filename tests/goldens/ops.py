"""Golden values of the single model operations (src/domain/models/ops.ts) and of the loss, with gradients, in f64.

Every operation is computed by hand and by the library, which must agree, and the library in f32 must meet a quarter of
the tolerance that the case asks of an engine. Run: /usr/bin/python3 ops.py
"""
import torch
from torch.nn import functional as F

import formulas
from golden import agree, draw, exact, result, write
from library import library_attention, library_head_norm, library_min_gru, library_rms_norm, library_sinusoids, library_swiglu, library_window

generator = torch.Generator().manual_seed(21)
cases = []
# Inputs that an engine gives no gradient.
CONSTANTS = ('weights',)


def gradients_of(function, inputs, upstream, dtype):
    leaves = {name: value.to(dtype).detach() if value.is_floating_point() else value for name, value in inputs.items()}
    wanted = {name: leaf.requires_grad_() for name, leaf in leaves.items() if leaf.is_floating_point() and name not in CONSTANTS}
    output = function(*leaves.values())
    output.backward(upstream.to(dtype))
    return output.detach(), {name: leaf.grad for name, leaf in wanted.items()}


def case(op, name, inputs, by_hand, library, attributes=None, tolerance=1e-5):
    """`tolerance` is relative to the largest value of each tensor."""
    shape = by_hand(*inputs.values()).shape
    upstream = draw(generator, *shape) if shape else torch.ones(())
    output, grads = gradients_of(by_hand, inputs, upstream, torch.float64)
    for dtype, limit in ((torch.float64, 1e-10), (torch.float32, tolerance / 4)):
        other_output, other_grads = gradients_of(library, inputs, upstream, dtype)
        agree(f'{op} {name}', other_output.double(), output, limit)
        for key, grad in grads.items():
            agree(f'{op} {name}: {key}', other_grads[key].double(), grad, limit)
    cases.append({
        'op': op, 'name': name, 'attributes': attributes or {}, 'tolerance': tolerance,
        'inputs': {key: exact(value) for key, value in inputs.items()},
        'output': result(output), 'outputGradient': exact(upstream),
        'gradients': {key: result(grad) for key, grad in grads.items()},
    })


def embedding_cases():
    ids = torch.tensor([3, 0, 3, 3, 6, 0])
    case('embedding', 'repeated and unused rows', {'ids': ids, 'table': draw(generator, 7, 5)},
         lambda ids, table: F.one_hot(ids, 7).to(table.dtype) @ table, F.embedding)
    case('addPositions', 'two rows of three', {'x': draw(generator, 6, 4), 'positions': draw(generator, 3, 4)},
         lambda x, positions: x + torch.cat([positions, positions]),
         lambda x, positions: (x.view(2, 3, 4) + positions).view(6, 4), {'time': 3})


def matrix_cases():
    def linear(x, weight, bias=None):
        return F.linear(x, weight.T, bias)

    x, weight, bias = draw(generator, 5, 7), draw(generator, 7, 3), draw(generator, 3)
    case('linear', 'with bias', {'x': x, 'weight': weight, 'bias': bias},
         lambda x, weight, bias: (x.unsqueeze(2) * weight).sum(1) + bias, linear)
    case('linear', 'without bias', {'x': x, 'weight': weight}, lambda x, weight: (x.unsqueeze(2) * weight).sum(1), linear)
    case('linear', 'one row, one column', {'x': draw(generator, 1, 9), 'weight': draw(generator, 9, 1), 'bias': draw(generator, 1)},
         lambda x, weight, bias: (x.unsqueeze(2) * weight).sum(1) + bias, linear)
    case('project', 'tied head', {'x': draw(generator, 4, 6), 'table': draw(generator, 9, 6)},
         lambda x, table: (x.unsqueeze(1) * table).sum(2), F.linear)


def elementwise_cases():
    def library(x, gain, bias):
        return F.layer_norm(x, (x.shape[1],), gain, bias, 1e-5)

    def norm(name, x, tolerance=1e-5):
        width = x.shape[1]
        inputs = {'x': x, 'gain': draw(generator, width, std=0.3, mean=1.0), 'bias': draw(generator, width, std=0.3)}
        case('layerNorm', name, inputs, formulas.layer_norm, library, {'epsilon': 1e-5}, tolerance)

    norm('odd width', draw(generator, 4, 13))
    norm('nearly constant rows', draw(generator, 3, 8, std=0.002), tolerance=1e-4)
    # E[x²] − E[x]² in f32 loses everything here.
    norm('large mean', draw(generator, 3, 16, mean=1000.0), tolerance=2e-3)
    # tanh of the outer ones overflows where it is computed by exponentials.
    x = torch.cat([draw(generator, 14, std=2), torch.tensor([0.0, -0.75, 12.0, -12.0, 60.0, -60.0])]).view(4, 5)
    case('gelu', 'small, zero and large', {'x': x}, formulas.gelu, lambda x: F.gelu(x, approximate='tanh'))


def attention_cases():
    def attention(name, size, time, heads, width, std=1.0, tolerance=1e-5):
        def by_hand(qkv):
            return formulas.attention(qkv.view(size, time, 3 * width), heads).reshape(size * time, width)

        def library(qkv):
            """torch's multi-head attention with identity projections; it wants [T, B, D]."""
            q, k, v = (part.transpose(0, 1) for part in qkv.view(size, time, 3 * width).split(width, dim=2))
            unit = torch.eye(width, dtype=qkv.dtype)
            future = torch.triu(torch.ones(time, time, dtype=torch.bool), diagonal=1)
            out, _ = F.multi_head_attention_forward(
                q, k, v, width, heads, torch.cat([unit] * 3), None, None, None, False, 0.0, unit, None, attn_mask=future
            )
            return out.transpose(0, 1).reshape(size * time, width)

        qkv = draw(generator, size * time, 3 * width, std=std)
        case('attention', name, {'qkv': qkv}, by_hand, library, {'heads': heads, 'time': time}, tolerance)

    attention('three heads', size=2, time=5, heads=3, width=12)
    attention('one token', size=3, time=1, heads=2, width=8)
    attention('one head of odd size', size=1, time=7, heads=1, width=5)
    attention('longer than wide', size=1, time=19, heads=2, width=4)
    attention('scores in the hundreds', size=1, time=6, heads=2, width=8, std=12.0, tolerance=1e-4)


def recurrent_layer(op, sums, library, name, size, time, inputs, hidden, std):
    """A case of one layer; `library` takes [B, T, I], the initial state and weights as [out, in]."""
    by_hand = getattr(formulas, op)

    def from_library(x, weight_input, weight_hidden, *biases):
        zero = torch.zeros(1, size, hidden, dtype=x.dtype)
        output = library(x.view(size, time, inputs), zero, [weight_input.T, weight_hidden.T, *biases])
        return output.reshape(size * time, hidden)

    columns = sums * hidden
    values = {
        'x': draw(generator, size * time, inputs), 'weightInput': draw(generator, inputs, columns, std=std),
        'weightHidden': draw(generator, hidden, columns, std=std),
        'biasInput': draw(generator, columns, std=std), 'biasHidden': draw(generator, columns, std=std),
    }
    case(op, name, values,
         lambda x, *w: by_hand(x.view(size, time, inputs), *w).reshape(size * time, hidden),
         from_library, {'time': time})


# What nn.RNN.forward and its kin call: input, state, weights, has_biases, layers, dropout, train, bidirectional, batch_first.
SETTINGS = (True, 1, 0.0, True, False, True)


def lstm_cases():
    def layer(*arguments, **sizes):
        recurrent_layer('lstm', 4, lambda x, zero, flat: torch.lstm(x, (zero, zero), flat, *SETTINGS)[0], *arguments, **sizes)

    layer('narrow input', size=2, time=4, inputs=3, hidden=5, std=0.6)
    layer('one token', size=3, time=1, inputs=4, hidden=2, std=0.6)
    layer('saturated gates', size=1, time=6, inputs=2, hidden=3, std=4.0)


def rnn_cases():
    def layer(*arguments, **sizes):
        recurrent_layer('rnn', 1, lambda x, zero, flat: torch.rnn_tanh(x, zero, flat, *SETTINGS)[0], *arguments, **sizes)

    layer('narrow input', size=2, time=4, inputs=3, hidden=5, std=0.6)
    layer('one token', size=3, time=1, inputs=4, hidden=2, std=0.6)
    layer('growing gradients', size=1, time=9, inputs=2, hidden=8, std=1.0)


def gru_cases():
    def layer(*arguments, **sizes):
        recurrent_layer('gru', 3, lambda x, zero, flat: torch.gru(x, zero, flat, *SETTINGS)[0], *arguments, **sizes)

    layer('narrow input', size=2, time=4, inputs=3, hidden=5, std=0.6)
    layer('one token', size=3, time=1, inputs=4, hidden=2, std=0.6)
    layer('saturated gates', size=1, time=6, inputs=2, hidden=3, std=4.0)


def loss_cases():
    def loss(name, logits, targets):
        case('crossEntropy', name, {'logits': logits, 'targets': torch.tensor(targets)}, formulas.cross_entropy,
             lambda logits, targets: F.cross_entropy(logits, targets, ignore_index=-1))

    loss('every row counts', draw(generator, 5, 7, std=2), [0, 6, 3, 3, 1])
    loss('ignored rows', draw(generator, 6, 5, std=2), [-1, 4, 0, -1, -1, 2])
    # exp overflows f32 unless the largest logit is taken off first.
    loss('logits in the hundreds', draw(generator, 4, 6, std=150), [0, 1, 2, 3])
    loss('equal logits', torch.full((2, 11), 3.5), [0, 10])


def rms_cases():
    def norm(name, x, tolerance=1e-5):
        inputs = {'x': x, 'gain': draw(generator, x.shape[1], std=0.3, mean=1.0)}
        case('rmsNorm', name, inputs, formulas.rms_norm, library_rms_norm, {'epsilon': 1e-5}, tolerance)

    norm('odd width', draw(generator, 4, 13))
    norm('below the epsilon', draw(generator, 3, 8, std=0.002))
    # What layer norm takes off stays here, and most of the gradient cancels.
    norm('large mean', draw(generator, 3, 16, mean=1000.0), tolerance=1e-3)
    norm('one row', draw(generator, 1, 6))


def attention_option_cases():
    def attention(name, size, time, heads, width, shared=None, prefix=0, positions='none', tolerance=1e-5):
        """`shared`: heads of keys and values; `width`: features of a head."""
        shared = shared or heads
        packed = (heads + 2 * shared) * width

        def library(qkv):
            output = library_attention(qkv.view(size, time, packed), heads, shared, prefix, positions)
            return output.reshape(size * time, heads * width)

        def by_hand(qkv):
            output = formulas.placed_attention(qkv.view(size, time, packed), heads, shared, prefix, positions)
            return output.reshape(size * time, heads * width)

        attributes = {'heads': heads, 'time': time, 'keyValueHeads': shared, 'prefix': prefix, 'positions': positions}
        case('attention', name, {'qkv': draw(generator, size * time, packed)}, by_hand, library, attributes, tolerance)

    attention('two heads to each of keys', size=2, time=6, heads=4, width=4, shared=2)
    attention('three heads to one', size=1, time=9, heads=3, width=5, shared=1)
    attention('no mask', size=2, time=7, heads=2, width=4, prefix=7)
    attention('a prefix', size=2, time=9, heads=2, width=4, prefix=3)
    attention('turned', size=2, time=7, heads=2, width=8, positions='rope')
    attention('turned, halves of three', size=1, time=11, heads=1, width=6, positions='rope')
    attention('falling with distance', size=1, time=9, heads=3, width=4, positions='alibi')
    attention('falling with distance both ways', size=1, time=6, heads=2, width=4, prefix=6, positions='alibi')
    attention('all at once', size=2, time=8, heads=4, width=4, shared=2, prefix=3, positions='rope')


def smoothed_loss_cases():
    def loss(name, logits, targets, smoothing, weights=None):
        def library(logits, targets, weights=None):
            if weights is None:
                return F.cross_entropy(logits, targets, ignore_index=-1, label_smoothing=smoothing)
            rows = F.cross_entropy(logits, targets, ignore_index=-1, label_smoothing=smoothing, reduction='none')
            return (rows * weights).sum() / weights[targets >= 0].sum()

        inputs = {'logits': logits, 'targets': torch.tensor(targets)}
        case('crossEntropy', name, inputs if weights is None else inputs | {'weights': weights},
             lambda logits, targets, weights=None: formulas.cross_entropy(logits, targets, weights, smoothing),
             library, {'smoothing': smoothing})

    loss('smoothed', draw(generator, 5, 7, std=2), [0, 6, 3, 3, 1], 0.1)
    loss('smoothed, ignored rows', draw(generator, 6, 5, std=2), [-1, 4, 0, -1, -1, 2], 0.25)
    loss('smoothed, logits in the hundreds', draw(generator, 4, 6, std=150), [0, 1, 2, 3], 0.1)
    weights = torch.tensor([0.5, 0.0, 2.0, 1.0, 3.25, 0.75])
    loss('weighted, ignored rows', draw(generator, 6, 5, std=2), [3, 4, 0, -1, -1, 2], 0.0, weights)
    loss('weighted and smoothed', draw(generator, 6, 9, std=2), [3, 8, 0, -1, 5, 2], 0.2, weights)


def shaped_loss_cases():
    """Focal loss, z-loss, confidence penalty and weights by class, alone and together."""
    def library_of(smoothing=0.0, focus=0.0, normaliser=0.0, confidence=0.0):
        def library(logits, targets, weights=None):
            hard = F.cross_entropy(logits, targets, ignore_index=-1, reduction='none')
            smooth = F.cross_entropy(logits, targets, ignore_index=-1, reduction='none', label_smoothing=1.0)
            chosen = F.softmax(logits, -1)[torch.arange(len(targets)), targets.clamp(min=0)]
            spread = torch.distributions.Categorical(logits=logits, validate_args=False).entropy()
            rows = (1 - smoothing) * (1 - chosen) ** focus * hard + smoothing * smooth
            rows = rows + normaliser * torch.logsumexp(logits, -1) ** 2 - confidence * spread
            shares = (targets >= 0).to(logits.dtype) if weights is None else (targets >= 0) * weights
            return (rows * shares).sum() / shares.sum()
        return library

    def loss(name, logits, targets, weights=None, **terms):
        inputs = {'logits': logits, 'targets': torch.tensor(targets)}
        case('crossEntropy', name, inputs if weights is None else inputs | {'weights': weights},
             lambda logits, targets, weights=None: formulas.cross_entropy(logits, targets, weights, **terms),
             library_of(**terms), terms)

    ignored = [-1, 4, 0, -1, -1, 2]
    loss('focal', draw(generator, 5, 7, std=2), [0, 6, 3, 3, 1], focus=2.0)
    loss('focal, a power below 1, ignored rows', draw(generator, 6, 5, std=2), ignored, focus=0.5)
    loss('focal, far from the target', draw(generator, 4, 6, std=40), [0, 1, 2, 3], focus=5.0)
    loss('z-loss', draw(generator, 6, 5, std=2, mean=3.0), ignored, normaliser=1e-4)
    loss('z-loss, heavy, negative sum', draw(generator, 4, 6, mean=-20.0), [0, 1, 2, 3], normaliser=0.25)
    loss('confidence penalty', draw(generator, 6, 5, std=2), ignored, confidence=0.1)
    loss('confidence penalty, logits in the hundreds', draw(generator, 4, 6, std=150), [0, 1, 2, 3], confidence=1.0)
    weights = torch.tensor([0.5, 0.0, 2.0, 1.0, 3.25, 0.75])
    loss('all parts, weighted', draw(generator, 6, 9, std=2), [3, 8, 0, -1, 5, 2], weights,
         smoothing=0.2, focus=1.5, normaliser=0.01, confidence=0.3)
    # Weights of classes are weights of the rows that have them.
    table = torch.tensor([0.25, 4.0, 1.0, 0.5, 2.0])
    targets = torch.tensor([4, -1, 1, 0, 3])
    case('crossEntropy', 'weights by class',
         {'logits': draw(generator, 5, 5, std=2), 'targets': targets, 'weights': table[targets.clamp(min=0)]},
         formulas.cross_entropy,
         lambda logits, targets, weights: F.cross_entropy(logits, targets, table.to(logits.dtype), ignore_index=-1))


def activation_cases():
    x = torch.cat([draw(generator, 14, std=2), torch.tensor([0.0, -0.75, 12.0, -12.0, 60.0, -60.0])]).view(4, 5)
    case('relu', 'small, zero and large', {'x': x}, lambda x: formulas.relu(x, 1), F.relu, {'power': 1})
    case('relu', 'squared', {'x': x}, lambda x: formulas.relu(x, 2), lambda x: F.relu(x) ** 2, {'power': 2})
    case('swiglu', 'odd halves', {'x': draw(generator, 3, 14, std=2)}, formulas.swiglu, library_swiglu)
    gates = torch.tensor([[0.0, -0.75, 12.0, -12.0], [40.0, -40.0, 80.0, -80.0]])
    case('swiglu', 'zero and large', {'x': torch.cat([gates, draw(generator, 2, 4)], 1)}, formulas.swiglu, library_swiglu)


def feed_forward_cases():
    curves = {
        'gelu': (formulas.gelu, lambda x: F.gelu(x, approximate='tanh')),
        'relu': (lambda x: formulas.relu(x, 1), F.relu),
        'relu2': (lambda x: formulas.relu(x, 2), lambda x: F.relu(x) ** 2),
        'swiglu': (formulas.swiglu, library_swiglu),
    }

    def part(activation, name, rows, width, hidden, onto=False):
        by_hand, library = curves[activation]
        columns = 2 * hidden if activation == 'swiglu' else hidden
        inputs = {
            'x': draw(generator, rows, width), 'innerWeight': draw(generator, width, columns), 'innerBias': draw(generator, columns),
            'outerWeight': draw(generator, hidden, width), 'outerBias': draw(generator, width),
        } | ({'onto': draw(generator, rows, width)} if onto else {})

        def products(x, inner, inner_bias, outer, outer_bias, onto=0):
            between = by_hand((x.unsqueeze(2) * inner).sum(1) + inner_bias)
            return (between.unsqueeze(2) * outer).sum(1) + outer_bias + onto

        def layers(x, inner, inner_bias, outer, outer_bias, onto=0):
            return F.linear(library(F.linear(x, inner.T, inner_bias)), outer.T, outer_bias) + onto

        case('feedForward', f'{activation}, {name}', inputs, products, layers, {'activation': activation})

    part('gelu', 'onto a stream', rows=5, width=4, hidden=12, onto=True)
    part('gelu', 'odd lengths', rows=3, width=7, hidden=13)
    part('relu', 'odd lengths, onto a stream', rows=6, width=3, hidden=9, onto=True)
    part('relu2', 'fewer between than outside', rows=9, width=8, hidden=4)
    part('swiglu', 'onto a stream', rows=5, width=4, hidden=6, onto=True)


def sequence_cases():
    x = torch.cat([draw(generator, 13, std=2), torch.tensor([0.0, 0.0078125, -0.75, 9.0, -9.0, 60.0, -60.0])]).view(5, 4)
    case('tanh', 'small, zero and large', {'x': x},
         lambda x: 1 - 2 / (torch.exp(2 * x) + 1), torch.tanh)
    for name, size, time, width in (('one step', 3, 1, 5), ('several', 2, 7, 6)):
        case('minGru', name, {'sums': draw(generator, size * time, 2 * width, std=2)},
             lambda sums: formulas.min_gru(sums, time), lambda sums: library_min_gru(sums, time), {'time': time})
    for name, size, time, width, length in (('of one', 2, 3, 4, 1), ('odd width', 2, 5, 3, 3), ('longer than the sequence', 2, 3, 4, 6)):
        case('window', name, {'x': draw(generator, size * time, width)},
             lambda x: formulas.window(x, length, time), lambda x: library_window(x, length, time),
             {'time': time, 'length': length})


def head_norm_cases():
    def norm(name, rows, heads, shared, width, std=1.0, tolerance=1e-5):
        inputs = {
            'qkv': draw(generator, rows, (heads + 2 * shared) * width, std=std),
            'queryGain': draw(generator, width, std=0.3, mean=1.0), 'keyGain': draw(generator, width, std=0.3, mean=1.0),
        }
        case('headNorm', name, inputs, lambda *x: formulas.head_norm(*x, heads, shared), lambda *x: library_head_norm(*x, heads, shared),
             {'heads': heads, 'keyValueHeads': shared, 'epsilon': 1e-5}, tolerance)

    norm('every head its own keys', rows=4, heads=2, shared=2, width=6)
    norm('shared heads of an odd size', rows=5, heads=6, shared=2, width=5)
    norm('below the epsilon', rows=3, heads=2, shared=1, width=8, std=0.002)
    norm('one row', rows=1, heads=1, shared=1, width=12)


def sinusoid_cases():
    def place(name, size, time, width):
        def by_hand(x):
            waves = formulas.sinusoids(time, width).to(x.dtype)
            return torch.cat([part * width**0.5 + waves for part in x.split(time)])

        def library(x):
            return (x.view(size, time, width) * width**0.5 + library_sinusoids(time, width).to(x.dtype)).flatten(0, 1)

        case('addSinusoids', name, {'x': draw(generator, size * time, width)}, by_hand, library, {'time': time})

    place('two sequences', size=2, time=5, width=8)
    place('an odd width', size=3, time=4, width=7)
    place('one token', size=2, time=1, width=4)


def window_cases():
    def attention(name, size, time, heads, width, window, shared=None, prefix=0, positions='none'):
        shared = shared or heads
        packed = (heads + 2 * shared) * width
        options = (heads, shared, prefix, positions, window)
        case('attention', name, {'qkv': draw(generator, size * time, packed)},
             lambda qkv: formulas.placed_attention(qkv.view(size, time, packed), *options).flatten(0, 1),
             lambda qkv: library_attention(qkv.view(size, time, packed), *options).flatten(0, 1),
             {'heads': heads, 'time': time, 'keyValueHeads': shared, 'prefix': prefix, 'positions': positions, 'window': window})

    attention('a window', size=2, time=9, heads=2, width=4, window=3)
    attention('a window of one', size=1, time=5, heads=2, width=4, window=1)
    attention('a window as long as the text', size=1, time=6, heads=1, width=5, window=6)
    attention('a window, turned and shared', size=2, time=10, heads=4, width=4, window=4, shared=2, positions='rope')
    attention('a window both ways, falling', size=1, time=11, heads=3, width=4, window=3, prefix=11, positions='alibi')
    attention('a window and a prefix', size=1, time=12, heads=2, width=4, window=4, prefix=5)


if __name__ == '__main__':
    embedding_cases()
    matrix_cases()
    elementwise_cases()
    attention_cases()
    lstm_cases()
    loss_cases()
    # Last, so that the numbers drawn for the others stay what they were.
    rnn_cases()
    gru_cases()
    smoothed_loss_cases()
    rms_cases()
    attention_option_cases()
    activation_cases()
    feed_forward_cases()
    sequence_cases()
    shaped_loss_cases()
    head_norm_cases()
    sinusoid_cases()
    window_cases()
    write('ops.json', cases)
