import * as Comlink from 'comlink';
import { carryErrorCodes } from './bridge.ts';
import type { Capture } from './capture.ts';
import { ModelError, type ModelErrorCode } from './errors.ts';
import type { LeNet } from './lenet.ts';
import type { RecognizerApi, WorkerOptions } from './recognizer.worker.ts';
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

/** A start that has not got this far in a minute is stuck: shaders of a cold GPU driver take up to 20 s. */
const START_TIMEOUT_MS = 60_000;
/** A GPU that was lost and is not back by then is left for the next backend. */
const RECOVERY_TIMEOUT_MS = 5000;
/** An answer that takes this long will not come. */
const ANSWER_TIMEOUT_MS = 15_000;
/** Still pictures are searched for a hand in every way there is, and queue up behind each other. */
const STILL_TIMEOUT_MS = 45_000;
/** A worker that lives, but answers this many frames in a row with an error, is replaced. */
const FAILED_FRAMES = 3;
/** A backend that fails again this soon after a restart is left. */
const RELAPSE_MS = 60_000;

export interface ClientOptions extends WorkerOptions {
  onStage?: (stage: StartStage) => void;
  /** The worker was lost and a new one is on its way. */
  onRecovering?: (reason: ModelErrorCode) => void;
  onRecovered?: (info: RecognizerInfo) => void;
  /** No backend is left. The client is of no more use. */
  onFailed?: (error: unknown) => void;
  /** How long a backend that has another one after it may take to start, ms. */
  startTimeoutMs?: number;
  /** How long the backend whose GPU was lost may take to be back, ms. */
  recoveryTimeoutMs?: number;
  /** How long an answer may take before the worker counts as hung, ms; longer for still pictures. */
  answerTimeoutMs?: number;
}

interface Waiting {
  frame: ImageBitmap | VideoFrame;
  meta: { frameId: number; capturedAt: number };
  resolve: (answer: Recognition | null) => void;
}

interface Link {
  worker: Worker;
  api: Comlink.Remote<RecognizerApi>;
  info: RecognizerInfo;
  /** Aborted, with a ModelError, when the worker is lost, so that nobody waits for an answer that cannot come. */
  lost: AbortSignal;
}

/**
 * The page's end of the recognizer. Only the newest frame waits; a worker that dies, hangs or loses its GPU is
 * replaced, first on the same backend, then on the next.
 */
export class RecognizerClient {
  private link: Link | null = null;
  private waiting: Waiting | null = null;
  private busy = false;
  private head: Head | null = null;
  private lenet: LeNet | null = null;
  private fixedFrame = false;
  /** Frames since the last answer that a living worker could not read. */
  private failedFrames = 0;
  private restartedAt = Number.NEGATIVE_INFINITY;
  private disposed = false;

  private constructor(private readonly options: ClientOptions) {}

  /** @throws ModelError, or Error of an unknown kind, when no backend starts. */
  static async start(options: ClientOptions): Promise<RecognizerClient> {
    carryErrorCodes();
    const client = new RecognizerClient(options);
    client.link = await client.connect();
    return client;
  }

  /** @throws ModelError `not-started` while a lost worker is being replaced. */
  get info(): RecognizerInfo {
    return this.connected().info;
  }

  /** True when a frame given now would be taken up at once. */
  get idle(): boolean {
    return !this.busy && this.link !== null;
  }

  /**
   * Answers a frame, or null when a newer one took its place or the worker was lost meanwhile. The frame is
   * transferred and closed.
   */
  recognize(
    frame: ImageBitmap | VideoFrame,
    meta: { frameId: number; capturedAt: number },
  ): Promise<Recognition | null> {
    return new Promise((resolve) => {
      this.drop();
      this.waiting = { frame, meta, resolve };
      void this.pump();
    });
  }

  /** The picture is transferred, as in `features` and `capture`; where the model is away it stays the caller's. */
  recognizeStill(image: ImageBitmap): Promise<Recognition> {
    return this.ask((api) => api.recognizeStill(Comlink.transfer(image, [image])), STILL_TIMEOUT_MS);
  }

