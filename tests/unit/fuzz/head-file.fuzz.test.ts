import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ModelError } from '../../../src/model/errors.ts';
import { validateHead } from '../../../src/model/head.ts';
import type { HeadRecord } from '../../../src/offline/database.ts';
import { headChecksum } from '../../../src/offline/head-store.ts';
import { TrainError } from '../../../src/train/errors.ts';
import { readHeadFile, writeHeadFile } from '../../../src/train/head-file.ts';
import { fuzz, RUNS, survive, TIMEOUT_MS } from './fuzz.ts';
import { joined } from './mutate.ts';

const FEATURES = 6;
const expected = { backboneId: 'b1', featureLength: FEATURES };

async function file(labels: string[]): Promise<Uint8Array<ArrayBuffer>> {
  const weight = Float32Array.from({ length: labels.length * FEATURES }, (_, i) => Math.sin(i));
  const bias = Float32Array.from(labels, (_, i) => Math.cos(i));
  const content = { labels, backboneId: 'b1', weight, bias, temperature: { found: 1.5, missing: 2 } };
  const record: HeadRecord = {
    id: 'x',
    schemaVersion: 1,
    name: 'my hand',
    createdAt: 1_700_000_000_000,
    metrics: null,
    checksum: await headChecksum(content),
    ...content,
  };
  return new Uint8Array(await writeHeadFile(record).arrayBuffer());
}

/** What the app goes on to do with a head that was let in must work. */
function expectUsable({ head, name }: Awaited<ReturnType<typeof readHeadFile>>): void {
  expect(() => validateHead({ ...head, id: 'imported' }, FEATURES, 'b1')).not.toThrow();
  expect(name.length).toBeLessThanOrEqual(80);
}

test(
  'head files with changed bytes are refused, or decide as the whole one does',
  async () => {
    const seeds = [await file(['A', 'B', 'Щ']), await file(['A', 'B', 'Щ', 'nothing'])];
    const wholes = await Promise.all(seeds.map((seed) => readHeadFile(new Blob([seed]), expected)));
    await fuzz(seeds, async (bytes) => {
      const read = await survive(() => readHeadFile(new Blob([bytes]), expected), TrainError);
      if (!read) return;
      expectUsable(read);
      expect(wholes.map(({ head }) => head)).toContainEqual(read.head);
    });
  },
  TIMEOUT_MS,
);

test(
  'head files with a true checksum over odd contents are refused by name, or usable',
  async () => {
    const number = fc.oneof(
      fc.double(),
      fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, -1e7, 1e38, 0),
      fc.constant(1),
    );
    const label = fc.oneof(
      fc.string({ maxLength: 30 }),
      fc.constantFrom(
        'A',
        '<img src=x onerror=alert(1)>',
        '__proto__',
        'constructor',
        '..',
        'A/B',
        '\u202eB',
      ),
    );
    const header = fc.record({
      schemaVersion: fc.oneof({ weight: 9, arbitrary: fc.constant(1) }, fc.anything()),
      name: fc.oneof({ weight: 9, arbitrary: fc.constant('n') }, fc.jsonValue()),
      createdAt: fc.oneof({ weight: 9, arbitrary: fc.constant(1) }, fc.jsonValue()),
      labels: fc.oneof({ weight: 9, arbitrary: fc.array(label, { maxLength: 6 }) }, fc.jsonValue()),
      temperature: fc.record({ found: number, missing: number }),
      metrics: fc.jsonValue(),
    });
    await fc.assert(
      fc.asyncProperty(header, fc.array(number, { maxLength: 60 }), async (fields, values) => {
        const labels = Array.isArray(fields.labels) ? (fields.labels as string[]) : [];
        const take = (length: number) =>
          Float32Array.from({ length }, (_, i) => values[i % Math.max(1, values.length)] ?? 0.5);
        const weight = take(labels.length * FEATURES);
        const bias = take(labels.length);
        const content = { labels, backboneId: 'b1', weight, bias, temperature: fields.temperature };
        const json = JSON.stringify({
          ...fields,
          backboneId: 'b1',
          featureLength: FEATURES,
          sha256: await headChecksum(content),
        });
        const text = new TextEncoder().encode(json);
        const length = new Uint8Array(Uint32Array.of(text.length).buffer);
        const whole = joined(
          new TextEncoder().encode('HSPHEAD\n'),
          length,
          text,
          new Uint8Array(weight.buffer),
          new Uint8Array(bias.buffer),
        );
        const read = await survive(() => readHeadFile(new Blob([whole]), expected), TrainError);
        if (read) expectUsable(read);
      }),
      { numRuns: RUNS },
    );
  },
  TIMEOUT_MS,
);

test(
  'the record of a head from anywhere is a head, or an error of ours',
  async () => {
    const good = {
      id: 'x',
      labels: ['A', 'B'],
      backboneId: 'b1',
      weight: new Float32Array(2 * FEATURES),
      bias: new Float32Array(2),
      temperature: { found: 1, missing: 1 },
    };
    const key = fc.constantFrom(...Object.keys(good));
    await fc.assert(
      fc.asyncProperty(key, fc.anything(), async (field, value) => {
        await survive(() => validateHead({ ...good, [field]: value }, FEATURES, 'b1'), ModelError);
      }),
      { numRuns: RUNS },
    );
  },
  TIMEOUT_MS,
);
