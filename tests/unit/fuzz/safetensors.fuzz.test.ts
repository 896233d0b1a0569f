import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ModelError } from '../../../src/model/errors.ts';
import { parseHeadFile } from '../../../src/model/head-file.ts';
import { parseSafetensors, toFloat32, writeSafetensors } from '../../../src/model/safetensors.ts';
import { readHeadMemory } from '../../../src/train/head-memory.ts';
import { fuzz, RUNS, survive, TIMEOUT_MS } from './fuzz.ts';
import { joined } from './mutate.ts';

const tensor = (...shape: number[]) => ({
  shape,
  values: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => 1 + Math.sin(i) / 2),
});

/** A recipe's head with its pose branch over an embedding of 4 values. */
const HEAD = writeSafetensors(
  new Map([
    ['pose.mean', tensor(3)],
    ['pose.std', tensor(3)],
    ['pose.fc1.weight', tensor(2, 3)],
    ['pose.fc1.bias', tensor(2)],
    ['head.weight', tensor(3, 6)],
    ['head.bias', tensor(3)],
  ]),
  { made: 'for a test' },
);
const DESCRIPTION = {
  schemaVersion: 1,
  labels: ['A', 'B', 'nothing'],
  poseLayers: 1,
  backbone: 'b1',
  temperature: { found: 1, missing: 2 },
};
const MEMORY = writeSafetensors(
  new Map([
    ['b1.directions', tensor(2, 6)],
    ['b1.variances', tensor(2)],
  ]),
);

test(
  'safetensors files: tensors that cover the file exactly, or an error of ours',
  async () => {
    await fuzz([HEAD, MEMORY, writeSafetensors(new Map([['empty', tensor(0)]]))], async (bytes) => {
      const tensors = await survive(() => parseSafetensors(bytes), ModelError);
      if (!tensors) return;
      const stored = [...tensors.values()].reduce((sum, { data }) => sum + data.length, 0);
      const headerLength = Number(new DataView(bytes.buffer).getBigUint64(0, true));
      expect(8 + headerLength + stored).toBe(bytes.length);
      for (const entry of tensors.values()) await survive(() => toFloat32(entry), ModelError);
    });
  },
  TIMEOUT_MS,
);

test(
  "a recipe's head and a head's memory: finite numbers of the right shape, or an error of ours",
  async () => {
    await fuzz([HEAD, MEMORY], async (bytes) => {
      const file = await survive(() => parseHeadFile(DESCRIPTION, bytes, 4), ModelError);
      if (file) {
        expect(file.head.weight.every(Number.isFinite)).toBe(true);
        expect(file.pose.std.every((value) => value > 0)).toBe(true);
      }
      const memory = await survive(
        () => readHeadMemory(bytes, { backboneId: 'b1', featureLength: 6 }),
        ModelError,
      );
      if (memory) {
        expect(memory.directions.length).toBe(memory.variances.length * 6);
        expect(memory.directions.every(Number.isFinite) && memory.variances.every(Number.isFinite)).toBe(
          true,
        );
      }
    });
  },
  TIMEOUT_MS,
);

test(
  'any JSON as a header or a description',
  async () => {
    const size = (length: number) => new Uint8Array(BigUint64Array.of(BigInt(length)).buffer);
    const tensorJson = fc.record({
      dtype: fc.oneof(fc.constantFrom('F32', 'F16', 'BF16', 'I64', 'BOOL'), fc.jsonValue()),
      shape: fc.oneof(fc.array(fc.oneof(fc.nat(4), fc.maxSafeNat()), { maxLength: 20 }), fc.jsonValue()),
      data_offsets: fc.oneof(fc.tuple(fc.nat(40), fc.nat(40)), fc.jsonValue()),
    });
    const header = fc.oneof(fc.jsonValue(), fc.dictionary(fc.string({ maxLength: 5 }), tensorJson));
    const key = fc.constantFrom(...Object.keys(DESCRIPTION));
    await fc.assert(
      fc.asyncProperty(header, fc.uint8Array({ maxLength: 40 }), key, async (json, data, field) => {
        const text = new TextEncoder().encode(JSON.stringify(json));
        const bytes = joined(size(text.length), text, data);
        await survive(() => parseSafetensors(bytes), ModelError);
        await survive(() => parseHeadFile(json, HEAD, 4), ModelError);
        await survive(() => parseHeadFile({ ...DESCRIPTION, [field]: json }, HEAD, 4), ModelError);
      }),
      { numRuns: RUNS },
    );
  },
  TIMEOUT_MS,
);
