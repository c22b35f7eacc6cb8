"""Golden training steps of the architectures, in f64: logits, loss, every gradient, one clipped AdamW update.

The Transformer is written by hand from the formulas and checked against torch.nn.TransformerEncoder; the recurrent
networks are torch.nn.RNN, LSTM and GRU, checked against their equations; all against finite differences. Run: /usr/bin/python3 models.py
"""
import torch
from torch import nn
from torch.nn import functional as F

from formulas import attention, cross_entropy, gelu, gru, head_norm, layer_norm, lstm, min_gru, placed_attention, relu, rms_norm, rnn, sinusoids, swiglu, window
from golden import agree, draw, exact, result, rounded, write
from library import library_attention, library_head_norm, library_min_gru, library_rms_norm, library_sinusoids, library_swiglu, library_window

# A large epsilon, so that its place in the formula shows and rounding noise in tiny gradients does not.
ADAMW = {'learningRate': 0.01, 'beta1': 0.9, 'beta2': 0.99, 'epsilon': 0.001, 'weightDecay': 0.1}
TRAJECTORY_STEPS = 6


class Transformer:
    """GPT2LMHeadModel: pre-LayerNorm, learned positions, tied head; matrices are [in, out] (Conv1D)."""

    def __init__(self, layers, heads, width, context, vocabulary):
        self.settings = {'layers': layers, 'heads': heads, 'width': width, 'context': context}
        self.layers, self.heads, self.width, self.context, self.vocabulary = layers, heads, width, context, vocabulary

    def shapes(self):
        d, shapes = self.width, {'wte.weight': (self.vocabulary, self.width), 'wpe.weight': (self.context, self.width)}
        for layer in range(self.layers):
            norms = {f'{norm}.{part}': (d,) for norm in ('ln_1', 'ln_2') for part in ('weight', 'bias')}
            sizes = {'attn.c_attn': (d, 3 * d), 'attn.c_proj': (d, d), 'mlp.c_fc': (d, 4 * d), 'mlp.c_proj': (4 * d, d)}
            matrices = {f'{name}.weight': shape for name, shape in sizes.items()}
            biases = {f'{name}.bias': shape[1:] for name, shape in sizes.items()}
            shapes |= {f'h.{layer}.{name}': shape for name, shape in (norms | matrices | biases).items()}
        return {f'transformer.{name}': s for name, s in (shapes | {'ln_f.weight': (d,), 'ln_f.bias': (d,)}).items()}

    def logits(self, w, inputs):
        def norm(x, at):
            return layer_norm(x, w[f'transformer.{at}.weight'], w[f'transformer.{at}.bias'])

        def linear(x, at):
            return x @ w[f'transformer.{at}.weight'] + w[f'transformer.{at}.bias']

        x = w['transformer.wte.weight'][inputs] + w['transformer.wpe.weight'][: inputs.shape[1]]
        for layer in range(self.layers):
            at = f'h.{layer}'
            x = x + linear(attention(linear(norm(x, f'{at}.ln_1'), f'{at}.attn.c_attn'), self.heads), f'{at}.attn.c_proj')
            x = x + linear(gelu(linear(norm(x, f'{at}.ln_2'), f'{at}.mlp.c_fc')), f'{at}.mlp.c_proj')
        return norm(x, 'ln_f') @ w['transformer.wte.weight'].T

    def library_logits(self, w, inputs):
        """The same network from torch.nn's own parts, its parameters taken from `w`."""
        names = {
            'self_attn.in_proj': 'attn.c_attn', 'self_attn.out_proj': 'attn.c_proj',
            'linear1': 'mlp.c_fc', 'linear2': 'mlp.c_proj', 'norm1': 'ln_1', 'norm2': 'ln_2',
        }
        x = F.embedding(inputs, w['transformer.wte.weight']) + w['transformer.wpe.weight'][: inputs.shape[1]]
        mask = nn.Transformer.generate_square_subsequent_mask(inputs.shape[1]).double()
        for layer in range(self.layers):
            block = nn.TransformerEncoderLayer(
                self.width, self.heads, 4 * self.width, dropout=0, norm_first=True, batch_first=True,
                activation=lambda x: F.gelu(x, approximate='tanh'),
            )
            state = {}
            for theirs, ours in names.items():
                separator = '_' if theirs.endswith('in_proj') else '.'
                for part in ('weight', 'bias'):
                    value = w[f'transformer.h.{layer}.{ours}.{part}']
                    state[f'{theirs}{separator}{part}'] = value.T if value.dim() == 2 else value
            x = nn.utils.stateless.functional_call(block, state, (x,), {'src_mask': mask})
        x = F.layer_norm(x, (self.width,), w['transformer.ln_f.weight'], w['transformer.ln_f.bias'], 1e-5)
        return F.linear(x, w['transformer.wte.weight'])


