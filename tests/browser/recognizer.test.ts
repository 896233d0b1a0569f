import { afterEach, describe, expect, it } from 'vitest';
import { cosine } from '../../scripts/lib/cosine.ts';
import { type ClientOptions, RecognizerClient } from '../../src/model/client.ts';
import type { RecognizerFiles } from '../../src/model/recognizer.worker.ts';
import type { InputSize, StartStage } from '../../src/model/types.ts';
import { sha256 } from '../../src/model/weights.ts';
import { filesFromPublic } from './lib/recognizer-files.ts';
import { twoSignHead } from './lib/two-sign-head.ts';

/** A leak of one tensor a frame would show within a few. */
const FRAMES = 1000;
/** Values that the pixels give; those of the landmarks follow. */
const EMBEDDING = 2048;
/** Side of the network's input, px: as many tensors as at any that the app offers, in an eighth of the smallest's time. */
const FEW_PIXELS = 32 as InputSize;

let client: RecognizerClient | null = null;

async function start(options: Partial<ClientOptions> = {}): Promise<RecognizerClient> {
  client = await RecognizerClient.start({
    files: await filesFromPublic(),
    backends: ['wasm'],
    inputSize: 128,
    allowSoftwareGl: false,
    ...options,
  });
  return client;
}

afterEach(async () => {
  await client?.dispose().catch(() => undefined);
  client = null;
});

/** A frame without a hand; its number changes its colours, so that no two are alike. */
function frame(n: number, width = 320, height = 240): Promise<ImageBitmap> {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no 2D canvas');
  const gradient = context.createLinearGradient(0, 0, width, height);
  gradient.addColorStop(0, `hsl(${n % 360} 60% 70%)`);
  gradient.addColorStop(1, 'rgb(90, 110, 130)');
  context.fillStyle = gradient;
  context.fillRect(0, 0, width, height);
  return createImageBitmap(canvas);
}

async function pictureOfAHand(): Promise<ImageBitmap> {
  const url = new URL('../fixtures/hands/V.jpg', import.meta.url);
  return createImageBitmap(await (await fetch(url)).blob());
}

/** The hand a little further round a circle at each number. */
function handFrame(hand: ImageBitmap, n: number): Promise<ImageBitmap> {
  const canvas = new OffscreenCanvas(hand.width, hand.height);
  canvas.getContext('2d')?.drawImage(hand, 6 * Math.cos(n / 8), 6 * Math.sin(n / 8));
  return createImageBitmap(canvas);
}

