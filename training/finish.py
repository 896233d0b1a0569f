"""Second stage: `python -m training.finish CKPT --out DIR`. Minutes on a CPU; the backbone stays as it is.

The pose branch learns in minutes what the backbone needs hours for, so it is trained again at leisure: several small
branches with different seeds, laid side by side as one wider branch (a block-diagonal second layer), which is their
ensemble at the cost of one. Then the two branches are balanced and calibrated, and all of it is written for the app.
"""

from __future__ import annotations

import argparse
import datetime
import json
from pathlib import Path

import numpy as np
import torch
from torch import nn

from . import data
from .augment import plain_crop
from .calibrate import balance, calibration_error, combine, held_out, reliability
from .config import REPOSITORY, Config, from_arguments
from .data import LABELS, Samples
from .export import export, load_model
from .folds import PoseClassifier, train_pose
from .model import Handspell, PoseBranch
from .plots import confusion
from .pose import POSE_FEATURES
from .resnet import EMBEDDING, embed
from .score import Logits, predict, report_of


POSE = 384, 128, 0.5
"""Hidden units, embedding and dropout of each member."""
NOISE, NOISE_WITH_LOOKS = 0.045, 0.03
"""Of each coordinate in hand sizes; less where single looks bring the landmarker's own errors."""


def side_by_side(members: list[PoseClassifier], config: Config) -> tuple[PoseBranch, torch.Tensor, torch.Tensor]:
    """One pose branch that holds all members; the head weights [29, P] and bias [29] that average their logits."""
    n, hidden, outputs = len(members), config.pose_hidden, config.pose_embedding
    first = members[0].pose
    wide = PoseBranch(hidden * n, outputs * n, config.pose_dropout, first.cuts.tolist())
    if not all(torch.equal(m.pose.mean, first.mean) and torch.equal(m.pose.std, first.std) for m in members):
        raise ValueError('the members standardise features differently: train the others `like` the first')
    with torch.no_grad():
        wide.mean.copy_(first.mean)
        wide.std.copy_(first.std)
        wide.fc2.weight.zero_()
        for i, member in enumerate(members):
            h, o = slice(i * hidden, (i + 1) * hidden), slice(i * outputs, (i + 1) * outputs)
            wide.fc1.weight[h], wide.fc1.bias[h] = member.pose.fc1.weight, member.pose.fc1.bias
            wide.fc2.weight[o, h], wide.fc2.bias[o] = member.pose.fc2.weight, member.pose.fc2.bias
        weight = torch.cat([m.head.weight for m in members], 1) / n
        bias = torch.stack([m.head.bias for m in members]).mean(0)
    return wide.eval(), weight, bias


def assemble(model: Handspell, members: list[PoseClassifier], config: Config) -> Handspell:
    """`model` with a new pose branch; its head reads [image, pose] and has the image's bias only.

    Without landmarks the pose embedding is zero, so the pose bias cannot live in the head: it enters as one constant
    unit of the pose branch, which is on exactly when the branch runs.
    """
    wide, weight, bias = side_by_side(members, config)
    constant_fc1, constant_fc2 = wide.fc1.out_features, wide.fc2.out_features
    branch = PoseBranch(constant_fc1, constant_fc2 + 1, config.pose_dropout, wide.cuts.tolist())
    with torch.no_grad():
        branch.mean.copy_(wide.mean)
        branch.std.copy_(wide.std)
        branch.fc1.load_state_dict(wide.fc1.state_dict())
        branch.fc2.weight.zero_()
        branch.fc2.weight[:-1] = wide.fc2.weight
        branch.fc2.bias[:-1] = wide.fc2.bias
        branch.fc2.bias[-1] = 1
        head = nn.Linear(EMBEDDING + constant_fc2 + 1, len(LABELS))
        head.weight.copy_(torch.cat([model.head.weight[:, :EMBEDDING], weight, bias[:, None]], 1))
        head.bias.copy_(model.head.bias)
    model.pose, model.head = branch.eval(), head
    return model


def pose_members(samples: Samples, rows: np.ndarray, config: Config, arguments: argparse.Namespace) -> list[PoseClassifier]:
    """Trains the pose branches, or reads them from the file `--pose` if it is there (they do not depend on the backbone)."""
    config.pose_hidden, config.pose_embedding, config.pose_dropout = POSE
    members, file = [PoseClassifier(config).eval() for _ in range(arguments.members)], Path(arguments.pose)
    if arguments.pose and file.exists():
        for member, state in zip(members, torch.load(file, weights_only=True), strict=True):
            member.load_state_dict(state)
        return members
    for i in range(arguments.members):
        config.seed = 100 + i
        members[i] = train_pose(samples, rows, config, epochs=arguments.epochs, like=members[0] if i else None,
                                noise=NOISE_WITH_LOOKS if samples.looks else NOISE)
        print(f'pose branch {i + 1}/{arguments.members}', flush=True)
    if arguments.pose:
        file.parent.mkdir(parents=True, exist_ok=True)
        torch.save([m.state_dict() for m in members], file)
    return members


