"""Trains backbone, pose branch and head together. `python -m training.train [--until 08:05] [--resume CKPT]`.

One GPU, several (`torchrun --nproc-per-node N -m training.train`) or a CPU. The schedule follows either the number of
views or a time of day; `OUT/control.json` ({"until": "08:20", "threads": 2}) changes it while the run goes on.
"""

from __future__ import annotations

import copy
import dataclasses
import datetime
import json
import math
import os
import signal
import sys
import time
from pathlib import Path

import numpy as np
import torch
import torch.distributed as dist
import torch.nn.functional as F
from torch import Tensor, nn

from . import data
from .augment import Batch, augment, compose, cut_mix, plain_crop
from .config import Config, from_arguments
from .data import MASK_SIDE
from .export import load_model
from .folds import right_hands
from .model import Handspell, Outputs, features_of, geometry_targets
from .plots import curves
from .pose import augment_pose
from .renders import load_renders
from .resnet import normalise
from .score import predict, summary
from .shipped import unfold


def losses(outputs: Outputs, batch: Batch, config: Config) -> dict[str, Tensor]:
    """Mean losses of a batch. Pose and geometry exist only where a hand was found."""
    found = batch.found

    def entropy(logits: Tensor, label: Tensor) -> Tensor:
        return F.cross_entropy(logits, label, label_smoothing=config.label_smoothing, reduction='none')

    def mean(values: Tensor, of: Tensor) -> Tensor:
        return (values * of).sum() / of.sum().clamp(min=1)

    # Landmarks tell of the image's own hand only: where another was pasted in, the pixels answer alone.
    whole = batch.own == 1
    image = batch.own * entropy(outputs.image, batch.label) + (1 - batch.own) * entropy(outputs.image, batch.other)
    error = F.smooth_l1_loss(outputs.geometry, geometry_targets(batch), beta=0.5, reduction='none').mean(1)
    return {'image': image.mean(), 'pose': mean(entropy(outputs.pose, batch.label), found),
            'both': mean(entropy(outputs.both, batch.label), whole), 'geometry': 10 * mean(error, found & whole)}


class Schedule:
    """Progress in [0, 1] by views, or by the time left until `until`; a pause only makes the rest denser."""

    def __init__(self, config: Config) -> None:
        self.config, self.progress, self.typical = config, 0.0, 0.0
        self.asked, self.end = '', datetime.datetime.max

    def seconds_left(self) -> float:
        now = datetime.datetime.now()
        if self.config.until != self.asked:
            self.asked = self.config.until
            hour, minute = map(int, self.asked.split(':'))
            self.end = now.replace(hour=hour, minute=minute, second=0)
            # The next such time, today or tomorrow, from when it was asked for.
            if self.end <= now:
                self.end += datetime.timedelta(days=1)
        return (self.end - now).total_seconds()

    def advance(self, views: int, seconds: float) -> None:
        if not self.config.until:
            self.progress += views / self.config.views
            return
        self.typical = seconds if not self.typical else 0.95 * self.typical + 0.05 * min(seconds, 3 * self.typical)
        left = self.seconds_left()
        share = self.typical / max(left, self.typical)
        self.progress += (1 - self.progress) * share

    def rate(self) -> float:
        """Learning rate: linear warm-up, then a cosine to zero."""
        p, w = min(self.progress, 1.0), self.config.warmup
        factor = p / w if p < w else 0.5 * (1 + math.cos(math.pi * (p - w) / (1 - w)))
        return self.config.learning_rate * max(factor, 1e-3)


