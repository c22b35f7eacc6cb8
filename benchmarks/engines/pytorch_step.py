"""The same training step in PyTorch on one thread, for `npm run bench`. Prints milliseconds of each step as JSON."""
import json
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

architecture, layers, width, heads, context, vocabulary, batch, steps = sys.argv[1], *map(int, sys.argv[2:9])
torch.set_num_threads(1)
torch.manual_seed(1)


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.second = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.up, self.down = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)
        mask = torch.full((context, context), float("-inf")).triu(1)
        self.register_buffer("mask", mask)

    def forward(self, x):
        q, k, v = (
            part.view(batch, context, heads, width // heads).transpose(1, 2)
            for part in self.qkv(self.first(x)).split(width, 2)
        )
        weights = torch.softmax(q @ k.transpose(2, 3) / (width // heads) ** 0.5 + self.mask, 3)
        x = x + self.out((weights @ v).transpose(1, 2).reshape(batch, context, width))
        return x + self.down(F.gelu(self.up(self.second(x))))


class Gpt(nn.Module):
    def __init__(self):
        super().__init__()
        self.tokens, self.positions = nn.Embedding(vocabulary, width), nn.Embedding(context, width)
        self.blocks, self.last = nn.Sequential(*[Block() for _ in range(layers)]), nn.LayerNorm(width)

    def forward(self, ids):
        x = self.blocks(self.tokens(ids) + self.positions(torch.arange(context)))
        return self.last(x) @ self.tokens.weight.t()


recurrent_layers = {"rnn": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}


class Recurrent(nn.Module):
    def __init__(self):
        super().__init__()
        layer = recurrent_layers[architecture]
        self.tokens = nn.Embedding(vocabulary, width)
        self.rnn, self.head = layer(width, width, layers, batch_first=True), nn.Linear(width, vocabulary)

    def forward(self, ids):
        return self.head(self.rnn(self.tokens(ids))[0])


model = Recurrent() if architecture in recurrent_layers else Gpt()
optimizer = torch.optim.Adam(model.parameters(), 1e-3)
inputs = torch.randint(vocabulary, (batch, context))
targets = torch.randint(vocabulary, (batch, context))
times = []
for _ in range(steps):
    started = time.perf_counter()
    loss = F.cross_entropy(model(inputs).view(-1, vocabulary), targets.view(-1))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    loss.item()
    times.append(1000 * (time.perf_counter() - started))
print(json.dumps({"times": times, "note": f"torch {torch.__version__}, 1 thread"}))
