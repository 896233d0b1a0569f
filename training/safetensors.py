"""The safetensors format: header length (8 bytes, little-endian), JSON header, tensor bytes. float32 and int8 only."""

from __future__ import annotations

import json
import struct
from pathlib import Path

import numpy as np

DTYPES = {'F32': np.dtype('<f4'), 'F16': np.dtype('<f2'), 'I8': np.dtype('i1'), 'I64': np.dtype('<i8')}


def save(tensors: dict[str, np.ndarray], path: str | Path) -> None:
    header, offset = {}, 0
    names = {dtype: name for name, dtype in DTYPES.items()}
    arrays = {name: np.ascontiguousarray(array) for name, array in tensors.items()}
    for name, array in arrays.items():
        header[name] = {'dtype': names[array.dtype], 'shape': list(array.shape), 'data_offsets': [offset, offset + array.nbytes]}
        offset += array.nbytes
    text = json.dumps(header, separators=(',', ':')).encode()
    text += b' ' * (-len(text) % 8)
    with open(path, 'wb') as file:
        file.write(struct.pack('<Q', len(text)) + text)
        for array in arrays.values():
            file.write(array.tobytes())


def load(path: str | Path) -> dict[str, np.ndarray]:
    raw = Path(path).read_bytes()
    (length,) = struct.unpack('<Q', raw[:8])
    header, out = json.loads(raw[8:8 + length]), {}
    for name, entry in header.items():
        if name == '__metadata__':
            continue
        start, end = (8 + length + o for o in entry['data_offsets'])
        out[name] = np.frombuffer(raw[start:end], DTYPES[entry['dtype']]).reshape(entry['shape'])
    return out
