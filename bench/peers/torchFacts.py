"""Prints one JSON line about PyTorch: its version, the BLAS library it multiplies with, and how fast that is.

Debian's python3-torch takes whatever BLAS is installed; the reference one, which a bare system has, is more than ten
times slower than OpenBLAS, and nothing measured with it says anything about PyTorch.
"""
import json
import time

import torch

SIZE = 512
ROUNDS = 10


def blas_library():
    """Path of the shared BLAS in this process; None where it is part of PyTorch, or cannot be known."""
    try:
        with open("/proc/self/maps", encoding="utf-8") as maps:
            paths = {line.split()[-1] for line in maps if "blas" in line.rsplit("/", 1)[-1].lower()}
    except OSError:
        return None
    return min(paths, default=None)


def gemm_gflops():
    """The best of a few products of two square matrices."""
    a, b = torch.randn(SIZE, SIZE), torch.randn(SIZE, SIZE)
    least = float("inf")
    for _ in range(ROUNDS):
        start = time.perf_counter()
        torch.mm(a, b)
        least = min(least, time.perf_counter() - start)
    return 2 * SIZE**3 / least / 1e9


# The product first: a BLAS that is loaded when it is needed is there only then.
rate = gemm_gflops()
print(json.dumps({"version": torch.__version__, "blas": blas_library(), "gemm_gflops": rate}))
