"""The random numbers of src/domain/core/random.ts in NumPy, so that PyTorch starts from the same weights and reads the
same batches. All functions take an array of counters.
"""
import numpy as np

STREAMS = {'initialize': 0x1000, 'batch': 0x2000}


def mix32(x):
    h = np.asarray(x, dtype=np.uint64) & np.uint64(0xFFFFFFFF)
    for shift, factor in ((16, 0x7FEB352D), (15, 0x846CA68B)):
        h = ((h ^ (h >> np.uint64(shift))) * np.uint64(factor)) & np.uint64(0xFFFFFFFF)
    return h ^ (h >> np.uint64(16))


def random32(seed, stream, counter):
    key = mix32(mix32(np.uint64(seed + 0x9E3779B9)) ^ np.uint64(stream))
    counters = np.asarray(counter, dtype=np.uint64) & np.uint64(0xFFFFFFFF)
    return mix32(mix32(counters ^ key) + mix32(key ^ np.uint64(0x85EBCA6B)))


def uniform(seed, stream, counter):
    return (random32(seed, stream, counter) >> np.uint64(8)).astype(np.float64) / 0x1000000


def below(seed, stream, counter, bound):
    counters = np.asarray(counter, dtype=np.uint64)
    high = random32(seed, stream, counters * np.uint64(2)).astype(np.float64)
    low = (random32(seed, stream, counters * np.uint64(2) + np.uint64(1)) >> np.uint64(11)).astype(np.float64)
    return np.floor((high * 0x200000 + low) / 0x20000000000000 * bound).astype(np.int64)


def gaussian(seed, stream, counter):
    counters = np.asarray(counter, dtype=np.uint64)
    u = 1 - uniform(seed, stream, counters * np.uint64(2))
    v = uniform(seed, stream, counters * np.uint64(2) + np.uint64(1))
    return np.sqrt(-2 * np.log(u)) * np.cos(2 * np.pi * v)
