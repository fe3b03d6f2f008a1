"""Twenty steps of every optimizer, gradient clipping, and learning rates of every schedule."""
import torch
from torch.optim import lr_scheduler

from tensors import Source, record, short

STEPS = 20


def optimizer_cases():
    source = Source("optimizers")
    parameters = [source.normal(2, 3), source.normal(4)]
    gradients = [[source.normal(2, 3), source.normal(4)] for _ in range(STEPS)]
    sgd = torch.optim.SGD
    table = [
        ("sgd", {}, 0.05, lambda p: sgd(p, lr=0.05)),
        ("sgd", {"weightDecay": 0.1}, 0.05, lambda p: sgd(p, lr=0.05, weight_decay=0.1)),
        ("momentum", {"momentum": 0.9}, 0.02, lambda p: sgd(p, lr=0.02, momentum=0.9)),
        (
            "momentum",
            {"momentum": 0.8, "weightDecay": 0.05},
            0.02,
            lambda p: sgd(p, lr=0.02, momentum=0.8, weight_decay=0.05),
        ),
        (
            "nesterov",
            {"momentum": 0.9},
            0.02,
            lambda p: sgd(p, lr=0.02, momentum=0.9, nesterov=True),
        ),
        (
            "nesterov",
            {"momentum": 0.7, "weightDecay": 0.05},
            0.02,
            lambda p: sgd(p, lr=0.02, momentum=0.7, nesterov=True, weight_decay=0.05),
        ),
        ("adagrad", {}, 0.1, lambda p: torch.optim.Adagrad(p, lr=0.1)),
        (
            "adagrad",
            {"learningRateDecay": 0.1, "initialAccumulator": 0.5, "weightDecay": 0.05},
            0.1,
            lambda p: torch.optim.Adagrad(
                p, lr=0.1, lr_decay=0.1, initial_accumulator_value=0.5, weight_decay=0.05
            ),
        ),
        ("rmsprop", {}, 0.01, lambda p: torch.optim.RMSprop(p, lr=0.01)),
        (
            "rmsprop",
            {"decay": 0.9, "epsilon": 1e-6, "weightDecay": 0.05},
            0.01,
            lambda p: torch.optim.RMSprop(p, lr=0.01, alpha=0.9, eps=1e-6, weight_decay=0.05),
        ),
        ("adam", {}, 0.02, lambda p: torch.optim.Adam(p, lr=0.02)),
        (
            "adam",
            {"beta1": 0.8, "beta2": 0.95, "epsilon": 1e-5, "weightDecay": 0.05},
            0.02,
            lambda p: torch.optim.Adam(
                p, lr=0.02, betas=(0.8, 0.95), eps=1e-5, weight_decay=0.05
            ),
        ),
        ("adamw", {}, 0.02, lambda p: torch.optim.AdamW(p, lr=0.02)),
        (
            "adamw",
            {"beta1": 0.85, "beta2": 0.99, "weightDecay": 0.2},
            0.02,
            lambda p: torch.optim.AdamW(p, lr=0.02, betas=(0.85, 0.99), weight_decay=0.2),
        ),
    ]
    cases = []
    for kind, params, rate, make in table:
        cases.append(run(kind, params, rate, make, parameters, gradients, None))
    for clip in ({"by": "value", "limit": 0.4}, {"by": "norm", "limit": 1.5}):
        cases.append(run("sgd", {}, 0.05, table[0][3], parameters, gradients, clip))
        cases.append(run("adam", {}, 0.02, table[10][3], parameters, gradients, clip))
    return {
        "parameters": [record(p) for p in parameters],
        "gradients": [[record(g) for g in step] for step in gradients],
        "cases": cases,
    }


