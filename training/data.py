"""The labelled crops: index, decoded cache, split by source and balanced sampling.

`index.jsonl` has a line an image: `file`, `source`, `label`, `found`, and where a hand was found `landmarks`
(21 x [x, y, z] in crop sides, (0, 0) top left), `world` (21 x [x, y, z] in m), `hand` ('Left' or 'Right', as
MediaPipe prints it for an unmirrored image). The stored square is 1.7 times the hand's longer side.
`npm run find-hands` writes the same of the hands as the app finds them, with `looks`: the single looks, a list of
`landmarks`, `world` and `hand`, that the answer comes from.
"""

from __future__ import annotations

import json
import re
import zlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from .config import Config

LABELS = [chr(c) for c in range(ord('A'), ord('Z') + 1)] + ['del', 'nothing', 'space']
NOTHING = LABELS.index('nothing')
STORED_SCALE = 1.7
"""Side of a stored crop over the longer side of the hand's bounding box."""
CROP_SCALE = 1.4
"""The same for the crop that the app feeds the network."""
MASK_SIDE = 40
LOOKS = 3
"""Single looks that are kept of each image: the app stops at the third."""

BONES = [(0, 1), (1, 2), (2, 3), (3, 4), (0, 5), (5, 6), (6, 7), (7, 8), (0, 9), (9, 10), (10, 11), (11, 12),
         (0, 13), (13, 14), (14, 15), (15, 16), (0, 17), (17, 18), (18, 19), (19, 20)]


@dataclass
class Hands:
    """Landmarks of R images, as one look or as the mean of several."""

    landmarks: np.ndarray
    """[R, 21, 3] float32, crop sides; zeros where not found."""
    world: np.ndarray
    """[R, 21, 3] float32, m."""
    left: np.ndarray
    """[R] bool: to be mirrored."""


@dataclass
class Samples:
    """Columns of the index. N images."""

    images: np.ndarray
    """[N, side, side, 3] uint8, memory-mapped."""
    masks: np.ndarray
    """[N, 40, 40] uint8: 255 where the hand is likely, from its landmarks; all 255 where none was found."""
    landmarks: np.ndarray
    """[N, 21, 3] float32, crop sides; zeros where not found."""
    world: np.ndarray
    """[N, 21, 3] float32, m."""
    left: np.ndarray
    """[N] bool: printed 'Left', so crop and landmarks are to be mirrored."""
    odd: np.ndarray
    """[N] bool: found, but the label is not the one most of the source's hands have (often the landmarker's mistake)."""
    found: np.ndarray
    label: np.ndarray
    """[N] int64, index into LABELS."""
    source: np.ndarray
    """[N] str."""
    file: np.ndarray
    looks: list[Hands]
    """What single looks saw, N images each; the answer again where there were fewer looks. Empty without a file of them."""

    def answer(self, rows: np.ndarray) -> Hands:
        """What the app takes for the hands of `rows`."""
        return Hands(self.landmarks[rows], self.world[rows], self.left[rows])

    def seen(self, rows: np.ndarray, random: np.random.Generator) -> Hands:
        """One look at each of `rows`, or the answer: the landmarker's own errors, as augmentation.

        Where the printed handedness is not the source's usual one it is often wrong: both readings are drawn.
        """
        all_looks = [Hands(self.landmarks, self.world, self.left), *self.looks]
        drawn = random.integers(len(all_looks), size=len(rows))
        landmarks, world, left = (np.stack([getattr(look, name)[rows] for look in all_looks])[drawn, np.arange(len(rows))]
                                  for name in ('landmarks', 'world', 'left'))
        return Hands(landmarks, world, left ^ (self.odd[rows] & (random.random(len(rows)) < 0.5)))


def load(config: Config) -> Samples:
    rows = _lines(Path(config.data) / 'index.jsonl')
    n = len(rows)
    hands = [row if row['found'] else None for row in rows]
    looks: list[Hands] = []
    if config.hands:
        again = {row['file']: row if 'hand' in row else None for row in _lines(Path(config.hands))}
        unsought = [row['file'] for row in rows if row['file'] not in again]
        if unsought:
            raise ValueError(f'{config.hands} lacks {len(unsought)} of {n} images, {unsought[0]} first: let `npm run find-hands` finish')
        hands = [again[row['file']] for row in rows]
        looks = [_columns([hand and (hand['looks'][k] if k < len(hand['looks']) else hand) for hand in hands]) for k in range(LOOKS)]
    answer = _columns(hands)
    found = np.array([hand is not None for hand in hands])
    source = np.array([r['source'] for r in rows])
    odd = np.zeros(n, bool)
    for name in np.unique(source):
        of = found & (source == name)
        if of.any():
            odd |= of & (answer.left != (answer.left[of].mean() > 0.5))
    return Samples(_images(config, rows), _masks(config, answer.landmarks, found), answer.landmarks, answer.world, answer.left, odd, found,
                   np.array([LABELS.index(r['label']) for r in rows]), source, np.array([r['file'] for r in rows]), looks)


def _lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text().splitlines() if line]


def _columns(hands: list[dict | None]) -> Hands:
    n = len(hands)
    out = Hands(np.zeros((n, 21, 3), np.float32), np.zeros((n, 21, 3), np.float32), np.zeros(n, bool))
    for i, hand in enumerate(hands):
        if hand:
            out.landmarks[i], out.world[i], out.left[i] = hand['landmarks'], hand['world'], hand['hand'] == 'Left'
    return out


