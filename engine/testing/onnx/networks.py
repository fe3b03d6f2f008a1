"""Small PyTorch networks, each with the inputs that it is exported and evaluated with."""
import torch
import torch.nn as nn
import torch.nn.functional as F


def conv(inputs, outputs, size=3, **options):
    return nn.Conv2d(inputs, outputs, size, **options)


def conv_norm(inputs, outputs, size=3, activation=nn.ReLU, **options):
    layers = [conv(inputs, outputs, size, bias=False, **options), nn.BatchNorm2d(outputs)]
    return nn.Sequential(*layers, *([activation()] if activation else []))


class Call(nn.Module):
    """A module of one function without weights."""

    def __init__(self, f):
        super().__init__()
        self.f = f

    def forward(self, *inputs):
        return self.f(*inputs)


class Basic(nn.Module):
    """The basic block of a residual network, with a 1x1 projection where the shape changes."""

    def __init__(self, inputs, outputs, stride=1):
        super().__init__()
        self.first = conv_norm(inputs, outputs, stride=stride, padding=1)
        self.second = conv_norm(outputs, outputs, padding=1, activation=None)
        same = stride == 1 and inputs == outputs
        self.skip = nn.Identity() if same else conv_norm(inputs, outputs, 1, None, stride=stride)

    def forward(self, x):
        return F.relu(self.second(self.first(x)) + self.skip(x))


class Residual(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = conv(3, 6, padding=1)
        self.inner = conv(6, 6, padding=1)
        self.down = conv(6, 8, stride=2, padding=1)
        self.projection = conv(6, 8, 1, stride=2, bias=False)
        self.head = nn.Linear(8 * 5 * 4, 4)

    def forward(self, x):
        x = F.relu(self.stem(x))
        x = F.relu(x + self.inner(x))
        x = F.relu(self.down(x) + self.projection(x))
        return self.head(torch.flatten(x, 1))


class SizeView(nn.Module):
    """Flattens as older code does; exported without folding it leaves Shape, Gather, Unsqueeze and Concat."""

    def __init__(self):
        super().__init__()
        self.conv = conv(2, 5, (3, 2))
        self.head = nn.Linear(5 * 4 * 6, 3)

    def forward(self, x):
        x = torch.sigmoid(self.conv(x))
        return self.head(x.view(x.size(0), -1))


class Inception(nn.Module):
    def __init__(self):
        super().__init__()
        self.one = conv(4, 3, 1)
        self.three = nn.Sequential(conv(4, 2, 1), nn.ReLU(), conv(2, 4, padding=1))
        self.five = nn.Sequential(conv(4, 2, 1), nn.ReLU(), conv(2, 2, 5, padding=2))
        self.pool = nn.Sequential(nn.AvgPool2d(3, 1, 1), conv(4, 2, 1))
        self.edge = nn.AvgPool2d(3, 1, 1, count_include_pad=False)
        self.head = nn.Linear(15, 5)

    def forward(self, x):
        branches = [self.one(x), self.three(x), self.five(x), self.pool(x), self.edge(x)]
        x = F.relu(torch.cat(branches, 1))
        return self.head(F.adaptive_avg_pool2d(x, 1).flatten(1))


class Activations(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(6, 6) for _ in range(9)])
        self.functions = [
            nn.LeakyReLU(0.2),
            nn.ELU(0.7),
            nn.SELU(),
            nn.GELU(),
            nn.SiLU(),
            nn.Sigmoid(),
            nn.Tanh(),
            nn.Hardtanh(-0.5, 0.75),
            nn.Softmax(1),
        ]

    def forward(self, x):
        for layer, function in zip(self.layers, self.functions):
            x = function(layer(x))
        return x


