import type { RecognizerFiles } from '../model/recognizer.worker.ts';
import type { AssetStore, EnsureOptions } from '../offline/assets.ts';

const MODEL = 'models/default/';
const HAND_MODEL = 'vision/hand_landmarker.task';
const VISION_WASM = 'vision/vision_wasm_module_internal.wasm';
const VISION_LOADER = 'vision/vision_wasm_module_internal.js';
const TFJS = 'tfjs/';
const LEXICON = 'lexicon/en.txt';

/**
 * Downloads (or takes from the cache) and verifies every large file of the recognizer.
 * @throws OfflineError, or the signal's reason
 */
export async function recognizerFiles(
  store: AssetStore,
  options: EnsureOptions = {},
): Promise<{ files: RecognizerFiles; lexicon: Blob }> {
  const blobs = await store.ensure('all', options);
  const under = (folder: string) =>
    Object.fromEntries(
      [...blobs]
        .filter(([name]) => name.startsWith(folder))
        .map(([name, blob]) => [name.slice(folder.length), blob]),
    );
  const get = (name: string): Blob => {
    const blob = blobs.get(name);
    if (!blob) throw new Error(`The build does not list ${name}`);
    return blob;
  };
  const files: RecognizerFiles = {
    manifest: get(`${MODEL}manifest.json`),
    shards: under(MODEL),
    handModel: get(HAND_MODEL),
    visionWasm: get(VISION_WASM),
    tfjsWasm: under(TFJS),
    visionLoaderUrl: new URL(VISION_LOADER, document.baseURI).href,
  };
  return { files, lexicon: get(LEXICON) };
}
