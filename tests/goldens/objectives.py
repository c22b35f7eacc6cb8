"""Golden losses and gradients of objectives in f64: a prefix that is seen by all, and hidden tokens named from both sides.

The corruption of BERT is drawn here; what the engine gets is what came of it. Run: /usr/bin/python3 objectives.py
"""
import torch
from torch.nn import functional as F

from formulas import cross_entropy, gelu, head_norm, layer_norm, placed_attention, rms_norm, sinusoids
from golden import agree, draw, exact, result, rounded, write
from library import library_attention, library_head_norm, library_rms_norm, library_sinusoids
from models import VariedTransformer, gradients, is_gain


class Seeing(VariedTransformer):
    """The Transformer whose first `prefix` tokens are seen by all: none is causal, all is an encoder."""

    prefix = 0

    def logits(self, w, inputs):
        def attend(qkv, heads, shared, _, positions, window):
            return placed_attention(qkv, heads, shared, self.prefix, positions, window)

        return self.assemble(
            w, inputs, attend, layer_norm, rms_norm, lambda x, a, b: x @ a + b, gelu, head_norm, sinusoids
        )

    def library_logits(self, w, inputs):
        def attend(qkv, heads, shared, _, positions, window):
            return library_attention(qkv, heads, shared, self.prefix, positions, window)

        def norm(x, gain, bias):
            return F.layer_norm(x, gain.shape, gain, bias, 1e-5)

        return self.assemble(
            w, inputs, attend, norm, library_rms_norm, lambda x, a, b: F.linear(x, a.T, b),
            lambda x: F.gelu(x, approximate='tanh'), library_head_norm, library_sinusoids,
        )


def prefixed(tokens, prefix):
    """Targets are the next tokens; those inside the prefix have been seen."""
    targets = tokens[:, 1:].clone()
    targets[:, : max(0, prefix - 1)] = -1
    return tokens[:, :-1], targets


def hidden(tokens, mask, generator):
    """A third of the tokens: 80 % masked, 10 % random, 10 % as they are."""
    chosen = torch.rand(tokens.shape, generator=generator) < 1 / 3
    fate = torch.rand(tokens.shape, generator=generator)
    inputs = torch.where(chosen & (fate < 0.8), mask, tokens)
    inputs = torch.where(chosen & (fate >= 0.8) & (fate < 0.9), torch.randint(mask, tokens.shape, generator=generator), inputs)
    return inputs, torch.where(chosen, tokens, -1)


def golden(objective, model, size, time, prefix, seed):
    generator = torch.Generator().manual_seed(seed)
    weights = {
        name: draw(generator, *shape, std=0.3, mean=1.0 if is_gain(name) else 0.0)
        for name, shape in model.shapes().items()
    }
    model.prefix = prefix
    if objective == 'masked-lm':
        inputs, targets = hidden(torch.randint(model.vocabulary - 1, (size, time), generator=generator), model.vocabulary - 1, generator)
    else:
        inputs, targets = prefixed(torch.randint(model.vocabulary, (size, time + 1), generator=generator), prefix)
    logits, loss, grads = gradients(model.logits, weights, inputs, targets)
    other_logits, _, other_grads = gradients(model.library_logits, weights, inputs, targets)
    agree('logits', logits, other_logits)
    agree('loss', loss, F.cross_entropy(logits.flatten(0, 1), targets.flatten(), ignore_index=-1))
    for name, grad in grads.items():
        agree(name, grad, other_grads[name])
    direction = {name: torch.randn(value.shape, generator=generator) for name, value in weights.items()}
    up, down = (
        cross_entropy(model.logits({n: v + s * 1e-5 * direction[n] for n, v in weights.items()}, inputs), targets)
        for s in (1, -1)
    )
    slope = sum((grads[name] * direction[name]).sum() for name in grads)
    agree('finite difference', slope, (up - down) / 2e-5, tolerance=1e-6)
    return {
        'objective': objective, 'settings': model.settings, 'vocabulary': model.vocabulary, 'prefix': prefix,
        'weights': {n: exact(value) for n, value in weights.items()},
        'inputs': exact(inputs), 'targets': exact(targets), 'logits': result(logits.flatten(0, 1)),
        'lossNats': rounded(loss), 'gradients': {n: result(g) for n, g in grads.items()},
    }


if __name__ == '__main__':
    write('objectives.json', [
        golden('prefix-lm', Seeing(2, 2, 12, 7, 9), size=2, time=7, prefix=4, seed=41),
        golden('prefix-lm', Seeing(1, 2, 8, 6, 7, norm='rms', positions='rope'), size=2, time=6, prefix=1, seed=42),
        golden('masked-lm', Seeing(2, 2, 12, 7, 10), size=3, time=7, prefix=7, seed=43),
        golden('masked-lm', Seeing(1, 4, 16, 6, 8, positions='alibi', shared=2), size=2, time=6, prefix=6, seed=44),
    ])
