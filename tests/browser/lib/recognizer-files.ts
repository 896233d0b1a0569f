import type { RecognizerFiles } from '../../../src/model/recognizer.worker.ts';

const WASM = [
  'tfjs-backend-wasm.wasm',
  'tfjs-backend-wasm-simd.wasm',
  'tfjs-backend-wasm-threaded-simd.wasm',
];

/** The recognizer's files straight from public/, as the test server gives them. */
export async function filesFromPublic(): Promise<RecognizerFiles> {
  const manifest = await blob('/models/default/manifest.json');
  const { shards } = JSON.parse(await manifest.text()) as { shards: { file: string }[] };
  return {
    manifest,
    shards: await blobs(
      '/models/default/',
      shards.map(({ file }) => file),
    ),
    handModel: await blob('/vision/hand_landmarker.task'),
    visionWasm: await blob('/vision/vision_wasm_module_internal.wasm'),
    tfjsWasm: await blobs('/tfjs/', WASM),
    visionLoaderUrl: new URL('/vision/vision_wasm_module_internal.js', location.href).href,
  };
}

async function blobs(folder: string, names: string[]): Promise<Record<string, Blob>> {
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await blob(folder + name)])));
}

async function blob(path: string): Promise<Blob> {
  const response = await fetch(path);
  if (!response.ok)
    throw new Error(`${path} answered ${response.status}; run "npm run prepare-assets" first`);
  return response.blob();
}