@torch.no_grad()
def recalibrate(model: Handspell, samples: Samples, rows: np.ndarray, sizes: list[int], batches: int = 16) -> None:
    """Measures the batch normalisation statistics anew on plain crops of `rows` at `sizes` px.

    Training saw augmented crops, and other sizes; the app shows plain ones.
    """
    device, weights = next(model.parameters()).device, data.sampling_weights(samples, rows)
    norms = [m for m in model.backbone.modules() if isinstance(m, nn.BatchNorm2d)]
    for norm in norms:
        norm.reset_running_stats()
        norm.momentum = None
    model.backbone.train()
    random = np.random.default_rng(0)
    for i in range(batches):
        at = random.choice(rows, 64, p=weights)
        pixels = plain_crop(torch.from_numpy(samples.images[at]), torch.from_numpy(samples.landmarks[at]),
                            torch.from_numpy(samples.found[at]), torch.from_numpy(samples.left[at]), sizes[i % len(sizes)], random.uniform(1.3, 1.5)).to(device)
        embed(model.backbone, pixels)
    model.eval()
    for norm in norms:
        norm.momentum = 0.1


def main() -> None:
    config, arguments = from_arguments(extra=lambda p: (
        p.add_argument('checkpoint', nargs='?', default='', help='without one, only the pose branches are trained'), p.set_defaults(out=str(REPOSITORY / 'training/.cache/export')),
        p.add_argument('--size', type=int, default=128, help='input px that the balance is fitted at'),
        p.add_argument('--stride', type=int, default=1, help='use every n-th validation image'),
        p.add_argument('--recalibrate', default='', help='sizes in px, 128+160: measure batch normalisation anew there'),
        p.add_argument('--pose', default='', help='file that keeps the trained pose branches'),
        p.add_argument('--keep-pose', action='store_true', help="the checkpoint's own pose branch, from a second stage before it"),
        p.add_argument('--members', type=int, default=2), p.add_argument('--epochs', type=int, default=15)))
    if config.threads:
        torch.set_num_threads(config.threads)
    device = torch.device(config.device or ('cuda' if torch.cuda.is_available() else 'cpu'))
    samples = data.load(config)
    train, unseen, blocks = data.split(samples, config)
    unseen, blocks = unseen[::arguments.stride], blocks[::arguments.stride]

    members = [] if arguments.keep_pose else pose_members(samples, train, config, arguments)
    if not arguments.checkpoint:
        return
    model, known = load_model(arguments.checkpoint, config)
    if members:
        config.pose_hidden, config.pose_embedding, config.pose_dropout = POSE
        model = assemble(model, members, config)
    model.to(device, memory_format=torch.channels_last)

    if arguments.recalibrate:
        recalibrate(model, samples, train, [int(s) for s in arguments.recalibrate.split('+')])

    logits = predict(model, samples, unseen, arguments.size, device)
    label, found = samples.label[unseen], samples.found[unseen]
    source = np.char.replace(samples.source[unseen].astype(str), 'nothing_crops_', '')
    image, pose = logits.image, logits.both - logits.image
    factors = balance(image, pose, label, found, source)
    honest = held_out(image, pose, label, found, source)
    plain = combine(image, pose, found, type(factors)(1, 1, 1))
    calibration = {'before': calibration_error(plain, label), 'after, fitted on the other sources': calibration_error(honest, label),
                   'missing before': calibration_error(plain[~found], label[~found]),
                   'missing after': calibration_error(honest[~found], label[~found])}
    # The balance goes into the pose columns and one temperature each, so the app's sum stays a sum.
    with torch.no_grad():
        model.head.weight[:, EMBEDDING:] *= factors.pose / factors.image
    temperature = {'found': 1 / factors.image, 'missing': 1 / factors.missing}

    report = report_of(Logits(image, logits.pose, honest, logits.embedding), samples, unseen)
    kaggle = predict(model, samples, blocks, arguments.size, device)
    report['kaggle blocks, 29 classes'] = {k: round(100 * float((getattr(kaggle, k).argmax(1) == samples.label[blocks]).mean()), 2)
                                           for k in ('image', 'pose', 'both')}
    report['calibration error'] = {k: round(v, 4) for k, v in calibration.items()}
    report['threshold: answered %, right %'] = json.loads(reliability(honest, label))
    training = {'date': datetime.date.today().isoformat(), 'views': known.get('views'), 'seconds': round(known.get('seconds', 0)),
                'progress': round(known.get('progress', 0), 3), 'validationSources': config.validation_sources,
                'inputSize': arguments.size, 'unseenSources': report['mean'], 'poseFeatures': POSE_FEATURES}
    folder = Path(config.out)
    print(export(model, folder, temperature, training), temperature, factors)
    (folder / 'score.json').write_text(json.dumps(report, indent=1) + '\n')
    confusion(label, honest.argmax(1), LABELS, folder / 'confusion.png')
    print(json.dumps(report['mean']), json.dumps(report['calibration error']))


if __name__ == '__main__':
    main()
