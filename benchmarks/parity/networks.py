"""The two architectures as ordinary PyTorch modules, with the parameter names of the files that Trimtab exports, and
their initial weights from the shared counter generator.
"""
import math

import torch
from torch import nn
from torch.nn import functional as F

from counter_random import STREAMS, gaussian, uniform


class Conv1D(nn.Module):
    """GPT-2's linear layer: weight [in, out]."""

    def __init__(self, inputs, outputs):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(inputs, outputs))
        self.bias = nn.Parameter(torch.empty(outputs))

    def forward(self, x):
        return torch.addmm(self.bias, x.view(-1, x.shape[-1]), self.weight).view(*x.shape[:-1], -1)


class Attention(nn.Module):
    def __init__(self, width, heads, context):
        super().__init__()
        self.heads = heads
        self.c_attn = Conv1D(width, 3 * width)
        self.c_proj = Conv1D(width, width)
        self.register_buffer('future', torch.triu(torch.ones(context, context, dtype=torch.bool), 1), persistent=False)

    def forward(self, x):
        size, time, width = x.shape
        q, k, v = (
            part.view(size, time, self.heads, -1).transpose(1, 2) for part in self.c_attn(x).split(width, dim=2)
        )
        scores = (q @ k.transpose(2, 3)) / math.sqrt(width // self.heads)
        weights = F.softmax(scores.masked_fill(self.future[:time, :time], -math.inf), dim=-1)
        return self.c_proj((weights @ v).transpose(1, 2).reshape(size, time, width))


class Mlp(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.c_fc = Conv1D(width, 4 * width)
        self.c_proj = Conv1D(4 * width, width)

    def forward(self, x):
        return self.c_proj(F.gelu(self.c_fc(x), approximate='tanh'))


class Block(nn.Module):
    def __init__(self, width, heads, context):
        super().__init__()
        self.ln_1 = nn.LayerNorm(width)
        self.attn = Attention(width, heads, context)
        self.ln_2 = nn.LayerNorm(width)
        self.mlp = Mlp(width)

    def forward(self, x):
        x = x + self.attn(self.ln_1(x))
        return x + self.mlp(self.ln_2(x))


class Transformer(nn.Module):
    """GPT2LMHeadModel: learned positions, pre-LayerNorm, tied head, no dropout."""

    def __init__(self, vocabulary, layers, heads, width, context):
        super().__init__()
        self.transformer = nn.ModuleDict({
            'wte': nn.Embedding(vocabulary, width),
            'wpe': nn.Embedding(context, width),
            'h': nn.ModuleList(Block(width, heads, context) for _ in range(layers)),
            'ln_f': nn.LayerNorm(width),
        })
        self.residual_std = 0.02 / math.sqrt(2 * layers)

    def forward(self, inputs):
        parts = self.transformer
        x = parts['wte'](inputs) + parts['wpe'].weight[: inputs.shape[1]]
        for block in parts['h']:
            x = block(x)
        return F.linear(parts['ln_f'](x), parts['wte'].weight)

    def initial(self, name, shape, seed, stream):
        if '.ln_' in name and name.endswith('weight'):
            return torch.ones(shape)
        if name.endswith('bias'):
            return torch.zeros(shape)
        std = self.residual_std if name.endswith('c_proj.weight') else 0.02
        return torch.from_numpy(std * gaussian(seed, stream, range(math.prod(shape)))).view(shape)


class Recurrent(nn.Module):
    # The layer, and its name in exported files.
    KINDS = {'rnn': (nn.RNN, 'rnn'), 'lstm': (nn.LSTM, 'rnn'), 'gru': (nn.GRU, 'gru')}

    def __init__(self, kind, vocabulary, layers, width):
        super().__init__()
        layer, self.layer_name = self.KINDS[kind]
        self.embedding = nn.Embedding(vocabulary, width)
        self.add_module(self.layer_name, layer(width, width, layers, batch_first=True))
        self.head = nn.Linear(width, vocabulary)
        self.bound = 1 / math.sqrt(width)

    def forward(self, inputs):
        return self.head(getattr(self, self.layer_name)(self.embedding(inputs))[0])

    def initial(self, name, shape, seed, stream):
        count = range(math.prod(shape))
        if name == 'embedding.weight':
            return torch.from_numpy(gaussian(seed, stream, count)).view(shape)
        values = torch.from_numpy(self.bound * (2 * uniform(seed, stream, count) - 1))
        # Trimtab draws the matrices in its own layout, [in, out].
        return values.view(shape[::-1]).T if len(shape) == 2 else values


def initialize(network, seed):
    """Weights as a function of the seed and of a tensor's place in the list, which is the order of registration."""
    with torch.no_grad():
        for position, (name, parameter) in enumerate(network.named_parameters()):
            parameter.copy_(network.initial(name, tuple(parameter.shape), seed, STREAMS['initialize'] + position))
    return network