  /** @param handedness of its hand where that is known better than one picture tells */
  features(image: ImageBitmap, handedness?: Handedness): Promise<Features> {
    return this.ask((api) => api.features(Comlink.transfer(image, [image]), handedness), STILL_TIMEOUT_MS);
  }

  capture(frame: ImageBitmap | VideoFrame): Promise<Capture> {
    return this.ask((api) => api.capture(Comlink.transfer(frame, [frame])));
  }

  /** The head that came with the weights. */
  defaultHead(): Promise<Head> {
    return this.ask((api) => api.defaultHead());
  }

  /** The head stays through a restart. @throws ModelError `head-invalid` or `weights-mismatch`. */
  async setHead(head: Head): Promise<void> {
    await this.ask((api) => api.setHead(head));
    this.head = head;
  }

  /** A LeNet-5 that answers instead, also after a restart, or null. @throws ModelError `head-invalid`. */
  async useLeNet(model: LeNet | null): Promise<void> {
    await this.ask((api) => api.useLeNet(model));
    this.lenet = model;
  }

  async setFixedFrame(on: boolean): Promise<void> {
    this.fixedFrame = on;
    await this.ask((api) => api.setFixedFrame(on));
  }

  timeEmbedding(size: InputSize, runs: number, batch?: number): Promise<number[]> {
    return this.ask((api) => api.timeEmbedding(size, runs, batch), START_TIMEOUT_MS);
  }

  memory(): Promise<{ tensors: number; bytes: number }> {
    return this.ask((api) => api.memory());
  }

  /** Frees the model and ends the worker. @returns the number of tensors left, 0 unless something leaks. */
  async dispose(): Promise<number> {
    this.disposed = true;
    this.drop();
    const link = this.link;
    this.link = null;
    if (!link) return 0;
    try {
      return await within(link.api.dispose(), ANSWER_TIMEOUT_MS);
    } finally {
      link.worker.terminate();
    }
  }

  private connected(): Link {
    if (this.disposed) throw new ModelError('disposed', 'The recognizer was disposed of');
    if (!this.link) throw new ModelError('not-started', 'The recognizer is starting');
    return this.link;
  }

  private drop(): void {
    this.waiting?.frame.close();
    this.waiting?.resolve(null);
    this.waiting = null;
  }

