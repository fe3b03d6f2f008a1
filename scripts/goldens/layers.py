"""Every layer: outputs, gradients of inputs and weights for fixed cotangents, and new running statistics."""
import torch
import torch.nn.functional as F

from tensors import (
    Source,
    channels_first,
    channels_last,
    kernel_to_torch,
    pad_spatial,
    record,
    same_padding,
)


def layer_cases():
    cases = Cases()
    dense(cases)
    convolution(cases)
    pooling(cases)
    batch_normalization(cases)
    activations(cases)
    clipped(cases)
    shapes_and_merges(cases)
    residual(cases)
    return cases.found


class Cases:
    def __init__(self):
        self.found = []

    def add(self, name, layer, params, inputs, weights, f, training=True, statistics=()):
        """`inputs` and `weights` make tensors from a Source, `f` computes the output (and new statistics) from
        tensors in Netloom's layout; autograd then gives gradients in that layout too."""
        source = Source(name)
        xs = {port: [t.requires_grad_() for t in make(source)] for port, make in inputs.items()}
        ws = {key: make(source) for key, make in weights.items()}
        for key, w in ws.items():
            w.requires_grad_(key not in statistics)
        result = f(xs, ws)
        output, updates = result if isinstance(result, tuple) else (result, {})
        cotangent = source.normal(*output.shape)
        output.backward(cotangent)
        case = {
            "name": name,
            "layer": layer,
            "params": params,
            "training": training,
            "inputs": {port: [record(x) for x in values] for port, values in xs.items()},
            "weights": {key: record(w) for key, w in ws.items()},
            "cotangents": {"output": record(cotangent)},
            "outputs": {"output": record(output)},
            "gradients": {port: [record(x.grad) for x in values] for port, values in xs.items()},
            "weightGradients": {k: record(w.grad) for k, w in ws.items() if k not in statistics},
        }
        if updates:
            case["updates"] = {key: record(value) for key, value in updates.items()}
        self.found.append(case)


def one(*shape, scale=1.0):
    """A single tensor for a port."""
    return {"input": lambda s: [s.normal(*shape, scale=scale)]}


def x_of(xs):
    return xs["input"][0]


def dense(cases):
    kernel = lambda s: s.normal(4, 3, scale=0.5)
    bias = lambda s: s.normal(3)
    linear = lambda xs, ws: x_of(xs) @ ws["kernel"] + ws.get("bias", 0)
    cases.add("dense", "dense", {"units": 3}, one(5, 4), {"kernel": kernel, "bias": bias}, linear)
    cases.add(
        "dense without bias",
        "dense",
        {"units": 3, "useBias": False},
        one(5, 4),
        {"kernel": kernel},
        linear,
    )
    cases.add(
        "dense with activation",
        "dense",
        {"units": 3, "activation": "gelu"},
        one(5, 4),
        {"kernel": kernel, "bias": bias},
        lambda xs, ws: F.gelu(linear(xs, ws)),
    )