describe('RecognizerClient', () => {
  it('goes through its stages and says what it settled on', async () => {
    const stages: StartStage[] = [];
    const { info } = await start({ onStage: (stage) => stages.push(stage) });
    expect(stages).toEqual(['reading-weights', 'starting-backend', 'self-test', 'warming-up', 'ready']);
    expect(info).toMatchObject({ backend: 'wasm', inputSize: 128, refused: [] });
    expect(info.labels).toHaveLength(29);
    expect(info.featureLength).toBeGreaterThan(2048);
  });

  it('falls to WASM where there is only software GL, and says why', async () => {
    const { info } = await start({ backends: ['webgl', 'webgpu', 'wasm'] });
    // A machine with a GPU keeps WebGL, which is as right.
    if (info.backend === 'wasm')
      expect(info.refused.map(({ backend }) => backend)).toEqual(['webgl', 'webgpu']);
    else expect(info.gpu).toBeTruthy();
  });

  it(`keeps the number of tensors over ${FRAMES} frames, and frees all at the end`, async () => {
    const recognizer = await start({ inputSize: FEW_PIXELS });
    const hand = await pictureOfAHand();
    const ask = async (n: number) => {
      const answer = await recognizer.recognize(await handFrame(hand, n), { frameId: n, capturedAt: n });
      if (answer?.frameId !== n || answer.state !== 'hand') throw new Error(`frame ${n}: ${answer?.state}`);
    };
    await ask(0);
    const before = await recognizer.memory();
    for (let n = 1; n <= FRAMES; n++) {
      if (n === FRAMES / 2) await recognizer.setFixedFrame(true);
      await ask(n);
    }
    expect(await recognizer.memory()).toEqual(before);
    expect(await recognizer.dispose()).toBe(0);
  }, 400_000);

  it('answers nothing with certainty, and runs no network, when there is no hand', async () => {
    const recognizer = await start();
    const answer = await recognizer.recognize(await frame(1), { frameId: 7, capturedAt: 123 });
    expect(answer).toMatchObject({ frameId: 7, capturedAt: 123, state: 'no-hand', hand: null, crop: null });
    expect(answer?.times.embed).toBe(0);
    const nothing = recognizer.info.labels.indexOf('nothing');
    expect(answer?.probabilities[nothing]).toBe(1);
    expect(answer?.probabilities.reduce((a, b) => a + b, 0)).toBe(1);
  });

  it('tells darkness from an empty picture', async () => {
    const recognizer = await start();
    const dark = await createImageBitmap(
      new ImageData(new Uint8ClampedArray(320 * 240 * 4).fill(10), 320, 240),
    );
    expect((await recognizer.recognize(dark, { frameId: 0, capturedAt: 0 }))?.state).toBe('too-dark');
  });

  it('answers only the newest of the frames that came while it was busy', async () => {
    const recognizer = await start();
    await recognizer.setFixedFrame(true);
    const answers = await Promise.all(
      [1, 2, 3, 4, 5].map(async (n) => recognizer.recognize(await frame(n), { frameId: n, capturedAt: n })),
    );
    expect(answers.filter(Boolean).map((answer) => answer?.frameId)).toEqual([1, 5]);
  });

  it('takes frames of any shape: 4K, tiny, portrait', async () => {
    const recognizer = await start();
    await recognizer.setFixedFrame(true);
    for (const [width, height] of [
      [3840, 2160],
      [160, 120],
      [480, 640],
      [1, 1],
    ] as const) {
      const answer = await recognizer.recognize(await frame(3, width, height), {
        frameId: width,
        capturedAt: 0,
      });
      expect(answer?.frame).toEqual({ width, height });
      expect(answer?.probabilities.every(Number.isFinite)).toBe(true);
    }
  });

  it('gives features of the stated length, finite, the same for the same image', async () => {
    const recognizer = await start();
    const first = await recognizer.features(await frame(5));
    const second = await recognizer.features(await frame(5));
    expect(first.values).toHaveLength(recognizer.info.featureLength);
    expect(first.values.every(Number.isFinite)).toBe(true);
    expect(first.handFound).toBe(false);
    expect(second.values).toEqual(first.values);
  });

  it('reads a hand as the side that it is told: the mirror image of a right hand is a left one', async () => {
    const recognizer = await start();
    const hand = await pictureOfAHand();
    const canvas = new OffscreenCanvas(hand.width, hand.height);
    const context = canvas.getContext('2d');
    context?.setTransform(-1, 0, 0, 1, hand.width, 0);
    context?.drawImage(hand, 0, 0);
    const right = await recognizer.features(hand, 'Right');
    const left = await recognizer.features(await createImageBitmap(canvas), 'Left');
    const wrong = await recognizer.features(await createImageBitmap(canvas), 'Right');
    expect([right.crop?.mirrored, left.crop?.mirrored, wrong.crop?.mirrored]).toEqual([false, true, false]);
    expect(left.hand?.handedness).toBe('Left');
    expect(cosine(left.values, right.values)).toBeGreaterThan(0.95);
    const pixels = (of: typeof right) => of.values.subarray(0, EMBEDDING);
    expect(cosine(pixels(wrong), pixels(right))).toBeLessThan(0.8);
    // Landmarks too: how alike any two hands look to a pose branch differs from one training to the next.
    const landmarks = (of: typeof right) => of.values.subarray(EMBEDDING);
    const [told, mistaken] = [left, wrong].map((of) => 1 - cosine(landmarks(of), landmarks(right)));
    expect(mistaken).toBeGreaterThan(5 * (told ?? Number.NaN));
  });

  it('serves another alphabet by its head, and refuses a head of another backbone', async () => {
    const recognizer = await start();
    const head = twoSignHead(recognizer.info);
    await recognizer.setFixedFrame(true);
    await recognizer.setHead(head);
    const answer = await recognizer.recognize(await frame(1), { frameId: 0, capturedAt: 0 });
    expect([...(answer?.probabilities ?? [])].map((p) => Number(p.toFixed(4)))).toEqual([0.7311, 0.2689]);
    await expect(recognizer.setHead({ ...head, backboneId: 'other' })).rejects.toMatchObject({
      code: 'weights-mismatch',
    });
    await expect(recognizer.setHead({ ...head, bias: Float32Array.of(Number.NaN, 0) })).rejects.toMatchObject(
      {
        code: 'head-invalid',
      },
    );
  });

  it('refuses a backend whose numbers are not the stored ones', async () => {
    // Either side of the comparison may be turned to make them differ; the stored one can be from here.
    await expect(start({ files: await withOtherGolden(await filesFromPublic()) })).rejects.toMatchObject({
      code: 'no-backend',
      message: expect.stringMatching(/self-test: cosine -1\.0/),
    });
  });

  it('refuses weights that were changed on the way', async () => {
    const files = await filesFromPublic();
    const [name = ''] = Object.keys(files.shards);
    const bytes = new Uint8Array(await (files.shards[name] as Blob).arrayBuffer());
    bytes[1000] = (bytes[1000] ?? 0) ^ 1;
    const broken = { ...files, shards: { ...files.shards, [name]: new Blob([bytes]) } };
    await expect(start({ files: broken })).rejects.toMatchObject({ code: 'weights-corrupt' });
  });
});

interface StoredModel {
  shards: { file: string; bytes: number; sha256: string }[];
  tensors: { name: string; byteOffset: number; shape: number[] }[];
}

/** The same model, whole by its hashes, with the sign of its golden embedding turned. */
async function withOtherGolden(files: RecognizerFiles): Promise<RecognizerFiles> {
  const manifest = JSON.parse(await files.manifest.text()) as StoredModel;
  const golden = manifest.tensors.find(({ name }) => name === 'golden.embedding');
  const bytes = new Uint8Array(
    await new Blob(manifest.shards.map(({ file }) => files.shards[file] ?? new Blob())).arrayBuffer(),
  );
  const embedding = new Float32Array(bytes.buffer, golden?.byteOffset, golden?.shape[0]);
  embedding.forEach((value, i) => {
    embedding[i] = -value;
  });
  const shards: Record<string, Blob> = {};
  let at = 0;
  for (const shard of manifest.shards) {
    const part = bytes.slice(at, at + shard.bytes);
    at += shard.bytes;
    shard.sha256 = await sha256(part);
    shards[shard.file] = new Blob([part]);
  }
  return { ...files, manifest: new Blob([JSON.stringify(manifest)]), shards };
}
