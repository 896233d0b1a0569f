"""Writes tests/fixtures/resnet-small.safetensors: a ResNet of the shipped one's shape at a sixteenth of its width, with
seeded random numbers, together with inputs, embeddings and logits as PyTorch computes them. The app's definition must
agree with it. `python -m training.tools.golden_small`
"""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn

from .. import safetensors
from ..resnet import Bottleneck

WIDTH, CLASSES = 4, 29
SIZES = (64, 96)
OUT = Path(__file__).resolve().parents[2] / 'tests/fixtures/resnet-small.safetensors'


class SmallResNet(nn.Module):
    """ResNet-50 with `WIDTH` channels in the first convolution instead of 64, and torchvision's names."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(3, WIDTH, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(WIDTH)
        self.pool = nn.MaxPool2d(3, 2, 1)
        inputs = WIDTH
        for stage, (depth, stride) in enumerate([(3, 1), (4, 2), (6, 2), (3, 2)]):
            width = WIDTH << stage
            blocks = []
            for i in range(depth):
                blocks.append(Bottleneck(inputs, width, stride if i == 0 else 1))
                inputs = width * 4
            setattr(self, f'layer{stage + 1}', nn.Sequential(*blocks))
        self.fc = nn.Linear(inputs, CLASSES)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        x = self.pool(torch.relu(self.bn1(self.conv1(x))))
        for stage in (self.layer1, self.layer2, self.layer3, self.layer4):
            x = stage(x)
        embedding = x.mean((2, 3))
        return embedding, self.fc(embedding)


def main() -> None:
    torch.manual_seed(5)
    model = SmallResNet()
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            nn.init.uniform_(module.weight, 0.5, 1.0)
            nn.init.normal_(module.bias, 0, 0.1)
    # Running statistics from a few batches, so that they differ from 0 and 1.
    with torch.no_grad():
        for _ in range(20):
            model(torch.randn(16, 3, 64, 64))
    model.eval()
    tensors = {k: v for k, v in model.state_dict().items() if not k.endswith('num_batches_tracked')}
    for size in SIZES:
        x = torch.randn(2, 3, size, size)
        with torch.no_grad():
            embedding, logits = model(x)
        # As the app lays images out: rows, columns, channels.
        tensors |= {f'golden.{size}.input': x.permute(0, 2, 3, 1), f'golden.{size}.embedding': embedding,
                    f'golden.{size}.logits': logits}
    safetensors.save({k: v.contiguous().numpy() for k, v in tensors.items()}, OUT)
    print(f'{OUT}: {OUT.stat().st_size} bytes')


if __name__ == '__main__':
    main()
