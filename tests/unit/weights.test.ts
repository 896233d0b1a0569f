import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { decodeFloat16, encodeFloat16 } from '../../src/model/half.ts';
import type { Manifest } from '../../src/model/manifest.ts';
import { checkManifest } from '../../src/model/manifest.ts';
import { type PackedModel, packModel } from '../../src/model/pack.ts';
import { parseSafetensors, writeSafetensors } from '../../src/model/safetensors.ts';
import { readModel } from '../../src/model/weights.ts';
import { convsOf, loadFused } from '../../src/model/zoo/load.ts';
import { normal, randomCheckpoint, randomTensors, seeded, TINY, TINY_EMBEDDING } from './tiny-model.ts';

const random = seeded(3);
const floats = (length: number) => Float32Array.from({ length }, () => normal(random));
/** Such as half floats hold exactly. */
const halves = (length: number) => decodeFloat16(encodeFloat16(floats(length)));
const input = {
  backboneId: 'tiny-random',
  convs: convsOf(TINY, loadFused(TINY, randomCheckpoint(TINY))),
  pose: {
    mean: floats(6),
    std: floats(6).map((v) => Math.abs(v) + 0.1),
    cuts: floats(2),
    layers: [{ inputs: 12, outputs: 4, weight: halves(48), bias: floats(4) }],
  },
  head: {
    id: 'default',
    labels: ['A', 'B', 'nothing'],
    backboneId: 'tiny-random',
    weight: floats(3 * (TINY_EMBEDDING + 4)),
    bias: floats(3),
    temperature: { found: 1.2, missing: 1.5 },
  },
  metrics: { top1: 0.5 },
  golden: { size: 8, pixels: new Uint8Array(8 * 8 * 3).fill(9), embedding: floats(TINY_EMBEDDING) },
  created: new Date(0),
};

let packed: PackedModel;
beforeAll(async () => {
  packed = await packModel(input, 'int8');
});

const bytesOf = async (file: string) => {
  const bytes = packed.files.get(file);
  if (!bytes) throw new Error(`no ${file}`);
  return bytes.slice().buffer;
};
const read = (manifest: unknown) => readModel(manifest, bytesOf, TINY);
const withCode = (code: string) => expect.objectContaining({ name: 'ModelError', code });
const changed = (change: (manifest: Manifest) => void): Manifest => {
  const copy = structuredClone(packed.manifest);
  change(copy);
  return copy;
};

describe('readModel', () => {
  it('gives back what was packed: int8 convolutions to half a step, everything else exactly', async () => {
    const model = await read(JSON.parse(JSON.stringify(packed.manifest)));
    expect(model.backboneId).toBe('tiny-random');
    expect(model.head).toEqual(input.head);
    expect(model.pose).toEqual(input.pose);
    expect(model.golden.embedding).toEqual(input.golden.embedding);
    expect(model.golden.size).toBe(8);
    expect(model.golden.input[0]).toBeCloseTo((9 / 255 - 0.485) / 0.229, 5);
    expect(model.convs.size).toBe(53);
    for (const [name, { weight, bias, shape }] of input.convs) {
      const own = model.convs.get(name);
      expect(own?.shape).toEqual(shape);
      expect(own?.bias).toEqual(bias);
      const largest = weight.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
      const worst = weight.reduce((a, v, i) => Math.max(a, Math.abs(v - (own?.weight[i] ?? Number.NaN))), 0);
      expect(worst).toBeLessThanOrEqual((largest / 127) * 0.501);
    }
  });

  it('reads a pose branch without cuts, as models before them have it', async () => {
    const pose = { ...input.pose, cuts: new Float32Array(), layers: [] };
    const head = { ...input.head, weight: floats(3 * (TINY_EMBEDDING + 6)) };
    const older = await packModel({ ...input, pose, head }, 'int8');
    expect(older.manifest.tensors.map(({ name }) => name)).not.toContain('pose.cuts');
    const file = async (name: string) => (older.files.get(name) ?? new Uint8Array()).slice().buffer;
    expect((await readModel(older.manifest, file, TINY)).pose).toEqual(pose);
  });

  it('reads float16 convolutions', async () => {
    const half = await packModel(input, 'float16');
    const model = await readModel(
      half.manifest,
      async (f) => (half.files.get(f) as Uint8Array<ArrayBuffer>).buffer,
      TINY,
    );
    const [name, { weight }] = [...input.convs][5] as [string, { weight: Float32Array }];
    const own = model.convs.get(name)?.weight ?? new Float32Array();
    const worst = weight.reduce(
      (a, v, i) => Math.max(a, Math.abs(v - (own[i] ?? Number.NaN)) / (Math.abs(v) + 1e-4)),
      0,
    );
    expect(worst).toBeLessThan(2 ** -10);
  });

  it('refuses a shard with one wrong bit, and a short one', async () => {
    const flipped = async (file: string) => {
      const bytes = new Uint8Array(await bytesOf(file));
      bytes[1000] = (bytes[1000] ?? 0) ^ 1;
      return bytes.buffer;
    };
    await expect(readModel(packed.manifest, flipped, TINY)).rejects.toThrow(withCode('weights-corrupt'));
    const short = async (file: string) => (await bytesOf(file)).slice(1);
    await expect(readModel(packed.manifest, short, TINY)).rejects.toThrow(withCode('weights-corrupt'));
  });

  it('passes on why a shard could not be had', async () => {
    const offline = () => Promise.reject(new Error('offline'));
    await expect(readModel(packed.manifest, offline, TINY)).rejects.toThrow('offline');
  });

  it.each<[string, (manifest: Manifest) => void]>([
    ['a missing tensor', (m) => m.tensors.splice(3, 1)],
    ['a tensor too many', (m) => m.tensors.push({ name: 'x', shape: [1], dtype: 'float32', byteOffset: 0 })],
    [
      'a transposed weight',
      (m) => m.tensors.find((t) => t.name === 'layer1.0.conv3.weight')?.shape.reverse(),
    ],
    ['another feature length', (m) => (m.featureLength += 1)],
    ['more pose layers', (m) => (m.poseLayers = 2)],
    ['fewer labels', (m) => m.labels.pop()],
    [
      'no golden input',
      (m) =>
        m.tensors.splice(
          m.tensors.findIndex((t) => t.name === 'golden.pixels'),
          1,
        ),
    ],
  ])('refuses %s', async (_, change) => {
    await expect(read(changed(change))).rejects.toThrow(withCode('weights-mismatch'));
  });

  it('refuses the numbers of another network', async () => {
    await expect(readModel(packed.manifest, bytesOf)).rejects.toThrow(withCode('weights-mismatch'));
  });
});

