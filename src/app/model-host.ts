import { codeOf } from '../model/bridge.ts';
import { RecognizerClient } from '../model/client.ts';
import { ModelError } from '../model/errors.ts';
import type { LeNet } from '../model/lenet.ts';
import type { BackendName, Head, RecognizerInfo } from '../model/types.ts';
import type { AssetStore } from '../offline/assets.ts';
import { OfflineError } from '../offline/errors.ts';
import type { StageStatus } from './live-state.ts';
import { recognizerFiles } from './recognizer-files.ts';
import type { Settings } from './settings.ts';

/** WebGL first, as the product promises; WASM is for devices without a usable GPU. */
const BACKENDS: readonly BackendName[] = ['webgl', 'webgpu', 'wasm'];

export interface ModelHostEvents {
  /** What the stage says of the model; null when it is ready. */
  onStatus: (status: StageStatus | null) => void;
  onReady: (info: RecognizerInfo) => void;
  onLexicon: (words: string) => void;
  /** WebGL and WebGPU were compared on this device, and this one was faster. */
  onCompared: (fasterGpu: 'webgl' | 'webgpu') => void;
  report: (error: unknown) => void;
}

/** Downloads, starts, restarts and ends the one recognizer, and remembers which head answers. */
export class ModelHost {
  private running: RecognizerClient | null = null;
  private loading: Promise<RecognizerClient> | null = null;
  /** Counts the ends: what a start from before one still brings or says is out of date. */
  private ended = 0;
  private latest: RecognizerInfo | null = null;
  private head: Head | null = null;
  private lenet: LeNet | null = null;

  constructor(
    private readonly assets: AssetStore,
    private settings: Settings,
    private readonly events: ModelHostEvents,
  ) {}

  /** The recognizer, once it has started. */
  get client(): RecognizerClient | null {
    return this.running;
  }

  /** What it settled on, or null until it has started. */
  get info(): RecognizerInfo | null {
    return this.latest;
  }

  /** Classes of the head that answers. */
  get labels(): readonly string[] {
    return this.head?.labels ?? this.latest?.labels ?? [];
  }

  /** The running recognizer, started if need be. @throws what stopped it; the status says so too. */
  recognizer(): Promise<RecognizerClient> {
    this.loading ??= this.begin();
    return this.loading;
  }

  /** A change of backend or input size restarts the model. */
  configure(settings: Settings): void {
    const { backend, inputSize, fixedFrame } = this.settings;
    this.settings = settings;
    if (settings.fixedFrame !== fixedFrame) {
      this.running?.setFixedFrame(settings.fixedFrame).catch(this.events.report);
    }
    if (this.loading && (settings.backend !== backend || settings.inputSize !== inputSize))
      void this.restart();
  }

  /**
   * The head that answers from now on, in a LeNet-5's place too; it stays through a restart. Null is the one that came
   * with the weights.
   */
  async useHead(head: Head | null): Promise<void> {
    // Its own head never fails: a model that starts later begins with it.
    if (head === null) this.head = null;
    const client = await this.recognizer();
    await client.setHead(head ?? (await client.defaultHead()));
    this.head = head;
    if (this.lenet) await this.useLeNet(null);
  }

  /** The head that answers. */
  async activeHead(): Promise<Head> {
    return this.head ?? (await this.recognizer()).defaultHead();
  }

  get usesLeNet(): boolean {
    return this.lenet !== null;
  }

  /** A LeNet-5 that answers instead of ResNet-50 and its head; it stays through a restart. Null goes back. */
  async useLeNet(model: LeNet | null): Promise<void> {
    const client = await this.recognizer();
    await client.useLeNet(model);
    this.lenet = model;
  }

  /** @returns the number of tensors left, 0 unless something leaks */
  async dispose(): Promise<number> {
    const client = this.running;
    this.ended += 1;
    this.running = null;
    this.loading = null;
    return client ? client.dispose() : 0;
  }

  /** One start. Settings may change while it goes on: who waits for it then gets the start that came after. */
  private async begin(): Promise<RecognizerClient> {
    const { ended } = this;
    const current = () => ended === this.ended;
    try {
      const client = await this.load(current);
      if (current()) return client;
      await client.dispose();
    } catch (error) {
      if (current()) {
        this.loading = null;
        this.fail(error);
        throw error;
      }
    }
    if (this.loading) return this.loading;
    throw new ModelError('disposed', 'The recognizer was disposed of while it started');
  }

  /** @param current false when this start was overtaken: then it tells nothing and takes no place */
  private async load(current: () => boolean): Promise<RecognizerClient> {
    const { onReady, onLexicon, onCompared } = this.events;
    const onStatus = (status: StageStatus | null) => {
      if (current()) this.events.onStatus(status);
    };
    const { files, lexicon } = await recognizerFiles(this.assets, {
      onProgress: (progress) => onStatus({ kind: 'downloading', ...progress }),
    });
    const words = await lexicon.text();
    const { backend, inputSize, fixedFrame, fasterGpu } = this.settings;
    const first = backend === 'auto' ? fasterGpu : backend;
    const ready = (info: RecognizerInfo) => {
      if (!current()) return;
      this.latest = info;
      onReady(info);
      onStatus(null);
    };
    const client = await RecognizerClient.start({
      files,
      backends: first ? [first, ...BACKENDS.filter((name) => name !== first)] : [...BACKENDS],
      compare: first === null,
      inputSize,
      // Someone who asks for WebGL by name gets it, GPU or not.
      allowSoftwareGl: backend === 'webgl',
      onStage: (detail) => onStatus({ kind: 'starting-model', detail }),
      onRecovering: () => onStatus({ kind: 'recovering' }),
      onRecovered: ready,
      onFailed: (error) => {
        if (!current()) return;
        this.running = null;
        this.loading = null;
        this.fail(error);
      },
    });
    try {
      if (fixedFrame) await client.setFixedFrame(true);
      if (this.head) await client.setHead(this.head);
      if (this.lenet) await client.useLeNet(this.lenet);
    } catch (error) {
      await client.dispose().catch(this.events.report);
      throw error;
    }
    if (!current()) return client;
    this.running = client;
    ready(client.info);
    onLexicon(words);
    const fastest = client.info.measured && client.info.backend;
    if (fastest === 'webgl' || fastest === 'webgpu') onCompared(fastest);
    return client;
  }

  private async restart(): Promise<void> {
    await this.dispose().catch(this.events.report);
    // A failure is on the stage and in the report already.
    await this.recognizer().catch(() => undefined);
  }

  private fail(error: unknown): void {
    this.events.report(error);
    const message = error instanceof Error ? error.message : String(error);
    const kind = error instanceof OfflineError ? 'download-failed' : 'model-failed';
    this.events.onStatus({ kind, code: codeOf(error) ?? 'unknown', message });
  }
}