def convolution(cases):
    def add(name, size, channels, filters, kernel, stride=(1, 1), padding="valid", **options):
        dilation = options.get("dilation", (1, 1))
        groups = options.get("groups", 1)
        use_bias = options.get("useBias", True)
        if padding == "valid":
            pads = [[0, 0], [0, 0]]
        elif padding == "same":
            pads = [same_padding(size[i], kernel[i], stride[i], dilation[i]) for i in (0, 1)]
        else:
            pads = padding
        params = {"filters": filters, "kernelSize": list(kernel), "stride": list(stride)}
        params["padding"] = padding
        if dilation != (1, 1):
            params["dilation"] = list(dilation)
        if groups != 1:
            params["groups"] = groups
        if not use_bias:
            params["useBias"] = False
        weights = {
            "kernel": lambda s: s.normal(*kernel, channels // groups, filters, scale=0.4)
        }
        if use_bias:
            weights["bias"] = lambda s: s.normal(filters)

        def f(xs, ws):
            padded = pad_spatial(channels_first(x_of(xs)), pads)
            y = F.conv2d(
                padded,
                kernel_to_torch(ws["kernel"]),
                ws.get("bias"),
                stride=stride,
                dilation=dilation,
                groups=groups,
            )
            return channels_last(y)

        cases.add(f"conv2d {name}", "conv2d", params, one(2, *size, channels), weights, f)

    add("valid", (6, 5), 2, 3, (3, 3))
    add("without bias", (5, 5), 2, 3, (3, 3), useBias=False)
    add("pointwise", (4, 3), 3, 4, (1, 1))
    add("same, odd kernel", (5, 6), 2, 3, (3, 3), padding="same")
    add("same, even kernel", (5, 6), 2, 3, (2, 4), padding="same")
    add("same, stride 2, even length", (6, 8), 2, 2, (3, 3), (2, 2), "same")
    add("same, stride 2, odd length", (7, 5), 2, 2, (3, 3), (2, 2), "same")
    add("explicit padding, stride 2", (8, 8), 2, 3, (3, 3), (2, 2), [[1, 1], [1, 1]])
    add("asymmetric everything", (7, 6), 2, 3, (3, 2), (2, 1), [[2, 0], [0, 1]])
    add("dilation", (7, 8), 2, 2, (3, 3), dilation=(2, 2))
    add("dilation, same", (6, 7), 2, 2, (3, 2), padding="same", dilation=(2, 3))
    add("groups", (5, 5), 4, 6, (3, 3), padding="same", groups=2)
    add("depthwise", (5, 6), 3, 3, (3, 3), (1, 1), "same", groups=3)
    add("depthwise with multiplier, stride 2", (6, 6), 3, 6, (3, 3), (2, 2), "same", groups=3)
    add("stride beyond kernel", (7, 7), 2, 2, (1, 1), (2, 3))


def pooling(cases):
    def pads_of(padding, size, window, stride):
        if padding == "valid":
            return [[0, 0], [0, 0]]
        if padding == "same":
            return [same_padding(size[i], window[i], stride[i]) for i in (0, 1)]
        return padding

    def largest(padded_by, window, stride):
        def f(xs, _):
            padded = pad_spatial(channels_first(x_of(xs)), padded_by, value=float("-inf"))
            return channels_last(F.max_pool2d(padded, window, stride))

        return f

    def average(padded_by, window, stride):
        """Over the elements inside the picture: what `count_include_pad=False` means."""

        def f(xs, _):
            x = channels_first(x_of(xs))
            sums = F.avg_pool2d(pad_spatial(x, padded_by), window, stride)
            counts = F.avg_pool2d(pad_spatial(torch.ones_like(x), padded_by), window, stride)
            return channels_last(sums / counts)

        return f

    for name, size, window, stride, padding in (
        ("2×2", (4, 6), (2, 2), (2, 2), "valid"),
        ("with remainder", (5, 7), (2, 2), (2, 2), "valid"),
        ("overlapping", (5, 6), (3, 2), (1, 2), "valid"),
        ("same", (5, 6), (3, 3), (2, 2), "same"),
        ("same, even window", (4, 5), (2, 2), (1, 1), "same"),
        ("explicit padding", (6, 6), (3, 3), (2, 2), [[1, 1], [1, 0]]),
    ):
        params = {"poolSize": list(window), "stride": list(stride), "padding": padding}
        pads = pads_of(padding, size, window, stride)
        for layer, make in (("maxPooling2d", largest), ("averagePooling2d", average)):
            f = make(pads, window, stride)
            cases.add(f"{layer} {name}", layer, params, one(2, *size, 3), {}, f)
    cases.add(
        "globalAveragePooling",
        "globalAveragePooling",
        {},
        one(2, 3, 4, 3),
        {},
        lambda xs, _: x_of(xs).mean((1, 2)),
    )


def batch_normalization(cases):
    statistics = ("runningMean", "runningVariance")

    def weights(channels):
        return {
            "gamma": lambda s: s.uniform(channels, low=0.5, high=1.5),
            "beta": lambda s: s.normal(channels),
            "runningMean": lambda s: s.normal(channels),
            "runningVariance": lambda s: s.uniform(channels, low=0.5, high=2.0),
        }

    def apply(training, momentum, epsilon):
        def f(xs, ws):
            x = x_of(xs)
            flat = x.reshape(-1, x.shape[-1])
            mean, variance = ws["runningMean"].clone(), ws["runningVariance"].clone()
            y = F.batch_norm(
                flat, mean, variance, ws["gamma"], ws["beta"], training, momentum, epsilon
            )
            updates = {"runningMean": mean, "runningVariance": variance} if training else {}
            return y.reshape(x.shape), updates

        return f

    for shape in ((6, 3), (3, 2, 4, 3)):
        for training in (True, False):
            cases.add(
                f"batchNormalization rank {len(shape)}, {'train' if training else 'evaluate'}",
                "batchNormalization",
                {"momentum": 0.1, "epsilon": 1e-5},
                one(*shape, scale=2.0),
                weights(3),
                apply(training, 0.1, 1e-5),
                training,
                statistics,
            )
    cases.add(
        "batchNormalization other momentum and epsilon",
        "batchNormalization",
        {"momentum": 0.3, "epsilon": 0.01},
        one(4, 2, 2, 3, scale=2.0),
        weights(3),
        apply(True, 0.3, 0.01),
        True,
        statistics,
    )


def activations(cases):
    table = [
        ("linear", {}, lambda x: x * 1.0),
        ("relu", {}, torch.relu),
        ("leakyRelu", {"slope": 0.01}, F.leaky_relu),
        ("leakyRelu", {"slope": 0.3}, lambda x: F.leaky_relu(x, 0.3)),
        ("elu", {"alpha": 1.0}, F.elu),
        ("elu", {"alpha": 0.7}, lambda x: F.elu(x, 0.7)),
        ("selu", {}, F.selu),
        ("gelu", {}, F.gelu),
        ("silu", {}, F.silu),
        ("sigmoid", {}, torch.sigmoid),
        ("tanh", {}, torch.tanh),
        ("softmax", {}, lambda x: torch.softmax(x, -1)),
    ]
    for kind, params, f in table:
        label = ", ".join([kind, *(f"{k} {v}" for k, v in params.items())])
        run = lambda xs, _, f=f: f(x_of(xs))
        params = {"activation": kind, **params}
        cases.add(f"activation {label}", "activation", params, one(3, 7, scale=2.0), {}, run)
        cases.add(
            f"activation {label}, large values",
            "activation",
            params,
            one(2, 2, 2, 4, scale=12.0),
            {},
            run,
        )


def clipped(cases):
    cases.add(
        "clip",
        "clip",
        {"minimum": -0.5, "maximum": 0.75},
        one(4, 6),
        {},
        lambda xs, _: F.hardtanh(x_of(xs), -0.5, 0.75),
    )


def shapes_and_merges(cases):
    image = one(2, 3, 2, 4)
    cases.add("flatten", "flatten", {}, image, {}, lambda xs, _: x_of(xs).flatten(1))
    cases.add(
        "reshape",
        "reshape",
        {"shape": [4, 6]},
        image,
        {},
        lambda xs, _: x_of(xs).reshape(2, 4, 6),
    )
    cases.add(
        "zeroPadding2d",
        "zeroPadding2d",
        {"padding": [[1, 2], [0, 3]]},
        image,
        {},
        lambda xs, _: channels_last(pad_spatial(channels_first(x_of(xs)), [[1, 2], [0, 3]])),
    )
    cases.add(
        "permute",
        "permute",
        {"order": [2, 0, 1]},
        image,
        {},
        lambda xs, _: x_of(xs).permute(0, 3, 1, 2),
    )
    several = lambda *shapes: {"inputs": lambda s: [s.normal(*shape) for shape in shapes]}
    cases.add(
        "add of three",
        "add",
        {},
        several((2, 3, 4), (2, 3, 4), (2, 3, 4)),
        {},
        lambda xs, _: sum(xs["inputs"][1:], xs["inputs"][0]),
    )
    cases.add(
        "concat of rows",
        "concat",
        {"axis": 0},
        several((2, 3, 2, 2), (2, 1, 2, 2)),
        {},
        lambda xs, _: torch.cat(xs["inputs"], 1),
    )
    cases.add(
        "concat of channels",
        "concat",
        {},
        several((2, 3, 2, 4), (2, 3, 2, 1), (2, 3, 2, 3)),
        {},
        lambda xs, _: torch.cat(xs["inputs"], -1),
    )
    for training in (True, False):
        rate = 0 if training else 0.5
        cases.add(
            f"dropout, {'rate 0' if training else 'evaluate'}",
            "dropout",
            {"rate": rate},
            one(3, 5),
            {},
            lambda xs, _: F.dropout(x_of(xs), rate, training),
            training,
        )


def residual(cases):
    def ports(main, skip):
        return {"main": lambda s: [s.normal(*main)], "skip": lambda s: [s.normal(*skip)]}

    cases.add(
        "residual identity",
        "residual",
        {"projection": "identity"},
        ports((2, 4, 4, 3), (2, 4, 4, 3)),
        {},
        lambda xs, _: xs["main"][0] + xs["skip"][0],
    )

    def projected(xs, ws):
        kernel = kernel_to_torch(ws["kernel"])
        skip = F.conv2d(channels_first(xs["skip"][0]), kernel, stride=2)
        return xs["main"][0] + channels_last(skip)

    weights = {"kernel": lambda s: s.normal(1, 1, 3, 5, scale=0.5)}
    for size in ((6, 6), (5, 7)):
        out = ((size[0] + 1) // 2, (size[1] + 1) // 2)
        cases.add(
            f"residual with projection from {size[0]}×{size[1]}",
            "residual",
            {"projection": "auto"},
            ports((2, *out, 5), (2, *size, 3)),
            weights,
            projected,
        )
    cases.add(
        "residual with projection of vectors",
        "residual",
        {"projection": "conv1x1", "activation": "relu"},
        ports((4, 3), (4, 3)),
        {"kernel": lambda s: s.normal(3, 3)},
        lambda xs, ws: torch.relu(xs["main"][0] + xs["skip"][0] @ ws["kernel"]),
    )
