"""Writes what PyTorch computes for each layer, loss, optimizer and schedule into engine/testing/goldens/.

    /usr/bin/python3 scripts/goldens/generate.py

Needs PyTorch 1.13 (Debian: python3-torch). Everything is f64, seeded and in Netloom's layout: images NHWC, kernels
HWIO, dense kernels [in, out]. The files are committed; tests read them and need no Python.
"""
import json
import re
from pathlib import Path

import torch

from layers import layer_cases
from losses import loss_cases
from networks import network_cases
from optimizers import clip_cases, optimizer_cases, schedule_cases

FOLDER = Path(__file__).resolve().parents[2] / "engine" / "testing" / "goldens"


def write(name, value):
    path = FOLDER / f"{name}.json"
    text = json.dumps(value, indent=None, separators=(",", ":"))
    # One case a line keeps differences readable.
    path.write_text(re.sub(r'\},\{"(name|optimizer|schedule|clip)"', r'},\n{"\1"', text) + "\n")
    print(f"{path.name}: {path.stat().st_size} bytes")


def main():
    print(f"PyTorch {torch.__version__}")
    FOLDER.mkdir(parents=True, exist_ok=True)
    write("optimizers", optimizer_cases())
    write("clipping", clip_cases())
    write("schedules", schedule_cases())
    write("losses", loss_cases())
    write("layers", layer_cases())
    write("networks", network_cases())


main()
