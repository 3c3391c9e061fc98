"""Trials of a partial quorum (WARS) on NumPy, vectorised: whole arrays of all copies, in chunks that stay in the cache, which is
faster than all trials at once. Prints the nanoseconds they took, and the quantiles of reads, writes and staleness, in milliseconds."""

import math
import sys
import time

import numpy as np

R, W, trials, seed = (int(word) for word in sys.argv[1:])
COPIES, CHUNK = 3, 20_000
rng = np.random.default_rng(seed)


def waits(many):
    """LinkedIn's with solid-state disks."""
    shape = (COPIES, many)
    pareto = 0.235 * (1.0 + rng.pareto(10, shape))
    return np.where(rng.random(shape) < 0.9122, pareto, rng.exponential(1 / 1.66, shape))


def chunk(many):
    w, a, r, s = (waits(many) for _ in range(4))
    acknowledged, answered, ahead = w + a, r + s, w - r
    write = acknowledged.min(axis=0) if W == 1 else np.sort(acknowledged, axis=0)[W - 1]
    if R == 1:
        first = answered.argmin(axis=0), np.arange(many)
        return answered[first], write, ahead[first] - write
    first = np.argsort(answered, axis=0)[:R]
    read = np.take_along_axis(answered, first[R - 1 :], 0)[0]
    return read, write, np.take_along_axis(ahead, first, 0).min(axis=0) - write


started = time.thread_time_ns()
found = [np.empty(trials) for _ in range(3)]
for begin in range(0, trials, CHUNK):
    for whole, part in zip(found, chunk(min(CHUNK, trials - begin))):
        whole[begin : begin + CHUNK] = part
rank = math.ceil(trials * 0.999) - 1
quantiles = [max(float(np.partition(one, rank)[rank]), 0.0) for one in found]
print(time.thread_time_ns() - started, *quantiles)
