"""Augmentation as a few vectorised operations on a whole batch; runs where the batch is (CPU or GPU).

A crop is cut from the stored 1.7x square: tighter, turned, shifted and slightly sheared; left hands are mirrored to
right ones and nothing is ever flipped at random (mirror images of letters are other letters). Landmarks move along.
"""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from .data import CROP_SCALE, NOTHING, STORED_SCALE

GREY = 127.0


@dataclass
class Batch:
    """What the network and the losses see. B images of `size` px."""

    pixels: Tensor
    """[B, 3, size, size] float32 in [0, 255]."""
    landmarks: Tensor
    """[B, 21, 3] in halves of the crop's side, (0, 0) its centre; of a right hand."""
    world: Tensor
    """[B, 21, 3] m, turned like the pixels; of a right hand."""
    found: Tensor
    label: Tensor
    other: Tensor
    """[B] the label of what `cut_mix` pasted in; the image's own where it did not."""
    own: Tensor
    """[B] float32 in [0, 1]: how much of the image is its own."""


def _uniform(n: int, low: float, high: float, generator: torch.Generator) -> Tensor:
    return torch.rand(n, generator=generator) * (high - low) + low


def crop_matrix(scale: Tensor, angle: Tensor, shift: Tensor, mirrored: Tensor, shear: Tensor | None = None) -> Tensor:
    """[B, 2, 3] that takes crop coordinates in [-1, 1] to coordinates of the stored square in [-1, 1].

    `scale` is the crop's side over the stored side, `angle` rad, `shift` [B, 2] in stored half sides.
    """
    cos, sin = angle.cos() * scale, angle.sin() * scale
    matrix = torch.stack([cos, -sin, sin, cos], 1).view(-1, 2, 2)
    if shear is not None:
        matrix = matrix @ shear
    sign = torch.where(mirrored, -1.0, 1.0)
    # The square is mirrored as a whole first, so everything after it sees right hands only.
    matrix = torch.stack([matrix[:, 0] * sign[:, None], matrix[:, 1]], 1)
    shift = torch.stack([shift[:, 0] * sign, shift[:, 1]], 1)
    return torch.cat([matrix, shift[:, :, None]], 2)


def _toward(centre: Tensor, mirrored: Tensor) -> Tensor:
    """`centre` as a shift of `crop_matrix`, which counts from the mirrored square."""
    return torch.stack([torch.where(mirrored, -centre[:, 0], centre[:, 0]), centre[:, 1]], 1)


def sample(images: Tensor, matrix: Tensor, size: int, halve: bool = False, bend: Tensor | None = None) -> Tensor:
    """[B, H, W, 3] uint8 -> [B, 3, size, size] float32 in [0, 255]; outside the stored square grey 127.

    `bend` [B, size, size, 2] is added to where each pixel is read, in stored half sides.
    """
    pixels = images.permute(0, 3, 1, 2).float() - GREY
    if halve:
        pixels = F.avg_pool2d(pixels, 2)
    grid = F.affine_grid(matrix, [len(images), 3, size, size], align_corners=False)
    if bend is not None:
        grid = grid + bend
    return F.grid_sample(pixels, grid, 'bilinear', 'zeros', align_corners=False) + GREY


def hand_box(landmarks: Tensor, found: Tensor) -> tuple[Tensor, Tensor]:
    """The landmarks' bounding box: longer side [B] in stored sides, centre [B, 2] in stored half sides from the middle.

    Without a hand it is the box of a hand that fills the whole image as the stored square's own hand does.
    """
    low, high = landmarks[..., :2].amin(1), landmarks[..., :2].amax(1)
    side = torch.where(found, (high - low).amax(1).clamp(min=0.02), 1 / STORED_SCALE)
    return side, torch.where(found[:, None], low + high - 1, 0.0)


def plain_crop(images: Tensor, landmarks: Tensor, found: Tensor, left: Tensor, size: int, crop_scale: float = CROP_SCALE) -> Tensor:
    """The app's own crop, without augmentation: 1.4x around the hand, mirrored if left; the whole image if no hand was found."""
    n = len(images)
    side, centre = hand_box(landmarks, found)
    scale = torch.where(found, crop_scale * side, 1.0)
    mirrored = left & found
    matrix = crop_matrix(scale, torch.zeros(n), _toward(centre, mirrored), mirrored)
    # Averaging first where the crop shrinks a lot: a browser's drawImage does not alias either.
    return sample(images, matrix, size, halve=size * STORED_SCALE / crop_scale < 0.7 * images.shape[1])