describe('checkManifest', () => {
  it.each<[string, unknown, RegExp]>([
    ['schemaVersion', 2, /schemaVersion is 2/],
    ['arch', 'vgg16', /arch/],
    ['labels', [], /no labels/],
    ['labels', ['A', 'A'], /twice/],
    ['labels', Array.from({ length: 201 }, (_, i) => `${i}`), /200/],
    ['labels', ['A', 7], /label/],
    ['temperature', { found: 0, missing: 1 }, /above 0/],
    ['temperature', { found: 1 }, /missing/],
    ['backboneId', '', /backboneId/],
    ['poseLayers', -1, /poseLayers/],
    ['shards', [{ file: '../evil', bytes: 1, sha256: '0'.repeat(64) }], /plain file name/],
    ['shards', [{ file: 'https://x/y', bytes: 1, sha256: '0'.repeat(64) }], /plain file name/],
    ['shards', [{ file: 'a.bin', bytes: 1, sha256: 'Z'.repeat(64) }], /sha256/],
    ['shards', [{ file: 'a.bin', bytes: 2 ** 40, sha256: '0'.repeat(64) }], /more than/],
    ['tensors', [{ name: 'a', shape: [1], dtype: 'float64', byteOffset: 0 }], /dtype/],
    ['tensors', [{ name: 'a', shape: [1e9], dtype: 'float32', byteOffset: 0 }], /shape/],
    ['tensors', [{ name: 'a', shape: [2 ** 27, 2 ** 27], dtype: 'float32', byteOffset: 0 }], /fit/],
    ['tensors', [{ name: 'a', shape: [1], dtype: 'float32', byteOffset: 2 }], /fit/],
    ['tensors', [{ name: 'a', shape: [1], dtype: 'int8', byteOffset: 0 }], /scaleOffset/],
    ['metrics', null, /metrics/],
  ])('refuses %s = %j', (key, value, message) => {
    expect(() => checkManifest({ ...packed.manifest, [key]: value })).toThrow(message);
    expect(() => checkManifest({ ...packed.manifest, [key]: value })).toThrow(withCode('manifest-invalid'));
  });

  it('answers any JSON with a manifest or its own error', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(...Object.keys(packed.manifest)), (value, key) => {
        for (const candidate of [value, { ...packed.manifest, [key]: value }]) {
          try {
            expect(checkManifest(candidate).schemaVersion).toBe(1);
          } catch (error) {
            expect(error).toEqual(withCode('manifest-invalid'));
          }
        }
      }),
      { numRuns: 400 },
    );
  });
});

describe('loadFused', () => {
  const under = (prefix: string) =>
    parseSafetensors(
      writeSafetensors(new Map([...randomTensors(TINY)].map(([name, t]) => [prefix + name, t]))),
    );

  it.each(['', 'model.', 'module.', 'module.backbone.'])('accepts names under "%s"', (prefix) => {
    expect(loadFused(TINY, under(prefix)).size).toBe(106);
  });

  it('names what is missing and what has another shape', () => {
    const tensors = randomTensors(TINY);
    tensors.delete('layer2.0.bn1.running_var');
    tensors.set('conv1.weight', { shape: [4, 3, 3, 3], values: new Float32Array(108) });
    const load = () => loadFused(TINY, parseSafetensors(writeSafetensors(tensors)));
    expect(load).toThrow(
      /conv1\.weight is \[4,3,3,3\], not \[4,3,7,7\], layer2\.0\.bn1\.running_var is missing/,
    );
    expect(load).toThrow(withCode('weights-mismatch'));
  });

  it('refuses numbers that are not finite', () => {
    const tensors = randomTensors(TINY);
    tensors.get('layer4.2.conv3.weight')?.values.fill(Number.NaN, 7, 8);
    expect(() => loadFused(TINY, parseSafetensors(writeSafetensors(tensors)))).toThrow(/not finite/);
  });
});
