/** Looks for the hand in one picture on every treated copy, each by itself. */
import { expose } from 'comlink';
import { type HandDetector, StillHandFinder } from '../../src/model/hand-finder.ts';
import { createLandmarker } from '../../src/model/landmarker.ts';
import { TREATMENTS } from '../../src/model/treatments.ts';
import { CANDIDATES } from './candidates.ts';

export interface Look {
  /** Treatments on which a hand was found. Where the first one succeeds the others are not tried. */
  found: string[];
  /** Time a try, ms. */
  times: Record<string, number>;
}

const finders = new Map<string, StillHandFinder>();

const api = {
  async start(folder: string): Promise<void> {
    const model = await (await fetch(`${folder}hand_landmarker.task`)).arrayBuffer();
    const detector: HandDetector = await createLandmarker(
      {
        loaderUrl: `${folder}vision_wasm_module_internal.js`,
        wasmUrl: `${folder}vision_wasm_module_internal.wasm`,
        model: new Uint8Array(model),
      },
      'still',
    );
    for (const treatment of [...TREATMENTS, ...CANDIDATES]) {
      finders.set(treatment.name, new StillHandFinder(detector, [treatment]));
    }
  },

  /** @returns null when the browser cannot read the picture. */
  async look(image: string): Promise<Look | null> {
    const bytes = Uint8Array.from(atob(image), (character) => character.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes])).catch(() => null);
    if (!bitmap) return null;
    const look: Look = { found: [], times: {} };
    for (const [name, finder] of finders) {
      const began = performance.now();
      const { hand } = finder.find(bitmap);
      look.times[name] = performance.now() - began;
      if (hand) look.found.push(name);
      if (hand && name === TREATMENTS[0]?.name) break;
    }
    bitmap.close();
    return look;
  },
};

export type FinderWorker = typeof api;
expose(api);