def augment(images: Tensor, masks: Tensor, landmarks: Tensor, world: Tensor, found: Tensor, mirrored: Tensor,
            label: Tensor, size: int, generator: torch.Generator, rendered: Tensor | None = None) -> Batch:
    """One augmented view an image, cut, turned and slightly bent as fingers differ. uint8 [B, H, W, 3], uint8 [B, 40, 40] and the columns of `Samples`, on one device.

    `rendered` [B] bool: images that stand before another background already (`compose`). Random numbers are drawn on the CPU from `generator`, so a run repeats itself on any device.
    """
    n, device = len(images), images.device

    def move(t: Tensor) -> Tensor:
        return t.to(device, non_blocking=True)

    side, centre = (t.cpu() for t in hand_box(landmarks, found))
    scale = torch.where(found.cpu(), _uniform(n, 1.12, 1.72, generator) * side, _uniform(n, 0.6, 1.05, generator))
    far = torch.rand(n, generator=generator) < 0.08
    scale = torch.where(far, _uniform(n, 1.0, 1.7, generator) * STORED_SCALE * side, scale)
    angle = (torch.randn(n, generator=generator) * 12).clamp(-30, 30) * (math.pi / 180)
    shift = torch.randn(n, 2, generator=generator).clamp(-2, 2) * 0.06 * STORED_SCALE * side[:, None]
    shift = shift + _toward(centre, mirrored.cpu())
    shear = torch.eye(2) + torch.randn(n, 2, 2, generator=generator).clamp(-2, 2) * 0.08
    matrix = move(crop_matrix(scale, angle, shift, mirrored.cpu(), shear))
    halve = size * 1.3 < images.shape[1] * 0.7 and bool(torch.rand((), generator=generator) < 0.6)
    knots = torch.randn(n, 2, 5, 5, generator=generator) * _uniform(n, 0, 0.05, generator).view(n, 1, 1, 1)
    bend = F.interpolate(move(knots), size=size, mode='bicubic').permute(0, 2, 3, 1)
    pixels = sample(images, matrix, size, halve, bend)
    mask = F.grid_sample(masks[:, None].float() / 255, F.affine_grid(matrix, [n, 1, size, size], align_corners=False) + bend,
                         'bilinear', 'zeros', align_corners=False)
    pixels = _background(pixels, mask, images, found if rendered is None else found & ~rendered, generator)
    pixels = _empty_rooms(pixels, images, masks, (label == NOTHING) & ~found, generator)
    pixels = _occlude(_degrade(_colour(pixels, generator), generator), generator)

    inverse = torch.linalg.inv(matrix[:, :, :2])
    flat = (landmarks[..., :2] * 2 - 1 - matrix[:, None, :, 2]) @ inverse.transpose(1, 2)
    # The bend moves a landmark by nearly its own value there, against the direction of reading.
    moved = F.grid_sample(bend.permute(0, 3, 1, 2), flat[:, None], 'bilinear', 'border', align_corners=False)
    flat = flat - moved[:, :, 0].transpose(1, 2) @ inverse.transpose(1, 2)
    depth = landmarks[..., 2:] * 2 / move(scale)[:, None, None]
    sign = torch.where(mirrored, -1.0, 1.0)
    turned = world * torch.stack([sign, torch.ones_like(sign), torch.ones_like(sign)], 1)[:, None]
    cos, sin = move(angle).cos()[:, None], move(angle).sin()[:, None]
    turned = torch.stack([turned[..., 0] * cos + turned[..., 1] * sin, turned[..., 1] * cos - turned[..., 0] * sin,
                          turned[..., 2]], -1)
    return Batch(pixels, torch.cat([flat, depth], -1), turned, found, label, label, torch.ones_like(pixels[:, 0, 0, 0]))


def cut_mix(batch: Batch, share: float, generator: torch.Generator) -> Batch:
    """Pastes a rectangle of another image of the batch into `share` of them (Yun et al. 2019, CutMix)."""
    n, size, device = len(batch.pixels), batch.pixels.shape[-1], batch.pixels.device
    partner = torch.randperm(n, generator=generator).to(device)
    half = (1 - torch.rand(n, 1, generator=generator)).sqrt() / 2
    at = torch.rand(2, n, 1, generator=generator)
    axis = (torch.arange(size) + 0.5) / size
    inside = (axis - at).abs() < half
    chosen = (torch.rand(n, generator=generator) < share)[:, None, None]
    area = (inside[1][:, :, None] & inside[0][:, None, :] & chosen)[:, None].to(device)
    own = 1 - area.float().mean((1, 2, 3))
    return dataclasses.replace(batch, pixels=torch.where(area, batch.pixels[partner], batch.pixels), other=batch.label[partner], own=own)


