/** Looks for the hand in one picture: as the app does, or on every treated copy by itself. */
import { expose } from 'comlink';
import { type FoundInStill, type HandDetector, StillHandFinder } from '../../src/model/hand-finder.ts';
import { createLandmarker } from '../../src/model/landmarker.ts';
import { PLAIN, TREATMENTS } from '../../src/model/treatments.ts';
import { CANDIDATES } from './candidates.ts';

export interface Look {
  /** Treatments on which a hand was found. */
  found: string[];
}

/** A hand as the app finds it, and the single looks that it comes from; null without one. */
export type Sighting = Pick<FoundInStill, 'hand' | 'looks'>;

let asTheApp: StillHandFinder;
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
    asTheApp = new StillHandFinder(detector);
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
    const bitmap = await decode(image);
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

  /** @returns null when the browser cannot read the picture. */
  async find(image: string): Promise<Sighting | null> {
    const bitmap = await decode(image);
    if (!bitmap) return null;
    const { hand, looks } = asTheApp.find(bitmap);
    bitmap.close();
    return { hand, looks };
  },
};

/** @param image any image file, base64. @returns null when the browser cannot read it. */
async function decode(image: string): Promise<ImageBitmap | null> {
  const bytes = Uint8Array.from(atob(image), (character) => character.charCodeAt(0));
  return createImageBitmap(new Blob([bytes])).catch(() => null);
}

export type FinderWorker = typeof api;
expose(api);
