/** Looks for the hand in one picture on every treated copy, each by itself. */
import { expose } from 'comlink';
import { type HandDetector, StillHandFinder } from '../../src/model/hand-finder.ts';
import { createLandmarker } from '../../src/model/landmarker.ts';
import { PLAIN, TREATMENTS } from '../../src/model/treatments.ts';
import { CANDIDATES } from './candidates.ts';

export interface Look {
  /** Treatments on which a hand was found. */
  found: string[];
}

const finders = new Map<string, StillHandFinder>();

const api = {
  /** @param folder address of public/vision/. @returns names of the treatments, those in use first. */
  async start(folder: string): Promise<string[]> {
    const model = await (await fetch(`${folder}hand_landmarker.task`)).arrayBuffer();
    const detector: HandDetector = await createLandmarker(
      {
        loaderUrl: `${folder}vision_wasm_module_internal.js`,
        wasmUrl: `${folder}vision_wasm_module_internal.wasm`,
        model: new Uint8Array(model),
      },
      'still',
    );
    // The untouched picture first: where it is enough, nothing else is tried.
    for (const treatment of [PLAIN, ...TREATMENTS, ...CANDIDATES]) {
      finders.set(treatment.name, new StillHandFinder(detector, [treatment]));
    }
    return [...finders.keys()];
  },

  /**
   * @param all try every treatment, even where the untouched picture is enough.
   * @returns null when the browser cannot read the picture.
   */
  async look(image: string, all: boolean): Promise<Look | null> {
    const bytes = Uint8Array.from(atob(image), (character) => character.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes])).catch(() => null);
    if (!bitmap) return null;
    const found: string[] = [];
    for (const [name, finder] of finders) {
      if (!finder.find(bitmap).hand) continue;
      found.push(name);
      if (!all && name === PLAIN.name) break;
    }
    bitmap.close();
    return { found };
  },
};

export type FinderWorker = typeof api;
expose(api);
