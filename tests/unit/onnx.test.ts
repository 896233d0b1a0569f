import * as ort from 'onnxruntime-web/wasm';
import { expect, it } from 'vitest';
import { writeOnnx } from '../../scripts/lib/onnx.ts';
import { varint } from '../../scripts/lib/protobuf.ts';
import { fuse } from '../../src/model/zoo/fuse.ts';
import { convsOf, loadFused } from '../../src/model/zoo/load.ts';
import { runReference } from '../../src/model/zoo/reference.ts';
import { randomCheckpoint, seeded, TINY } from './tiny-model.ts';

it('writes integers seven bits at a time', () => {
  expect([...varint(0)]).toEqual([0]);
  expect([...varint(300)]).toEqual([0xac, 0x02]);
  expect([...varint(2 ** 32)]).toEqual([0x80, 0x80, 0x80, 0x80, 0x10]);
});

it('gives ONNX Runtime the same network: a tiny ResNet answers as the reference does', async () => {
  const weights = loadFused(TINY, randomCheckpoint(TINY));
  const layers = fuse(TINY.layers);
  const side = 64;
  const random = seeded(5);
  const pixels = Float32Array.from({ length: side * side * 3 }, () => random() * 2 - 1);
  const expected = runReference(layers, weights, { shape: [side, side, 3], values: pixels }).values;

  ort.env.wasm.numThreads = 1;
  const session = await ort.InferenceSession.create(writeOnnx(layers, convsOf(TINY, weights)));
  const planes = Float32Array.from({ length: pixels.length }, (_, i) => {
    const area = side * side;
    return pixels[(i % area) * 3 + Math.floor(i / area)] ?? 0;
  });
  const { embedding } = await session.run({ input: new ort.Tensor('float32', planes, [1, 3, side, side]) });
  await session.release();

  const actual = embedding?.data as Float32Array;
  expect(actual.length).toBe(expected.length);
  const largest = Math.max(...expected.map(Math.abs));
  expected.forEach((value, i) => {
    expect(Math.abs((actual[i] ?? 0) - value)).toBeLessThan(1e-4 * largest);
  });
});

it('refuses a layer that it has no operator for', () => {
  expect(() => writeOnnx([{ kind: 'flatten' }], new Map())).toThrow('flatten');
});