def _images(config: Config, rows: list[dict]) -> np.ndarray:
    """Decodes every JPEG once; training then reads memory only."""
    folder, side, n = Path(config.cache), config.cache_side, len(rows)
    folder.mkdir(parents=True, exist_ok=True)
    # Images of other files are other images.
    names = zlib.crc32('\n'.join(row['file'] for row in rows).encode())
    image_path = folder / f'images-{n}-{side}-{names:08x}.npy'
    if not image_path.exists():
        unfinished = image_path.with_suffix('.part')
        images = np.lib.format.open_memmap(unfinished, 'w+', np.uint8, (n, side, side, 3))

        def decode(i: int) -> None:
            with Image.open(Path(config.data) / rows[i]['file']) as image:
                images[i] = np.asarray(image.convert('RGB').resize((side, side), Image.Resampling.BOX, reducing_gap=None)
                                       if image.size != (side, side) else image.convert('RGB'))

        with ThreadPoolExecutor(4) as pool:
            for done, _ in enumerate(pool.map(decode, range(n)), 1):
                if done % 500 == 0 or done == n:
                    print(f'\rdecoding {done}/{n}', end='', flush=True)
        print()
        images.flush()
        unfinished.rename(image_path)
    return np.load(image_path, mmap_mode='r')


def _masks(config: Config, landmarks: np.ndarray, found: np.ndarray) -> np.ndarray:
    n = len(found)
    # Masks of other landmarks are other masks.
    path = Path(config.cache) / f'masks-{n}-{MASK_SIDE}-{zlib.crc32(landmarks.tobytes()):08x}.npy'
    if not path.exists():
        unfinished = path.with_suffix('.part.npy')
        np.save(unfinished, np.concatenate([hand_masks(landmarks[i:i + 256], found[i:i + 256]) for i in range(0, n, 256)]))
        unfinished.rename(path)
    return np.load(path)


def hand_masks(landmarks: np.ndarray, found: np.ndarray) -> np.ndarray:
    """Soft silhouettes [N, 40, 40] uint8: distance of each pixel to the nearest bone, palm or forearm segment."""
    points = landmarks[..., :2]
    size = np.ptp(points, axis=1).max(-1)[:, None, None]
    segments = [(points[:, a], points[:, b]) for a, b in BONES + [(5, 9), (9, 13), (13, 17), (1, 5), (0, 13), (2, 5)]]
    middle = points[:, [5, 9, 13, 17]].mean(1)
    palm = [(points[:, 0], middle), ((points[:, 0] + points[:, 5]) / 2, (points[:, 0] + points[:, 17]) / 2)]
    forearm = points[:, 0] + 1.5 * (points[:, 0] - middle)
    axis = (np.arange(MASK_SIDE) + 0.5) / MASK_SIDE
    grid = np.stack(np.meshgrid(axis, axis), -1)[None].astype(np.float32)
    best = np.full((len(points), MASK_SIDE, MASK_SIDE), np.inf, np.float32)
    for (a, b), radius in [(s, 0.09) for s in segments] + [(s, 0.16) for s in palm] + [((points[:, 0], forearm), 0.17)]:
        ab = (b - a)[:, None, None]
        ap = grid - a[:, None, None]
        t = np.clip((ap * ab).sum(-1) / np.maximum((ab * ab).sum(-1), 1e-9), 0, 1)
        distance = np.linalg.norm(ap - t[..., None] * ab, axis=-1) / np.maximum(size, 1e-6) - radius
        best = np.minimum(best, distance)
    mask = np.clip(0.5 - best / 0.04, 0, 1)
    mask[~found] = 1
    return (mask * 255).astype(np.uint8)


def split(samples: Samples, config: Config) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Indices to train on, unseen sources, and Kaggle's held-out blocks (the last numbers of each class).

    Hand-free crops of a validation source's room belong to validation too.
    """
    origin = np.char.replace(samples.source.astype(str), 'nothing_crops_', '')
    unseen = np.isin(origin, config.validation_sources)
    blocks = np.zeros(len(unseen), bool)
    for label in range(len(LABELS)):
        of = np.flatnonzero((samples.source == 'kaggle') & (samples.label == label))
        numbers = np.array([int(re.search(r'(\d+)\.\w+$', samples.file[i]).group(1)) for i in of])
        held = int(round(len(of) * config.kaggle_holdout))
        if held:
            blocks[of[np.argsort(numbers)[-held:]]] = True
    return np.flatnonzero(~unseen & ~blocks), np.flatnonzero(unseen), np.flatnonzero(blocks)


def sampling_weights(samples: Samples, train: np.ndarray) -> np.ndarray:
    """Probability of each training image: sources weigh equally, and classes within a source.

    `del` and `space` have one signer only and `nothing` has few images: each of the three gets 2% to 5% of the views.
    """
    weights = np.zeros(len(train))
    letters = samples.label[train] < 26
    for name in np.unique(samples.source[train][letters]):
        of = letters & (samples.source[train] == name)
        counts = np.bincount(samples.label[train][of], minlength=len(LABELS))
        weights[of] = 1 / counts[samples.label[train][of]] / np.count_nonzero(counts)
    weights /= weights.sum()
    share = {'del': 0.02, 'space': 0.02, 'nothing': 0.05}
    weights *= 1 - sum(share.values())
    for label, part in share.items():
        of = samples.label[train] == LABELS.index(label)
        if of.any():
            weights[of] = part / of.sum()
    return weights / weights.sum()
