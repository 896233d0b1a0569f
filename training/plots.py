"""Curves and a confusion matrix, drawn with pillow."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

PALETTE = ['#1f6feb', '#d1242f', '#1a7f37', '#9a6700', '#8250df', '#57606a']


def curves(history: list[dict], path: Path) -> None:
    """Left: training losses; right: top-1 on unseen sources in %. Both over views."""
    width, height = 520, 320
    picture = Image.new('RGB', (2 * width, height), 'white')
    trained, scored = [h for h in history if 'loss' in h], [h for h in history if 'unseen' in h]
    left = {k: [(h['views'], h[k]) for h in trained] for k in ('image', 'pose', 'both', 'geometry')}
    right = {k: [(h['views'], h['unseen'][k]) for h in scored] for k in ('image', 'pose', 'both', 'missing')}
    _panel(picture, (0, 0, width, height), 'training loss', left)
    _panel(picture, (width, 0, width, height), 'unseen sources, top-1 %', right, top=100)
    picture.save(path, optimize=True)


def _panel(picture: Image.Image, box: tuple[int, int, int, int], title: str, series: dict[str, list], top: float = 0) -> None:
    draw, font = ImageDraw.Draw(picture), ImageFont.load_default(12)
    x0, y0, width, height = box
    left, right, upper, lower = x0 + 44, x0 + width - 12, y0 + 30, y0 + height - 28
    draw.text((left, y0 + 8), title, 'black', font)
    points = [p for line in series.values() for p in line]
    if not points:
        return
    last, high = max(p[0] for p in points) or 1, top or max(p[1] for p in points) or 1
    for i in range(5):
        y = lower - (lower - upper) * i / 4
        draw.line((left, y, right, y), '#d0d7de')
        draw.text((x0 + 6, y - 7), f'{high * i / 4:.3g}', '#57606a', font)
        draw.text((left + (right - left) * i / 4 - 14, lower + 8), f'{last * i / 4000:.0f}k', '#57606a', font)
    for i, (name, line) in enumerate(series.items()):
        draw.text((right - 76 * (len(series) - i), y0 + 8), name, PALETTE[i], font)
        place = [(left + (right - left) * x / last, lower - (lower - upper) * min(y / high, 1)) for x, y in line if y == y]
        if len(place) > 1:
            draw.line(place, PALETTE[i], 2)
        elif place:
            draw.ellipse((place[0][0] - 2, place[0][1] - 2, place[0][0] + 2, place[0][1] + 2), PALETTE[i])


def confusion(truth: np.ndarray, guess: np.ndarray, labels: list[str], path: Path) -> None:
    """Rows are the truth, columns the answer, each row in % of its images; rows without images are left out."""
    names = [i for i in range(len(labels)) if (truth == i).any()]
    cell, margin = 22, 60
    picture = Image.new('RGB', (margin + cell * len(labels) + 8, margin + cell * len(names) + 8), 'white')
    draw, font = ImageDraw.Draw(picture), ImageFont.load_default(10)
    draw.text((8, 8), 'truth \\ answer, %', 'black', font)
    short = [n[:3] for n in labels]
    for j, name in enumerate(short):
        draw.text((margin + cell * j + 5, margin - 16), name, 'black', font)
    for row, i in enumerate(names):
        y = margin + cell * row
        draw.text((margin - 24, y + 5), short[i], 'black', font)
        share = np.bincount(guess[truth == i], minlength=len(labels)) / (truth == i).sum()
        for j, value in enumerate(share):
            x = margin + cell * j
            colour = (27, 127, 55) if i == j else (209, 36, 47)
            shade = tuple(int(255 + (c - 255) * min(1, value ** 0.6)) for c in colour)
            draw.rectangle((x, y, x + cell - 2, y + cell - 2), shade)
            if value >= 0.01:
                draw.text((x + 3, y + 5), f'{100 * value:.0f}', 'white' if value > 0.5 else 'black', font)
    picture.save(path, optimize=True)
