"""Seeded random tensors in Netloom's layout, and their form in the golden files."""
import zlib

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
torch.use_deterministic_algorithms(True)


class Source:
    """Random tensors seeded by a case's name, so that a new case leaves the others as they are."""

    def __init__(self, name):
        self.generator = torch.Generator().manual_seed(zlib.crc32(name.encode()))

    def normal(self, *shape, scale=1.0):
        """Multiples of 1/1024: exact in f32 too, and short to write."""
        values = torch.randn(*shape, generator=self.generator) * scale
        return (values * 1024).round() / 1024

    def uniform(self, *shape, low=0.0, high=1.0):
        values = torch.rand(*shape, generator=self.generator) * (high - low) + low
        return (values * 1024).round() / 1024

    def classes(self, count, *shape):
        return torch.randint(0, count, shape, generator=self.generator)

    def probabilities(self, *shape):
        """Positive rows that sum to one."""
        return torch.softmax(torch.randn(*shape, generator=self.generator), -1)


def record(tensor):
    """Shape and row-major data; thirteen significant digits, four more than the tests look at."""
    tensor = tensor.detach()
    if tensor.dtype == torch.int64:
        return {"shape": list(tensor.shape), "dtype": "i32", "data": tensor.flatten().tolist()}
    return {"shape": list(tensor.shape), "data": [short(v) for v in tensor.flatten().tolist()]}


def short(value):
    rounded = float(f"{value:.13g}")
    return int(rounded) if rounded == int(rounded) else rounded


def channels_first(x):
    return x.permute(0, 3, 1, 2)


def channels_last(x):
    return x.permute(0, 2, 3, 1)


def kernel_to_torch(kernel):
    """HWIO to OIHW."""
    return kernel.permute(3, 2, 0, 1)


def same_padding(length, size, stride, dilation=1):
    """[before, after] of a window so that the output has ceil(length / stride) places."""
    places = -(-length // stride)
    total = max((places - 1) * stride + (size - 1) * dilation + 1 - length, 0)
    return [total // 2, total - total // 2]


def pad_spatial(x, padding, value=0.0):
    """NCHW padded by [[top, bottom], [left, right]]."""
    (top, bottom), (left, right) = padding
    return F.pad(x, (left, right, top, bottom), value=value)
