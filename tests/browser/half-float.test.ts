import '@tensorflow/tfjs-backend-webgl';
import { env } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { startBackend } from '../../src/model/backend.ts';
import { Embedder } from '../../src/model/embedder.ts';
import { readModel } from '../../src/model/weights.ts';

const MODEL = '/models/default/';

it('the network computes the same where a GPU keeps only half floats, as phones do', async () => {
  const manifest: unknown = await (await fetch(`${MODEL}manifest.json`)).json();
  const model = await readModel(manifest, async (file) => (await fetch(MODEL + file)).arrayBuffer());
  env().set('WEBGL_FORCE_F16_TEXTURES', true);
  const backend = await startBackend('webgl', {
    wasmUrls: {},
    allowSoftwareGl: true,
    onContextLost: () => undefined,
  });
  const embedder = new Embedder(model, backend);
  try {
    const { input, size, embedding } = model.golden;
    const values = await embedder.embed(input, size);
    const dot = values.reduce((sum, value, i) => sum + value * (embedding[i] ?? Number.NaN), 0);
    const norm = (vector: Float32Array) => Math.hypot(...vector);
    // Full floats reach 1 - 1e-13 here: it is the halves that are measured.
    const distance = 1 - dot / (norm(values) * norm(embedding));
    expect(distance).toBeLessThan(1e-5);
    expect(distance).toBeGreaterThan(1e-9);
  } finally {
    embedder.dispose();
    backend.stop();
  }
});
