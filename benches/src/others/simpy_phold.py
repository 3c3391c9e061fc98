"""PHOLD on SimPy: a timeout for each message, whose callback sends the next one. Prints the events and the nanoseconds they took."""

import random
import sys
import time

import simpy

NODES, MEAN_US = 8, 1_000_000.0
pending, events = int(sys.argv[1]), int(sys.argv[2])
env = simpy.Environment()
rng = random.Random(42)
heard = [0] * NODES


def send(to):
    env.timeout(rng.expovariate(1.0 / MEAN_US), to).callbacks.append(arrive)


def arrive(event):
    me = event.value
    heard[me] += 1
    send((me + rng.randrange(1, NODES)) % NODES)


for n in range(pending):
    send(n % NODES)
begin = 4 * MEAN_US
env.run(until=begin)
before = sum(heard)
started = time.thread_time_ns()
env.run(until=begin + events * MEAN_US / pending)
print(sum(heard) - before, time.thread_time_ns() - started)