class Pools(nn.Module):
    """Windows that reach over the edge: rounded up, padded, with and without counting the padding."""

    def __init__(self):
        super().__init__()
        self.pools = nn.ModuleList(
            [
                nn.MaxPool2d(3, 2, 1),
                nn.MaxPool2d(2, 2, ceil_mode=True),
                nn.AvgPool2d(3, 2, 1, ceil_mode=True, count_include_pad=False),
                nn.AvgPool2d(2, 2, ceil_mode=True),
                nn.AvgPool2d((3, 2), (2, 1), (1, 0)),
                nn.AdaptiveAvgPool2d((5, 1)),
                nn.AdaptiveMaxPool2d(1),
            ]
        )
        self.convs = nn.ModuleList([conv(2, 2, 1) for _ in self.pools])
        self.head = nn.Linear(14, 3)

    def forward(self, x):
        pooled = [pool(one(x)) for pool, one in zip(self.pools, self.convs)]
        return self.head(torch.cat([p.mean((2, 3)) for p in pooled], 1))


class Reshapes(nn.Module):
    """Moves axes about as exported networks do: channels last in the middle, Pad, ReduceMean, Squeeze, Unsqueeze."""

    def __init__(self):
        super().__init__()
        self.conv = conv(3, 4)
        self.mix = nn.Linear(6 * 4 * 5, 10)
        self.back = conv(2, 3, 1)
        self.head = nn.Linear(3, 2)

    def forward(self, x):
        x = torch.tanh(self.conv(F.pad(x, (1, 0, 0, 2))))
        x = x.permute(0, 2, 3, 1).reshape(x.shape[0], -1)
        x = self.mix(x).reshape(-1, 2, 5).unsqueeze(3)
        x = torch.relu(self.back(x)).squeeze(3)
        return self.head(x.mean(2))