def compose(rgba: Tensor, images: Tensor, generator: torch.Generator) -> Tensor:
    """Rendered hands uint8 [B, H, H, 4] before corners of `images`, colour fields and textures: uint8 [B, H, H, 3]."""
    hand, alpha = rgba[..., :3].permute(0, 3, 1, 2).float(), rgba[..., 3:].permute(0, 3, 1, 2).float() / 255
    behind = _behind(len(rgba), rgba.shape[1], images, generator)
    return (behind + (hand - behind) * alpha).round().to(torch.uint8).permute(0, 2, 3, 1)


def _behind(n: int, size: int, images: Tensor, generator: torch.Generator) -> Tensor:
    """[n, 3, size, size]: half corners of other images, half colour fields and textures."""
    half = n // 2
    if half == 0:
        return _field(n, size, generator).to(images.device)
    other = images[torch.randint(len(images), (half,), generator=generator).to(images.device)]
    corner = torch.sign(torch.randn(half, 2, generator=generator)) * 0.72
    matrix = crop_matrix(_uniform(half, 0.15, 0.4, generator), _uniform(half, -3.1, 3.1, generator), corner,
                         torch.zeros(half, dtype=torch.bool))
    field = _field(n - half, size, generator).to(images.device)
    return torch.cat([sample(other, matrix.to(images.device), size), field])


def _background(pixels: Tensor, mask: Tensor, images: Tensor, found: Tensor, generator: torch.Generator) -> Tensor:
    """Puts three of four found hands before something else."""
    chosen = torch.nonzero((torch.rand(len(pixels), generator=generator) < 0.75) & found.cpu())[:, 0].to(pixels.device)
    n = len(chosen)
    if n == 0:
        return pixels
    behind = _behind(n, pixels.shape[-1], images, generator)
    # Light on the hand and light behind it differ; every eighth hand is nearly a silhouette.
    gain = torch.where(torch.rand(n, 1, 1, 1, generator=generator) < 0.12, torch.rand(n, 1, 1, 1, generator=generator) * 0.35 + 0.08,
                       (torch.randn(n, 1, 1, 1, generator=generator) * 0.3).exp())
    hand, m = pixels[chosen] * gain.to(pixels.device), mask[chosen]
    return pixels.index_copy(0, chosen, behind + (hand - behind) * m)


def _empty_rooms(pixels: Tensor, images: Tensor, masks: Tensor, nothing: Tensor, generator: torch.Generator) -> Tensor:
    """Half of the `nothing` images become hand-free corners of other images, or textures: few rooms are in the data."""
    chosen = torch.nonzero(nothing.cpu() & (torch.rand(len(pixels), generator=generator) < 0.5))[:, 0].to(pixels.device)
    n, size = len(chosen), pixels.shape[-1]
    if n == 0:
        return pixels
    other = torch.randint(len(images), (n,), generator=generator).to(images.device)
    corner = torch.sign(torch.randn(n, 2, generator=generator)) * 0.7
    matrix = crop_matrix(_uniform(n, 0.2, 0.4, generator), _uniform(n, -0.4, 0.4, generator), corner,
                         torch.zeros(n, dtype=torch.bool)).to(pixels.device)
    grid = F.affine_grid(matrix, [n, 1, 16, 16], align_corners=False)
    hand = F.grid_sample(masks[other][:, None].float() / 255, grid, align_corners=False).mean((1, 2, 3)) > 0.02
    room = torch.where(hand[:, None, None, None], _field(n, size, generator).to(pixels.device), sample(images[other], matrix, size))
    return pixels.index_copy(0, chosen, room)


def _field(n: int, size: int, generator: torch.Generator) -> Tensor:
    """[n, 3, size, size]: a random colour, with detail at several scales in random amounts (none, often)."""
    out = torch.rand(n, 3, 1, 1, generator=generator) * 255
    for cells in (2, 5, 12, 32):
        amount = (torch.randn(n, 1, 1, 1, generator=generator) * 35).clamp(min=0)
        noise = torch.randn(n, 3, cells, cells, generator=generator)
        noise = noise.mean(1, keepdim=True) + noise * 0.4
        kind = 'nearest' if torch.rand((), generator=generator) < 0.3 else 'bilinear'
        out = out + amount * F.interpolate(noise, size=size, mode=kind)
    return out.clamp(0, 255)


