import { Camera, type CameraState } from '../camera/camera.ts';
import { FrameLoop, type FrameMetadata } from '../camera/frame-loop.ts';
import type { CameraRequest } from '../camera/open-stream.ts';
import { codeOf } from '../model/bridge.ts';
import { RecognizerClient } from '../model/client.ts';
import type { Capture } from '../model/recognizer.ts';
import type { BackendName, Features, Head, Recognition, RecognizerInfo } from '../model/types.ts';
import type { AssetStore } from '../offline/assets.ts';
import { OfflineError } from '../offline/errors.ts';
import { parseLexicon } from '../spelling/lexicon.ts';
import { Speller } from '../spelling/speller.ts';
import { FrameStatusReader } from './frame-status.ts';
import { IDLE_STATE } from './idle-state.ts';
import type { LiveActions, LiveState, StageStatus } from './live-state.ts';
import { RateMeter } from './rate-meter.ts';
import { recognizerFiles } from './recognizer-files.ts';
import { sampleOf } from './sample.ts';
import type { Settings } from './settings.ts';
import { type TextStore, Writer } from './writer.ts';

/** WebGL first, as the product promises; WASM is for devices without a usable GPU. */
const BACKENDS: readonly BackendName[] = ['webgl', 'webgpu', 'wasm'];

export interface LiveDependencies {
  assets: AssetStore;
  text: TextStore;
  /** Errors that reach nobody else, for "About this device". */
  report: (error: unknown) => void;
  /** WebGL and WebGPU were compared on this device, and this one was faster. */
  onCompared: (fasterGpu: 'webgl' | 'webgpu') => void;
}

/** What stands between the camera and the model: what is missing comes first on the stage. */
interface Gates {
  model: StageStatus | null;
  camera: StageStatus | null;
  frames: StageStatus;
}

/**
 * The conductor of live spelling: camera frames to the recognizer, its answers to the speller, letters to the text.
 * It owns the one `LiveState`; every change makes a new one and tells the listeners.
 */
export class LiveSession implements LiveActions {
  private current: LiveState = IDLE_STATE;
  private readonly listeners = new Set<(state: LiveState) => void>();
  private readonly answerListeners = new Set<(answer: Recognition) => void>();
  private readonly speller = new Speller();
  private readonly writer: Writer;
  private readonly camera = new Camera();
  private readonly life = new AbortController();
  private readonly frames = new FrameStatusReader();
  private readonly answers = new RateMeter();
  private readonly gates: Gates = {
    model: { kind: 'idle' },
    camera: { kind: 'idle' },
    frames: { kind: 'show-hand' },
  };
  private client: RecognizerClient | null = null;
  private running: RecognizerInfo | null = null;
  private loading: Promise<RecognizerClient> | null = null;
  private loop: FrameLoop | null = null;
  private video: HTMLVideoElement | null = null;
  private head: Head | null = null;
  /** Whether letters go into the text. */
  writing = true;
  private wanted = false;
  private frameId = 0;
  private commits = 0;
  private request: CameraRequest | null = null;
  private readonly startedAt = performance.now();

  constructor(
    private readonly dependencies: LiveDependencies,
    private settings: Settings,
  ) {
    this.writer = new Writer(dependencies.text, () => this.update(this.writer.state), dependencies.report);
    this.camera.subscribe((camera) => this.onCamera(camera));
    document.addEventListener('visibilitychange', () => this.followVisibility(), {
      signal: this.life.signal,
    });
    this.configure(settings);
  }

  get state(): LiveState {
    return this.current;
  }

  /** What the recognizer settled on, or null until it has started. */
  get info(): RecognizerInfo | null {
    return this.running;
  }

