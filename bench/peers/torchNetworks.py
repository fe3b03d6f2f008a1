"""The networks of cli/workloads.ts in PyTorch: a name in, a function that makes the module and the shape of a sample out."""
from torch import nn
from torch.nn import functional


class ResidualBlock(nn.Module):
    """Two 3 x 3 convolutions with batch norm, added to the input, or to its 1 x 1 projection where the shape changes."""

    def __init__(self, channels, filters, stride):
        super().__init__()
        self.main = nn.Sequential(
            nn.Conv2d(channels, filters, 3, stride, padding=1, bias=False),
            nn.BatchNorm2d(filters),
            nn.ReLU(),
            nn.Conv2d(filters, filters, 3, padding=1, bias=False),
            nn.BatchNorm2d(filters),
        )
        same = channels == filters and stride == 1
        self.skip = nn.Identity() if same else nn.Conv2d(channels, filters, 1, stride, bias=False)

    def forward(self, x):
        return functional.relu(self.main(x) + self.skip(x))


def mlp():
    return nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))


def lenet():
    convolutions = [nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2)]
    convolutions += [nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten()]
    dense = [nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10)]
    return nn.Sequential(*convolutions, *dense)


def convnet():
    layers = []
    for channels, filters in ((1, 32), (32, 64)):
        layers += [nn.Conv2d(channels, filters, 3), nn.ReLU(), nn.MaxPool2d(2)]
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(1600, 10))


def resnet(blocks):
    """He et al., Deep Residual Learning, 2016, section 4.2: three stages of `blocks` blocks, 6 blocks + 2 layers."""
    layers = [nn.Conv2d(3, 16, 3, padding=1, bias=False), nn.BatchNorm2d(16), nn.ReLU()]
    channels = 16
    for filters, first in ((16, 1), (32, 2), (64, 2)):
        for block in range(blocks):
            layers.append(ResidualBlock(channels, filters, first if block == 0 else 1))
            channels = filters
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10))


NETWORKS = {
    "mlp": (mlp, (784,)),
    "lenet": (lenet, (1, 28, 28)),
    "convnet": (convnet, (1, 28, 28)),
    "resnet20": (lambda: resnet(3), (3, 32, 32)),
}