class VariedTransformer:
    """The same with another norm, activation, other positions or shared keys; no library has it whole, so its parts are compared.

    `others`: settings of today's, named as ours are: normPlace, queryKeyNorm, window, tiedHead.
    """

    def __init__(
        self, layers, heads, width, context, vocabulary,
        norm='layer', positions='learned', shared=0, activation='gelu', **others,
    ):
        self.settings = {
            'layers': layers, 'heads': heads, 'width': width, 'context': context,
            'norm': norm, 'positions': positions, 'keyValueHeads': shared, 'activation': activation, **others,
        }
        self.post, self.qk_norm = others.get('normPlace') == 'post', others.get('queryKeyNorm', False)
        self.window, self.tied = others.get('window', 0), others.get('tiedHead', True)
        self.plain = Transformer(layers, heads, width, context, vocabulary)
        self.layers, self.heads, self.width, self.vocabulary = layers, heads, width, vocabulary
        self.norm, self.positions, self.shared, self.activation = norm, positions, shared or heads, activation

    def shapes(self):
        packed = self.width + 2 * self.shared * self.width // self.heads
        shapes = self.plain.shapes()
        if self.positions != 'learned':
            del shapes['transformer.wpe.weight']
        if self.norm == 'rms':
            shapes = {name: shape for name, shape in shapes.items() if not ('.ln_' in name and name.endswith('bias'))}
        # LLaMA's 8D/3, here rounded up to a multiple of 8, with gates and values in one matrix.
        hidden = (8 * self.width // 3 + 7) // 8 * 8 if self.activation == 'swiglu' else 4 * self.width
        inner = 2 * hidden if self.activation == 'swiglu' else hidden
        for layer in range(self.layers):
            shapes |= {
                f'transformer.h.{layer}.attn.c_attn.weight': (self.width, packed),
                f'transformer.h.{layer}.attn.c_attn.bias': (packed,),
                f'transformer.h.{layer}.mlp.c_fc.weight': (self.width, inner),
                f'transformer.h.{layer}.mlp.c_fc.bias': (inner,),
                f'transformer.h.{layer}.mlp.c_proj.weight': (hidden, self.width),
            }
            if self.qk_norm:
                shapes |= {f'transformer.h.{layer}.attn.{name}_norm.weight': (self.width // self.heads,) for name in 'qk'}
        if self.post:
            shapes = {name: shape for name, shape in shapes.items() if '.ln_f.' not in name}
        return shapes if self.tied else shapes | {'lm_head.weight': (self.vocabulary, self.width)}

    def assemble(self, w, inputs, attend, layer_norm_of, rms_norm_of, linear_of, activation, head_norm_of, sinusoids_of):
        def norm(x, at):
            gain = w[f'transformer.{at}.weight']
            return rms_norm_of(x, gain) if self.norm == 'rms' else layer_norm_of(x, gain, w[f'transformer.{at}.bias'])

        def linear(x, at):
            return linear_of(x, w[f'transformer.{at}.weight'], w[f'transformer.{at}.bias'])

        x = w['transformer.wte.weight'][inputs]
        if self.positions == 'learned':
            x = x + w['transformer.wpe.weight'][: inputs.shape[1]]
        if self.positions == 'sinusoidal':
            x = x * self.width**0.5 + sinusoids_of(inputs.shape[1], self.width).to(x.dtype)
        placing = self.positions if self.positions in ('rope', 'alibi') else 'none'

        def look_back(x, at):
            qkv = linear(x, f'{at}.c_attn')
            if self.qk_norm:
                gains = (w[f'transformer.{at}.{name}_norm.weight'] for name in 'qk')
                qkv = head_norm_of(qkv, *gains, self.heads, self.shared)
            return linear(attend(qkv, self.heads, self.shared, 0, placing, self.window), f'{at}.c_proj')

        def feed_forward(x, at):
            return linear(activation(linear(x, f'{at}.c_fc')), f'{at}.c_proj')

        for layer in range(self.layers):
            at = f'h.{layer}'
            if self.post:
                x = norm(x + look_back(x, f'{at}.attn'), f'{at}.ln_1')
                x = norm(x + feed_forward(x, f'{at}.mlp'), f'{at}.ln_2')
            else:
                x = x + look_back(norm(x, f'{at}.ln_1'), f'{at}.attn')
                x = x + feed_forward(norm(x, f'{at}.ln_2'), f'{at}.mlp')
        head = w['transformer.wte.weight' if self.tied else 'lm_head.weight']
        return (x if self.post else norm(x, 'ln_f')) @ head.T

    def logits(self, w, inputs):
        activations = {'gelu': gelu, 'relu': lambda x: relu(x, 1), 'relu2': lambda x: relu(x, 2), 'swiglu': swiglu}
        return self.assemble(
            w, inputs, placed_attention, layer_norm, rms_norm,
            lambda x, m, b: x @ m + b, activations[self.activation], head_norm, sinusoids,
        )

    def library_logits(self, w, inputs):
        activations = {
            'gelu': lambda x: F.gelu(x, approximate='tanh'), 'relu': F.relu,
            'relu2': lambda x: F.relu(x) ** 2, 'swiglu': library_swiglu,
        }
        return self.assemble(
            w, inputs, library_attention, lambda x, gain, bias: F.layer_norm(x, (self.width,), gain, bias, 1e-5),
            library_rms_norm, lambda x, m, b: F.linear(x, m.T, b), activations[self.activation],
            library_head_norm, library_sinusoids,
        )


class Recurrent:
    """nn.Embedding, nn.RNN, nn.LSTM or nn.GRU, nn.Linear; matrices are [out, in], windows start from zero state."""

    # Sums of a unit, name of the exported module, the library's routine, the formulas.
    KINDS = {
        'rnn': (1, 'rnn', torch.rnn_tanh, rnn), 'lstm': (4, 'rnn', torch.lstm, lstm), 'gru': (3, 'gru', torch.gru, gru),
    }

    def __init__(self, kind, layers, width, context, vocabulary):
        self.settings = {'layers': layers, 'width': width, 'context': context}
        self.kind, self.layers, self.width, self.vocabulary = kind, layers, width, vocabulary
        self.sums, self.module, self.routine, self.formula = self.KINDS[kind]

    def shapes(self):
        width, columns, shapes = self.width, self.sums * self.width, {'embedding.weight': (self.vocabulary, self.width)}
        for layer in range(self.layers):
            for name in ('ih', 'hh'):
                shapes |= {
                    f'{self.module}.weight_{name}_l{layer}': (columns, width),
                    f'{self.module}.bias_{name}_l{layer}': (columns,),
                }
        return shapes | {'head.weight': (self.vocabulary, width), 'head.bias': (self.vocabulary,)}

    def logits(self, w, inputs):
        x = F.embedding(inputs, w['embedding.weight'])
        parts = ('weight_ih', 'weight_hh', 'bias_ih', 'bias_hh')
        flat = [w[f'{self.module}.{part}_l{layer}'] for layer in range(self.layers) for part in parts]
        zero = torch.zeros(self.layers, inputs.shape[0], self.width)
        state = (zero, zero) if self.kind == 'lstm' else zero
        # What nn.LSTM.forward and its kin call: input, state, weights, has_biases, layers, dropout, train, bidirectional,
        # batch_first.
        hidden = self.routine(x, state, flat, True, self.layers, 0.0, True, False, True)[0]
        return F.linear(hidden, w['head.weight'], w['head.bias'])

    def library_logits(self, w, inputs):
        """The equations, token by token; here the hand is the second opinion on the library."""
        x = w['embedding.weight'][inputs]
        for layer in range(self.layers):
            matrices = (w[f'{self.module}.weight_{part}_l{layer}'].T for part in ('ih', 'hh'))
            x = self.formula(x, *matrices, *(w[f'{self.module}.bias_{part}_l{layer}'] for part in ('ih', 'hh')))
        return x @ w['head.weight'].T + w['head.bias']


class Bigram:
    """A table of logits; by hand a product with one-hot rows."""

    def __init__(self, context, vocabulary):
        self.settings, self.vocabulary = {'context': context}, vocabulary

    def shapes(self):
        return {'bigram.weight': (self.vocabulary, self.vocabulary)}

    def logits(self, w, inputs):
        return F.one_hot(inputs, self.vocabulary).to(w['bigram.weight'].dtype) @ w['bigram.weight']

    def library_logits(self, w, inputs):
        return F.embedding(inputs, w['bigram.weight'])


class Mlp:
    """Bengio's network; matrices are [out, in] (nn.Linear)."""

    def __init__(self, history, width, hidden, context, vocabulary):
        self.settings = {'history': history, 'width': width, 'hidden': hidden, 'context': context}
        self.history, self.width, self.hidden, self.vocabulary = history, width, hidden, vocabulary

    def shapes(self):
        return {
            'embedding.weight': (self.vocabulary, self.width),
            'hidden.weight': (self.hidden, self.history * self.width), 'hidden.bias': (self.hidden,),
            'head.weight': (self.vocabulary, self.hidden), 'head.bias': (self.vocabulary,),
        }

    def logits(self, w, inputs):
        x = w['embedding.weight'][inputs]
        size, time, _ = x.shape
        seen = window(x.flatten(0, 1), self.history, time).view(size, time, -1)
        inner = seen @ w['hidden.weight'].T + w['hidden.bias']
        hidden = (inner.exp() - (-inner).exp()) / (inner.exp() + (-inner).exp())
        return hidden @ w['head.weight'].T + w['head.bias']

    def library_logits(self, w, inputs):
        x = F.embedding(inputs, w['embedding.weight'])
        size, time, _ = x.shape
        seen = library_window(x.flatten(0, 1), self.history, time).view(size, time, -1)
        return F.linear(torch.tanh(F.linear(seen, w['hidden.weight'], w['hidden.bias'])), w['head.weight'], w['head.bias'])


class Blocks:
    """Blocks of minGRU, every n-th of attention, and GELU, with RMSNorm, tied head; matrices are [out, in]. By hand step by
    step, else by a scan."""

    def __init__(self, layers, width, context, vocabulary, every=0, heads=1, window=0):
        self.settings = {'layers': layers, 'width': width, 'context': context} | ({'window': window} if window else {})
        self.window = window
        if every:
            self.settings |= {'attentionEvery': every, 'heads': heads}
        self.layers, self.width, self.vocabulary, self.every, self.heads = layers, width, vocabulary, every, heads

    def attends(self, layer):
        return self.every > 0 and (layer + 1) % self.every == 0

    def shapes(self):
        d, shapes = self.width, {'embedding.weight': (self.vocabulary, self.width), 'norm.weight': (self.width,)}
        for layer in range(self.layers):
            shapes |= {f'layers.{layer}.norm_{i}.weight': (d,) for i in (1, 2)}
            mixer = (('attention', d, 3 * d), ('mix', d, d)) if self.attends(layer) else (('min_gru', d, 2 * d),)
            for name, inputs, outputs in (*mixer, ('up', d, 4 * d), ('down', 4 * d, d)):
                shapes |= {f'layers.{layer}.{name}.weight': (outputs, inputs), f'layers.{layer}.{name}.bias': (outputs,)}
        return shapes

    def assemble(self, w, inputs, norm_of, recurrence, attend, activation):
        def linear(x, at):
            return F.linear(x, w[f'{at}.weight'], w[f'{at}.bias'])

        x = w['embedding.weight'][inputs]
        size, time, _ = x.shape
        for layer in range(self.layers):
            at = f'layers.{layer}'
            normed = norm_of(x, w[f'{at}.norm_1.weight'])
            if self.attends(layer):
                x = x + linear(attend(linear(normed, f'{at}.attention'), self.heads), f'{at}.mix')
            else:
                x = x + recurrence(linear(normed, f'{at}.min_gru').flatten(0, 1), time).view(size, time, -1)
            x = x + linear(activation(linear(norm_of(x, w[f'{at}.norm_2.weight']), f'{at}.up')), f'{at}.down')
        return norm_of(x, w['norm.weight']) @ w['embedding.weight'].T

    def logits(self, w, inputs):
        def attend(qkv, heads):
            return placed_attention(qkv, heads, heads, window=self.window) if self.window else attention(qkv, heads)

        return self.assemble(w, inputs, rms_norm, min_gru, attend, gelu)

    def library_logits(self, w, inputs):
        def attend(qkv, heads):
            return library_attention(qkv, heads, heads, window=self.window)

        return self.assemble(
            w, inputs, library_rms_norm, library_min_gru, attend, lambda x: F.gelu(x, approximate='tanh'),
        )


def gradients(logits_of, weights, inputs, targets):
    leaves = {name: value.clone().requires_grad_() for name, value in weights.items()}
    logits = logits_of(leaves, inputs)
    loss = cross_entropy(logits, targets)
    loss.backward()
    return logits, loss, {name: leaf.grad for name, leaf in leaves.items()}


def check(model, weights, inputs, targets, generator):
    """Second writing of the network, the library's loss, and a central difference along a random direction."""
    logits, loss, grads = gradients(model.logits, weights, inputs, targets)
    other_logits, _, other_grads = gradients(model.library_logits, weights, inputs, targets)
    agree('logits', logits, other_logits)
    for name, grad in grads.items():
        agree(name, grad, other_grads[name])
    agree('loss', loss, F.cross_entropy(logits.flatten(0, 1), targets.flatten(), ignore_index=-1))
    direction = {name: torch.randn(value.shape, generator=generator) for name, value in weights.items()}
    h = 1e-5
    up, down = (
        cross_entropy(model.logits({n: v + s * h * direction[n] for n, v in weights.items()}, inputs), targets)
        for s in (1, -1)
    )
    slope = sum((grads[name] * direction[name]).sum() for name in grads)
    agree('finite difference', slope, (up - down) / (2 * h), tolerance=1e-6)


def train(model, weights, batches, clip_norm, steps):
    """`steps` updates over the batches in turn; decay on matrices only, as in nanoGPT."""
    parameters = {name: nn.Parameter(value.clone()) for name, value in weights.items()}
    groups = [
        {'params': [p for p in parameters.values() if p.dim() >= 2], 'weight_decay': ADAMW['weightDecay']},
        {'params': [p for p in parameters.values() if p.dim() < 2], 'weight_decay': 0.0},
    ]
    betas = (ADAMW['beta1'], ADAMW['beta2'])
    optimizer = torch.optim.AdamW(groups, lr=ADAMW['learningRate'], betas=betas, eps=ADAMW['epsilon'])
    losses = []
    for step in range(steps):
        optimizer.zero_grad()
        loss = cross_entropy(model.logits(parameters, batches[step % len(batches)][0]), batches[step % len(batches)][1])
        loss.backward()
        nn.utils.clip_grad_norm_(parameters.values(), clip_norm)
        optimizer.step()
        losses.append(loss)
    return parameters, losses


def is_gain(name):
    return name.endswith('weight') and ('.ln_' in name or 'norm' in name)


def golden(name, architecture, model, size, time, seed, std, clip_norm, clips):
    generator = torch.Generator().manual_seed(seed)
    weights = {
        # Gains lie around 1, everything else around 0; far from the initial values, where every gradient matters.
        name: draw(generator, *shape, std=std, mean=1.0 if is_gain(name) else 0.0)
        for name, shape in model.shapes().items()
    }
    tokens = [torch.randint(model.vocabulary, (size, time + 1), generator=generator) for _ in range(2)]
    batches = [(t[:, :-1], t[:, 1:].clone()) for t in tokens]
    ignored = batches[1][1]
    ignored[torch.rand(ignored.shape, generator=generator) < 0.3] = -1
    ignored[0] = -1
    assert (ignored >= 0).any()

    steps = []
    for inputs, targets in batches:
        check(model, weights, inputs, targets, generator)
        logits, loss, grads = gradients(model.logits, weights, inputs, targets)
        norm = torch.sqrt(sum((grad * grad).sum() for grad in grads.values()))
        steps.append({
            'inputs': exact(inputs), 'targets': exact(targets), 'lossNats': rounded(loss), 'gradNorm': rounded(norm),
            'logits': result(logits.flatten(0, 1)), 'gradients': {n: result(g) for n, g in grads.items()},
        })
    assert (steps[0]['gradNorm'] > clip_norm) == clips
    updated, _ = train(model, weights, batches, clip_norm, 1)
    _, losses = train(model, weights, batches, clip_norm, TRAJECTORY_STEPS)
    write(f'models/{name}.json', {
        'architecture': architecture, 'settings': model.settings, 'vocabulary': model.vocabulary,
        'weights': {n: exact(value) for n, value in weights.items()},
        'batches': steps,
        'optimizer': ADAMW | {'clipNorm': clip_norm},
        'weightsAfter': {n: result(value) for n, value in updated.items()},
        'trajectoryLossNats': [rounded(loss) for loss in losses],
    })


if __name__ == '__main__':
    golden('transformer-2-16', 'transformer', Transformer(2, 2, 16, 9, 13), size=3, time=9, seed=11, std=0.25, clip_norm=1, clips=True)
    golden('transformer-1-12', 'transformer', Transformer(1, 3, 12, 5, 7), size=2, time=5, seed=12, std=0.3, clip_norm=1, clips=True)
    golden('lstm-1-10', 'lstm', Recurrent('lstm', 1, 10, 7, 11), size=3, time=7, seed=13, std=0.4, clip_norm=1, clips=False)
    golden('lstm-2-12', 'lstm', Recurrent('lstm', 2, 12, 6, 9), size=2, time=6, seed=14, std=0.5, clip_norm=0.25, clips=True)
    golden('rnn-1-10', 'rnn', Recurrent('rnn', 1, 10, 7, 11), size=3, time=7, seed=15, std=0.4, clip_norm=1, clips=True)
    golden('rnn-2-12', 'rnn', Recurrent('rnn', 2, 12, 6, 9), size=2, time=6, seed=16, std=0.5, clip_norm=0.25, clips=True)
    golden('gru-1-10', 'gru', Recurrent('gru', 1, 10, 7, 11), size=3, time=7, seed=17, std=0.4, clip_norm=2, clips=False)
    golden('gru-2-12', 'gru', Recurrent('gru', 2, 12, 6, 9), size=2, time=6, seed=18, std=0.5, clip_norm=0.25, clips=True)
    varied = VariedTransformer(2, 4, 16, 7, 9, norm='rms', positions='rope', shared=2)
    golden('transformer-rope-16', 'transformer', varied, size=2, time=7, seed=19, std=0.3, clip_norm=1, clips=True)
    varied = VariedTransformer(1, 3, 12, 6, 7, positions='alibi', shared=1)
    golden('transformer-alibi-12', 'transformer', varied, size=2, time=6, seed=20, std=0.3, clip_norm=1, clips=True)
    varied = VariedTransformer(1, 2, 8, 5, 7, norm='rms', positions='none')
    golden('transformer-none-8', 'transformer', varied, size=2, time=5, seed=21, std=0.3, clip_norm=1, clips=True)
    varied = VariedTransformer(2, 4, 16, 7, 9, norm='rms', positions='rope', shared=2, activation='swiglu')
    golden('transformer-swiglu-16', 'transformer', varied, size=2, time=7, seed=22, std=0.3, clip_norm=1, clips=True)
    varied = VariedTransformer(1, 2, 12, 5, 7, activation='relu')
    golden('transformer-relu-12', 'transformer', varied, size=2, time=5, seed=23, std=0.3, clip_norm=1, clips=True)
    varied = VariedTransformer(1, 2, 8, 5, 7, activation='relu2')
    golden('transformer-relu2-8', 'transformer', varied, size=2, time=5, seed=24, std=0.3, clip_norm=1, clips=True)
    golden('bigram-9', 'bigram', Bigram(6, 9), size=3, time=6, seed=25, std=0.7, clip_norm=1, clips=False)
    golden('mlp-3-5', 'mlp', Mlp(3, 5, 14, 6, 9), size=3, time=6, seed=26, std=0.4, clip_norm=0.5, clips=True)
    golden('min-gru-1-10', 'min-gru', Blocks(1, 10, 7, 11), size=3, time=7, seed=27, std=0.4, clip_norm=1, clips=True)
    golden('min-gru-2-12', 'min-gru', Blocks(2, 12, 6, 9), size=2, time=6, seed=28, std=0.3, clip_norm=1, clips=True)
    golden('hybrid-3-12', 'hybrid', Blocks(3, 12, 6, 9, every=2, heads=3), size=2, time=6, seed=29, std=0.3, clip_norm=1, clips=True)
    varied = VariedTransformer(2, 3, 12, 6, 7, positions='sinusoidal', normPlace='post')
    golden('transformer-post-12', 'transformer', varied, size=2, time=6, seed=30, std=0.3, clip_norm=1, clips=True)
    varied = VariedTransformer(
        2, 4, 16, 7, 9, norm='rms', positions='rope', shared=2, activation='swiglu', queryKeyNorm=True, window=3, tiedHead=False,
    )
    golden('transformer-qk-16', 'transformer', varied, size=2, time=7, seed=34, std=0.3, clip_norm=1, clips=True)
    varied = VariedTransformer(1, 2, 8, 6, 7, norm='rms', positions='alibi', normPlace='post', queryKeyNorm=True, window=4)
    golden('transformer-window-8', 'transformer', varied, size=2, time=6, seed=32, std=0.3, clip_norm=1, clips=True)
    windowed = Blocks(3, 12, 6, 9, every=2, heads=3, window=3)
    golden('hybrid-window-12', 'hybrid', windowed, size=2, time=6, seed=35, std=0.3, clip_norm=1, clips=True)
