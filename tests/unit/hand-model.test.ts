import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { unzipSync } from 'fflate';
import { ByteBuffer } from 'flatbuffers';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  assembleHandModel,
  findPackedFile,
  HAND_MODEL_SHA256,
  sha256,
} from '../../scripts/lib/hand-model.ts';
import { addInputNormalization } from '../../scripts/lib/tflite-metadata.ts';

const PACKAGE = 'node_modules/@mediapipe/hands';

describe('the assembled hand model', () => {
  let task: Uint8Array;
  let landmarks: Uint8Array;
  beforeAll(async () => {
    [task, landmarks] = await Promise.all([
      assembleHandModel(PACKAGE),
      readFile(`${PACKAGE}/hand_landmark_full.tflite`),
    ]);
  });

  it('is the same file every time, whatever the time zone', async () => {
    expect(sha256(task)).toBe(HAND_MODEL_SHA256);
    const zone = process.env.TZ;
    process.env.TZ = 'Pacific/Auckland';
    try {
      expect(sha256(await assembleHandModel(PACKAGE))).toBe(HAND_MODEL_SHA256);
    } finally {
      if (zone === undefined) delete process.env.TZ;
      else process.env.TZ = zone;
    }
  });

  it('is a zip of two stored TFLite models', () => {
    const view = new DataView(task.buffer, task.byteOffset);
    expect(view.getUint16(8, true)).toBe(0);
    const entries = unzipSync(task);
    expect(Object.keys(entries)).toEqual(['hand_detector.tflite', 'hand_landmarks_detector.tflite']);
    for (const model of Object.values(entries))
      expect(new ByteBuffer(model).__has_identifier('TFL3')).toBe(true);
  });

  it('keeps every byte of the network behind a new root', () => {
    const model = unzipSync(task)['hand_landmarks_detector.tflite'];
    const at = (model?.length ?? 0) - landmarks.length;
    const kept = Buffer.from(model ?? []).indexOf(Buffer.from(landmarks));
    expect(kept).toBeGreaterThan(0);
    expect(kept).toBeLessThanOrEqual(at);
    expect(kept % 16).toBe(0);
  });

  it('tells how the input is normalised', () => {
    for (const model of Object.values(unzipSync(task))) {
      expect(readNormalization(model)).toEqual({ mean: [0], std: [255] });
    }
  });
});

describe('addInputNormalization', () => {
  it('refuses bytes that are no TFLite model', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        fc.pre(Buffer.from(bytes.subarray(4, 8)).toString() !== 'TFL3');
        expect(() => addInputNormalization(bytes, 'x', { mean: 0, std: 1 })).toThrow('not a TFLite model');
      }),
    );
  });
});

describe('findPackedFile', () => {
  const loader = 'x({"files": [{"filename": "/a/palm.tflite", "start": 11, "end": 99}]})';
  it('reads the offsets from the loader', () => {
    expect(findPackedFile(loader, 'palm.tflite')).toEqual({ start: 11, end: 99 });
  });
  it('says which file is missing', () => {
    expect(() => findPackedFile(loader, 'alm.tflite')).toThrow('No alm.tflite');
  });
});

/** Walks root, metadata, buffer, `ModelMetadata`, subgraph, tensor and process unit down to the two numbers. */
function readNormalization(model: Uint8Array) {
  const file = new ByteBuffer(model);
  const vector = (bytes: ByteBuffer, table: number, field: number): number[] => {
    const at = table + bytes.__offset(table, 4 + 2 * field);
    return Array.from({ length: bytes.__vector_len(at) }, (_, i) => bytes.__vector(at) + 4 * i);
  };
  const tables = (bytes: ByteBuffer, table: number, field: number): number[] =>
    vector(bytes, table, field).map((at) => bytes.__indirect(at));
  const only = (bytes: ByteBuffer, table: number, field: number): number => {
    const [first, ...rest] = tables(bytes, table, field);
    if (first === undefined || rest.length > 0) throw new Error(`field ${field} does not hold one table`);
    return first;
  };
  const root = file.readInt32(0);
  const entry = tables(file, root, 6)
    .map((table) => ({
      name: file.__string(table + file.__offset(table, 4)),
      buffer: file.readInt32(table + file.__offset(table, 6)),
    }))
    .find(({ name }) => name === 'TFLITE_METADATA');
  const buffer = tables(file, root, 4)[entry?.buffer ?? -1] ?? 0;
  const data = buffer + file.__offset(buffer, 4);
  const start = file.__vector(data);
  const metadata = new ByteBuffer(model.slice(start, start + file.__vector_len(data)));
  expect(metadata.__has_identifier('M001')).toBe(true);
  const subgraph = only(metadata, metadata.readInt32(0), 3);
  const unit = only(metadata, only(metadata, subgraph, 2), 4);
  expect(metadata.readInt8(unit + metadata.__offset(unit, 4))).toBe(1);
  const options = metadata.__indirect(unit + metadata.__offset(unit, 6));
  const floats = (field: number): number[] =>
    vector(metadata, options, field).map((at) => metadata.readFloat32(at));
  return { mean: floats(0), std: floats(1) };
}