  private async pump(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      for (let next = this.take(); next; next = this.take()) {
        const { frame, meta, resolve } = next;
        try {
          const transferred = Comlink.transfer(frame, [frame as Transferable]);
          const sentAt = performance.now();
          const answer = await this.ask((api) => api.recognize(transferred, meta));
          answer.times.wait = Math.max(0, performance.now() - sentAt - answer.times.total);
          this.failedFrames = 0;
          resolve(answer);
        } catch (error) {
          // The frame is simply gone; a lost worker is already being replaced (`recover`).
          frame.close();
          resolve(null);
          if (this.link) this.countFailure(this.link, error);
        }
      }
    } finally {
      this.busy = false;
    }
  }

  /** The worker is replaced on its own backend, then on each of the others; after that nothing is left to try. */
  private countFailure(link: Link, error: unknown): void {
    this.failedFrames += 1;
    if (this.failedFrames % FAILED_FRAMES !== 0) return;
    if (this.failedFrames <= FAILED_FRAMES * this.options.backends.length) {
      this.recover(link, 'frames-failed');
    } else {
      this.link = null;
      link.worker.terminate();
      this.options.onFailed?.(new ModelError('frames-failed', String(error), { cause: error }));
    }
  }

  private take(): Waiting | null {
    const next = this.waiting;
    this.waiting = null;
    return next;
  }

  private async ask<T>(
    question: (api: Comlink.Remote<RecognizerApi>) => Promise<T>,
    timeoutMs = this.options.answerTimeoutMs ?? ANSWER_TIMEOUT_MS,
  ): Promise<T> {
    const link = this.connected();
    try {
      return await within(question(link.api), timeoutMs, link.lost);
    } catch (error) {
      if (error instanceof ModelError && error.code === 'backend-hung') this.recover(link, 'backend-hung');
      throw error;
    }
  }

  private async connect(
    without: readonly string[] = [],
    timeoutMs = this.options.startTimeoutMs ?? START_TIMEOUT_MS,
  ): Promise<Link> {
    const backends = this.options.backends.filter((name) => !without.includes(name));
    const patience = backends.length > 1 ? timeoutMs : START_TIMEOUT_MS;
    const worker = new Worker(new URL('./recognizer.worker.ts', import.meta.url), { type: 'module' });
    const api = Comlink.wrap<RecognizerApi>(worker);
    let link: Link | null = null;
    const lost = new AbortController();
    const lose = (code: ModelErrorCode, message: string) => {
      lost.abort(new ModelError(code, message));
      if (link) this.recover(link, code);
    };
    worker.addEventListener('error', (event) => lose('worker-died', event.message || 'The worker died'));
    const { files, inputSize, allowSoftwareGl } = this.options;
    // Who waits for a replacement does not wait for a comparison too.
    const compare = this.options.compare === true && this.restartedAt === Number.NEGATIVE_INFINITY;
    try {
      const starting = api.start(
        { files, backends, inputSize, allowSoftwareGl, compare },
        Comlink.proxy((stage: StartStage) => {
          if (!this.disposed) this.options.onStage?.(stage);
        }),
        Comlink.proxy(() => lose('context-lost', 'The GPU was lost')),
      );
      const info = await within(starting, patience, lost.signal);
      const { head, lenet } = this;
      if (head) await within(api.setHead(head), ANSWER_TIMEOUT_MS, lost.signal);
      if (lenet) await within(api.useLeNet(lenet), ANSWER_TIMEOUT_MS, lost.signal);
      if (this.fixedFrame) await within(api.setFixedFrame(true), ANSWER_TIMEOUT_MS, lost.signal);
      link = { worker, api, info, lost: lost.signal };
      return link;
    } catch (error) {
      worker.terminate();
      // A backend that hangs at start takes the whole worker with it: try the ones after it.
      const hung = error instanceof ModelError && error.code === 'backend-hung' ? backends[0] : undefined;
      if (hung && backends.length > 1) return this.connect([...without, hung]);
      throw error;
    }
  }

  private recover(broken: Link, reason: ModelErrorCode): void {
    if (this.link !== broken || this.disposed) return;
    this.link = null;
    broken.worker.terminate();
    this.options.onRecovering?.(reason);
    const relapsed = performance.now() - this.restartedAt < RELAPSE_MS;
    this.restartedAt = performance.now();
    this.reconnect(broken.info.backend, relapsed, reason === 'context-lost').then(
      (link) => {
        if (this.disposed) {
          link.worker.terminate();
          return;
        }
        this.link = link;
        this.options.onRecovered?.(link.info);
        void this.pump();
      },
      (error: unknown) => {
        if (!this.disposed) this.options.onFailed?.(error);
      },
    );
  }

  private async reconnect(backend: BackendName, relapsed: boolean, gpuLost: boolean): Promise<Link> {
    if (this.options.backends.length === 1) return this.connect();
    try {
      if (relapsed) return await this.connect([backend]);
      if (gpuLost) return await this.connect([], this.options.recoveryTimeoutMs ?? RECOVERY_TIMEOUT_MS);
    } catch {
      // Where the others are refused (a device without a GPU), the one that failed is still better than none.
    }
    return this.connect();
  }
}

/**
 * A race against a promise as old as the worker would stay in memory with every answer; a listener can be removed.
 * @throws ModelError `backend-hung` when `promise` has not settled after `ms`; the reason of `lost` when it is aborted
 */
async function within<T>(promise: Promise<T>, ms: number, lost?: AbortSignal): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let lose: () => void = () => undefined;
  const failure = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new ModelError('backend-hung', `No answer after ${ms / 1000} s`)), ms);
    lose = () => reject(lost?.reason);
    lost?.addEventListener('abort', lose);
    if (lost?.aborted) lose();
  });
  try {
    return await Promise.race([promise, failure]);
  } finally {
    clearTimeout(timer);
    lost?.removeEventListener('abort', lose);
  }
}