def _colour(pixels: Tensor, generator: torch.Generator) -> Tensor:
    """Camera and light: gamma, then a random colour matrix (hue, saturation, white balance, contrast), brightness."""
    n, device = len(pixels), pixels.device
    gamma = torch.exp(torch.randn(n, 1, 1, 1, generator=generator) * 0.35).clamp(0.4, 2.5).to(device)
    x = (pixels / 255).clamp(1e-3, 1) ** gamma
    saturation = torch.exp(torch.randn(n, generator=generator) * 0.35)
    saturation = torch.where(torch.rand(n, generator=generator) < 0.12, 0.0, saturation)[:, None, None]
    grey = torch.full((n, 3, 3), 1 / 3)
    matrix = grey + (torch.eye(3) - grey) * saturation
    # A turn about the grey axis changes hue only; shuffling it with small random mixing widens skin and light colours.
    hue = torch.randn(n, generator=generator)[:, None, None] * 0.2
    axis = torch.tensor([[0, -1.0, 1], [1, 0, -1], [-1, 1, 0]]) / math.sqrt(3)
    turn = torch.eye(3) * hue.cos() + axis * hue.sin() + grey * (1 - hue.cos())
    gain = torch.exp(torch.randn(n, 3, 1, generator=generator) * 0.1 + torch.randn(n, 1, 1, generator=generator) * 0.25)
    mixing = torch.eye(3) + torch.randn(n, 3, 3, generator=generator) * 0.04
    matrix = (gain * (mixing @ turn @ matrix)).to(device)
    offset = (torch.randn(n, 3, 1, generator=generator) * 0.03 + torch.randn(n, 1, 1, generator=generator) * 0.08).to(device)
    x = torch.baddbmm(offset, matrix, x.flatten(2)).view_as(pixels)
    # Light from one side: a smooth gain over the image.
    light = torch.randn(n, 1, 3, 3, generator=generator) * _uniform(n, 0, 0.35, generator).view(n, 1, 1, 1)
    x = x * F.interpolate(light.exp().to(device), size=x.shape[-1], mode='bilinear')
    return x.clamp(0, 1) * 255


def _degrade(pixels: Tensor, generator: torch.Generator) -> Tensor:
    """Focus, resolution and sensor noise. Blur is a mix with a blurred copy, so negative weights sharpen."""
    n, size, device = len(pixels), pixels.shape[-1], pixels.device
    third = max(n // 3, 1)
    order = torch.randperm(n, generator=generator).to(device)
    blurred, coarse, noisy = order[:third], order[third // 2:third // 2 + third // 2 + 1], order[-third:]
    x = pixels[blurred]
    weight = _uniform(third, -0.5, 1.0, generator).view(-1, 1, 1, 1).to(device)
    soft = F.avg_pool2d(F.pad(x, (1, 1, 1, 1), mode='replicate'), 3, 1)
    pixels = pixels.index_copy(0, blurred, (x + weight * (soft - x)).clamp(0, 255))
    small = max(int(size * float(_uniform(1, 0.35, 0.75, generator))), 16)
    x = F.interpolate(pixels[coarse], size=small, mode='bilinear', antialias=False)
    pixels = pixels.index_copy(0, coarse, F.interpolate(x, size=size, mode='bilinear'))
    strength = _uniform(len(noisy), 0, 14, generator).view(-1, 1, 1, 1)
    noise = torch.randn(len(noisy), 3, size, size, generator=generator) * strength
    return pixels.index_copy(0, noisy, (pixels[noisy] + noise.to(device)).clamp(0, 255))


def _occlude(pixels: Tensor, generator: torch.Generator) -> Tensor:
    """A rectangle of one colour over a quarter of the images: sleeves, edges of the frame, objects."""
    n, size, device = len(pixels), pixels.shape[-1], pixels.device
    at, half = torch.rand(2, n, 1, generator=generator), _uniform(2 * n, 0.04, 0.17, generator).view(2, n, 1)
    axis = (torch.arange(size) + 0.5) / size
    inside = (axis - at).abs() < half
    chosen = (torch.rand(n, generator=generator) < 0.25)[:, None, None]
    area = (inside[1][:, :, None] & inside[0][:, None, :] & chosen)[:, None].to(device)
    colour = (torch.rand(n, 3, 1, 1, generator=generator) * 255).to(device)
    return torch.where(area, colour, pixels)
