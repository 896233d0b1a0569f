import { AdaptiveSize, EMBED_BUDGET_MS } from './adaptive-size.ts';
import type { BackendOptions, StartedBackend } from './backend.ts';
import { chooseBackend } from './choose-backend.ts';
import {
  CAPTURE_SCALE_OVER_CROP,
  CropSteadier,
  cropAround,
  type FrameSize,
  fixedFrame,
  landmarksInPixels,
  wholeFrame,
} from './crop.ts';
import { Embedder } from './embedder.ts';
import { ModelError } from './errors.ts';
import { type Found, type FrameSource, LiveHandFinder, StillHandFinder, sizeOf } from './hand-finder.ts';
import { classify, validateHead } from './head.ts';
import { createLandmarker, type LandmarkerFiles } from './landmarker.ts';
import { classifyWithLeNet, LENET_SIDE, type LeNet, spreadOver, validateLeNet } from './lenet.ts';
import { poseFeatures } from './pose.ts';
import { PoseBranch } from './pose-branch.ts';
import { Cropper } from './preprocess.ts';
import type {
  BackendName,
  CropBox,
  Features,
  FrameState,
  Hand,
  Head,
  InputSize,
  Recognition,
  RecognizerInfo,
  StageTimes,
  StartStage,
} from './types.ts';
import type { LoadedModel } from './weights.ts';

/** Mean luma, [0, 255], below which a frame without a hand is called too dark. */
const DARK_LUMA = 45;
/** A hand's crop smaller than this share of the frame's shorter side is too far to read. */
const FAR_SHARE = 0.14;
/** Side, px, of a picture kept for training. */
export const CAPTURE_SIDE = 256;

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

/** A picture of the hand for training: the square around it, not mirrored. */
export interface Capture {
  image: Blob;
  hand: Hand | null;
  /** Of the live crop, [128 * 128] grey bytes, for judging blur and likeness. */
  grey: Uint8Array;
}

/**
 * Pixels to probabilities: hand landmarks, square crop, ResNet-50 embedding, pose embedding, head. The one place
 * where an image becomes features, live and in training.
 */
export class Recognizer {
  private readonly cropper = new Cropper();
  private readonly steadier = new CropSteadier();
  private readonly adaptive: AdaptiveSize | null;
  private still: Promise<StillHandFinder> | null = null;
  private head: Head;
  private lenet: LeNet | null = null;
  private size: InputSize;
  /** Whether a hand is read from a fixed frame on screen when none is found. */
  useFixedFrame = false;

  private constructor(
    private readonly backend: StartedBackend,
    private readonly embedder: Embedder,
    private readonly live: LiveHandFinder,
    private readonly pose: PoseBranch,
    /** The head that came with the weights. */
    readonly defaultHead: Head,
    private readonly options: RecognizerOptions,
    readonly info: RecognizerInfo,
  ) {
    this.head = defaultHead;
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
    const pose = new PoseBranch(model.pose);
    const info: RecognizerInfo = {
      backend: backend.name,
      inputSize,
      largestInput: model.largestInput ?? 224,
      labels: model.head.labels,
      backboneId: model.backboneId,
      featureLength: Embedder.LENGTH + pose.length,
      gpu: backend.gpu,
      threads: 1,
      refused,
      measured,
    };
    try {
      const live = new LiveHandFinder(await landmarker);
      options.onStage('ready');
      return new Recognizer(backend, embedder, live, pose, model.head, options, info);
    } catch (error) {
      backend.stop();
      throw error;
    }
  }

  /** Answers one live frame. Closes nothing: the frame stays the caller's. */
  async recognize(frame: FrameSource, meta: FrameMeta): Promise<Recognition> {
    const started = performance.now();
    const found = this.live.find(frame);
    const afterLandmarks = performance.now();
    const size = sizeOf(frame);
    const box = this.liveBox(found.hand, size);
    const state = stateOf(found, box, size);
    const times: StageTimes = {
      wait: 0,
      landmarks: afterLandmarks - started,
      crop: 0,
      embed: 0,
      head: 0,
      total: 0,
    };
    let probabilities = certainOf(this.head.labels, 'nothing');
    const inputSize = this.size;
    if (box && state === 'hand') {
      const answered = await this.classifyBox(frame, box, found.hand, inputSize, times);
      probabilities = answered;
      if (this.adaptive && !this.lenet) await this.resize(this.adaptive.record(times.embed));
    }
    times.total = performance.now() - started;
    return {
      frameId: meta.frameId,
      capturedAt: meta.capturedAt,
      state,
      probabilities,
      hand: found.hand,
      crop: box,
      frame: size,
      times,
      backend: this.backend.name,
      inputSize,
      finder: found.treatment,
    };
  }

  /** Answers one still image on its own; where no hand is found the whole image is read. */
  async recognizeStill(image: FrameSource): Promise<Recognition> {
    const started = performance.now();
    const found = (await this.stillFinder()).find(image);
    const size = sizeOf(image);
    const box = found.hand ? cropAround(found.hand, size) : wholeFrame(size);
    const times: StageTimes = {
      wait: 0,
      landmarks: performance.now() - started,
      crop: 0,
      embed: 0,
      head: 0,
      total: 0,
    };
    const probabilities = await this.classifyBox(image, box, found.hand, this.size, times);
    times.total = performance.now() - started;
    return {
      frameId: 0,
      capturedAt: started,
      state: found.hand ? 'hand' : 'no-hand',
      probabilities,
      hand: found.hand,
      crop: box,
      frame: size,
      times,
      backend: this.backend.name,
      inputSize: this.size,
      finder: found.treatment,
    };
  }

