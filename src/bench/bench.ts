/**
 * The page behind `npm run eval`, `spell`, `bench` and `soak`: the app's own recognizer, spelling and trainer with
 * functions to call instead of an interface, so that what is measured is what is shipped.
 */
import '../trusted-types.ts';
import { recognizerFiles } from '../app/recognizer-files.ts';
import { codeOf } from '../model/bridge.ts';
import { RecognizerClient } from '../model/client.ts';
import type { BackendName, InputSize, RecognizerInfo } from '../model/types.ts';
import { AssetStore } from '../offline/assets.ts';
import { packHalf } from '../train/float16.ts';
import { readHeadFile } from '../train/head-file.ts';
import { trainHead, zeroHead } from '../train/head-trainer.ts';
import { LESSON_SETTINGS } from '../train/train-types.ts';
import { settledSize } from './auto-size.ts';
import { confusionPicture } from './confusion-picture.ts';
import { type ImportRate, importRate } from './import-rate.ts';
import { OrtPeer } from './ort.ts';
import { ClipSpelling } from './spell-clip.ts';
import type {
  BenchApi,
  ClipSource,
  OrtFiles,
  Outcome,
  SpellProgress,
  SpellRequest,
  SpellResult,
  StartRequest,
  StillAnswer,
  StillFeatures,
} from './types.ts';
import { importZip, type ZipImport } from './zip-import.ts';

/** As the live session tries them. */
const BACKENDS: readonly BackendName[] = ['webgl', 'webgpu', 'wasm'];

class Bench implements BenchApi {
  private client: RecognizerClient | null = null;
  private labels: readonly string[] = [];
  private spelling: ClipSpelling | null = null;
  private ort: OrtPeer | null = null;

  start(request: StartRequest): Promise<Outcome<RecognizerInfo>> {
    return outcome(() => this.open(request));
  }

  private async open({ backend, size, software, headUrl }: StartRequest): Promise<RecognizerInfo> {
    await this.dispose();
    const { files } = await recognizerFiles(new AssetStore());
    const startAt = (inputSize: InputSize | 'auto') =>
      RecognizerClient.start({
        files,
        backends: backend === 'auto' ? [...BACKENDS] : [backend],
        inputSize,
        allowSoftwareGl: software,
      });
    let client = await startAt(size);
    if (size === 'auto') {
      const settled = await settledSize(client);
      await client.dispose();
      client = await startAt(settled);
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

  async features(urls: readonly string[]): Promise<(StillFeatures | null)[]> {
    const client = this.running();
    const all: (StillFeatures | null)[] = [];
    for (const bitmap of urls.map((url) => decode(url))) {
      const image = await bitmap;
      const features = image && (await client.features(image));
      all.push(features && { halves: base64(packHalf(features.values)), handFound: features.handFound });
    }
    return all;
  }

  spell(request: SpellRequest): Promise<Outcome<SpellResult>> {
    const spelling = new ClipSpelling(this.running(), this.labels, request);
    this.spelling = spelling;
    return outcome(() => spelling.run()).finally(() => {
      this.spelling = null;
    });
  }

  progress(): SpellProgress | null {
    return this.spelling?.progress ?? null;
  }

  async plotConfusion(matrix: readonly number[], labels: readonly string[]): Promise<string> {
    return base64(new Uint8Array(await (await confusionPicture(matrix, labels)).arrayBuffer()));
  }

  embedTimes(side: InputSize, runs: number, batch: number): Promise<number[]> {
    return this.running().timeEmbedding(side, runs, batch);
  }

  async startOrt(files: OrtFiles): Promise<void> {
    this.ort = await OrtPeer.start(files);
  }

  ortTimes(side: InputSize, runs: number): Promise<number[]> {
    if (!this.ort) throw new Error('startOrt() comes first');
    return this.ort.times(side, runs);
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

  importRate(source: ClipSource, images: number): Promise<ImportRate> {
    return importRate(this.running(), source, images);
  }

  importZip(fileField: string, featureLength: number): Promise<ZipImport> {
    const file = document.querySelector<HTMLInputElement>(fileField)?.files?.[0];
    if (!file) throw new Error(`${fileField} holds no file`);
    return importZip(file, featureLength);
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

/** Errors with a code are for the person at the command; any other is a fault of the program and thrown. */
async function outcome<T>(work: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    const code = codeOf(error);
    if (code === null) throw error;
    return { ok: false, failure: { code, message: (error as Error).message } };
  }
}

function base64({ buffer, byteOffset, byteLength }: Uint8Array | Uint16Array): string {
  const bytes = new Uint8Array(buffer, byteOffset, byteLength);
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}

/** Null for what is no picture. A server that does not answer is an error all the same. */
async function decode(url: string): Promise<ImageBitmap | null> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  const blob = await response.blob();
  return createImageBitmap(blob).catch(() => null);
}

window.handspellBench = new Bench();
