"""ResNet-50 v1.5 (He et al. 2015; stride in the 3x3, as torchvision builds and names it), without its `fc`.

`state_dict()` has torchvision's names, so ImageNet checkpoints load with `strict=False` and ours load there.
"""

from __future__ import annotations

import platform
from functools import cache

import torch
from torch import Tensor, nn

EMBEDDING = 2048


class Bottleneck(nn.Module):
    """1x1 reduce, 3x3, 1x1 expand by four, with a projection where the shape changes."""

    def __init__(self, inputs: int, width: int, stride: int) -> None:
        super().__init__()
        outputs = width * 4
        self.conv1 = nn.Conv2d(inputs, width, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, stride, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.conv3 = nn.Conv2d(width, outputs, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(outputs)
        self.relu = nn.ReLU(inplace=True)
        self.downsample = None
        if stride != 1 or inputs != outputs:
            self.downsample = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x: Tensor) -> Tensor:
        shortcut = x if self.downsample is None else self.downsample(x)
        x = self.relu(self.bn1(self.conv1(x)))
        x = self.relu(self.bn2(self.conv2(x)))
        return self.relu(self.bn3(self.conv3(x)) + shortcut)


class ResNet50(nn.Module):
    """[B, 3, H, W] normalised RGB -> [B, 2048] float32, the average over positions."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        self.relu = nn.ReLU(inplace=True)
        self.maxpool = nn.MaxPool2d(3, 2, 1)
        self.layer1 = _layer(64, 64, 3, 1)
        self.layer2 = _layer(256, 128, 4, 2)
        self.layer3 = _layer(512, 256, 6, 2)
        self.layer4 = _layer(1024, 512, 3, 2)
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode='fan_out', nonlinearity='relu')
            elif isinstance(module, Bottleneck):
                # Each block starts as the identity (Goyal et al. 2017), which tolerates a high learning rate early.
                nn.init.zeros_(module.bn3.weight)

    def forward(self, x: Tensor) -> Tensor:
        x = self.maxpool(self.relu(self.bn1(self.conv1(x))))
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return x.float().mean((2, 3))


def _layer(inputs: int, width: int, blocks: int, stride: int) -> nn.Sequential:
    return nn.Sequential(Bottleneck(inputs, width, stride), *[Bottleneck(width * 4, width, 1) for _ in range(blocks - 1)])


def parameter_count(classes: int = 0) -> int:
    """Trunk 23,508,032; with 1,000 classes 25,557,032, as torchvision counts."""
    trunk = sum(p.numel() for p in ResNet50().parameters())
    return trunk + (EMBEDDING * classes + classes if classes else 0)


def embed(backbone: nn.Module, pixels: Tensor) -> Tensor:
    """[B, 3, H, W] float32 in [0, 255] -> [B, 2048] float32; in between bfloat16, channels last."""
    pixels = normalise(pixels).contiguous(memory_format=torch.channels_last)
    with torch.autocast(pixels.device.type, torch.bfloat16, enabled=has_bfloat16(pixels.device)):
        return backbone(pixels).float()


@cache
def has_bfloat16(device: torch.device) -> bool:
    """Whether bfloat16 is fast there. A processor without AVX-512 BF16 emulates it, ten times slower than float32."""
    if device.type == 'cuda':
        return torch.cuda.is_bf16_supported(including_emulation=False)
    return device.type == 'cpu' and platform.machine() in ('x86_64', 'AMD64') and torch.cpu._is_avx512_bf16_supported()


def normalise(pixels: Tensor) -> Tensor:
    """[B, 3, H, W] float in [0, 255] -> ImageNet-normalised, so that ImageNet weights can be swapped in."""
    mean = torch.tensor([0.485, 0.456, 0.406], device=pixels.device).view(1, 3, 1, 1) * 255
    std = torch.tensor([0.229, 0.224, 0.225], device=pixels.device).view(1, 3, 1, 1) * 255
    return (pixels - mean) / std
