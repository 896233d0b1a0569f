"""Reads the app's own model back (public/models/default): for scoring what is shipped and for training on from it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from .resnet import ResNet50

DTYPES = {'int8': 'i1', 'uint8': 'u1', 'float16': '<f2', 'float32': '<f4'}


def read_shipped(folder: str | Path) -> tuple[dict[str, Tensor], dict]:
    """Tensors as float32 in PyTorch's layout (convolutions [out, in, height, width]) and the manifest.

    int8 weights carry a float32 scale for each output channel, the last axis as stored.
    """
    manifest = json.loads((Path(folder) / 'manifest.json').read_text())
    raw = b''.join((Path(folder) / shard['file']).read_bytes() for shard in manifest['shards'])
    tensors = {}
    for entry in manifest['tensors']:
        count = int(np.prod(entry['shape']))
        values = np.frombuffer(raw, DTYPES[entry['dtype']], count, entry['byteOffset']).reshape(entry['shape']).astype(np.float32)
        if entry['dtype'] == 'int8':
            values = values * np.frombuffer(raw, '<f4', entry['shape'][-1], entry['scaleOffset'])
        if values.ndim == 4:
            values = values.transpose(3, 2, 0, 1)
        tensors[entry['name']] = torch.from_numpy(np.ascontiguousarray(values))
    return tensors, manifest


def fill_folded(backbone: ResNet50, tensors: dict[str, Tensor]) -> None:
    """Loads folded convolutions; each batch normalisation becomes the plain addition of its bias."""
    for conv, norm in pairs(backbone):
        module, following = backbone.get_submodule(conv), backbone.get_submodule(norm)
        with torch.no_grad():
            module.weight.copy_(tensors[conv + '.weight'])
            following.bias.copy_(tensors[conv + '.bias'])
            following.running_mean.zero_()
            following.running_var.fill_(1 - following.eps)
            following.weight.fill_(1)


@torch.no_grad()
def unfold(backbone: ResNet50, pixels: Tensor) -> None:
    """Gives each batch normalisation real statistics without changing what the network computes.

    While a folded network runs on `pixels` ([B, 3, S, S] normalised, a few hundred typical crops), each layer's mean and
    variance are measured, then gain and offset are set to undo them. Training can go on from there.
    """
    handles = []
    for _, name in pairs(backbone):
        def measure(norm: nn.BatchNorm2d, inputs: tuple[Tensor, ...], output: Tensor) -> None:
            mean, variance = inputs[0].float().mean((0, 2, 3)), inputs[0].float().var((0, 2, 3))
            norm.bias += mean
            norm.running_mean.copy_(mean)
            norm.running_var.copy_(variance)
            norm.weight.copy_((variance + norm.eps).sqrt())
        handles.append(backbone.get_submodule(name).register_forward_hook(measure))
    backbone.eval()(pixels)
    for handle in handles:
        handle.remove()


def pairs(backbone: ResNet50) -> list[tuple[str, str]]:
    """Names of each convolution and the batch normalisation after it."""
    return [(name, name.replace('conv', 'bn') if 'conv' in name else name[:-1] + '1')
            for name, module in backbone.named_modules() if isinstance(module, nn.Conv2d)]
