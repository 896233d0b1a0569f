/** The recognizer's worker: reads the verified files that the page hands over, then answers frames. */
import * as Comlink from 'comlink';
import { carryErrorCodes } from './bridge.ts';
import type { Capture } from './capture.ts';
import { ModelError } from './errors.ts';
import type { LeNet } from './lenet.ts';
import { type FrameMeta, Recognizer } from './recognizer.ts';
import type {
  BackendName,
  Features,
  Handedness,
  Head,
  InputSize,
  Recognition,
  RecognizerInfo,
  StartStage,
} from './types.ts';
import { readModel } from './weights.ts';

/** The files of the recognizer by their path under the app's base, each already verified by the page. */
export interface RecognizerFiles {
  manifest: Blob;
  /** Weight shards by the file name that the manifest gives them. */
  shards: Record<string, Blob>;
  handModel: Blob;
  visionWasm: Blob;
  /** tfjs-backend-wasm binaries by file name. */
  tfjsWasm: Record<string, Blob>;
  /** Absolute URL of MediaPipe's module loader: a script, so it must come from the app's own origin. */
  visionLoaderUrl: string;
}

export interface WorkerOptions {
  files: RecognizerFiles;
  /** In the order to try them. */
  backends: BackendName[];
  inputSize: 'auto' | InputSize;
  allowSoftwareGl: boolean;
  /** Compare WebGL and WebGPU by their times when both work here; off unless asked for. */
  compare?: boolean;
}

let recognizer: Recognizer | null = null;

function current(): Recognizer {
  if (!recognizer) throw new ModelError('not-started', 'The recognizer has not been started');
  return recognizer;
}

/** Browsers compile WASM while it streams in only when it says that it is WASM. */
function wasmUrl(blob: Blob): string {
  return URL.createObjectURL(blob.slice(0, blob.size, 'application/wasm'));
}

async function bytesOf(blob: Blob): Promise<Uint8Array> {
  return new Uint8Array(await blob.arrayBuffer());
}

/** Runs `use` on an image that came by transfer and lets go of its memory whatever happens. */
async function closing<T>(image: ImageBitmap | VideoFrame, use: () => Promise<T>): Promise<T> {
  try {
    return await use();
  } finally {
    image.close();
  }
}

const api = {
  /** @throws ModelError of readModel, `no-backend` or `hand-model-failed`. */
  async start(
    { files, backends, inputSize, allowSoftwareGl, compare = false }: WorkerOptions,
    onStage: (stage: StartStage) => void,
    onContextLost: () => void,
  ): Promise<RecognizerInfo> {
    let told: unknown;
    const tell = (stage: StartStage) => {
      told = onStage(stage);
    };
    tell('reading-weights');
    const model = await readModel(JSON.parse(await files.manifest.text()), async (file) => {
      const shard = files.shards[file];
      if (!shard) throw new ModelError('weights-corrupt', `The weight file ${file} is missing`);
      return shard.arrayBuffer();
    });
    const wasmUrls = Object.fromEntries(
      Object.entries(files.tfjsWasm).map(([name, blob]) => [name, wasmUrl(blob)]),
    );
    recognizer = await Recognizer.start(model, {
      backends,
      inputSize,
      compare,
      landmarker: {
        loaderUrl: files.visionLoaderUrl,
        wasmUrl: wasmUrl(files.visionWasm),
        model: await bytesOf(files.handModel),
      },
      backendOptions: { wasmUrls, allowSoftwareGl, onContextLost },
      onStage: tell,
    });
    // Stages go to the page by a port of their own, and this answer by another: it must not overtake the last of them.
    await told;
    return recognizer.info;
  },

  recognize(frame: ImageBitmap | VideoFrame, meta: FrameMeta): Promise<Recognition> {
    return closing(frame, () => current().recognize(frame, meta));
  },
  recognizeStill(image: ImageBitmap): Promise<Recognition> {
    return closing(image, () => current().recognizeStill(image));
  },
  features(image: ImageBitmap, handedness?: Handedness): Promise<Features> {
    return closing(image, () => current().features(image, handedness));
  },
  capture(frame: ImageBitmap | VideoFrame): Promise<Capture> {
    return closing(frame, () => current().capture(frame));
  },
  defaultHead(): Head {
    return current().defaultHead;
  },
  setHead(head: Head): void {
    current().setHead(head);
  },
  useLeNet(model: LeNet | null): void {
    current().useLeNet(model);
  },
  setFixedFrame(on: boolean): void {
    current().useFixedFrame = on;
  },
  timeEmbedding(size: InputSize, runs: number, batch?: number): Promise<number[]> {
    return current().timeEmbedding(size, runs, batch);
  },
  memory(): { tensors: number; bytes: number } {
    return current().memory();
  },
  /** @returns the number of tensors left. */
  async dispose(): Promise<number> {
    const left = await current().dispose();
    recognizer = null;
    return left;
  },
};

export type RecognizerApi = typeof api;

carryErrorCodes();
Comlink.expose(api);