  /** Told every new state. @returns a function that ends it. */
  subscribe(listener: (state: LiveState) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Brings back the written text. */
  restore(): Promise<void> {
    return this.writer.restore().catch(this.dependencies.report);
  }

  /** Starts camera and model side by side; each shows its own progress and trouble on the stage. */
  async start(): Promise<void> {
    this.wanted = true;
    await Promise.all([this.openCamera(), this.recognizer().catch(() => undefined)]);
  }

  stop(): void {
    this.wanted = false;
    this.pause();
  }

  async retry(): Promise<void> {
    await this.start();
  }

  async chooseCamera(choice: CameraRequest): Promise<void> {
    this.wanted = true;
    await this.openCamera(choice);
  }

  editText(text: string, caret: number): void {
    this.writer.edit(text, caret);
  }
  insertSpace(): void {
    this.writer.insertSpace();
  }
  deleteLast(): void {
    this.writer.deleteLast();
  }
  clear(): void {
    this.writer.clear();
  }
  undo(): void {
    this.writer.undo();
  }
  acceptSuggestion(word: string): void {
    this.writer.accept(word);
  }

  /** Saves what is not saved yet. */
  flush(): Promise<void> {
    return this.writer.flush();
  }

  /** Takes new settings at once; a change of backend or input size restarts the model. */
  configure(settings: Settings): void {
    const { backend, inputSize, fixedFrame } = this.settings;
    this.settings = settings;
    this.speller.configure({ holdMs: settings.holdMs, wordBreakMs: settings.wordBreakMs });
    this.writer.suggestWords(settings.suggestions);
    if (settings.fixedFrame !== fixedFrame) {
      this.client?.setFixedFrame(settings.fixedFrame).catch(this.dependencies.report);
    }
    if (this.loading && (settings.backend !== backend || settings.inputSize !== inputSize)) {
      void this.restartModel();
    }
  }

  /** The head that answers from now on; it stays through a restart of the model. Null is the default head. */
  async useHead(head: Head | null): Promise<void> {
    const client = await this.recognizer();
    await client.setHead(head ?? (await client.defaultHead()));
    this.head = head;
    this.speller.reset();
  }

  /** Features of a picture, by the code that reads live frames. The picture is closed. */
  async features(image: ImageBitmap): Promise<Features> {
    return (await this.recognizer()).features(image);
  }

  /** A picture of the hand now before the camera, for training; null while there is no frame. */
  async capture(): Promise<Capture | null> {
    const frame = this.video && (await takeFrame(this.video));
    return frame ? (await this.recognizer()).capture(frame) : null;
  }

  setOfflineReady(offlineReady: boolean): void {
    this.update({ stats: { ...this.current.stats, offlineReady } });
  }

  /** The running recognizer, started if need be. @throws what stopped it; the stage says so too. */
  recognizer(): Promise<RecognizerClient> {
    this.loading ??= this.load().catch((error: unknown) => {
      this.loading = null;
      this.modelFailed(error);
      throw error;
    });
    return this.loading;
  }

  /** Reads frames from the page's video element; null when it goes away. */
  watch(video: HTMLVideoElement | null): void {
    if (video === this.video) return;
    this.loop?.dispose();
    this.loop = null;
    this.video = video;
    if (!video) return;
    this.loop = new FrameLoop(video, (_, metadata) => void this.onFrame(video, metadata));
    this.loop.start();
  }

  /** Ends everything. @returns the number of tensors left, 0 unless something leaks. */
  async dispose(): Promise<number> {
    this.stop();
    this.life.abort();
    this.camera.dispose();
    this.watch(null);
    await this.flush();
    const client = this.client;
    this.client = null;
    this.loading = null;
    return client ? client.dispose() : 0;
  }

  private async load(): Promise<RecognizerClient> {
    const { files, lexicon } = await recognizerFiles(this.dependencies.assets, {
      onProgress: (progress) => this.setGate('model', { kind: 'downloading', ...progress }),
    });
    const { backend, inputSize, fixedFrame, fasterGpu } = this.settings;
    const first = backend === 'auto' ? fasterGpu : backend;
    const client = await RecognizerClient.start({
      files,
      backends: first ? [first, ...BACKENDS.filter((name) => name !== first)] : [...BACKENDS],
      compare: first === null,
      inputSize,
      // Someone who asks for WebGL by name gets it, GPU or not.
      allowSoftwareGl: backend === 'webgl',
      onStage: (detail) => this.setGate('model', { kind: 'starting-model', detail }),
      onRecovering: () => this.setGate('model', { kind: 'recovering' }),
      onRecovered: (info) => this.modelReady(info),
      onFailed: (error) => {
        this.client = null;
        this.loading = null;
        this.modelFailed(error);
      },
    });
    if (fixedFrame) await client.setFixedFrame(true);
    if (this.head) await client.setHead(this.head);
    this.client = client;
    this.modelReady(client.info);
    const fastest = client.info.measured && client.info.backend;
    if (fastest === 'webgl' || fastest === 'webgpu') this.dependencies.onCompared(fastest);
    this.writer.useLexicon(parseLexicon(await lexicon.text()));
    return client;
  }

  private async restartModel(): Promise<void> {
    const client = this.client;
    this.client = null;
    this.loading = null;
    await client?.dispose().catch(this.dependencies.report);
    await this.recognizer().catch(() => undefined);
  }

  private modelReady(info: RecognizerInfo): void {
    this.running = info;
    const { backend, gpu, inputSize } = info;
    this.update({ stats: { ...this.current.stats, backend, gpu, inputSize } });
    this.setGate('model', null);
  }

  private modelFailed(error: unknown): void {
    this.dependencies.report(error);
    const message = error instanceof Error ? error.message : String(error);
    const kind = error instanceof OfflineError ? 'download-failed' : 'model-failed';
    this.setGate('model', { kind, code: codeOf(error) ?? 'unknown', message });
  }

  private async openCamera(request?: CameraRequest): Promise<void> {
    const { cameraId, facing } = this.settings;
    const asked = request ?? this.request ?? (cameraId ? { deviceId: cameraId } : { facing });
    this.request = asked;
    this.setGate('camera', { kind: 'starting-camera' });
    await this.camera.start(asked);
  }

  private pause(): void {
    this.camera.stop();
    this.setGate('camera', { kind: 'paused' });
  }

  private onCamera({ stream, activeId, cameras, error }: CameraState): void {
    if (stream !== this.current.stream) {
      this.frames.reset();
      this.speller.reset();
      this.update(NO_HAND);
    }
    if (error) this.gates.camera = { kind: 'camera-error', code: error.code };
    else if (stream) this.gates.camera = null;
    this.update({
      stream,
      activeCameraId: activeId,
      cameras: cameras.map((camera) => ({ ...camera })),
      status: this.status(),
    });
  }

  /** The camera is off while nobody sees the page, its light too. */
  private followVisibility(): void {
    if (!this.wanted) return;
    if (document.hidden) {
      this.pause();
      void this.flush();
    } else {
      void this.openCamera();
    }
  }

  private async onFrame(video: HTMLVideoElement, { timeMs }: FrameMetadata): Promise<void> {
    // Frames that the worker cannot take up at once are skipped: the next one is newer.
    if (!this.client?.idle) return;
    const frame = await takeFrame(video);
    if (!frame || !this.client) {
      frame?.close();
      return;
    }
    const answer = await this.client.recognize(frame, { frameId: this.frameId++, capturedAt: timeMs });
    if (answer && this.current.stream) this.onAnswer(answer);
  }

  private onAnswer(answer: Recognition): void {
    const { capturedAt: timeMs, state, hand, frame } = answer;
    const { top, hold, events } = this.speller.push(sampleOf(answer, this.labels));
    if (this.writing) for (const event of events) this.writer.apply(event);
    const letter = events.findLast((event) => event.kind === 'letter');
    const lastCommit = letter && {
      label: letter.label,
      atMs: letter.timeMs - this.startedAt,
      confidence: letter.confidence,
      sequence: ++this.commits,
    };
    this.gates.frames = this.frames.push(state, top[0]?.probability ?? 0, timeMs);
    this.update({
      top,
      hold,
      ...(lastCommit ? { lastCommit } : {}),
      overlay: { landmarks: hand?.landmarks ?? null, crop: answer.crop, frame },
      status: this.status(),
      stats: {
        ...this.current.stats,
        backend: answer.backend,
        inputSize: answer.inputSize,
        classificationsPerSecond: this.answers.mark(performance.now()),
        cameraFramesPerSecond: this.loop?.framesPerSecond ?? 0,
        times: answer.times,
      },
    });
    for (const listener of this.answerListeners) listener(answer);
  }

  /** Told every answer as it came from the recognizer, for those who measure. @returns a function that ends it. */
  onAnswers(listener: (answer: Recognition) => void): () => void {
    this.answerListeners.add(listener);
    return () => this.answerListeners.delete(listener);
  }

  private get labels(): readonly string[] {
    return this.head?.labels ?? this.running?.labels ?? [];
  }

  private setGate(gate: 'model' | 'camera', status: StageStatus | null): void {
    this.gates[gate] = status;
    this.update({ status: this.status() });
  }

  /** Trouble with the camera comes first: its picture is what the person looks at. */
  private status(): StageStatus {
    const { model, camera, frames } = this.gates;
    if (camera?.kind === 'camera-error' || camera?.kind === 'paused') return camera;
    return model ?? camera ?? frames;
  }

  private update(change: Partial<LiveState>): void {
    this.current = { ...this.current, ...change };
    for (const listener of this.listeners) listener(this.current);
  }
}

const NO_HAND = { top: [], hold: null, overlay: null } satisfies Partial<LiveState>;

/** The video's present picture, without a copy where the browser can; null when there is none to take. */
async function takeFrame(video: HTMLVideoElement): Promise<VideoFrame | ImageBitmap | null> {
  if (video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA || video.videoWidth === 0) return null;
  try {
    return 'VideoFrame' in globalThis ? new VideoFrame(video) : await createImageBitmap(video);
  } catch (error) {
    // The stream may end between the look and the grab; the next frame, if there is one, will do.
    if (error instanceof DOMException) return null;
    throw error;
  }
}
