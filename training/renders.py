"""Rendered hands: real poses on another hand, in another light, seen from elsewhere.

Landmarks that are wrong would teach wrong shapes, so only poses are rendered whose letter a pose branch reads that never
saw their source. Three commands, and one folder between them:

    python -m training.renders --renders FOLDER            # poses.json, label.npy, source.npy: minutes
    npx tsx scripts/render-poses.ts FOLDER                 # images.npy, landmarks.npy, world.npy
    python -m training.train --renders FOLDER

Row i of each file belongs to pose i. The order is shuffled, and the renderer may be stopped at any time: what is there is
used. No validation source is ever among them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from . import data
from .config import Config, from_arguments
from .data import LABELS, Samples
from .folds import right_hands, train_pose
from .pose import pose_features

FOLDS = [['hackmit', 'mtritran', 'jbhumika_s1'], ['kaggle', 'massey', 't32rahman', 'jbhumika_s2'],
         ['kowen', 'hasan_greywall', 'jbhumika_s4']]
"""The sources that are trained on, each read by a pose branch that learnt from the others."""
CONFIDENCE = 0.5
EACH = 32
"""Poses at most of each letter of each source: frames of one recording are near-copies."""
TIMES = 2
"""Renders of each pose, with other hands, lights and views."""


@dataclass
class Renders:
    """M rendered right hands; landmarks mean what they do in `Samples`."""

    images: np.ndarray
    """[M, side, side, 4] uint8, memory-mapped: colour, not multiplied by alpha, and alpha. The square is 1.7 times the hand's longer side."""
    landmarks: np.ndarray
    """[M, 21, 3] float32, crop sides."""
    world: np.ndarray
    """[M, 21, 3] float32, m."""
    label: np.ndarray
    """[M] int64, index into LABELS."""
    source: np.ndarray
    """[M] str: whose pose it is."""


def load_renders(path: str | Path) -> Renders:
    """What lies finished in the folder. Raises FileNotFoundError when nothing was rendered."""
    folder = Path(path)
    images = np.load(folder / 'images.npy', mmap_mode='r')
    landmarks, world, label, source = (np.load(folder / f'{name}.npy') for name in ('landmarks', 'world', 'label', 'source'))
    n = min(map(len, (images, landmarks, world, label)))
    return Renders(images[:n], landmarks[:n], world[:n], label[:n], source[:n])


def read_by_others(samples: Samples, train: np.ndarray, config: Config, epochs: int = 15) -> np.ndarray:
    """Probability [len(train)] of each pose's own label where it is the likeliest, else 0.

    A label of one source alone cannot be read by others; there the branch learnt from the source itself.
    """
    result = np.zeros(len(train), np.float32)
    lonely = [label for label in np.unique(samples.label[train]) if len(np.unique(samples.source[train][samples.label[train] == label])) == 1]
    only = np.isin(samples.label[train], lonely)
    for fold in FOLDS:
        inside = np.isin(samples.source[train], fold)
        model = train_pose(samples, train[~inside | only], config, epochs)
        read = np.flatnonzero(inside & samples.found[train])
        with torch.no_grad():
            landmarks, world = right_hands(samples.answer(train[read]))
            p = model(pose_features(landmarks, world, torch.zeros(len(read), dtype=torch.bool))).softmax(1).numpy()
        label = samples.label[train[read]]
        result[read] = np.where(p.argmax(1) == label, p[np.arange(len(read)), label], 0)
    return result


def choose(label: np.ndarray, source: np.ndarray, usable: np.ndarray, each: int, seed: int) -> np.ndarray:
    """Rows among `usable` (indices), at most `each` of a letter of a source, in random order."""
    shuffled = np.random.default_rng(seed).permutation(usable)
    seen: dict[tuple[int, str], int] = {}
    chosen = []
    for row in shuffled:
        key = (int(label[row]), str(source[row]))
        seen[key] = seen.get(key, 0) + 1
        if seen[key] <= each:
            chosen.append(row)
    return np.array(chosen, np.int64)


def export_poses(config: Config, folder: Path) -> None:
    """Writes the poses to render: right hands, world landmarks in m."""
    samples = data.load(config)
    train, _, _ = data.split(samples, config)
    train = train[samples.found[train] & ~samples.odd[train] & (samples.label[train] != data.NOTHING)]
    sure = read_by_others(samples, train, config) > CONFIDENCE
    rows = choose(samples.label, samples.source, train[sure], EACH, config.seed)
    rows = np.concatenate([np.random.default_rng(config.seed + time).permutation(rows) for time in range(TIMES)])
    _, world = right_hands(samples.answer(rows))
    folder.mkdir(parents=True, exist_ok=True)
    np.save(folder / 'label.npy', samples.label[rows])
    np.save(folder / 'source.npy', samples.source[rows])
    poses = [[[round(float(c), 5) for c in joint] for joint in pose] for pose in world]
    (folder / 'poses.json').write_text(json.dumps({'files': samples.file[rows].tolist(), 'labels': [LABELS[i] for i in samples.label[rows]],
                                                   'poses': poses}, separators=(',', ':')))
    print(f'{sure.sum()} of {len(train)} poses are read right by others; {len(rows)} renders of {len(rows) // TIMES}')


if __name__ == '__main__':
    settings, _ = from_arguments()
    if settings.threads:
        torch.set_num_threads(settings.threads)
    export_poses(settings, Path(settings.renders))