class Shuffle(nn.Module):
    """Grouped convolutions with a channel shuffle between them."""

    def __init__(self):
        super().__init__()
        self.first = conv(4, 6, 1, groups=2)
        self.second = conv(6, 6, padding=1, groups=3)
        self.head = conv(6, 4, 1)

    def forward(self, x):
        x = F.relu(self.first(x))
        b, c, h, w = x.shape
        x = x.view(b, 2, c // 2, h, w).transpose(1, 2).reshape(b, c, h, w)
        return self.head(F.relu(self.second(x)))


class TwoWays(nn.Module):
    """A picture and a row of numbers in, classes and a number out."""

    def __init__(self):
        super().__init__()
        self.conv = conv(1, 3, stride=2)
        self.row = nn.Linear(4, 5)
        self.classes = nn.Linear(3 * 3 * 4 + 5, 3)
        self.value = nn.Linear(5, 1)

    def forward(self, picture, row):
        maps = F.relu(self.conv(picture))
        numbers = F.relu(self.row(row))
        joined = torch.cat([maps.flatten(1), numbers], 1)
        return F.softmax(self.classes(joined), 1), self.value(numbers)


class Products(nn.Module):
    """Matrix products and sums rather than Linear, and one matrix used twice."""

    def __init__(self):
        super().__init__()
        self.first = nn.Parameter(torch.randn(5, 7) * 0.4)
        self.bias = nn.Parameter(torch.randn(7) * 0.3)
        self.tied = nn.Linear(7, 7)

    def forward(self, x):
        x = torch.relu(self.bias + x @ self.first)
        return self.tied(torch.tanh(self.tied(x)))


class Upsampled(nn.Module):
    """Holds an operator that Netloom has no layer for."""

    def __init__(self):
        super().__init__()
        self.conv = conv(2, 3, padding=1)
        self.norm = nn.InstanceNorm2d(3, affine=True)
        self.head = nn.Linear(3 * 4 * 5, 2)

    def forward(self, x):
        return self.head(self.norm(F.relu(self.conv(x))).flatten(1))


def lenet():
    return nn.Sequential(
        conv(1, 6, 5, padding=2), nn.Tanh(), nn.AvgPool2d(2),
        conv(6, 16, 5), nn.Tanh(), nn.AvgPool2d(2), nn.Flatten(),
        nn.Linear(400, 120), nn.Tanh(), nn.Linear(120, 84), nn.Tanh(), nn.Linear(84, 10),
    )


def vgg():
    block = lambda i, o: [conv(i, o, padding=1), nn.ReLU(), conv(o, o, padding=1), nn.ReLU(), nn.MaxPool2d(2)]
    return nn.Sequential(
        *block(3, 6), *block(6, 10), nn.AdaptiveAvgPool2d((2, 2)), nn.Flatten(),
        nn.Linear(40, 24), nn.ReLU(), nn.Dropout(), nn.Linear(24, 10),
    )


def resnet18():
    widths = [4, 8, 12, 16]
    stages = [
        block
        for i, width in enumerate(widths)
        for block in (Basic(widths[max(0, i - 1)], width, 2 if i else 1), Basic(width, width))
    ]
    return nn.Sequential(
        conv_norm(3, 4, 7, stride=2, padding=3), nn.MaxPool2d(3, 2, 1), *stages,
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(16, 10),
    )


def depthwise():
    block = lambda i, o, stride: [
        conv_norm(i, i, activation=nn.ReLU6, stride=stride, padding=1, groups=i),
        conv_norm(i, o, 1, nn.ReLU6),
    ]
    return nn.Sequential(
        conv_norm(3, 4, activation=nn.ReLU6, stride=2, padding=1), *block(4, 8, 1), *block(8, 12, 2),
        Call(lambda x: x.mean([2, 3])), nn.Linear(12, 5),
    )


def networks():
    """Name, (network, shapes of one sample of each input, options of the export)."""
    sequential = nn.Sequential
    return {
        "mlp": (sequential(nn.Linear(12, 16), nn.ReLU(), nn.Linear(16, 8), nn.Tanh(), nn.Linear(8, 3)), [(12,)], {}),
        "plain": (sequential(conv(3, 6), nn.ReLU(), nn.MaxPool2d(2), conv(6, 8), nn.ReLU(), nn.Flatten(), nn.Linear(24, 5)), [(3, 8, 12)], {}),
        "grouped": (sequential(conv(4, 6, groups=2, dilation=2), nn.ReLU(), conv(6, 4, (1, 3), groups=2), nn.Flatten(), nn.Linear(4 * 5 * 2, 4)), [(4, 9, 8)], {"opset": 13}),
        "strided": (sequential(nn.ZeroPad2d((0, 1, 2, 1)), conv(3, 4, (3, 2), stride=(2, 3)), nn.ReLU(), conv(4, 6, 2, stride=2, padding=1), nn.Flatten(), nn.Linear(54, 4)), [(3, 7, 10)], {"opset": 11}),
        "residual": (Residual(), [(3, 10, 8)], {}),
        "sizeView": (SizeView(), [(2, 6, 7)], {"opset": 11, "fold": False}),
        "batchNorm": (sequential(conv(2, 4), nn.BatchNorm2d(4, eps=1e-3), nn.ReLU(), nn.Flatten(), nn.Linear(48, 6), nn.BatchNorm1d(6, momentum=0.2), nn.Linear(6, 3)), [(2, 6, 5)], {}),
        "lenet": (lenet(), [(1, 28, 28)], {"opset": 9}),
        "vgg": (vgg(), [(3, 16, 16)], {"opset": 13}),
        "resnet18": (resnet18(), [(3, 32, 32)], {}),
        "resnet18Folded": (resnet18(), [(3, 32, 32)], {"opset": 11, "folded_norm": True}),
        "depthwise": (depthwise(), [(3, 12, 12)], {"opset": 11}),
        "inception": (Inception(), [(4, 6, 6)], {"opset": 13}),
        "activations": (Activations(), [(6,)], {}),
        "pools": (Pools(), [(2, 10, 10)], {}),
        "reshapes": (Reshapes(), [(3, 6, 6)], {"opset": 11}),
        "shuffle": (Shuffle(), [(4, 5, 4)], {}),
        "twoWays": (TwoWays(), [(1, 7, 9), (4,)], {}),
        "products": (Products(), [(5,)], {}),
        "dropout": (sequential(nn.Linear(6, 12), nn.ReLU(), nn.Dropout(0.3), nn.Linear(12, 4), nn.Softmax(-1)), [(6,)], {"keep_dropout": True}),
        "fixedBatch": (sequential(conv(2, 3), nn.ReLU(), Call(lambda x: x.reshape(3, 3 * 4 * 3)), nn.Linear(36, 4)), [(2, 6, 5)], {"fixed_batch": True}),
        "unknown": (Upsampled(), [(2, 4, 5)], {}),
    }
