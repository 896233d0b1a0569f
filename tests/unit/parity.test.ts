/** The shipped model against PyTorch's own numbers for the same pictures (tests/fixtures/resnet-golden.json). */
import { existsSync, readFileSync } from 'node:fs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { cosine } from '../../scripts/lib/cosine.ts';
import { classify, logits } from '../../src/model/head.ts';
import { PoseBranch } from '../../src/model/pose-branch.ts';
import { parseSafetensors } from '../../src/model/safetensors.ts';
import { BACKBONE, type LoadedModel, normaliseRgb, readModel } from '../../src/model/weights.ts';
import { fuse } from '../../src/model/zoo/fuse.ts';
import { loadFused } from '../../src/model/zoo/load.ts';
import type { PlainWeights } from '../../src/model/zoo/reference.ts';
import { run } from '../../src/model/zoo/run.ts';
import { toTensors } from '../../src/model/zoo/tensors.ts';

interface Case {
  size: number;
  /** uint8 RGB [size, size, 3], base64. */
  pixels: string;
  pose: number[] | null;
  embedding: number[];
  logits: number[];
}

const root = new URL('../../', import.meta.url);
const fixture = new URL('tests/fixtures/resnet-golden.json', root);
const shipped = new URL('public/models/default/', root);
const floatWeights = process.env.HANDSPELL_FLOAT_WEIGHTS;
const layers = fuse(BACKBONE.layers);

beforeAll(async () => {
  setWasmPaths(new URL('node_modules/@tensorflow/tfjs-backend-wasm/wasm-out/', root).pathname);
  expect(await tf.setBackend('wasm')).toBe(true);
});

const read = (): { model: string; cases: Case[] } => JSON.parse(readFileSync(fixture, 'utf8'));

async function shippedModel(): Promise<LoadedModel> {
  const manifest: unknown = JSON.parse(readFileSync(new URL('manifest.json', shipped), 'utf8'));
  return readModel(manifest, async (file) => Uint8Array.from(readFileSync(new URL(file, shipped))).buffer);
}

/** Uploads the weights once; the result embeds one picture. */
function embedder(weights: PlainWeights): (picture: Case) => Promise<Float32Array> {
  const tensors = toTensors({ layers, input: BACKBONE.input }, weights);
  return async ({ size, pixels }) => {
    const x = tf.tensor4d(normaliseRgb(Uint8Array.from(Buffer.from(pixels, 'base64'))), [1, size, size, 3]);
    const y = run(layers, tensors, x);
    const values = (await y.data()) as Float32Array;
    tf.dispose([x, y]);
    return values;
  };
}

function featuresOf(model: LoadedModel, embedding: Float32Array, pose: number[] | null): Float32Array {
  const branch = new PoseBranch(model.pose);
  const values = new Float32Array(embedding.length + branch.length);
  values.set(embedding);
  if (pose) values.set(branch.embed(Float32Array.from(pose)), embedding.length);
  return values;
}

describe.skipIf(!existsSync(fixture) || !existsSync(new URL('manifest.json', shipped)))(
  'parity with PyTorch',
  { timeout: 120_000 },
  () => {
    it('holds for the shipped weights: cosine above 0.99 and the same letter', async (context) => {
      const model = await shippedModel();
      const { model: backbone, cases } = read();
      // Whoever imported a backbone of their own has other numbers by intent.
      if (model.backboneId !== backbone)
        return context.skip(`public/models/default holds ${model.backboneId}`);
      const weights = new Map(
        [...model.convs].flatMap(([name, { weight, bias }]) => [
          [`${name}.weight`, weight] as const,
          [`${name}.bias`, bias] as const,
        ]),
      );
      expect(cases.length).toBeGreaterThan(0);
      const embed = embedder(weights);
      for (const golden of cases) {
        const embedding = await embed(golden);
        expect(cosine(embedding, golden.embedding)).toBeGreaterThan(0.99);
        const features = featuresOf(model, embedding, golden.pose);
        expect(best(classify(model.head, features, golden.pose !== null))).toBe(best(golden.logits));
      }
    });

    it.skipIf(!floatWeights)(
      'holds to 1e-3 on every logit for the float32 weights in HANDSPELL_FLOAT_WEIGHTS',
      async () => {
        const model = await shippedModel();
        const weights = loadFused(
          BACKBONE,
          parseSafetensors(new Uint8Array(readFileSync(floatWeights ?? ''))),
        );
        const embed = embedder(weights);
        for (const golden of read().cases) {
          const features = featuresOf(model, await embed(golden), golden.pose);
          logits(model.head, features).forEach((value, i) => {
            expect(Math.abs(value - (golden.logits[i] ?? Number.NaN))).toBeLessThan(1e-3);
          });
        }
      },
    );
  },
);

function best(values: ArrayLike<number>): number {
  const list = Array.from(values);
  return list.indexOf(Math.max(...list));
}
