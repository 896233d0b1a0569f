/**
 * The page behind `npm run eval`, `spell`, `bench` and `soak`: the app's own recognizer, spelling and trainer with
 * functions to call instead of an interface, so that what is measured is what is shipped.
 */
import '../trusted-types.ts';
import { recognizerFiles } from '../app/recognizer-files.ts';
import { RecognizerClient } from '../model/client.ts';
import type { BackendName, InputSize, RecognizerInfo } from '../model/types.ts';
import { AssetStore } from '../offline/assets.ts';
import { packHalf } from '../train/float16.ts';
import { readHeadFile } from '../train/head-file.ts';
import { trainHead, zeroHead } from '../train/head-trainer.ts';
import { LESSON_SETTINGS } from '../train/train-types.ts';
import { settledSize } from './auto-size.ts';
import { ortTimes } from './ort.ts';
import { ClipSpelling } from './spell-clip.ts';
import type {
  BenchApi,
  OrtRequest,
  SpellProgress,
  SpellRequest,
  SpellResult,
  StartRequest,
  StillAnswer,
} from './types.ts';

/** As the live session tries them. */
const BACKENDS: readonly BackendName[] = ['webgl', 'webgpu', 'wasm'];

class Bench implements BenchApi {
  private client: RecognizerClient | null = null;
  private labels: readonly string[] = [];
  private spelling: ClipSpelling | null = null;

  async start({ backend, size, headUrl }: StartRequest): Promise<RecognizerInfo> {
    await this.dispose();
    const { files } = await recognizerFiles(new AssetStore());
    const open = (inputSize: InputSize | 'auto') =>
      RecognizerClient.start({
        files,
        backends: backend === 'auto' ? [...BACKENDS] : [backend],
        inputSize,
        // Who names a backend gets it, GPU or not.
        allowSoftwareGl: backend === 'webgl',
      });
    let client = await open(size);
    if (size === 'auto') {
      const settled = await settledSize(client);
      await client.dispose();
      client = await open(settled);
    }
    this.client = client;
    this.labels = client.info.labels;
    if (headUrl) await this.useHead(headUrl, client);
    return { ...client.info, labels: [...this.labels] };
  }

  async classify(urls: readonly string[]): Promise<StillAnswer[]> {
    const client = this.running();
    const decoded = urls.map((url) => decode(url));
    const answers: StillAnswer[] = [];
    for (const image of decoded) {
      const bitmap = await image;
      if (!bitmap) {
        answers.push({ probabilities: null, handFound: false, ms: 0 });
        continue;
      }
      const { probabilities, hand, times } = await client.recognizeStill(bitmap);
      answers.push({ probabilities: [...probabilities], handFound: hand !== null, ms: times.total });
    }
    return answers;
  }

  async spell(request: SpellRequest): Promise<SpellResult> {
    this.spelling = new ClipSpelling(this.running(), this.labels, request);
    try {
      return await this.spelling.run();
    } finally {
      this.spelling = null;
    }
  }

  progress(): SpellProgress | null {
    return this.spelling?.progress ?? null;
  }

  embedTimes(side: InputSize, runs: number, batch: number): Promise<number[]> {
    return this.running().timeEmbedding(side, runs, batch);
  }

  ortTimes(request: OrtRequest): Promise<number[]> {
    return ortTimes(request);
  }

  async trainSeconds(images: number, epochs: number): Promise<number> {
    const { backboneId, featureLength, labels } = this.running().info;
    const values = Float32Array.from({ length: featureLength }, (_, i) => Math.abs(Math.sin(i * 12.9898)));
    const row = packHalf(values);
    const features = new Uint16Array(images * featureLength);
    for (let i = 0; i < images; i++) features.set(row, i * featureLength);
    const set = {
      features,
      featureLength,
      labels: Int32Array.from({ length: images }, (_, i) => i % labels.length),
      groups: Array.from({ length: images }, (_, i) => String(Math.floor(i / 10))),
      takenAt: Float64Array.from({ length: images }, (_, i) => i),
      augmentedFrom: new Int32Array(images).fill(-1),
    };
    const began = performance.now();
    await trainHead(set, zeroHead('bench', labels, backboneId, featureLength), {
      ...LESSON_SETTINGS,
      epochs,
    });
    return (performance.now() - began) / 1000;
  }

  memory(): Promise<{ tensors: number; bytes: number }> {
    return this.running().memory();
  }

  async dispose(): Promise<number> {
    const { client } = this;
    this.client = null;
    return client ? client.dispose() : 0;
  }

  private running(): RecognizerClient {
    if (!this.client) throw new Error('start() comes first');
    return this.client;
  }

  private async useHead(url: string, client: RecognizerClient): Promise<void> {
    const file = await (await fetch(url)).blob();
    const { head } = await readHeadFile(file, client.info);
    await client.setHead({ ...head, id: 'file' });
    this.labels = head.labels;
  }
}

/** Null for what is no picture. A server that does not answer is an error all the same. */
async function decode(url: string): Promise<ImageBitmap | null> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  const blob = await response.blob();
  return createImageBitmap(blob).catch(() => null);
}

window.handspellBench = new Bench();
