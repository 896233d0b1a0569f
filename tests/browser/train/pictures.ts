import { deleteDB } from 'idb';
import type { Features, Handedness } from '../../../src/model/types.ts';
import { closeDatabase } from '../../../src/offline/database.ts';
import type { Embedder } from '../../../src/train/feature-job.ts';
import type { PlannedImage } from '../../../src/train/import-plan.ts';

export const FEATURES = 12;

export async function wipe(): Promise<void> {
  await closeDatabase();
  await deleteDB('handspell');
}

/** A flat picture with a little pattern of its own, so that no two files have the same bytes. */
export async function picture(
  hue: number,
  serial: number,
  type = 'image/png',
): Promise<Uint8Array<ArrayBuffer>> {
  const canvas = new OffscreenCanvas(32, 32);
  const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
  context.fillStyle = `hsl(${hue} 80% 50%)`;
  context.fillRect(0, 0, 32, 32);
  for (let bit = 0; bit < 12; bit++) {
    context.fillStyle = (serial >> bit) & 1 ? '#fff' : '#000';
    context.fillRect(bit * 2, 0, 2, 2);
  }
  return new Uint8Array(await (await canvas.convertToBlob({ type })).arrayBuffer());
}

/** Features that a test can predict: the mean colour, many times over. */
export class ColourEmbedder implements Embedder {
  info = { backboneId: 'colours', featureLength: FEATURES };
  calls = 0;
  /** What it was told of each image's hand. */
  readonly told: (Handedness | undefined)[] = [];
  /** Called before each answer; may throw or wait. */
  before: () => Promise<void> | void = () => undefined;

  async features(image: ImageBitmap, handedness?: Handedness): Promise<Features> {
    this.calls += 1;
    this.told.push(handedness);
    await this.before();
    const canvas = new OffscreenCanvas(1, 1);
    const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
    context.drawImage(image, 0, 4, image.width, image.height - 4, 0, 0, 1, 1);
    image.close();
    const [r = 0, g = 0, b = 0] = context.getImageData(0, 0, 1, 1).data;
    const colour = [r / 255, g / 255, b / 255];
    return {
      values: Float32Array.from({ length: FEATURES }, (_, i) => colour[i % 3] as number),
      handFound: true,
      crop: null,
      hand: null,
    };
  }
}

export function planned(label: string, order: number, bytes: Uint8Array<ArrayBuffer>): PlannedImage {
  return {
    file: { path: `${label}/${label}${order}.png`, size: bytes.length, read: async () => bytes },
    label,
    group: `${label}#${Math.floor(order / 3)}`,
    order,
  };
}

const HUES: Record<string, number> = { A: 0, B: 120, C: 240 };

export async function colourPlan(labels: string[], perClass: number): Promise<PlannedImage[]> {
  const plan: PlannedImage[] = [];
  for (let i = 0; i < perClass; i++) {
    for (const label of labels) {
      plan.push(planned(label, i, await picture((HUES[label] ?? 60) + (i % 7), plan.length)));
    }
  }
  return plan;
}
