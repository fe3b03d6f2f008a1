"""Exports every network of networks.py as ONNX, with inputs and what PyTorch computes of them, into files/.

    /usr/bin/python3 engine/testing/onnx/generate.py

Needs PyTorch 1.13 (Debian: python3-torch). Weights are random and seeded by the network's name. The files are
committed, so that the tests need no Python: NAME.onnx, and NAME.safetensors with input0…, output0… as PyTorch
has them (channels first).
"""
import json
import struct
import warnings
import zlib
from pathlib import Path

import torch
from torch.onnx import TrainingMode

from networks import networks

FOLDER = Path(__file__).resolve().parent / "files"
BATCH = 3


def settle(network):
    """Gives running statistics and the weights of norms values that are not the identity."""
    for module in network.modules():
        if hasattr(module, "running_mean") and module.running_mean is not None:
            module.running_mean.normal_(0, 0.3)
            module.running_var.uniform_(0.5, 1.5)
        if isinstance(module, (torch.nn.modules.batchnorm._BatchNorm, torch.nn.InstanceNorm2d)):
            torch.nn.init.uniform_(module.weight, 0.5, 1.5)
            torch.nn.init.normal_(module.bias, 0, 0.3)


def write_tensors(path, tensors):
    """Safetensors: length of the header, header, then the elements."""
    header, end = {}, 0
    for name, tensor in tensors.items():
        size = 4 * tensor.numel()
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [end, end + size]}
        end += size
    text = json.dumps(header).encode()
    data = b"".join(t.detach().contiguous().numpy().astype("<f4").tobytes() for t in tensors.values())
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


def export(name, network, shapes, opset=17, fold=True, folded_norm=False, keep_dropout=False, fixed_batch=False):
    settle(network)
    network.eval()
    inputs = tuple(torch.randn(BATCH, *shape) for shape in shapes)
    with torch.no_grad():
        results = network(*inputs)
    outputs = results if isinstance(results, tuple) else (results,)
    input_names = [f"input{i}" for i in range(len(inputs))]
    output_names = [f"output{i}" for i in range(len(outputs))]
    # Preserving the mode keeps batch norms apart from convolutions; training keeps dropout.
    mode = TrainingMode.EVAL if folded_norm else TrainingMode.PRESERVE
    if keep_dropout:
        mode = TrainingMode.TRAINING
    torch.onnx.export(
        network,
        inputs,
        str(FOLDER / f"{name}.onnx"),
        opset_version=opset,
        do_constant_folding=fold,
        training=mode,
        input_names=input_names,
        output_names=output_names,
        dynamic_axes=None if fixed_batch else {key: {0: "batch"} for key in input_names + output_names},
    )
    write_tensors(FOLDER / f"{name}.safetensors", dict(zip(input_names + output_names, inputs + outputs)))


def main():
    warnings.simplefilter("ignore")
    FOLDER.mkdir(exist_ok=True)
    # Built one by one, so that a new network changes no other's weights.
    for name in networks():
        torch.manual_seed(zlib.crc32(name.encode()))
        network, shapes, options = networks()[name]
        export(name, network, shapes, **options)
        print(f"{name}: {(FOLDER / f'{name}.onnx').stat().st_size} bytes")


main()
