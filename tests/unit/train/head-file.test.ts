import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { HeadRecord } from '../../../src/offline/database.ts';
import { headChecksum } from '../../../src/offline/head-store.ts';
import { TrainError } from '../../../src/train/errors.ts';
import { readHeadFile, writeHeadFile } from '../../../src/train/head-file.ts';
import { adaptHead, checkLabels } from '../../../src/train/labels.ts';

async function record(change: Partial<HeadRecord> = {}): Promise<HeadRecord> {
  const content = {
    labels: ['A', 'B', 'Щ'],
    backboneId: 'b1',
    weight: Float32Array.of(1, 2, 3, 4, 5, 6),
    bias: Float32Array.of(0.5, -0.5, 0),
    temperature: { found: 1.25, missing: 2 },
    ...change,
  };
  return {
    id: 'x',
    schemaVersion: 1,
    name: 'my hand',
    createdAt: 1700,
    metrics: {
      trainLoss: 0.1,
      trainAccuracy: 0.99,
      validationLoss: null,
      validationAccuracy: null,
      epochs: 2,
      images: 60,
      seconds: 1,
      split: 'none',
    },
    checksum: await headChecksum(content),
    ...content,
    ...change,
  };
}

const expected = { backboneId: 'b1', featureLength: 2 };
const code = (file: Blob, want = expected) =>
  readHeadFile(file, want).catch((error: TrainError) => error.code);

/** Rewrites the JSON header of a head file. */
async function withHeader(file: Blob, change: Record<string, unknown>): Promise<Blob> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const length = new DataView(bytes.buffer).getUint32(8, true);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(12, 12 + length)));
  const changed = new TextEncoder().encode(JSON.stringify({ ...header, ...change }));
  const size = new DataView(new ArrayBuffer(4));
  size.setUint32(0, changed.length, true);
  return new Blob([bytes.subarray(0, 8), size.buffer, changed, bytes.subarray(12 + length)]);
}

describe('a head file', () => {
  test('comes back as it went out', async () => {
    const head = await record();
    const read = await readHeadFile(writeHeadFile(head), expected);
    expect(read.head.weight).toEqual(head.weight);
    expect(read.head.bias).toEqual(head.bias);
    expect(read).toMatchObject({
      name: 'my hand',
      createdAt: 1700,
      metrics: head.metrics,
      head: { labels: ['A', 'B', 'Щ'], backboneId: 'b1', temperature: { found: 1.25, missing: 2 } },
    });
  });

  test('is refused by name for each thing that may be wrong', async () => {
    const good = writeHeadFile(await record());
    expect(await code(good, { ...expected, backboneId: 'b2' })).toBe('backbone-mismatch');
    expect(await code(good, { ...expected, featureLength: 3 })).toBe('backbone-mismatch');
    expect(await code(new Blob(['HSPHEAD']))).toBe('head-file-invalid');
    expect(await code(new Blob([good, 'x']))).toBe('head-file-invalid');
    expect(await code(await withHeader(good, { schemaVersion: 2 }))).toBe('head-file-newer');
    expect(await code(await withHeader(good, { labels: ['A', 'a', 'C'] }))).toBe('labels-invalid');
    expect(await code(await withHeader(good, { labels: ['A', 'B'] }))).toBe('head-file-invalid');
    expect(await code(await withHeader(good, { labels: ['A', 'B', 'C'] }))).toBe('head-file-checksum');
    expect(await code(await withHeader(good, { temperature: { found: 0, missing: 1 } }))).toBe(
      'head-file-invalid',
    );
    expect(await code(await withHeader(good, { featureLength: 2.5 }))).toBe('head-file-invalid');
    const infinite = await record({ weight: Float32Array.of(1, 2, Number.NaN, 4, 5, 6) });
    expect(await code(writeHeadFile(infinite))).toBe('head-file-invalid');
    const huge = await record({ weight: Float32Array.of(1, 2, 1e30, 4, 5, 6) });
    expect(await code(writeHeadFile(huge))).toBe('head-file-invalid');
  });

  test('odd metrics are dropped, the head is read', async () => {
    const file = await withHeader(writeHeadFile(await record()), { metrics: { epochs: 'many' } });
    expect((await readHeadFile(file, expected)).metrics).toBeNull();
  });

  test('any change of its bytes gives an error of ours, or changes nothing that decides an answer', async () => {
    const head = await record();
    const whole = new Uint8Array(await writeHeadFile(head).arrayBuffer());
    const change = fc.record({ at: fc.nat(whole.length - 1), to: fc.integer({ min: 0, max: 255 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), fc.nat(12), async (changes, cut) => {
        const bytes = new Uint8Array(whole);
        for (const { at, to } of changes) bytes[at] = to;
        try {
          const file = new Blob([bytes.subarray(0, bytes.length - Math.max(0, cut - 8))]);
          const read = await readHeadFile(file, expected);
          expect(read.head).toMatchObject({ labels: head.labels, weight: head.weight, bias: head.bias });
        } catch (error) {
          expect(error).toBeInstanceOf(TrainError);
        }
      }),
      { numRuns: 400 },
    );
  });
});

describe('an alphabet', () => {
  test.each([
    [['A']],
    [['A', 'a']],
    [['A', '']],
    [['A', ' B']],
    [['A', 'x'.repeat(25)]],
    [['A', 'B\n']],
    [['A', '..']],
    [['A', 'B/C']],
    [Array.from({ length: 201 }, (_, i) => `c${i}`)],
  ])('refuses %j', (labels) => {
    expect(() => checkLabels(labels)).toThrow(expect.objectContaining({ code: 'labels-invalid' }));
  });

  test('takes other scripts, digits and words', () => {
    expect(() => checkLabels(['Щ', 'Ё', '1', 'thank you'])).not.toThrow();
  });

  test('a changed one keeps what it knows and starts new classes at the mean', async () => {
    const head = { ...(await record()), id: 'x' };
    const adapted = adaptHead(head, ['B', 'New', 'Alpha'], { Alpha: 'A' });
    expect([...adapted.weight]).toEqual([3, 4, 3, 4, 1, 2]);
    expect([...adapted.bias]).toEqual([-0.5, 0, 0.5]);
  });
});
