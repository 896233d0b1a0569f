"""Pose branch alone, cross-validated by source. `python -m training.folds`: minutes on a CPU.

The number to compare pose features, augmentation and regularisation by; no image is read.
"""

from __future__ import annotations

import json

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from . import data
from .config import Config, from_arguments
from .data import LABELS, Hands, Samples
from .model import PoseBranch, features_of
from .pose import augment_pose, pose_features

FOLDS = [['jbhumika_s3', 'mariia', 'hackmit', 'kowen'], ['longhong', 'meyyappan', 't32rahman', 'jbhumika_s1'],
         ['sixom', 'mtritran', 'hasan_greywall', 'jbhumika_s2'], ['kaggle', 'massey', 'jbhumika_s4']]


def right_hands(hands: Hands) -> tuple[Tensor, Tensor]:
    """Landmarks and world landmarks, mirrored where left; z and y untouched."""
    flip = np.where(hands.left, -1.0, 1.0)[:, None, None] * np.array([1.0, 0, 0]) + np.array([0, 1.0, 1.0])
    flip = torch.from_numpy(flip.astype(np.float32))
    return torch.from_numpy(hands.landmarks) * flip, torch.from_numpy(hands.world) * flip


class PoseClassifier(nn.Module):
    """Pose branch and a head of its own: [B, F] -> [B, 29]."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.pose = PoseBranch(config.pose_hidden, config.pose_embedding, config.pose_dropout, config.cuts)
        self.head = nn.Linear(config.pose_embedding, len(LABELS))

    def forward(self, features: Tensor) -> Tensor:
        return self.head(self.pose(features))


def train_pose(samples: Samples, rows: np.ndarray, config: Config, epochs: int = 30, batch_size: int = 256,
               rate: float = 2e-3, decay: float = 0.05, like: PoseClassifier | None = None, **augmentation: float) -> PoseClassifier:
    """Trains on the found ones of `rows`, each epoch a fresh augmentation of as many balanced draws.

    `like`: whose mean and standard deviation of the features are taken; measured where it is absent.
    """
    rows = rows[samples.found[rows]]
    weights = data.sampling_weights(samples, rows)
    generator, random = torch.Generator().manual_seed(config.seed), np.random.default_rng(config.seed)
    torch.manual_seed(config.seed)
    model = PoseClassifier(config)
    steps = epochs * (len(rows) // batch_size)
    optimizer = torch.optim.AdamW(model.parameters(), lr=rate, weight_decay=decay, fused=True)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps=steps, pct_start=0.1)
    for epoch in range(epochs):
        drawn = random.choice(rows, len(rows) // batch_size * batch_size, p=weights)
        landmarks, world = right_hands(samples.seen(drawn, random))
        features = features_of(*augment_pose(landmarks, world, generator, **augmentation))
        if epoch == 0:
            model.pose.mean.copy_(like.pose.mean if like else features.mean(0))
            model.pose.std.copy_(like.pose.std if like else features.std(0).clamp(min=0.02))
        label = torch.from_numpy(samples.label[drawn])
        model.train()
        for at in range(0, len(drawn), batch_size):
            logits = model(features[at:at + batch_size])
            loss = F.cross_entropy(logits, label[at:at + batch_size], label_smoothing=config.label_smoothing)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            schedule.step()
    return model.eval()


@torch.no_grad()
def score_pose(model: PoseClassifier, samples: Samples, source: str) -> float:
    """Top-1 in % on the letters of one source where a hand was found."""
    rows = np.flatnonzero((samples.source == source) & samples.found & (samples.label < 26))
    features = pose_features(torch.from_numpy(samples.landmarks[rows]), torch.from_numpy(samples.world[rows]),
                             torch.from_numpy(samples.left[rows]))
    return 100 * float((model(features).argmax(1).numpy() == samples.label[rows]).mean())


def cross_validate(samples: Samples, config: Config, **settings: float) -> dict[str, float]:
    result: dict[str, float] = {}
    for fold in FOLDS:
        origin = np.char.replace(samples.source.astype(str), 'nothing_crops_', '')
        model = train_pose(samples, np.flatnonzero(~np.isin(origin, fold)), config, **settings)
        result |= {source: round(score_pose(model, samples, source), 1) for source in fold}
    return result | {'mean': round(float(np.mean(list(result.values()))), 2)}


if __name__ == '__main__':
    settings, _ = from_arguments()
    if settings.threads:
        torch.set_num_threads(settings.threads)
    print(json.dumps(cross_validate(data.load(settings), settings), indent=1))
