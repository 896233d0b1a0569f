import { AdaptiveSize, EMBED_BUDGET_MS } from './adaptive-size.ts';
import type { BackendOptions, StartedBackend } from './backend.ts';
import { type Capture, captureHand } from './capture.ts';
import { chooseBackend } from './choose-backend.ts';
import { CropSteadier, cropAround, type FrameSize, fixedFrame, wholeFrame } from './crop.ts';
import { type CropReader, HeadReader, type Reading } from './crop-reader.ts';
import type { Embedder } from './embedder.ts';
import { ModelError } from './errors.ts';
import { FeatureExtractor } from './feature-extractor.ts';
import { stateOf } from './frame-state.ts';
import { type FrameSource, LiveHandFinder, StillHandFinder, sizeOf } from './hand-finder.ts';
import { validateHead } from './head.ts';
import { createLandmarker, type LandmarkerFiles } from './landmarker.ts';
import type { LeNet } from './lenet.ts';
import { LeNetReader } from './lenet-reader.ts';
import { PoseBranch } from './pose-branch.ts';
import type {
  BackendName,
  CropBox,
  Features,
  Hand,
  Handedness,
  Head,
  InputSize,
  Recognition,
  RecognizerInfo,
  StartStage,
} from './types.ts';
import type { LoadedModel } from './weights.ts';

export interface RecognizerOptions {
  backends: BackendName[];
  inputSize: 'auto' | InputSize;
  /** Compare WebGL and WebGPU by their times when both work here. */
  compare: boolean;
  landmarker: LandmarkerFiles;
  backendOptions: BackendOptions;
  onStage: (stage: StartStage) => void;
}

export interface FrameMeta {
  frameId: number;
  /** ms on the page's clock. */
  capturedAt: number;
}

/**
 * Pixels to probabilities: hand landmarks, square crop, ResNet-50 embedding, pose embedding, head. The order of
 * the stages is here; each stage is a file of its own.
 */
export class Recognizer {
  private readonly steadier = new CropSteadier();
  private adaptive: AdaptiveSize | null;
  private still: Promise<StillHandFinder> | null = null;
  private readonly headReader: HeadReader;
  private lenet: LeNetReader | null = null;
  private size: InputSize;
  /** Whether a hand is read from a fixed frame on screen when none is found. */
  useFixedFrame = false;

  private constructor(
    private readonly backend: StartedBackend,
    private readonly embedder: Embedder,
    private readonly live: LiveHandFinder,
    private readonly extractor: FeatureExtractor,
    /** The head that came with the weights. */
    readonly defaultHead: Head,
    private readonly options: RecognizerOptions,
    readonly info: RecognizerInfo,
  ) {
    this.headReader = new HeadReader(extractor, defaultHead);
    this.size = info.inputSize;
    this.adaptive =
      options.inputSize === 'auto'
        ? new AdaptiveSize(EMBED_BUDGET_MS, info.inputSize, info.largestInput)
        : null;
  }

  /**
   * Starts on the first backend that passes the golden self-test; where WebGL and WebGPU both do and nobody has
   * compared them on this device yet, on the faster of the two.
   * @throws ModelError `no-backend` when none does; its message lists why.
   */
  static async start(model: LoadedModel, options: RecognizerOptions): Promise<Recognizer> {
    const landmarker = createLandmarker(options.landmarker, 'stream');
    // It is awaited below, after the backend; until then a failure must not count as unhandled.
    landmarker.catch(() => undefined);
    const inputSize = options.inputSize === 'auto' ? 128 : options.inputSize;
    const refused: RecognizerInfo['refused'] = [];
    const { backend, embedder, measured } = await chooseBackend(model, inputSize, options, refused);
    const extractor = new FeatureExtractor(embedder, new PoseBranch(model.pose));
    const info: RecognizerInfo = {
      backend: backend.name,
      inputSize,
      largestInput: model.largestInput ?? 224,
      labels: model.head.labels,
      backboneId: model.backboneId,
      featureLength: extractor.length,
      gpu: backend.gpu,
      threads: 1,
      refused,
      measured,
    };
    try {
      const live = new LiveHandFinder(await landmarker);
      options.onStage('ready');
      return new Recognizer(backend, embedder, live, extractor, model.head, options, info);
    } catch (error) {
      backend.stop();
      throw error;
    }
  }

  /** Answers one live frame. Closes nothing: the frame stays the caller's. */
  async recognize(frame: FrameSource, meta: FrameMeta): Promise<Recognition> {
    const started = performance.now();
    const found = this.live.find(frame);
    const landmarks = performance.now() - started;
    const size = sizeOf(frame);
    const box = this.liveBox(found.hand, size);
    const state = stateOf(found, box, size);
    const inputSize = this.size;
    const reading =
      box && state === 'hand'
        ? await this.reader.read(frame, box, found.hand, inputSize)
        : unread(this.labels, 'nothing');
    if (this.adaptive && !this.lenet && reading.times.embed > 0) {
      await this.resize(this.adaptive.record(reading.times.embed));
    }
    return {
      ...meta,
      state,
      probabilities: reading.probabilities,
      hand: found.hand,
      crop: box,
      frame: size,
      times: { wait: 0, landmarks, ...reading.times, total: performance.now() - started },
      backend: this.backend.name,
      inputSize,
      finder: found.treatment,
    };
  }

