"""Corpus text as tokens, the training batch of a step and the validation windows, as src/domain/data has them."""
import hashlib
from pathlib import Path

import numpy as np
import torch

from counter_random import STREAMS, below

corpora = Path(__file__).resolve().parents[2] / 'public' / 'corpora'


class CharacterText:
    def __init__(self, corpus):
        parts = [corpora / f'{corpus}.{part}.txt' for part in ('train', 'validation')]
        if not all(path.exists() for path in parts):
            raise SystemExit(f'{corpora} has no {corpus}: run `npm run corpora` first')
        texts = [path.read_bytes().decode('utf-8') for path in parts]
        characters = sorted(set(''.join(texts)))
        ids = {character: index for index, character in enumerate(characters)}
        self.vocabulary = len(characters)
        self.train, self.validation = (torch.tensor([ids[character] for character in text]) for text in texts)
        self.fingerprint = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in parts}

    def batch(self, seed, step, size, time):
        counters = step * size + np.arange(size)
        starts = below(seed, STREAMS['batch'], counters, len(self.train) - time)
        windows = torch.stack([self.train[start : start + time + 1] for start in starts])
        return windows[:, :-1], windows[:, 1:]

    def windows(self, time, size=64):
        """All consecutive windows of the validation text, an incomplete last one dropped, in batches."""
        count = (len(self.validation) - 1) // time
        inputs = self.validation[: count * time].view(count, time)
        targets = self.validation[1 : count * time + 1].view(count, time)
        return zip(inputs.split(size), targets.split(size))
