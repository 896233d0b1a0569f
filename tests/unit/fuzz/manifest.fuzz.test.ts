import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ModelError } from '../../../src/model/errors.ts';
import type { Manifest } from '../../../src/model/manifest.ts';
import { packModel } from '../../../src/model/pack.ts';
import { type LoadedModel, readModel, sha256 } from '../../../src/model/weights.ts';
import { convsOf, loadFused } from '../../../src/model/zoo/load.ts';
import { randomCheckpoint, TINY, TINY_EMBEDDING } from '../tiny-model.ts';
import { RUNS, survive, TIMEOUT_MS } from './fuzz.ts';

const floats = (length: number) => Float32Array.from({ length }, (_, i) => 1 + Math.sin(i) / 2);
const MODEL = {
  backboneId: 'tiny',
  convs: convsOf(TINY, loadFused(TINY, randomCheckpoint(TINY))),
  pose: { mean: floats(3), std: floats(3), cuts: new Float32Array(), layers: [] },
  head: {
    id: 'default',
    labels: ['A', 'nothing'],
    backboneId: 'tiny',
    weight: floats(2 * (TINY_EMBEDDING + 3)),
    bias: floats(2),
    temperature: { found: 1, missing: 1 },
  },
  metrics: {},
  golden: { size: 4, pixels: new Uint8Array(4 * 4 * 3), embedding: floats(TINY_EMBEDDING) },
  created: new Date(0),
};

function expectFinite({ convs, head, pose, golden }: LoadedModel): void {
  const all = [head.weight, head.bias, pose.mean, pose.std, golden.embedding];
  for (const { weight, bias } of convs.values()) all.push(weight, bias);
  for (const values of all) expect(values.every(Number.isFinite)).toBe(true);
}

/** A place in a JSON value, as a walk that takes the n-th child while there are children. */
function replaceAt(value: unknown, walk: readonly number[], replacement: unknown): unknown {
  const [step, ...rest] = walk;
  if (step === undefined || typeof value !== 'object' || value === null) return replacement;
  const keys = Object.keys(value);
  if (keys.length === 0) return replacement;
  const key = keys[step % keys.length] as string;
  const changed = replaceAt((value as Record<string, unknown>)[key], rest, replacement);
  return Array.isArray(value)
    ? value.map((item, i) => (String(i) === key ? changed : item))
    : { ...value, [key]: changed };
}

test(
  'weight manifests with anything anywhere: a whole model, or an error of ours',
  async () => {
    const { manifest, files } = await packModel(MODEL, 'int8');
    const bytesOf = async (name: string) => {
      const bytes = files.get(name);
      if (!bytes) throw new ModelError('weights-corrupt', `no ${name}`);
      return bytes.slice().buffer;
    };
    expectFinite(await readModel(manifest, bytesOf, TINY));
    const walk = fc.array(fc.nat(300), { minLength: 1, maxLength: 4 });
    const odd = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom(-1, 0.5, 2 ** 31, 2 ** 53, 1e308, 4, 'int8', 'float32', 'uint8', '../x', [], [2 ** 28]),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(walk, odd), { minLength: 1, maxLength: 3 }), async (changes) => {
        const hostile = changes.reduce<unknown>((json, [at, value]) => replaceAt(json, at, value), manifest);
        const model = await survive(() => readModel(hostile, bytesOf, TINY), ModelError);
        if (model) expectFinite(model);
      }),
      { numRuns: RUNS },
    );
  },
  TIMEOUT_MS,
);

test(
  'weights with NaN, infinity and giants, under a true SHA-256, are refused or harmless',
  async () => {
    const packed = { int8: await packModel(MODEL, 'int8'), float16: await packModel(MODEL, 'float16') };
    const patterns = [0x7fc00000, 0x7f800000, 0xff800000, 0x7f7fffff, 0x7c007c00, 0xffffffff, 0x7bff7bff];
    const change = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      bits: fc.constantFrom(...patterns),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('int8' as const, 'float16' as const),
        fc.array(change, { minLength: 1, maxLength: 4 }),
        async (dtype, changes) => {
          const { manifest, files } = packed[dtype];
          const spoiled = new Map([...files].map(([name, bytes]) => [name, bytes.slice()]));
          for (const bytes of spoiled.values()) {
            const view = new DataView(bytes.buffer);
            for (const { at, bits } of changes) {
              view.setUint32(4 * Math.floor((at * (bytes.length - 4)) / 4), bits, true);
            }
          }
          const shards: Manifest['shards'] = [];
          for (const shard of manifest.shards) {
            const bytes = spoiled.get(shard.file) as Uint8Array<ArrayBuffer>;
            shards.push({ ...shard, sha256: await sha256(bytes) });
          }
          const bytesOf = async (name: string) =>
            (spoiled.get(name) as Uint8Array<ArrayBuffer>).slice().buffer;
          const model = await survive(() => readModel({ ...manifest, shards }, bytesOf, TINY), ModelError);
          if (model) expectFinite(model);
        },
      ),
      { numRuns: RUNS },
    );
  },
  TIMEOUT_MS,
);
