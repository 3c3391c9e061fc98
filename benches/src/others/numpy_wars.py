"""Trials of a partial quorum (WARS) on NumPy, vectorised: whole arrays of all copies, in chunks that stay in the cache, which is
faster than all trials at once. With "tuned" as the last word it does what a person would do who counts nanoseconds. Prints the nanoseconds they took, and the quantiles of reads, writes and staleness, in milliseconds."""

import math
import sys
import time

import numpy as np

R, W, trials, seed = (int(word) for word in sys.argv[1:5])
TUNED = sys.argv[5:] == ["tuned"]
COPIES, CHUNK = 3, 20_000
rng = np.random.Generator(np.random.SFC64(seed)) if TUNED else np.random.default_rng(seed)


def waits(many):
    """LinkedIn's with solid-state disks."""
    shape = (COPIES, many)
    pareto = 0.235 * (1.0 + rng.pareto(10, shape))
    return np.where(rng.random(shape) < 0.9122, pareto, rng.exponential(1 / 1.66, shape))


def waits_by_inversion(many):
    """The same out of one random number each, in place, by powers and logarithms of whole arrays."""
    one = rng.random(COPIES * many)
    rest = np.flatnonzero(one >= 0.9122)
    exponential = np.log((1 - one[rest]) * (1 / 0.0878)) * (-1 / 1.66)
    np.subtract(0.9122, one, out=one)
    one *= 1 / 0.9122
    np.maximum(one, 1e-300, out=one)
    np.power(one, -0.1, out=one)
    one *= 0.235
    one[rest] = exponential
    return one.reshape(COPIES, many)


def middle(x, y, z):
    return np.maximum(np.minimum(x, y), np.minimum(np.maximum(x, y), z))


def chunk_by_hand(many):
    """For two answers of three, or one, without sorting."""
    w, a, r, s = (waits_by_inversion(many) for _ in range(4))
    acknowledged, answered, ahead = w + a, r + s, w - r
    write = acknowledged.min(axis=0) if W == 1 else middle(*acknowledged)
    if R == 1:
        sooner = answered[1] < answered[0]
        read, at = np.where(sooner, answered[1], answered[0]), np.where(sooner, ahead[1], ahead[0])
        sooner = answered[2] < read
        return np.where(sooner, answered[2], read), write, np.where(sooner, ahead[2], at) - write
    later = answered[0] > answered[1]
    without = np.minimum(np.where(later, ahead[1], ahead[0]), ahead[2])
    last = answered[2] >= np.maximum(answered[0], answered[1])
    return middle(*answered), write, np.where(last, np.minimum(ahead[0], ahead[1]), without) - write


def chunk(many):
    if TUNED:
        return chunk_by_hand(many)
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
