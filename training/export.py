"""Writes what the app imports. `python -m training.export CKPT --out DIR`.

`backbone.safetensors` (float32, torchvision's names), `head.safetensors` and `head.json`, for `npm run
import-backbone`. Also reads checkpoints and exports back, for scoring and for starting another run.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import torch

from . import safetensors
from .config import REPOSITORY, Config, from_arguments
from .data import LABELS
from .model import Handspell
from .pose import POSE_FEATURES
from .shipped import fill_folded, read_shipped

POSE_LAYERS = 2


def load_weights(model: Handspell, path: str) -> dict:
    """Fills `model` from a training checkpoint (its averaged weights), an exported folder, the app's own
    model (public/models/default) or a bare backbone file.

    Returns what is known about the weights (temperatures, provenance). A bare backbone (ImageNet weights, say) leaves
    pose branch and head as they are. Throws KeyError with the names that are missing.
    """
    source = Path(path)
    if source.suffix == '.pt':
        state = torch.load(source, map_location='cpu', weights_only=True)
        model.load_state_dict(state['average'])
        return {key: state[key] for key in ('temperature', 'training', 'views', 'seconds', 'progress', 'config') if key in state}
    if (source / 'manifest.json').exists():
        shipped, manifest = read_shipped(source)
        fill_folded(model.backbone, shipped)
        model.load_state_dict({k: v for k, v in shipped.items() if k.startswith(('pose.', 'head.'))}, strict=False)
        return manifest
    backbone = source / 'backbone.safetensors' if source.is_dir() else source
    tensors = {k: torch.from_numpy(v.copy()) for k, v in safetensors.load(backbone).items()}
    own = model.backbone.state_dict()
    missing = [k for k in own if k not in tensors and not k.endswith('num_batches_tracked')]
    if missing:
        raise KeyError(f'{backbone} lacks {missing[:5]} ({len(missing)} in all): not a ResNet-50 with torchvision\'s names?')
    model.backbone.load_state_dict({k: v for k, v in tensors.items() if k in own}, strict=False)
    if not source.is_dir():
        return {}
    head = {k: torch.from_numpy(v.copy()) for k, v in safetensors.load(source / 'head.safetensors').items()}
    model.load_state_dict(head, strict=False)
    return json.loads((source / 'head.json').read_text())


def load_model(path: str, config: Config) -> tuple[Handspell, dict]:
    """A model shaped as the weights at `path` are, with what is known about them."""
    if path.endswith('.pt'):
        stored = torch.load(path, map_location='cpu', weights_only=True)['config']
        config.pose_hidden, config.pose_embedding = stored['pose_hidden'], stored['pose_embedding']
        config.pose_cuts = stored.get('pose_cuts', '')
    elif Path(path).is_dir():
        own = (Path(path) / 'manifest.json').exists()
        head = read_shipped(path)[0] if own else safetensors.load(Path(path) / 'head.safetensors')
        config.pose_hidden, config.pose_embedding = len(head['pose.fc1.bias']), len(head['pose.fc2.bias'])
        config.pose_cuts = ','.join(str(float(cut)) for cut in head.get('pose.cuts', []))
    model = Handspell(config).to(memory_format=torch.channels_last)
    known = load_weights(model, path)
    return model.eval(), known


def export(model: Handspell, folder: Path, temperature: dict[str, float], training: dict) -> str:
    """Writes the three files and returns the id of the features: a hash of the weights of both branches, which every
    head reads. The pose branch's are rounded to half floats, as the app's format stores them."""
    folder.mkdir(parents=True, exist_ok=True)
    state = {k: v.detach().float().cpu().contiguous().numpy() for k, v in model.state_dict().items()
             if not k.endswith('num_batches_tracked')}
    for name in [k for k in state if k.startswith('pose.fc') and k.endswith('.weight')]:
        state[name] = state[name].astype(np.float16).astype(np.float32)
    backbone = {k.removeprefix('backbone.'): v for k, v in state.items() if k.startswith('backbone.')}
    digest = hashlib.sha256()
    for name in sorted(k for k in state if k.startswith(('backbone.', 'pose.'))):
        digest.update(name.encode() + state[name].tobytes())
    identity = 'handspell-resnet50-' + digest.hexdigest()[:12]
    safetensors.save(backbone, folder / 'backbone.safetensors')
    safetensors.save({k: v for k, v in state.items() if k.startswith(('pose.', 'head.'))}, folder / 'head.safetensors')
    (folder / 'head.json').write_text(json.dumps({
        'schemaVersion': 1, 'labels': LABELS, 'backbone': identity, 'poseLayers': POSE_LAYERS,
        'poseFeatures': POSE_FEATURES, 'temperature': temperature, 'training': training}, indent=1) + '\n')
    return identity


def main() -> None:
    config, arguments = from_arguments(extra=lambda p: (p.add_argument('checkpoint'), p.set_defaults(
        out=str(REPOSITORY / 'training/.cache/export'))))
    model, known = load_model(arguments.checkpoint, config)
    folder = Path(config.out)
    identity = export(model, folder, known.get('temperature', {'found': 1.0, 'missing': 1.0}), known.get('training', {
        'views': known.get('views'), 'seconds': round(known.get('seconds', 0))}))
    print(f'{identity}: {sum(p.numel() for p in model.backbone.parameters())} parameters in {folder}')


if __name__ == '__main__':
    main()
