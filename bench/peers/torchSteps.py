"""Times PyTorch's training step on the CPU: torchSteps.py BUDGET_SECONDS WORKLOAD ... prints a JSON line for each number of threads.

Adam (learning rate 1e-3), crossentropy of logits, one fixed random batch; milliseconds a step are the median of nine rounds.
"""
import json
import statistics
import sys
import time

import torch
from torch.nn import functional

from torchNetworks import NETWORKS

ROUNDS = 9


def train_step(workload):
    """A function that trains one step on a batch that stays the same."""
    torch.manual_seed(0)
    name, batch = workload.rsplit("-b", 1)
    make, shape = NETWORKS[name]
    model = make()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    images = torch.randn(int(batch), *shape)
    labels = torch.randint(0, 10, (int(batch),))

    def step():
        optimizer.zero_grad(set_to_none=True)
        functional.cross_entropy(model(images), labels).backward()
        optimizer.step()

    return step


def seconds(step, count):
    start = time.perf_counter()
    for _ in range(count):
        step()
    return time.perf_counter() - start


def milliseconds(workload, threads, budget):
    """Warms up for a third of the budget (seconds), measures in the rest."""
    torch.set_num_threads(threads)
    step = train_step(workload)
    step()
    began = time.perf_counter()
    pace = seconds(step, 1)
    while time.perf_counter() - began < budget / 3:
        pace = seconds(step, 1)
    count = max(1, int(budget * 2 / 3 / ROUNDS / pace))
    return statistics.median(seconds(step, count) / count for _ in range(ROUNDS)) * 1e3


for workload in sys.argv[2:]:
    for threads in (1, 2):
        row = {
            "peer": "torch",
            "backend": "cpu",
            "threads": threads,
            "workload": workload,
            "ms": milliseconds(workload, threads, float(sys.argv[1])),
            "version": torch.__version__,
        }
        print(json.dumps(row), flush=True)