class Trainer:
    def __init__(self, config: Config) -> None:
        self.config = config
        self.rank, self.world = int(os.environ.get('RANK', 0)), int(os.environ.get('WORLD_SIZE', 1))
        cuda = config.device.startswith('cuda') or (not config.device and torch.cuda.is_available())
        chosen = config.device or ('cuda' if cuda else 'cpu')
        self.device = torch.device(f'cuda:{os.environ.get("LOCAL_RANK", 0)}' if chosen == 'cuda' else chosen)
        if self.world > 1:
            dist.init_process_group('nccl' if cuda else 'gloo')
        if cuda:
            torch.cuda.set_device(self.device)
        if config.threads:
            torch.set_num_threads(config.threads)
        torch.manual_seed(config.seed)
        self.out = Path(config.out)
        self.out.mkdir(parents=True, exist_ok=True)
        # One process decodes; the others read what it wrote.
        if self.rank:
            dist.barrier()
        self.samples = data.load(config)
        if self.world > 1 and not self.rank:
            dist.barrier()
        self.train, self.unseen, self.blocks = data.split(self.samples, config)
        self.weights = data.sampling_weights(self.samples, self.train)
        self.renders = load_renders(config.renders) if config.renders else None
        if self.renders:
            # Letters weigh equally here too.
            counts = np.bincount(self.renders.label, minlength=len(data.LABELS))
            weights = 1 / counts[self.renders.label]
            self.render_weights = weights / weights.sum()
        # On a GPU the whole cache lives there: 1.7 GB, and no loader processes.
        self.images = torch.from_numpy(np.asarray(self.samples.images)).to(self.device) if cuda else None
        self.model = Handspell(config)
        if config.init:
            self.model, known = load_model(config.init, config)
            # A bare backbone brings no pose branch.
            if not known:
                self._standardise()
            if (Path(config.init) / 'manifest.json').exists():
                self._unfold()
        elif not config.resume:
            self._standardise()
        self.model = self.model.to(self.device, memory_format=torch.channels_last)
        self.average = copy.deepcopy(self.model).eval()
        for part in config.frozen_parts:
            self.model.backbone.get_submodule(part).requires_grad_(False)
        # What no loss asks for stays as it is: weight decay alone would wear it away.
        if config.weight_pose == config.weight_both == 0:
            self.model.pose.requires_grad_(False)
        if config.weight_geometry == 0:
            self.model.geometry.requires_grad_(False)
        learning = [p for p in self.model.parameters() if p.requires_grad]
        decayed = [p for p in learning if p.ndim > 1]
        rest = [p for p in learning if p.ndim <= 1]
        self.optimizer = torch.optim.AdamW([{'params': decayed, 'weight_decay': config.weight_decay},
                                            {'params': rest, 'weight_decay': 0.0}], lr=config.learning_rate, fused=True)
        self.schedule, self.step, self.views, self.seconds = Schedule(config), 0, 0, 0.0
        self.history: list[dict] = []
        if config.resume:
            self._restore(torch.load(config.resume, map_location=self.device, weights_only=True))
        self.parallel: nn.Module = self.model
        if self.world > 1:
            if cuda:
                self.model = nn.SyncBatchNorm.convert_sync_batchnorm(self.model)
            self.parallel = nn.parallel.DistributedDataParallel(self.model)

    def run(self) -> None:
        if self.schedule.progress >= 1:
            raise SystemExit(f'{self.config.resume} has been trained to the end of its schedule; '
                             f'--init {self.config.resume} starts another run from its averaged weights')
        checkpointed = scored = logged = time.monotonic()
        running: dict[str, float] = {}
        since = 0
        stopping: list[int] = []
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda received, _: stopping.append(received))
        while self._goes_on(bool(stopping)):
            began = time.monotonic()
            values = self._step()
            spent = time.monotonic() - began
            self.schedule.advance(self.config.batch_size * self.world, spent)
            self.views += self.config.batch_size * self.world
            self.seconds += spent
            since += self.config.batch_size * self.world
            for key, value in values.items():
                running[key] = value if key not in running else 0.98 * running[key] + 0.02 * value
            now = time.monotonic()
            if now - logged > 10:
                if not self.rank:
                    self._report(running, since / (now - logged))
                logged, since = now, 0
                self._control()
            if self.rank:
                continue
            if now - checkpointed > 60 * self.config.checkpoint_minutes:
                self.save()
                checkpointed = now
            if now - scored > 60 * self.config.score_minutes:
                self._score()
                scored = time.monotonic()
        if not self.rank:
            if not stopping:
                self._score()
            self.save()
            print(f'\nsaved {self.out / "checkpoint.pt"}', flush=True)

    def _goes_on(self, stopping: bool) -> bool:
        """Whether there is a next step. Processes of one run agree on it and on the progress: clocks differ."""
        over = stopping or self.schedule.progress >= 1 or bool(self.config.until and self.schedule.seconds_left() <= 0)
        if self.world > 1:
            shared = torch.tensor([float(over), self.schedule.progress], dtype=torch.float64, device=self.device)
            dist.broadcast(shared, 0)
            over, self.schedule.progress = bool(shared[0]), float(shared[1])
        return not over

    def _step(self) -> dict[str, float]:
        """One optimiser step. Random numbers come from seed, step and rank alone, so a resumed run repeats itself."""
        config, s = self.config, self.samples
        seed = (config.seed * 1_000_003 + self.step) * 64 + self.rank
        generator = torch.Generator().manual_seed(seed)
        torch.manual_seed(seed)  # dropout draws from here
        rows = self.train[np.random.default_rng(seed).choice(len(self.train), config.batch_size, p=self.weights)]
        sizes = config.sizes_at(self.schedule.progress)
        size = sizes[int(torch.randint(len(sizes), (), generator=generator))]
        hands = s.seen(rows, np.random.default_rng((seed, 3)))

        def at(column: np.ndarray) -> Tensor:
            return torch.from_numpy(column).to(self.device, non_blocking=True)

        images = at(s.images[rows]) if self.images is None else self.images[at(rows)]
        columns = [at(c) for c in (s.masks[rows], hands.landmarks, hands.world, s.found[rows], hands.left & s.found[rows], s.label[rows])]
        images, rendered = self._with_renders(images, columns, seed, generator)
        batch = augment(images, *columns, size, generator, rendered)
        if config.cut_mix:
            batch = cut_mix(batch, config.cut_mix, generator)
        features = features_of(*augment_pose(batch.landmarks, batch.world, generator))

        for group in self.optimizer.param_groups:
            group['lr'] = self.schedule.rate()
        self.parallel.train()
        for part in config.frozen_parts:
            self.model.backbone.get_submodule(part).eval()
        outputs = self.parallel(batch.pixels, features, batch.found)
        parts = losses(outputs, batch, config)
        loss = sum(getattr(config, f'weight_{key}') * value for key, value in parts.items())
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self.model.parameters(), config.clip_norm)
        self.optimizer.step()
        self.step += 1
        if self.step % config.ema_every == 0:
            self._follow()
        if not torch.isfinite(loss):
            raise FloatingPointError(f'loss {float(loss)} at step {self.step}; resume from the last checkpoint')
        top1 = (outputs.image.argmax(1) == batch.label).float().mean()
        return {'loss': float(loss.detach()), **{k: float(v.detach()) for k, v in parts.items()}, 'image top-1': float(top1)}

    def _with_renders(self, images: Tensor, columns: list[Tensor], seed: int, generator: torch.Generator) -> tuple[Tensor, Tensor]:
        """Puts rendered hands in the first places of a batch: in its images, which are returned with [B] bool that
        says where, and in place in its `columns` (masks, landmarks, world, found, mirrored, label)."""
        rendered = torch.zeros(len(images), dtype=torch.bool, device=self.device)
        if self.renders is None or self.schedule.progress >= self.config.render_until:
            return images, rendered
        r, count = self.renders, round(len(images) * self.config.render_share)
        drawn = np.random.default_rng((seed, 2)).choice(len(r.label), count, p=self.render_weights)
        images = images.clone()
        images[:count] = compose(torch.from_numpy(r.images[drawn]).to(self.device), images, generator)
        theirs = (np.full((count, MASK_SIDE, MASK_SIDE), 255, np.uint8), r.landmarks[drawn], r.world[drawn],
                  np.ones(count, bool), np.zeros(count, bool), r.label[drawn])
        for column, of in zip(columns, theirs):
            column[:count] = torch.from_numpy(of).to(self.device)
        rendered[:count] = True
        return images, rendered

    @torch.no_grad()
    def _follow(self) -> None:
        # The ramp lets the average forget the untrained start.
        decay = min(self.config.ema_decay, (1 + self.step) / (30 + self.step)) ** self.config.ema_every
        for slow, fast in zip(self.average.state_dict().values(), self.model.state_dict().values()):
            if slow.is_floating_point():
                slow.lerp_(fast.to(slow.dtype), 1 - decay)
            else:
                slow.copy_(fast)

    @torch.no_grad()
    def _standardise(self) -> None:
        """Mean and std of the features over augmented training poses."""
        s = self.samples
        rows = self.train[s.found[self.train]]
        generator = torch.Generator().manual_seed(self.config.seed)
        features = features_of(*augment_pose(*right_hands(s.seen(rows, np.random.default_rng(self.config.seed))), generator))
        self.model.pose.mean.copy_(features.mean(0))
        self.model.pose.std.copy_(features.std(0).clamp(min=0.02))

    def _unfold(self) -> None:
        """The app's model has its batch normalisation folded away: measure it anew on plain crops."""
        s = self.samples
        rows = np.random.default_rng(self.config.seed).choice(self.train, 128, p=self.weights)
        pixels = plain_crop(*(torch.from_numpy(c[rows]) for c in (s.images, s.landmarks, s.found, s.left)), 128)
        unfold(self.model.backbone, normalise(pixels).contiguous(memory_format=torch.channels_last))

    def _report(self, running: dict[str, float], speed: float) -> None:
        p = self.schedule.progress
        left = self.schedule.seconds_left() if self.config.until else (self.config.views - self.views) / max(speed, 1e-6)
        width = 24
        bar = '#' * int(width * p) + '-' * (width - int(width * p))
        size = '+'.join(map(str, self.config.sizes_at(p)))
        text = ' '.join(f'{k} {v:.3f}' for k, v in running.items())
        print(f'\r[{bar}] {100 * p:5.1f}%  {self.views} views  {size} px  {speed:.0f} images/s  '
              f'{left / 60:.1f} min left  {text}', end='' if sys.stdout.isatty() else '\n', flush=True)
        self.history.append({'views': self.views, 'progress': p, 'seconds': self.seconds, 'rate': self.schedule.rate(), **running})

    def _control(self) -> None:
        path = self.out / 'control.json'
        if path.exists():
            wish = json.loads(path.read_text())
            self.config.until = wish.get('until', self.config.until)
            self.config.stages = wish.get('stages', self.config.stages)
            if wish.get('threads', 0) and wish['threads'] != torch.get_num_threads():
                torch.set_num_threads(wish['threads'])

    def _score(self) -> None:
        rows = self.unseen[::self.config.score_stride]
        if not len(rows):  # trained on everything
            return
        size = min(self.config.sizes_at(self.schedule.progress))
        result = summary(predict(self.average, self.samples, rows, size, self.device), self.samples, rows)
        self.history.append({'views': self.views, 'progress': self.schedule.progress, 'size': size, 'unseen': result['mean']})
        print(f'\nunseen sources, every {self.config.score_stride}th image at {size} px: {json.dumps(result["mean"])}', flush=True)

    def save(self) -> None:
        state = {'model': self.model.state_dict(), 'average': self.average.state_dict(),
                 'optimizer': self.optimizer.state_dict(), 'step': self.step, 'views': self.views, 'seconds': self.seconds,
                 'progress': self.schedule.progress, 'history': self.history, 'config': dataclasses.asdict(self.config)}
        unfinished = self.out / 'checkpoint.part'
        torch.save(state, unfinished)
        unfinished.rename(self.out / 'checkpoint.pt')
        curves(self.history, self.out / 'curves.png')

    def _restore(self, state: dict) -> None:
        self.model.load_state_dict(state['model'])
        self.average.load_state_dict(state['average'])
        self.optimizer.load_state_dict(state['optimizer'])
        self.step, self.views, self.seconds = state['step'], state['views'], state['seconds']
        self.schedule.progress, self.history = state['progress'], state['history']


if __name__ == '__main__':
    Trainer(from_arguments()[0]).run()
