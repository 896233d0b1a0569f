"""The whole recogniser: image embedding and pose embedding, side by side under one Dense(29)."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from .augment import Batch
from .config import Config
from .data import BONES, LABELS
from .pose import POSE_FEATURES, pose_features
from .resnet import EMBEDDING, ResNet50, embed


class PoseBranch(nn.Module):
    """[B, F] pose features -> [B, P]: standardised, cut up, then Dense + ReLU twice.

    Cut up: each feature v is told as clamp(v - cut, -1, 1) for one cut after the other, so that what counts is the stretch
    of its range that it lies in. A finger that another person bends farther changes little then.
    """

    mean: Tensor
    std: Tensor
    cuts: Tensor

    def __init__(self, hidden: int, outputs: int, dropout: float, cuts: list[float]) -> None:
        super().__init__()
        self.register_buffer('mean', torch.zeros(POSE_FEATURES))
        self.register_buffer('std', torch.ones(POSE_FEATURES))
        self.register_buffer('cuts', torch.tensor(cuts), persistent=len(cuts) > 0)
        self.fc1 = nn.Linear(POSE_FEATURES * max(len(cuts), 1), hidden)
        self.fc2 = nn.Linear(hidden, outputs)
        self.dropout = nn.Dropout(dropout)

    def forward(self, features: Tensor) -> Tensor:
        x = (features - self.mean) / self.std
        if len(self.cuts):
            x = (x[:, None] - self.cuts[:, None]).clamp(-1, 1).flatten(1)
        x = self.dropout(torch.relu(self.fc1(x)))
        return self.dropout(torch.relu(self.fc2(x)))


@dataclass
class Outputs:
    """Logits [B, 29] of the three readings of one batch, and the regressed geometry [B, 102]."""

    image: Tensor
    pose: Tensor
    both: Tensor
    geometry: Tensor


class Handspell(nn.Module):
    """`backbone.*` has torchvision's names; `pose.*` and `head.*` are the exported head's."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.backbone = ResNet50()
        self.pose = PoseBranch(config.pose_hidden, config.pose_embedding, config.pose_dropout, config.cuts)
        self.head = nn.Linear(EMBEDDING + config.pose_embedding, len(LABELS))
        self.geometry = nn.Linear(EMBEDDING, len(BONES) * 3 + 42)
        nn.init.zeros_(self.head.bias)

    def forward(self, batch_pixels: Tensor, features: Tensor, found: Tensor) -> Outputs:
        """[B, 3, S, S] float32 in [0, 255], [B, F], [B] bool."""
        embedding = embed(self.backbone, batch_pixels)
        pose = self.pose(features) * found[:, None]
        weight = self.head.weight
        image = nn.functional.linear(embedding, weight[:, :EMBEDDING])
        posed = nn.functional.linear(pose, weight[:, EMBEDDING:])
        bias = self.head.bias
        return Outputs(image + bias, posed + bias, image + posed + bias, self.geometry(embedding))


def features_of(batch_landmarks: Tensor, batch_world: Tensor) -> Tensor:
    """Pose features of hands that were mirrored to right ones already."""
    return pose_features(batch_landmarks, batch_world, torch.zeros(len(batch_landmarks), dtype=torch.bool, device=batch_landmarks.device))


def geometry_targets(batch: Batch) -> Tensor:
    """[B, 102]: unit bone directions in space (60) and landmark positions in the crop (42), both in [-1, 1] or near."""
    bones = batch.world[:, [b for _, b in BONES]] - batch.world[:, [a for a, _ in BONES]]
    bones = bones / (bones.norm(dim=-1, keepdim=True) + 1e-6)
    return torch.cat([bones.flatten(1), batch.landmarks[..., :2].flatten(1)], 1)
