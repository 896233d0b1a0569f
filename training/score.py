"""Scores a checkpoint on sources that it never saw. `python -m training.score CKPT [--size 128]`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from .augment import plain_crop
from .data import LABELS, NOTHING, Samples
from .pose import pose_features
from .resnet import EMBEDDING, embed

MOTION = [LABELS.index('J'), LABELS.index('Z')]
"""Stills of these two letters vary, so the 24 static letters are reported as well."""


@dataclass
class Logits:
    """[N, 29] float32 of the three readings, uncalibrated; N rows in the order asked for."""

    image: np.ndarray
    pose: np.ndarray
    both: np.ndarray
    embedding: np.ndarray
    """[N, 2048] float32."""


@torch.no_grad()
def predict(model: torch.nn.Module, samples: Samples, rows: np.ndarray, size: int, device: torch.device,
            batch_size: int = 64) -> Logits:
    """Runs the app's own crop (1.4x, mirrored if left, whole image if not found) through the model."""
    model.eval()
    out: list[list[Tensor]] = [[], [], [], []]
    for start in range(0, len(rows), batch_size):
        at = rows[start:start + batch_size]
        found, left = torch.from_numpy(samples.found[at]), torch.from_numpy(samples.left[at])
        pixels = plain_crop(torch.from_numpy(samples.images[at]), torch.from_numpy(samples.landmarks[at]), found, left, size).to(device)
        features = pose_features(torch.from_numpy(samples.landmarks[at]), torch.from_numpy(samples.world[at]), left).to(device)
        embedding = embed(model.backbone, pixels)
        pose = model.pose(features) * found.to(device)[:, None]
        image = embedding @ model.head.weight[:, :EMBEDDING].T + model.head.bias
        posed = pose @ model.head.weight[:, EMBEDDING:].T
        for part, value in zip(out, (image, posed + model.head.bias, image + posed, embedding)):
            part.append(value.cpu())
    return Logits(*[torch.cat(part).numpy() for part in out])


def summary(logits: Logits, samples: Samples, rows: np.ndarray) -> dict:
    """Top-1 in % for each source (room of a hand-free crop: its source's) and the mean over sources.

    Letters count among all 29 classes: answering `nothing` to a letter is an error.
    """
    label, found = samples.label[rows], samples.found[rows]
    letters = label < 26
    per: dict[str, dict[str, float]] = {}
    for source in np.unique(samples.source[rows][letters]):
        of = letters & (samples.source[rows] == source)
        static = of & ~np.isin(label, MOTION)
        entry: dict[str, float] = {'images': int(of.sum()), 'found': _percent(found[of])}
        for name in ('image', 'pose', 'both'):
            right = getattr(logits, name).argmax(1) == label
            entry[name] = _percent(right[of])
            entry[f'{name} static'] = _percent(right[static])
            entry[f'{name} found'] = _percent(right[of & found])
        right = logits.both.argmax(1) == label
        entry['missing'] = _percent(right[of & ~found])
        entry['top-3'] = _percent((np.argsort(-logits.both, 1)[of, :3] == label[of, None]).any(1))
        per[str(source)] = entry
    nothing = label == NOTHING
    mean = {k: round(float(np.nanmean([e[k] for e in per.values()])), 1) for k in next(iter(per.values())) if k != 'images'}
    mean['nothing'] = _percent((logits.both.argmax(1) == NOTHING)[nothing])
    return {'mean': mean, 'sources': per}


def report_of(logits: Logits, samples: Samples, rows: np.ndarray) -> dict:
    """`summary` and the recall of each letter in %."""
    letters = {}
    for i, name in enumerate(LABELS):
        of = samples.label[rows] == i
        if of.any():
            letters[name] = {k: _percent((getattr(logits, k).argmax(1) == i)[of]) for k in ('image', 'pose', 'both')}
    return summary(logits, samples, rows) | {'letters': letters}


def _percent(right: np.ndarray) -> float:
    return round(100 * float(right.mean()), 1) if len(right) else float('nan')


def main() -> None:
    from . import data
    from .config import from_arguments
    from .export import load_model
    from .plots import confusion

    config, arguments = from_arguments(extra=lambda p: (p.add_argument('checkpoint'), p.add_argument('--size', type=int, default=128),
                                                        p.add_argument('--against', default='', help='other weights: how many answers differ'),
                                                        p.add_argument('--save', default='', help='folder for report and picture')))
    if config.threads:
        torch.set_num_threads(config.threads)
    device = torch.device(config.device or ('cuda' if torch.cuda.is_available() else 'cpu'))
    model, _ = load_model(arguments.checkpoint, config)
    model.to(device, memory_format=torch.channels_last)
    samples = data.load(config)
    _, unseen, blocks = data.split(samples, config)
    logits = predict(model, samples, unseen, arguments.size, device)
    report = report_of(logits, samples, unseen)
    kaggle = predict(model, samples, blocks, arguments.size, device)
    label = samples.label[blocks]
    report['kaggle blocks, 29 classes'] = {name: _percent(getattr(kaggle, name).argmax(1) == label) for name in ('image', 'pose', 'both')}
    if arguments.against:
        other, _ = load_model(arguments.against, config)
        other = predict(other.to(device, memory_format=torch.channels_last), samples, unseen, arguments.size, device)
        report[f'answers that differ from {arguments.against}, %'] = {
            k: _percent(getattr(other, k).argmax(1) != getattr(logits, k).argmax(1)) for k in ('image', 'both')}
    print(json.dumps(report, indent=1))
    if arguments.save:
        folder = Path(arguments.save)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / 'score.json').write_text(json.dumps(report, indent=1))
        confusion(samples.label[unseen], logits.both.argmax(1), LABELS, folder / 'confusion.png')


if __name__ == '__main__':
    main()
