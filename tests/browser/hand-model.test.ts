import { describe, expect, it } from 'vitest';
import type { LandmarkerAnswer, LandmarkerTask } from './lib/landmarker-worker.ts';

const SIGNS = ['A', 'B', 'I', 'L', 'V', 'W', 'Y'];

/** Starts the assembled hand model in a worker of its own and shows it pictures. */
async function detect(
  images: ImageData[],
  model: Uint8Array<ArrayBuffer>,
  webgl = false,
): Promise<LandmarkerAnswer> {
  const worker = new Worker(new URL('./lib/landmarker-worker.ts', import.meta.url), { type: 'module' });
  try {
    return await new Promise<LandmarkerAnswer>((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = ({ message }) => reject(new Error(message));
      const at = (name: string): string => new URL(`/vision/${name}`, location.href).href;
      const task: LandmarkerTask = {
        loaderUrl: at('vision_wasm_module_internal.js'),
        wasmUrl: at('vision_wasm_module_internal.wasm'),
        model,
        images,
        webgl,
      };
      worker.postMessage(task);
    });
  } finally {
    worker.terminate();
  }
}

async function handModel(): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch('/vision/hand_landmarker.task');
  if (!response.ok) throw new Error('there is no hand model; run "npm run prepare-assets" first');
  return new Uint8Array(await response.arrayBuffer());
}

async function picture(name: string): Promise<ImageData> {
  const url = new URL(`../fixtures/hands/${name}.jpg`, import.meta.url);
  const bitmap = await createImageBitmap(await (await fetch(url)).blob());
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
  if (!context) throw new Error('no 2D canvas');
  context.drawImage(bitmap, 0, 0);
  return context.getImageData(0, 0, bitmap.width, bitmap.height);
}

describe('the assembled hand model', () => {
  it('finds the right hand in every rendered sign, and none in the empty room', async () => {
    const answer = await detect(await Promise.all([...SIGNS, 'nothing'].map(picture)), await handModel());
    if (!('hands' in answer)) throw new Error(`it failed: ${answer.code}`);
    const empty = answer.hands.pop();
    expect(empty).toBeNull();
    expect(answer.hands).toHaveLength(SIGNS.length);
    for (const hand of answer.hands) {
      expect(hand?.handedness).toBe('Right');
      expect(hand?.landmarks).toHaveLength(21);
      expect(hand?.world).toHaveLength(21);
      expect(hand?.landmarks.every(({ x, y }) => x > 0 && x < 1 && y > 0 && y < 1)).toBe(true);
    }
  });

  it('finds what it finds through WebGL, to the last digit', async () => {
    const images = await Promise.all([...SIGNS, 'nothing'].map(picture));
    const model = await handModel();
    const [own, through] = [await detect(images, model), await detect(images, model, true)];
    expect(own).toHaveProperty('hands');
    expect(own).toEqual(through);
  });

  it('sees which fingers are up', async () => {
    const answer = await detect([await picture('I'), await picture('V')], await handModel());
    if (!('hands' in answer)) throw new Error(`it failed: ${answer.code}`);
    const [little, victory] = answer.hands.map((hand) => (tip: number) => {
      const knuckle = hand?.landmarks[tip - 3]?.y ?? 0;
      return knuckle - (hand?.landmarks[tip]?.y ?? 0) > 0.1;
    });
    expect([8, 12, 16, 20].map((tip) => little?.(tip))).toEqual([false, false, false, true]);
    expect([8, 12, 16, 20].map((tip) => victory?.(tip))).toEqual([true, true, false, false]);
  });

  it('says by a code that a broken model did not start', async () => {
    const answer = await detect([], new Uint8Array(1000));
    expect(answer).toEqual({ code: 'hand-model-failed' });
  });
});