def run(kind, params, rate, make, parameters, gradients, clip):
    current = [p.clone().requires_grad_() for p in parameters]
    optimizer = make(current)
    trajectory = []
    for step in gradients:
        for parameter, gradient in zip(current, step):
            parameter.grad = gradient.clone()
        apply_clip(current, clip)
        optimizer.step()
        trajectory.append([record(p)["data"] for p in current])
    case = {
        "optimizer": kind,
        "params": {"learningRate": rate, **params},
        "trajectory": trajectory,
    }
    return {**case, "clip": clip} if clip else case


def apply_clip(parameters, clip):
    if clip is None:
        return None
    if clip["by"] == "value":
        return torch.nn.utils.clip_grad_value_(parameters, clip["limit"])
    return torch.nn.utils.clip_grad_norm_(parameters, clip["limit"])


def clip_cases():
    source = Source("clip")
    gradients = [source.normal(3, 4), source.normal(5), source.normal(1)]
    cases = []
    for scale in (1.0, 0.01, 0.0):
        scaled = [g * scale for g in gradients]
        for clip in ({"by": "value", "limit": 0.5}, {"by": "norm", "limit": 1.0}):
            parameters = [torch.zeros_like(g).requires_grad_() for g in scaled]
            for parameter, gradient in zip(parameters, scaled):
                parameter.grad = gradient.clone()
            norm = apply_clip(parameters, clip)
            case = {
                "clip": clip,
                "gradients": [record(g) for g in scaled],
                "clipped": [record(p.grad) for p in parameters],
            }
            cases.append(case if norm is None else {**case, "norm": short(norm.item())})
    return cases


def schedule_cases():
    """`every`: how many of Netloom's steps pass between two steps of PyTorch's scheduler."""
    step = lambda o: lr_scheduler.StepLR(o, step_size=4, gamma=0.5)
    exponential = lambda o: lr_scheduler.ExponentialLR(o, gamma=0.9)
    cosine = lambda o: lr_scheduler.CosineAnnealingLR(o, T_max=24, eta_min=0.02)
    ramp = lambda o: lr_scheduler.LinearLR(o, start_factor=0.1, total_iters=6)
    after_ramp = lambda then: lambda o: lr_scheduler.SequentialLR(
        o, [ramp(o), then(o)], milestones=[6]
    )
    warm = {"length": 6, "start": 0.1}
    table = [
        ("constant", {}, lambda o: lr_scheduler.ConstantLR(o, factor=1.0), 1),
        ("step", {"every": 4, "factor": 0.5, "unit": "step"}, step, 1),
        ("step", {"every": 4, "factor": 0.5, "unit": "epoch"}, step, 3),
        ("exponential", {"factor": 0.9, "unit": "step"}, exponential, 1),
        ("exponential", {"factor": 0.9, "unit": "epoch"}, exponential, 3),
        ("cosine", {"minimum": 0.1, "unit": "step"}, cosine, 1),
        ("cosine", {"minimum": 0.1, "unit": "epoch"}, cosine, 3),
        ("warmup", warm, ramp, 1),
        (
            "warmup",
            {**warm, "followedBy": {"type": "step", "params": {"every": 4, "factor": 0.5, "unit": "step"}}},
            after_ramp(step),
            1,
        ),
        (
            "warmup",
            {**warm, "followedBy": {"type": "exponential", "params": {"factor": 0.9, "unit": "step"}}},
            after_ramp(exponential),
            1,
        ),
        (
            "warmup",
            {**warm, "followedBy": {"type": "cosine", "params": {"minimum": 0.1}}},
            after_ramp(cosine),
            1,
        ),
    ]
    cases = []
    for kind, params, make, every in table:
        optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.2)
        scheduler = make(optimizer)
        ticks = 30 if "followedBy" in params else 24
        rates = []
        for _ in range(ticks):
            rates.extend([short(optimizer.param_groups[0]["lr"])] * every)
            optimizer.step()
            scheduler.step()
        cases.append(
            {
                "schedule": kind,
                "params": params,
                "base": 0.2,
                "stepsPerEpoch": every,
                "totalSteps": ticks * every,
                "rates": rates,
            }
        )
    return cases
