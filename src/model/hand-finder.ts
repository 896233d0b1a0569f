import type { FrameSize } from './crop.ts';
import { meanLuma, TREATMENTS, type Treatment } from './treatments.ts';
import type { Hand, Handedness, Landmark } from './types.ts';

/** Finds at most one hand in pixels. x and y of its landmarks are in [0, 1] of the image it was given. */
export interface HandDetector {
  detect(image: ImageData): Hand | null;
  close(): void;
}

export type FrameSource = ImageBitmap | VideoFrame | OffscreenCanvas;

export interface Found {
  hand: Hand | null;
  /** Name of the treatment that was tried last: where there is a hand, the one that found it. */
  treatment: string;
  /** Mean luma of the frame, [0, 255]. */
  luma: number;
}

/**
 * Longer side, px, of the copy that is searched, without and with its border: the landmark model looks at 224 px of
 * the hand, so a wide border must not shrink it to much less.
 */
const SEARCH_SIDE = 480;
const BORDERED_SIDE = 960;
/** Darkness shows in a sample of the pixels; a stride that divides no usual width spreads it over the frame. */
const LUMA_STRIDE = 37;

export function sizeOf(frame: FrameSource): FrameSize {
  return 'displayWidth' in frame
    ? { width: frame.displayWidth, height: frame.displayHeight }
    : { width: frame.width, height: frame.height };
}

/** Draws a frame at search size with a treatment's border, and returns its pixels. */
class SearchCanvas {
  private readonly canvas = new OffscreenCanvas(1, 1);
  private readonly context: OffscreenCanvasRenderingContext2D;

  constructor() {
    // willReadFrequently keeps the canvas in main memory: the landmarker runs on the CPU and reads it back.
    const context = this.canvas.getContext('2d', { willReadFrequently: true });
    if (!context) throw new Error('no 2D canvas');
    this.context = context;
  }

  draw(frame: FrameSource, { padding }: Treatment): ImageData {
    const { width, height } = sizeOf(frame);
    const longer = Math.max(width, height);
    const scale = Math.min(1, SEARCH_SIDE / longer, BORDERED_SIDE / (longer * (1 + 2 * padding)));
    const inner = { width: Math.round(width * scale), height: Math.round(height * scale) };
    const border = { x: Math.round(inner.width * padding), y: Math.round(inner.height * padding) };
    const canvasWidth = inner.width + 2 * border.x;
    const canvasHeight = inner.height + 2 * border.y;
    if (this.canvas.width !== canvasWidth || this.canvas.height !== canvasHeight) {
      this.canvas.width = canvasWidth;
      this.canvas.height = canvasHeight;
    }
    if (padding > 0) {
      this.context.fillStyle = 'rgb(127, 127, 127)';
      this.context.fillRect(0, 0, canvasWidth, canvasHeight);
    }
    this.context.drawImage(frame, border.x, border.y, inner.width, inner.height);
    return this.context.getImageData(0, 0, canvasWidth, canvasHeight);
  }
}

/** Takes landmarks found on a bordered copy back to the frame itself. */
export function removePadding(landmarks: readonly Landmark[], padding: number): Landmark[] {
  const scale = 1 + 2 * padding;
  return landmarks.map(({ x, y, z }) => ({ x: x * scale - padding, y: y * scale - padding, z: z * scale }));
}

abstract class Finder {
  private readonly search = new SearchCanvas();

  constructor(private readonly detector: HandDetector) {}

  protected tryOne(frame: FrameSource, treatment: Treatment): { hand: Hand | null; luma: number } {
    const image = this.search.draw(frame, treatment);
    const luma = meanLuma(image.data, LUMA_STRIDE);
    treatment.recolour?.(image.data);
    const hand = this.detector.detect(image);
    if (!hand || treatment.padding === 0) return { hand, luma };
    return { hand: { ...hand, landmarks: removePadding(hand.landmarks, treatment.padding) }, luma };
  }

  close(): void {
    this.detector.close();
  }
}

/**
 * Finds the hand in a stream of frames: one look a frame. While no hand is found each frame tries the next
 * treatment; the one that worked is kept and tracking carries it.
 */
export class LiveHandFinder extends Finder {
  private turn = 0;
  private misses = 0;
  private readonly side = new SteadyHandedness();

  find(frame: FrameSource): Found {
    const treatment = TREATMENTS[this.turn] ?? { name: 'plain', padding: 0 };
    const { hand, luma } = this.tryOne(frame, treatment);
    if (hand) {
      this.misses = 0;
      return { hand: { ...hand, handedness: this.side.vote(hand) }, treatment: treatment.name, luma };
    }
    this.misses += 1;
    // Every other look is at the plain frame: it is the likeliest to work when a hand comes in.
    const others = TREATMENTS.length - 1;
    this.turn = this.turn === 0 ? 1 + (Math.floor(this.misses / 2) % others) : 0;
    if (this.misses > 2 * others) this.side.reset();
    return { hand: null, treatment: treatment.name, luma };
  }
}

/** Finds the hand in a still image: every treatment in turn until one works. */
export class StillHandFinder extends Finder {
  constructor(
    detector: HandDetector,
    private readonly treatments: readonly Treatment[] = TREATMENTS,
  ) {
    super(detector);
  }

  find(frame: FrameSource): Found {
    let luma = 0;
    for (const treatment of this.treatments) {
      const tried = this.tryOne(frame, treatment);
      if (treatment.padding === 0 && !treatment.recolour) luma = tried.luma;
      if (tried.hand) return { hand: tried.hand, treatment: treatment.name, luma };
    }
    return { hand: null, treatment: 'none', luma };
  }
}

/** Share of the old vote that is kept each frame: a wrong side must persist about half a second to win. */
const MEMORY = 0.85;

/** The landmarker takes a side view for the other hand now and then; a person does not change hands that fast. */
class SteadyHandedness {
  private balance = 0;

  vote({ handedness, score }: Hand): Handedness {
    const ballot = (handedness === 'Left' ? 1 : -1) * score;
    this.balance = this.balance === 0 ? ballot : this.balance * MEMORY + ballot * (1 - MEMORY);
    return this.balance > 0 ? 'Left' : 'Right';
  }

  reset(): void {
    this.balance = 0;
  }
}
