"""Weighs the two branches against each other and turns logits into probabilities that mean something.

Both branches know their training signers too well, each to its own degree, so the right balance and the right
temperature show only on signers that neither has seen. Three numbers are fitted, no more: how much each branch counts
where a hand was found, and the temperature where none was. They are reported leaving one source out.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor


@dataclass
class Balance:
    image: float
    """Factor of the image logits where a hand was found."""
    pose: float
    missing: float
    """Factor of the image logits where no hand was found (an inverse temperature)."""


def balance(image: np.ndarray, pose: np.ndarray, label: np.ndarray, found: np.ndarray, source: np.ndarray) -> Balance:
    """Least negative log-likelihood, sources weighing equally. `image` and `pose` are [N, 29] logits without bias.

    Arrays of one row an image; rows of `pose` where not found are ignored.
    """
    weight = np.zeros(len(label))
    for name in np.unique(source):
        weight[source == name] = 1 / (source == name).sum()
    li, lp, y, w, f = (torch.from_numpy(np.asarray(a)) for a in (image, pose, label, weight, found))
    li, lp = li.double(), lp.double()

    def fit(count: int, rows: Tensor, logits) -> list[float]:  # noqa: ANN001
        log_factors = torch.zeros(count, dtype=torch.float64, requires_grad=True)
        optimizer = torch.optim.LBFGS([log_factors], max_iter=100, line_search_fn='strong_wolfe')

        def closure() -> Tensor:
            optimizer.zero_grad()
            loss = (F.cross_entropy(logits(log_factors.exp())[rows], y[rows], reduction='none') * w[rows]).sum() / w[rows].sum()
            loss.backward()
            return loss

        optimizer.step(closure)
        return log_factors.detach().exp().tolist()

    a, b = fit(2, f, lambda k: k[0] * li + k[1] * lp)
    (c,) = fit(1, ~f, lambda k: k[0] * li) if bool((~f).any()) else (a,)
    return Balance(a, b, c)


def combine(image: np.ndarray, pose: np.ndarray, found: np.ndarray, factors: Balance) -> np.ndarray:
    """[N, 29] calibrated logits."""
    return np.where(found[:, None], factors.image * image + factors.pose * pose, factors.missing * image)


def held_out(image: np.ndarray, pose: np.ndarray, label: np.ndarray, found: np.ndarray, source: np.ndarray) -> np.ndarray:
    """[N, 29] calibrated logits where each source's factors were fitted on the other sources only."""
    out = np.zeros_like(image)
    for name in np.unique(source):
        of = source == name
        out[of] = combine(image[of], pose[of], found[of], balance(image[~of], pose[~of], label[~of], found[~of], source[~of]))
    return out


def softmax(logits: np.ndarray) -> np.ndarray:
    e = np.exp(logits - logits.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


def calibration_error(logits: np.ndarray, label: np.ndarray, bins: int = 15) -> float:
    """Expected calibration error (Guo et al. 2017) of the top answer, in [0, 1]."""
    p = softmax(logits)
    confidence, right = p.max(1), p.argmax(1) == label
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    return float(sum(abs(confidence[place == b].sum() - right[place == b].sum()) for b in range(bins)) / len(label))


def reliability(logits: np.ndarray, label: np.ndarray) -> str:
    """What a threshold buys: share of images answered and top-1 among them, as JSON."""
    p = softmax(logits)
    confidence, right = p.max(1), p.argmax(1) == label
    return json.dumps({f'{t:.1f}': [round(100 * float((confidence >= t).mean()), 1),
                                    round(100 * float(right[confidence >= t].mean()), 1)] for t in (0.3, 0.5, 0.7, 0.9)})