  /** Answers one still image on its own; where no hand is found the whole image is read. */
  async recognizeStill(image: FrameSource): Promise<Recognition> {
    const started = performance.now();
    const found = (await this.stillFinder()).find(image);
    const landmarks = performance.now() - started;
    const size = sizeOf(image);
    const box = found.hand ? cropAround(found.hand, size) : wholeFrame(size);
    const { probabilities, times } = await this.reader.read(image, box, found.hand, this.size);
    return {
      frameId: 0,
      capturedAt: started,
      state: found.hand ? 'hand' : 'no-hand',
      probabilities,
      hand: found.hand,
      crop: box,
      frame: size,
      times: { wait: 0, landmarks, ...times, total: performance.now() - started },
      backend: this.backend.name,
      inputSize: this.size,
      finder: found.treatment,
    };
  }

  /**
   * One still image's features, by the same crop, preprocessing and embedding as a live frame's.
   * @param handedness of its hand where that is known better than one picture tells
   */
  async features(image: FrameSource, handedness?: Handedness): Promise<Features> {
    const found = (await this.stillFinder()).find(image).hand;
    const hand = found && { ...found, handedness: handedness ?? found.handedness };
    const size = sizeOf(image);
    const crop = hand ? cropAround(hand, size) : wholeFrame(size);
    const { values } = await this.extractor.extract(image, crop, hand, this.size);
    return { values, handFound: hand !== null, crop, hand };
  }

  /** Cuts the picture that training keeps of the hand in this frame, with the measures that judge it. */
  capture(frame: FrameSource): Promise<Capture> {
    return captureHand(this.extractor.cropper, frame, this.live.find(frame).hand);
  }

  /** @throws ModelError `head-invalid`, or `weights-mismatch` when it belongs to another backbone. */
  setHead(head: Head): void {
    validateHead(head, this.info.featureLength);
    if (head.backboneId !== this.info.backboneId) {
      throw new ModelError('weights-mismatch', `The head was trained on ${head.backboneId}`);
    }
    this.headReader.head = head;
  }

  /**
   * A LeNet-5 answers instead of ResNet-50 and its head; null goes back. Labels that the head lacks are never given.
   * @throws ModelError `head-invalid`
   */
  useLeNet(model: LeNet | null): void {
    this.lenet = model && new LeNetReader(model, this.extractor.cropper, () => this.labels);
  }

  get labels(): string[] {
    return this.headReader.head.labels;
  }

  /** Milliseconds for one embedding at a size, the median of `runs` after warm-up; for the bench and the probe. */
  async timeEmbedding(size: InputSize, runs: number, batch = 1): Promise<number[]> {
    const input = new Float32Array(batch * size * size * 3).fill(0.1);
    await this.embedder.embed(input, size, batch);
    const times: number[] = [];
    for (let run = 0; run < runs; run++) {
      const started = performance.now();
      await this.embedder.embed(input, size, batch);
      times.push(performance.now() - started);
    }
    return times;
  }

  memory(): { tensors: number; bytes: number } {
    return this.embedder.memory();
  }

  /** Frees everything. Nothing may be called after. @returns the number of tensors left, which is 0. */
  async dispose(): Promise<number> {
    this.live.close();
    (await this.still)?.close();
    const { tensors } = this.embedder.dispose();
    this.backend.stop();
    return tensors;
  }

  private liveBox(hand: Hand | null, size: FrameSize): CropBox | null {
    if (hand) return this.steadier.steady(cropAround(hand, size));
    this.steadier.reset();
    return this.useFixedFrame ? fixedFrame(size) : null;
  }

  private get reader(): CropReader {
    return this.lenet ?? this.headReader;
  }

  private stillFinder(): Promise<StillHandFinder> {
    this.still ??= createLandmarker(this.options.landmarker, 'still').then(
      (landmarker) => new StillHandFinder(landmarker),
    );
    return this.still;
  }

  private async resize(size: InputSize): Promise<void> {
    if (size === this.size) return;
    try {
      await this.embedder.warmUp(size);
      this.size = size;
    } catch {
      // The device has no room for it: what works stays, and nothing larger is tried.
      this.adaptive = null;
    }
  }
}

/** The answer where no network ran: all of the probability on `label`, if there is such a label. */
function unread(labels: readonly string[], label: string): Reading {
  const probabilities = Float32Array.from(labels, (name) => (name === label ? 1 : 0));
  return { probabilities, times: { crop: 0, embed: 0, head: 0 } };
}
