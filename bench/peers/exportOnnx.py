"""Writes reference networks as ONNX files (batch norm in eval mode) into a folder: exportOnnx.py FOLDER NAME-bBATCH ..."""
import sys
from pathlib import Path

import torch

from torchNetworks import NETWORKS


def export(folder, name, batch):
    """Input `input` (batch, channels, height, width), output `logits` (batch, 10); fixed shapes, as ours has them."""
    torch.manual_seed(0)
    make, shape = NETWORKS[name]
    model = make().eval()
    path = folder / f"{name}-b{batch}.onnx"
    torch.onnx.export(
        model,
        torch.randn(batch, *shape),
        str(path),
        opset_version=13,
        input_names=["input"],
        output_names=["logits"],
    )
    print(path)


folder = Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
for workload in sys.argv[2:]:
    name, batch = workload.rsplit("-b", 1)
    export(folder, name, int(batch))