  /** One still image's features, by the same crop, preprocessing and embedding as a live frame's. */
  async features(image: FrameSource): Promise<Features> {
    const found = (await this.stillFinder()).find(image);
    const size = sizeOf(image);
    const crop = found.hand ? cropAround(found.hand, size) : wholeFrame(size);
    const embedding = await this.embedder.embed(this.cropper.input(image, crop, this.size), this.size);
    return {
      values: this.join(embedding, found.hand, size),
      handFound: found.hand !== null,
      crop,
      hand: found.hand,
    };
  }

  /** Cuts the picture that training keeps of the hand in this frame, with the measures that judge it. */
  async capture(frame: FrameSource): Promise<Capture> {
    const { hand } = this.live.find(frame);
    const size = sizeOf(frame);
    const tight = hand ? cropAround(hand, size) : wholeFrame(size);
    const grey = greyOf(this.cropper.draw(frame, tight, 128).data);
    const side = hand ? tight.side * CAPTURE_SCALE_OVER_CROP : tight.side;
    const wide: CropBox = {
      x: tight.x - (side - tight.side) / 2,
      y: tight.y - (side - tight.side) / 2,
      side,
      mirrored: false,
    };
    const pixels = this.cropper.draw(frame, wide, CAPTURE_SIDE);
    const canvas = new OffscreenCanvas(CAPTURE_SIDE, CAPTURE_SIDE);
    canvas.getContext('2d')?.putImageData(pixels, 0, 0);
    return { image: await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.92 }), hand, grey };
  }

  /** @throws ModelError `head-invalid`, or `weights-mismatch` when it belongs to another backbone. */
  setHead(head: Head): void {
    validateHead(head, this.info.featureLength);
    if (head.backboneId !== this.info.backboneId) {
      throw new ModelError('weights-mismatch', `The head was trained on ${head.backboneId}`);
    }
    this.head = head;
  }

  /**
   * A LeNet-5 answers instead of ResNet-50 and its head; null goes back. Labels that the head lacks are never given.
   * @throws ModelError `head-invalid`
   */
  useLeNet(model: LeNet | null): void {
    this.lenet = model && validateLeNet(model);
  }

  get labels(): string[] {
    return this.head.labels;
  }

  get inputSize(): InputSize {
    return this.size;
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

  private async classifyBox(
    frame: FrameSource,
    box: CropBox,
    hand: Hand | null,
    inputSize: InputSize,
    times: StageTimes,
  ): Promise<Float32Array> {
    if (this.lenet) return this.classifySmall(this.lenet, frame, box, times);
    const started = performance.now();
    const input = this.cropper.input(frame, box, inputSize);
    const cropped = performance.now();
    const embedding = await this.embedder.embed(input, inputSize);
    const embedded = performance.now();
    const probabilities = classify(this.head, this.join(embedding, hand, sizeOf(frame)), hand !== null);
    times.crop = cropped - started;
    times.embed = embedded - cropped;
    times.head = performance.now() - embedded;
    return probabilities;
  }

  /** Its pictures were kept unmirrored, so a left hand stays one here. */
  private classifySmall(model: LeNet, frame: FrameSource, box: CropBox, times: StageTimes): Float32Array {
    const started = performance.now();
    const grey = greyOf(this.cropper.draw(frame, { ...box, mirrored: false }, LENET_SIDE).data);
    const cropped = performance.now();
    const own = classifyWithLeNet(
      model,
      Float32Array.from(grey, (level) => level / 255),
    );
    times.crop = cropped - started;
    times.embed = performance.now() - cropped;
    return spreadOver(this.head.labels, model.labels, own);
  }

  /** Image embedding, then pose embedding: zeros where there is no hand, as in training. */
  private join(embedding: Float32Array, hand: Hand | null, size: FrameSize): Float32Array {
    const values = new Float32Array(this.info.featureLength);
    values.set(embedding);
    if (hand) {
      const features = poseFeatures(landmarksInPixels(hand.landmarks, size), hand.world, hand.handedness);
      values.set(this.pose.embed(features), Embedder.LENGTH);
    }
    return values;
  }

  private stillFinder(): Promise<StillHandFinder> {
    this.still ??= createLandmarker(this.options.landmarker, 'still').then(
      (landmarker) => new StillHandFinder(landmarker),
    );
    return this.still;
  }

  private async resize(size: InputSize): Promise<void> {
    if (size === this.size) return;
    await this.embedder.warmUp(size);
    this.size = size;
  }
}

function stateOf({ hand, luma }: Found, box: CropBox | null, frame: FrameSize): FrameState {
  if (hand) return box && box.side < Math.min(frame.width, frame.height) * FAR_SHARE ? 'too-far' : 'hand';
  if (box) return 'hand';
  return luma < DARK_LUMA ? 'too-dark' : 'no-hand';
}

function certainOf(labels: readonly string[], label: string): Float32Array {
  const probabilities = new Float32Array(labels.length);
  const index = labels.indexOf(label);
  if (index >= 0) probabilities[index] = 1;
  return probabilities;
}

function greyOf(pixels: Uint8ClampedArray): Uint8Array {
  const grey = new Uint8Array(pixels.length / 4);
  for (let i = 0; i < grey.length; i++) {
    grey[i] =
      0.299 * (pixels[4 * i] ?? 0) + 0.587 * (pixels[4 * i + 1] ?? 0) + 0.114 * (pixels[4 * i + 2] ?? 0);
  }
  return grey;
}
