"""Hand-pose features: 21 landmarks and 21 world landmarks -> a vector that knows shape and orientation only.

`src/model/pose.ts` computes the same numbers in the same order; `tests/fixtures/pose-golden.json` holds the two
together. Invariant to position and scale of both inputs. In-plane orientation is kept: it is what tells G from Q,
K from P and H from U. Left hands are mirrored to right ones first (x -> -x).

Joint numbers are MediaPipe's: 0 wrist, 1-4 thumb, 5-8 index, 9-12 middle, 13-16 ring, 17-20 little finger; the first
of each finger is its knuckle (MCP), the last its tip. x points right, y down, z away from the camera.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

from .data import BONES

POSE_FEATURES = 385
EPSILON = 1e-6
KNUCKLES, TIPS = [5, 9, 13, 17], [4, 8, 12, 16, 20]
CHAINS = [[0, k, k + 1, k + 2, k + 3] for k in (1, 5, 9, 13, 17)]
TIP_PAIRS = [(a, b) for i, a in enumerate(TIPS) for b in TIPS[i + 1:]]
REACHES = [(2, 4), (5, 8), (9, 12), (13, 16), (17, 20)]
"""Where each finger starts and ends."""


def pose_features(landmarks: Tensor, world: Tensor, left: Tensor) -> Tensor:
    """[B, 21, 3] in any isotropic unit, [B, 21, 3] in m, [B] bool -> [B, 385] float32.

    `landmarks` z is MediaPipe's, scaled like x.
    """
    sign = torch.where(left, -1.0, 1.0)
    flip = torch.stack([sign, torch.ones_like(sign), torch.ones_like(sign)], 1)[:, None]
    image, world = landmarks * flip, world * flip
    return torch.cat([*_in_space(world), *_in_image(image)], 1)


def _in_space(w: Tensor) -> list[Tensor]:
    w = w - w[:, :1]
    scale = w[:, KNUCKLES].norm(dim=-1).mean(1)[:, None, None] + EPSILON
    w = w / scale
    # Palm frame: y from the wrist to the middle knuckle, x from the little finger's knuckle to the index', z across.
    y = _unit(w[:, 9])
    across = w[:, 5] - w[:, 17]
    x = _unit(across - (across * y).sum(-1, keepdim=True) * y)
    frame = torch.stack([x, y, torch.linalg.cross(x, y)], 1)
    p = w @ frame.transpose(1, 2)
    bones = _unit(_differences(w, BONES))
    bends = torch.stack([_cosine(w[:, c[i + 1]] - w[:, c[i]], w[:, c[i + 2]] - w[:, c[i + 1]])
                         for c in CHAINS for i in range(3)], 1)
    reach = _differences(w, REACHES)
    spread = _cosine(reach[:, :-1], reach[:, 1:])
    pairs = TIP_PAIRS + [(t, j) for t in (4, 3) for j in range(5, 21)] + [(0, t) for t in TIPS] + REACHES[1:]
    distances = _differences(w, pairs).norm(dim=-1)
    # Neighbouring fingers side by side: their signed offsets tell U from R and V; the thumb's tell A, E, M, N, S, T.
    neighbours = _differences(p, [(k + j, k + 4 + j) for k in (5, 9, 13) for j in (1, 2, 3)])
    thumb = _differences(p, [(k + j, 4) for k in KNUCKLES for j in (0, 1, 2)])
    return [p[:, 1:].flatten(1), frame.flatten(1), bones.flatten(1), bends, spread, distances,
            neighbours.flatten(1), thumb.flatten(1)]


def _in_image(v: Tensor) -> list[Tensor]:
    v = v - v.mean(1, keepdim=True)
    scale = v[..., :2].pow(2).sum(-1).mean(1).sqrt()[:, None, None] + EPSILON
    v = v / scale
    flat = v[..., :2]
    bones = _unit(_differences(flat, BONES))
    neighbours = _differences(flat, [(k + j, k + 4 + j) for k in (5, 9, 13) for j in (2, 3)])
    reach = _unit(_differences(flat, REACHES))
    a, b = reach[:, :-1], reach[:, 1:]
    return [v.flatten(1), bones.flatten(1), neighbours.flatten(1),
            a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0], (a * b).sum(-1)]


def _differences(points: Tensor, pairs: list[tuple[int, int]]) -> Tensor:
    return points[:, [b for _, b in pairs]] - points[:, [a for a, _ in pairs]]


def _unit(v: Tensor) -> Tensor:
    return v / (v.norm(dim=-1, keepdim=True) + EPSILON)


def _cosine(a: Tensor, b: Tensor) -> Tensor:
    return (_unit(a) * _unit(b)).sum(-1)


def augment_pose(landmarks: Tensor, world: Tensor, generator: torch.Generator | None = None,
                 tilt: float = 12, roll: float = 12, noise: float = 0.045, lengths: float = 0.1) -> tuple[Tensor, Tensor]:
    """Another hand, camera and landmarker error for the same letter.

    `tilt` and `roll` are standard deviations in degrees of the rotation out of and in the image plane, `noise` of each
    coordinate in hand sizes, `lengths` of the logarithm of each finger's length. Both inputs are treated as rigid in 3D.
    """
    n = len(landmarks)
    angles = torch.randn(n, 3, generator=generator) * torch.tensor([tilt, tilt, roll]) * (math.pi / 180)
    rotation = _rotation(angles.to(landmarks.device))
    factors = torch.exp(torch.randn(n, 5, 1, generator=generator) * lengths).to(landmarks.device)
    jitter = torch.exp(torch.randn(n, 1, 1, generator=generator) * 0.5) * noise
    shared = torch.randn(n, 21, 3, generator=generator) * jitter
    out = []
    for points in (landmarks, world):
        points = points - points[:, :1]
        points = _stretch(points, factors)
        size = points[:, KNUCKLES].norm(dim=-1).mean(1)[:, None, None]
        own = torch.randn(n, 21, 3, generator=generator) * jitter * 0.5
        points = points + (shared + own).to(points.device) * size
        out.append(points @ rotation.transpose(1, 2))
    return out[0], out[1]


def _stretch(points: Tensor, factors: Tensor) -> Tensor:
    out = [points[:, 0]]
    for chain, f in zip(CHAINS, factors.unbind(1)):
        base = points[:, chain[1]]
        out += [base, *[base + (points[:, j] - base) * f for j in chain[2:]]]
    return torch.stack(out, 1)


def _rotation(angles: Tensor) -> Tensor:
    """[B, 3] rad about x, y, z -> [B, 3, 3]."""
    (cx, cy, cz), (sx, sy, sz) = angles.cos().unbind(1), angles.sin().unbind(1)
    zero, one = torch.zeros_like(cx), torch.ones_like(cx)
    rx = torch.stack([one, zero, zero, zero, cx, -sx, zero, sx, cx], 1).view(-1, 3, 3)
    ry = torch.stack([cy, zero, sy, zero, one, zero, -sy, zero, cy], 1).view(-1, 3, 3)
    rz = torch.stack([cz, -sz, zero, sz, cz, zero, zero, zero, one], 1).view(-1, 3, 3)
    return rz @ ry @ rx
