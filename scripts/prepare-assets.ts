/**
 * `npm run prepare-assets`: puts what the app fetches at run time into public/: MediaPipe's hand model,
 * assembled from npm packages, and the WASM files of MediaPipe and tfjs. Does nothing where all is in place.
 */
import { copyFile, mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assembleHandModel, HAND_MODEL_SHA256, sha256 } from './lib/hand-model.ts';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const MODULES = join(ROOT, 'node_modules');
const HAND_MODEL = join(ROOT, 'public/vision/hand_landmarker.task');

const COPIES: { from: string; to: string; names: string[] }[] = [
  {
    from: '@mediapipe/tasks-vision/wasm',
    to: 'public/vision',
    names: ['vision_wasm_module_internal.js', 'vision_wasm_module_internal.wasm'],
  },
  {
    from: '@tensorflow/tfjs-backend-wasm/dist',
    to: 'public/tfjs',
    names: ['tfjs-backend-wasm.wasm', 'tfjs-backend-wasm-simd.wasm', 'tfjs-backend-wasm-threaded-simd.wasm'],
  },
];

/** Makes or completes public/vision and public/tfjs. @throws Error when a package is missing or unexpected. */
export async function prepareAssets(): Promise<void> {
  for (const { from, to, names } of COPIES) {
    await mkdir(join(ROOT, to), { recursive: true });
    for (const name of names) await copyIfNewer(join(MODULES, from, name), join(ROOT, to, name));
  }
  if ((await hashOf(HAND_MODEL)) === HAND_MODEL_SHA256) return;
  const unfinished = `${HAND_MODEL}.${process.pid}`;
  await writeFile(unfinished, await assembleHandModel(join(MODULES, '@mediapipe/hands')));
  await rename(unfinished, HAND_MODEL);
}

async function copyIfNewer(from: string, to: string): Promise<void> {
  const [source, target] = await Promise.all([stat(from), stat(to).catch(() => null)]);
  if (target && target.size === source.size && target.mtimeMs >= source.mtimeMs) return;
  await copyFile(from, to);
}

async function hashOf(file: string): Promise<string | null> {
  const bytes = await readFile(file).catch(() => null);
  return bytes && sha256(bytes);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await prepareAssets();
