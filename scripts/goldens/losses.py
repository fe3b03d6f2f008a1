"""Every loss per sample, and the gradient of its prediction for a fixed cotangent."""
import torch
import torch.nn.functional as F

from tensors import Source, record

BATCH = 5


def per_sample(elements):
    """Mean over all axes but the first."""
    return elements.flatten(1).mean(1)


def loss_cases():
    cases = []

    def case(name, loss, params, prediction, target, f, weighted=False):
        source = Source(name)
        prediction, target = prediction(source), target(source)
        prediction.requires_grad_()
        inputs = {"prediction": [prediction], "target": [target]}
        value = f(prediction, target)
        if weighted:
            inputs["sampleWeight"] = [source.uniform(BATCH, high=2.0)]
            value = value * inputs["sampleWeight"][0]
        cotangent = source.normal(*value.shape)
        value.backward(cotangent)
        cases.append(
            {
                "name": name,
                "layer": loss,
                "params": params,
                "inputs": {port: [record(x) for x in xs] for port, xs in inputs.items()},
                "cotangents": {"loss": record(cotangent)},
                "outputs": {"loss": record(value)},
                "gradients": {"prediction": [record(prediction.grad)]},
            }
        )

    logits = lambda *shape, scale=2.0: lambda s: s.normal(*shape, scale=scale)
    rows = lambda *shape: lambda s: s.probabilities(*shape)
    one_hot = lambda classes: lambda s: F.one_hot(s.classes(classes, BATCH), classes).double()
    numbers = lambda classes: lambda s: s.classes(classes, BATCH)
    bits = lambda *shape: lambda s: s.classes(2, *shape).double()

    cross_entropy = lambda p, t: F.cross_entropy(p, t, reduction="none")
    for name, target in (("one-hot", one_hot(6)), ("soft", rows(BATCH, 6))):
        case(
            f"categorical crossentropy, logits, {name}",
            "categoricalCrossentropy",
            {"fromLogits": True},
            logits(BATCH, 6),
            target,
            cross_entropy,
        )
    case(
        "categorical crossentropy, large logits",
        "categoricalCrossentropy",
        {"fromLogits": True},
        logits(BATCH, 6, scale=60.0),
        one_hot(6),
        cross_entropy,
    )
    case(
        "categorical crossentropy, probabilities",
        "categoricalCrossentropy",
        {"fromLogits": False},
        rows(BATCH, 6),
        one_hot(6),
        lambda p, t: -(t * p.log()).sum(1),
    )
    case(
        "sparse crossentropy, logits",
        "sparseCategoricalCrossentropy",
        {"fromLogits": True},
        logits(BATCH, 7),
        numbers(7),
        cross_entropy,
    )
    case(
        "sparse crossentropy, large logits",
        "sparseCategoricalCrossentropy",
        {"fromLogits": True},
        logits(BATCH, 7, scale=60.0),
        numbers(7),
        cross_entropy,
    )
    case(
        "sparse crossentropy, probabilities",
        "sparseCategoricalCrossentropy",
        {"fromLogits": False},
        rows(BATCH, 7),
        numbers(7),
        lambda p, t: F.nll_loss(p.log(), t, reduction="none"),
    )
    case(
        "sparse crossentropy, several positions",
        "sparseCategoricalCrossentropy",
        {},
        logits(BATCH, 3, 4),
        lambda s: s.classes(4, BATCH, 3),
        lambda p, t: F.cross_entropy(p.transpose(1, 2), t, reduction="none").mean(1),
    )
    case(
        "sparse crossentropy, sample weights",
        "sparseCategoricalCrossentropy",
        {},
        logits(BATCH, 4),
        numbers(4),
        cross_entropy,
        weighted=True,
    )
    with_logits = lambda p, t: per_sample(
        F.binary_cross_entropy_with_logits(p, t, reduction="none")
    )
    for columns in (1, 3):
        case(
            f"binary crossentropy, logits, {columns} columns",
            "binaryCrossentropy",
            {"fromLogits": True},
            logits(BATCH, columns),
            bits(BATCH, columns),
            with_logits,
        )
    case(
        "binary crossentropy, large logits",
        "binaryCrossentropy",
        {"fromLogits": True},
        logits(BATCH, 2, scale=60.0),
        bits(BATCH, 2),
        with_logits,
    )
    case(
        "binary crossentropy, probabilities",
        "binaryCrossentropy",
        {"fromLogits": False},
        lambda s: s.uniform(BATCH, 3, low=0.05, high=0.95),
        bits(BATCH, 3),
        lambda p, t: per_sample(F.binary_cross_entropy(p, t, reduction="none")),
    )
    for shape in ((BATCH, 3), (BATCH, 2, 2, 3)):
        rank = f"rank {len(shape)}"
        case(
            f"mean squared error, {rank}",
            "meanSquaredError",
            {},
            logits(*shape),
            logits(*shape),
            lambda p, t: per_sample(F.mse_loss(p, t, reduction="none")),
        )
        case(
            f"mean absolute error, {rank}",
            "meanAbsoluteError",
            {},
            logits(*shape),
            logits(*shape),
            lambda p, t: per_sample(F.l1_loss(p, t, reduction="none")),
        )
        for delta in (1.0, 0.5):
            case(
                f"Huber, delta {delta}, {rank}",
                "huber",
                {"delta": delta},
                logits(*shape),
                logits(*shape),
                lambda p, t: per_sample(F.huber_loss(p, t, reduction="none", delta=delta)),
            )
    case(
        "mean squared error, sample weights",
        "meanSquaredError",
        {},
        logits(BATCH, 2),
        logits(BATCH, 2),
        lambda p, t: per_sample(F.mse_loss(p, t, reduction="none")),
        weighted=True,
    )
    return cases
