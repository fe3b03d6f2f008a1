"""Whole networks: loss, gradients of all weights, and weights and statistics after three steps of Adam.

Weights and inputs come from a hash that the test computes too; of large tensors only a sample and a projection
is kept.
"""
import math

import torch
import torch.nn.functional as F

from tensors import channels_first, channels_last, kernel_to_torch, record, short

STEPS = 3
SAMPLES = 24


def hashed(shape, seed, scale, offset=0.0):
    """Multiples of scale/1024 in [offset − scale/2, offset + scale/2); testing/goldenCases.ts has the same."""
    count = math.prod(shape)
    mask = 0xFFFFFFFF
    x = (torch.arange(count, dtype=torch.int64) + seed * 0x9E3779B1) & mask
    x = (x * 0x85EBCA6B) & mask
    x = x ^ (x >> 13)
    x = (x * 0xC2B2AE35) & mask
    x = x ^ (x >> 16)
    return (((x >> 22).double() / 1024 - 0.5) * scale + offset).reshape(shape)


def digest(tensor):
    """Evenly spaced elements, and the projection on hashed directions that every element takes part in."""
    flat = tensor.detach().flatten()
    if flat.numel() <= 2 * SAMPLES:
        return record(tensor)
    stride = flat.numel() // SAMPLES
    direction = hashed((flat.numel(),), 77, 2.0)
    return {
        "shape": list(tensor.shape),
        "stride": stride,
        "sample": [short(v) for v in flat[::stride].tolist()],
        "projection": short((flat * direction).sum().item()),
        "magnitude": short((flat * direction).abs().sum().item()),
    }


def conv(x, kernel, bias=None, stride=1, padding=0):
    y = F.conv2d(channels_first(x), kernel_to_torch(kernel), bias, stride=stride, padding=padding)
    return channels_last(y)


def max_pool(x):
    return channels_last(F.max_pool2d(channels_first(x), 2))


def lenet(x, w, _):
    x = max_pool(torch.relu(conv(x, w["conv1/kernel"], w["conv1/bias"], padding=2)))
    x = max_pool(torch.relu(conv(x, w["conv2/kernel"], w["conv2/bias"])))
    x = x.flatten(1)
    x = torch.relu(x @ w["dense1/kernel"] + w["dense1/bias"])
    x = torch.relu(x @ w["dense2/kernel"] + w["dense2/bias"])
    return x @ w["dense3/kernel"] + w["dense3/bias"]


LENET = {
    "conv1/kernel": (5, 5, 1, 6),
    "conv1/bias": (6,),
    "conv2/kernel": (5, 5, 6, 16),
    "conv2/bias": (16,),
    "dense1/kernel": (400, 120),
    "dense1/bias": (120,),
    "dense2/kernel": (120, 84),
    "dense2/bias": (84,),
    "dense3/kernel": (84, 10),
    "dense3/bias": (10,),
}


def normalize(x, w, statistics, name):
    shape = x.shape
    mean, variance = statistics[f"{name}/runningMean"], statistics[f"{name}/runningVariance"]
    gamma, beta = w[f"{name}/gamma"], w[f"{name}/beta"]
    y = F.batch_norm(x.reshape(-1, shape[-1]), mean, variance, gamma, beta, True, 0.1, 1e-5)
    return y.reshape(shape)


def resnet(x, w, s):
    x = torch.relu(normalize(conv(x, w["stem/kernel"], padding=1), w, s, "stemNorm"))
    y = torch.relu(normalize(conv(x, w["a1/kernel"], padding=1), w, s, "a1Norm"))
    y = normalize(conv(y, w["a2/kernel"], padding=1), w, s, "a2Norm")
    x = torch.relu(x + y)
    y = torch.relu(normalize(conv(x, w["b1/kernel"], stride=2, padding=1), w, s, "b1Norm"))
    y = normalize(conv(y, w["b2/kernel"], padding=1), w, s, "b2Norm")
    x = torch.relu(conv(x, w["bSum/kernel"], stride=2) + y)
    return x.mean((1, 2)) @ w["head/kernel"] + w["head/bias"]


RESNET = {
    "stem/kernel": (3, 3, 3, 8),
    "a1/kernel": (3, 3, 8, 8),
    "a2/kernel": (3, 3, 8, 8),
    "b1/kernel": (3, 3, 8, 12),
    "b2/kernel": (3, 3, 12, 12),
    "bSum/kernel": (1, 1, 8, 12),
    "head/kernel": (12, 10),
    "head/bias": (10,),
}
CHANNELS = {"stemNorm": 8, "a1Norm": 8, "a2Norm": 8, "b1Norm": 12, "b2Norm": 12}


def network_cases():
    norms = {f"{n}/{w}": (c,) for n, c in CHANNELS.items() for w in ("gamma", "beta")}
    return [
        network("lenet", lenet, LENET, {}, (4, 28, 28, 1)),
        network("resnet", resnet, {**RESNET, **norms}, CHANNELS, (4, 8, 8, 3)),
    ]


def network(name, forward, shapes, channels, input_shape):
    recipes = {}
    for seed, (key, shape) in enumerate(shapes.items(), start=1):
        fan_in = math.prod(shape[:-1]) if len(shape) > 1 else 0
        scale = 0.25
        if fan_in:
            scale = 2.0 ** round(math.log2(24 / fan_in) / 2)
        offset = 1.0 if key.endswith("gamma") else 0.0
        recipes[key] = {"shape": list(shape), "seed": seed, "scale": scale, "offset": offset}
    weights = {key: hashed(**recipe) for key, recipe in recipes.items()}
    for weight in weights.values():
        weight.requires_grad_()
    statistics = {}
    for norm, count in channels.items():
        statistics[f"{norm}/runningMean"] = torch.zeros(count)
        statistics[f"{norm}/runningVariance"] = torch.ones(count)
    picture = {"shape": list(input_shape), "seed": 1000, "scale": 2.0, "offset": 0.0}
    x = hashed(input_shape, 1000, 2.0)
    target = torch.tensor([3, 0, 9, 5])
    optimizer = torch.optim.Adam(list(weights.values()), lr=0.001)
    losses, gradients = [], None
    for _ in range(STEPS):
        optimizer.zero_grad()
        loss = F.cross_entropy(forward(x, weights, statistics), target)
        loss.backward()
        gradients = gradients or {k: digest(w.grad) for k, w in weights.items()}
        optimizer.step()
        losses.append(short(loss.item()))
    return {
        "name": name,
        "input": picture,
        "target": target.tolist(),
        "weights": recipes,
        "losses": losses,
        "gradients": gradients,
        "after": {k: digest(w) for k, w in weights.items()},
        "statistics": {k: record(v) for k, v in statistics.items()},
    }
