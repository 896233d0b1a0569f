import { Camera, type CameraState } from '../camera/camera.ts';
import { FrameLoop, type FrameMetadata } from '../camera/frame-loop.ts';
import type { CameraRequest } from '../camera/open-stream.ts';
import { takeFrame } from '../camera/take-frame.ts';
import type { Capture } from '../model/capture.ts';
import type { RecognizerClient } from '../model/client.ts';
import type { LeNet } from '../model/lenet.ts';
import type { Features, Handedness, Head, Recognition, RecognizerInfo } from '../model/types.ts';
import type { AssetStore } from '../offline/assets.ts';
import { parseLexicon } from '../spelling/lexicon.ts';
import { Speller } from '../spelling/speller.ts';
import { DELETE, SPACE, type SpellingEvent } from '../spelling/types.ts';
import { FrameStatusReader } from './frame-status.ts';
import { IDLE_STATE } from './idle-state.ts';
import type { CommittedLetter, LiveActions, LiveState, StageStatus } from './live-state.ts';
import { ModelHost } from './model-host.ts';
import { RateMeter } from './rate-meter.ts';
import { sampleOf } from './sample.ts';
import type { Settings } from './settings.ts';
import { type TextStore, Writer } from './writer.ts';

export interface LiveDependencies {
  assets: AssetStore;
  text: TextStore;
  /** Errors that reach nobody else, for "About this device". */
  report: (error: unknown) => void;
  /** WebGL and WebGPU were compared on this device, and this one was faster. */
  onCompared: (fasterGpu: 'webgl' | 'webgpu') => void;
  /** The person chose this camera, for the next visits too. */
  onCameraChosen: (choice: CameraRequest) => void;
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
  private readonly model: ModelHost;
  private loop: FrameLoop | null = null;
  private video: HTMLVideoElement | null = null;
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
    this.model = new ModelHost(dependencies.assets, settings, {
      onStatus: (status) => this.setGate('model', status),
      onReady: ({ backend, gpu, inputSize }) =>
        this.update({ stats: { ...this.current.stats, backend, gpu, inputSize } }),
      onLexicon: (words) => this.writer.useLexicon(parseLexicon(words)),
      onCompared: dependencies.onCompared,
      report: dependencies.report,
    });
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
    return this.model.info;
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
    this.dependencies.onCameraChosen(choice);
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
  /** Empties the text for good. */
  forgetText(): void {
    this.writer.forget();
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
    this.settings = settings;
    this.model.configure(settings);
    this.speller.configure({ holdMs: settings.holdMs, wordBreakMs: settings.wordBreakMs });
    this.writer.suggestWords(settings.suggestions);
  }

  /** The head that answers from now on; it stays through a restart of the model. Null is the default head. */
  async useHead(head: Head | null): Promise<void> {
    await this.model.useHead(head);
    this.speller.reset();
  }

  /** The head that answers. @throws what stopped the recognizer */
  activeHead(): Promise<Head> {
    return this.model.activeHead();
  }

  /** Whether a LeNet-5 answers. */
  get usesLeNet(): boolean {
    return this.model.usesLeNet;
  }

  /** A LeNet-5 that answers instead of ResNet-50 and its head, until the page is left; null goes back. */
  async useLeNet(model: LeNet | null): Promise<void> {
    await this.model.useLeNet(model);
    this.speller.reset();
  }

  /** Features of a picture, by the code that reads live frames. The picture is closed. */
  async features(image: ImageBitmap, handedness?: Handedness): Promise<Features> {
    try {
      return await (await this.recognizer()).features(image, handedness);
    } catch (error) {
      image.close();
      throw error;
    }
  }

  /** A picture of the hand now before the camera, for training; null while there is no frame. */
  async capture(): Promise<Capture | null> {
    const frame = this.video && (await takeFrame(this.video));
    if (!frame) return null;
    try {
      return await (await this.recognizer()).capture(frame);
    } catch (error) {
      frame.close();
      // A model that is being replaced will see the next frame: a burst goes on.
      const { model } = this.gates;
      if (model?.kind === 'recovering' || model?.kind === 'starting-model') return null;
      throw error;
    }
  }

  setOfflineReady(offlineReady: boolean): void {
    this.update({ stats: { ...this.current.stats, offlineReady } });
  }

  /** The running recognizer, started if need be. @throws what stopped it; the stage says so too. */
  recognizer(): Promise<RecognizerClient> {
    return this.model.recognizer();
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
    return this.model.dispose();
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
      standIn: this.standIn(activeId, cameras),
      cameras: cameras.map((camera) => ({ ...camera })),
      status: this.status(),
    });
  }

  private standIn(activeId: string | null, cameras: CameraState['cameras']): string | null {
    const chosen = this.request?.deviceId;
    if (!chosen || !activeId || activeId === chosen) return null;
    return cameras.find(({ deviceId }) => deviceId === activeId)?.label ?? '';
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
    const { client } = this.model;
    if (!client?.idle) return;
    const frame = await takeFrame(video);
    if (!frame) return;
    const answer = await client.recognize(frame, { frameId: this.frameId++, capturedAt: timeMs });
    if (answer && this.current.stream) this.onAnswer(answer);
  }

  private onAnswer(answer: Recognition): void {
    const { capturedAt: timeMs, state, hand, frame } = answer;
    const { top, hold, events } = this.speller.push(sampleOf(answer, this.model.labels));
    const lastCommit = events.map((event) => this.commit(event)).findLast((commit) => commit !== null);
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

  /** Writes what was signed. @returns null for a space or deletion that changed nothing. */
  private commit(event: SpellingEvent): CommittedLetter | null {
    const wrote = this.writing && this.writer.apply(event);
    if (!wrote && event.kind !== 'letter') return null;
    return {
      label: event.kind === 'letter' ? event.label : event.kind === 'del' ? DELETE : SPACE,
      atMs: event.timeMs - this.startedAt,
      sequence: ++this.commits,
    };
  }

  /** Told every answer as it came from the recognizer, for those who measure. @returns a function that ends it. */
  onAnswers(listener: (answer: Recognition) => void): () => void {
    this.answerListeners.add(listener);
    return () => this.answerListeners.delete(listener);
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
