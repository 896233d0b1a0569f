"""Every setting of the recipe, in one typed place. Each field is also a flag: `--batch-size 64`."""

from __future__ import annotations

import argparse
import dataclasses
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_type_hints

REPOSITORY = Path(__file__).resolve().parent.parent


@dataclass
class Config:
    # Where things are
    data: str = str(REPOSITORY / '../shared/data/asl')
    """Folder with index.jsonl and the crops (see data.py for the format)."""
    hands: str = ''
    """File of `npm run find-hands`: landmarks as the app finds them, in place of the index's; empty: the index's."""
    cache: str = str(REPOSITORY / 'training/.cache/images')
    """Decoded images (1.7 GB at 160 px). Not committed, rebuilt when absent."""
    out: str = str(REPOSITORY / 'training/.cache/run')
    """Checkpoint and curves of this run."""
    cache_side: int = 160
    """Side of the cached crops in px. 160 px of a 1.7x square hold a 1.4x crop at 132 px."""

    # The split: always by source. Comma-separated sources that training never sees.
    validation: str = 'jbhumika_s3,longhong,meyyappan,sixom,mariia'
    kaggle_holdout: float = 0.15
    """Share of Kaggle's file numbers, the last of each class, that training never sees."""

    # Length. Either a number of views, or a time of day (HH:MM) that the schedule is fitted to.
    views: int = 1_500_000
    until: str = ''
    batch_size: int = 64
    """Per process."""
    stages: str = '0:64,0.31:96,0.58:128,0.85:128+128+160+224'
    """progress:input px. Small inputs first: a 64 px view costs a quarter of a 128 px view."""

    # Optimisation: AdamW, linear warm-up, cosine to zero
    learning_rate: float = 1e-3
    weight_decay: float = 0.05
    warmup: float = 0.04
    ema_decay: float = 0.998
    """Per step. The averaged weights are the ones scored and exported."""
    ema_every: int = 4
    label_smoothing: float = 0.1
    clip_norm: float = 5.0

    # Rendered hands (renders.py) beside the photographs
    renders: str = ''
    """Folder with them; empty: none."""
    render_share: float = 0.2
    """Share of each batch."""
    render_until: float = 0.72
    """Progress from which on there are photographs only, so that statistics and averages end on them."""

    cut_mix: float = 0.0
    """Share of images into which a rectangle of another is pasted (augment.py)."""

    frozen: str = ''
    """Parts of the backbone that stay as they are, statistics included: 'conv1,bn1,layer1,layer2' halves a step's time."""

    # Losses. The same embeddings are read three ways, which is branch dropping without wasted forwards.
    weight_image: float = 1.0
    weight_pose: float = 0.5
    weight_both: float = 0.5
    weight_geometry: float = 1.0
    """Auxiliary: bone directions and landmark positions regressed from the image embedding."""
    pose_hidden: int = 256
    pose_embedding: int = 128
    pose_dropout: float = 0.3
    pose_cuts: str = '-1,0,1'
    """Where each standardised pose feature is cut (model.py); empty: features as they are."""

    # Machine
    seed: int = 7
    threads: int = 0
    """CPU threads; 0 leaves PyTorch's choice."""
    device: str = ''
    """'cuda', 'cpu' or empty for the best there is."""
    checkpoint_minutes: float = 4.0
    score_minutes: float = 12.0
    """Every so often the averaged weights are scored on a thinned validation set."""
    score_stride: int = 8
    resume: str = ''
    """Checkpoint to continue (weights, optimiser, schedule, seeds)."""
    init: str = ''
    """Checkpoint, exported folder or public/models/default to start the weights from (nothing else)."""

    @property
    def cuts(self) -> list[float]:
        return [float(cut) for cut in self.pose_cuts.split(',') if cut]

    @property
    def frozen_parts(self) -> list[str]:
        return [part for part in self.frozen.split(',') if part]

    @property
    def validation_sources(self) -> list[str]:
        return [s for s in self.validation.split(',') if s]

    def sizes_at(self, progress: float) -> list[int]:
        """Input sizes (px) in use at `progress` in [0, 1]."""
        current: list[int] = []
        for stage in self.stages.split(','):
            start, sizes = stage.split(':')
            if progress >= float(start):
                current = [int(s) for s in sizes.split('+')]
        return current


def from_arguments(argv: list[str] | None = None, extra: Any = None) -> tuple[Config, argparse.Namespace]:
    """Reads flags into a Config. `extra(parser)` may add arguments of a single command."""
    parser = argparse.ArgumentParser(formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    hints = get_type_hints(Config)
    for field in dataclasses.fields(Config):
        parser.add_argument('--' + field.name.replace('_', '-'), type=hints[field.name], default=field.default)
    if extra:
        extra(parser)
    arguments = parser.parse_args(argv)
    if arguments.resume:
        # A resumed run goes on with its own settings; a flag that is given again still wins.
        import torch
        stored = torch.load(arguments.resume, map_location='cpu', weights_only=True, mmap=True)['config']
        parser.set_defaults(**{k: v for k, v in stored.items() if k in hints and k not in ('resume', 'init', 'device')})
        arguments = parser.parse_args(argv)
    return Config(**{f.name: getattr(arguments, f.name) for f in dataclasses.fields(Config)}), arguments
