"""What Train mode must not forget: `python -m training.memory [public/models/default]`, after the import.

Writes `memory.safetensors` beside the model: the directions in which the shipped features of the training images vary
most (the leading eigenvectors of E[x x^T], sources weighing equally) and how much. The app trains a person's head
across these directions rather than along them (src/train/head-memory.ts). No picture and no single feature vector is in it.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import torch

from . import data, safetensors
from .config import REPOSITORY, from_arguments
from .export import load_model
from .augment import plain_crop
from .pose import pose_features
from .resnet import embed


@torch.no_grad()
def second_moment(model: torch.nn.Module, samples: data.Samples, rows: np.ndarray, size: int, batch_size: int = 64) -> np.ndarray:
    """E[x x^T] [F, F] float64 of the features that the head reads, from the app's own crop."""
    model.eval()
    total: np.ndarray | None = None
    for start in range(0, len(rows), batch_size):
        at = rows[start:start + batch_size]
        found, left = torch.from_numpy(samples.found[at]), torch.from_numpy(samples.left[at])
        pixels = plain_crop(torch.from_numpy(samples.images[at]), torch.from_numpy(samples.landmarks[at]), found, left, size)
        embedding = embed(model.backbone, pixels)
        pose = model.pose(pose_features(torch.from_numpy(samples.landmarks[at]), torch.from_numpy(samples.world[at]), left))
        features = torch.cat([embedding, pose * found[:, None]], 1).double().numpy()
        total = features.T @ features if total is None else total + features.T @ features
    if total is None:
        raise ValueError('no rows')
    return total / len(rows)


def leading(moment: np.ndarray, rank: int) -> tuple[np.ndarray, np.ndarray]:
    """The `rank` leading eigenvectors as rows [rank, F], and their eigenvalues [rank], largest first."""
    values, vectors = np.linalg.eigh(moment)
    return vectors[:, ::-1][:, :rank].T, values[::-1][:rank]


def main() -> None:
    config, arguments = from_arguments(extra=lambda p: (
        p.add_argument('model', nargs='?', default=str(REPOSITORY / 'public/models/default')),
        p.add_argument('--size', type=int, default=128), p.add_argument('--images', type=int, default=4000),
        p.add_argument('--rank', type=int, default=480, help='directions that are kept; each takes two bytes a feature, and the whole model is to stay under 30 MB')))
    if config.threads:
        torch.set_num_threads(config.threads)
    folder = Path(arguments.model)
    backbone = json.loads((folder / 'manifest.json').read_text())['backboneId']
    model, _ = load_model(arguments.model, config)
    samples = data.load(config)
    train, _, _ = data.split(samples, config)
    rows = np.random.default_rng(0).choice(train, arguments.images, p=data.sampling_weights(samples, train))
    moment = second_moment(model, samples, rows, arguments.size)
    directions, variances = leading(moment, arguments.rank)
    target = folder / 'memory.safetensors'
    # The backbone's id is part of the names, so that a memory of other weights is not taken for this one's.
    safetensors.save({f'{backbone}.directions': directions.astype(np.float16),
                      f'{backbone}.variances': variances.astype(np.float32)}, target)
    share = 100 * variances.sum() / np.trace(moment)
    print(f'{target}: {target.stat().st_size} bytes, {arguments.rank} directions with {share:.1f}% of the second moment')


if __name__ == '__main__':
    main()
