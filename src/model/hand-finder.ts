import { agreed, mostTypical } from './consensus.ts';
import { boundsOf, type FrameSize } from './crop.ts';
import { SteadyHandedness } from './steady-handedness.ts';
import { meanLuma, PLAIN, TREATMENTS, type Treatment } from './treatments.ts';
import type { Hand, Landmark } from './types.ts';

/** Finds at most one hand in pixels. x and y of its landmarks are in [0, 1] of the image it was given. */
export interface HandDetector {
  detect(image: ImageData): Hand | null;
  close(): void;
}

export type FrameSource = ImageBitmap | VideoFrame | OffscreenCanvas;

export interface Found {
  hand: Hand | null;
  /** Names of the treatments that found the hand, joined by `+`; without a hand, of the last one tried, or `none`. */
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
/** Longer side of a tracked hand, px of the copy: with its surroundings it fills those 224 px, and more cost time only. */
const TRACKED_SIDE = 160;
/** Copies of a tracked hand come in this many sizes, so that a breathing hand does not resize the canvas each frame. */
const SIZE_STEPS = 8;
/** Darkness shows in a sample of the pixels; a stride that divides no usual width spreads it over the frame. */
const LUMA_STRIDE = 37;

export function sizeOf(frame: FrameSource): FrameSize {
  return 'displayWidth' in frame
    ? { width: frame.displayWidth, height: frame.displayHeight }
    : { width: frame.width, height: frame.height };
}

/** Copy px a frame px where nothing is known of the hand. */
function searchScale({ width, height }: FrameSize, padding: number): number {
  const longer = Math.max(width, height);
  return Math.min(1, SEARCH_SIDE / longer, BORDERED_SIDE / (longer * (1 + 2 * padding)));
}

/** Copy px a frame px where the hand is about as large as in the last frame; never more than without it. */
function trackedScale(size: FrameSize, padding: number, hand: Hand): number {
  const most = searchScale(size, padding);
  const { left, right, top, bottom } = boundsOf(hand.landmarks, size);
  const enough = TRACKED_SIDE / Math.max(right - left, bottom - top, 1);
  return most * Math.min(1, Math.ceil((SIZE_STEPS * enough) / most) / SIZE_STEPS);
}

/** Draws a scaled frame within a treatment's border, and returns its pixels. */
class SearchCanvas {
  private readonly canvas = new OffscreenCanvas(1, 1);
  private readonly context: OffscreenCanvasRenderingContext2D;

  constructor() {
    // willReadFrequently keeps the canvas in main memory: the landmarker runs on the CPU and reads it back.
    const context = this.canvas.getContext('2d', { willReadFrequently: true });
    if (!context) throw new Error('no 2D canvas');
    this.context = context;
  }

  draw(frame: FrameSource, padding: number, scale: number): { image: ImageData; luma: number } {
    const { width, height } = sizeOf(frame);
    const inner = { width: Math.ceil(width * scale), height: Math.ceil(height * scale) };
    const border = { x: Math.round(inner.width * padding), y: Math.round(inner.height * padding) };
    const canvasWidth = inner.width + 2 * border.x;
    const canvasHeight = inner.height + 2 * border.y;
    if (this.canvas.width !== canvasWidth || this.canvas.height !== canvasHeight) {
      this.canvas.width = canvasWidth;
      this.canvas.height = canvasHeight;
    }
    if (padding > 0) {
      this.context.fillStyle = 'black';
      this.context.fillRect(0, 0, canvasWidth, canvasHeight);
    }
    this.context.drawImage(frame, border.x, border.y, inner.width, inner.height);
    const image = this.context.getImageData(0, 0, canvasWidth, canvasHeight);
    // A black border adds nothing to the sum, so the frame's own mean is the copy's by their areas.
    const areas = (canvasWidth * canvasHeight) / (inner.width * inner.height);
    return { image, luma: meanLuma(image.data, LUMA_STRIDE) * areas };
  }
}

/** Takes landmarks found on a bordered copy back to the frame itself. */
export function removePadding(landmarks: readonly Landmark[], padding: number): Landmark[] {
  const scale = 1 + 2 * padding;
  return landmarks.map(({ x, y, z }) => ({ x: x * scale - padding, y: y * scale - padding, z: z * scale }));
}

type Look = Pick<Found, 'hand' | 'luma'>;

abstract class Finder {
  private readonly search = new SearchCanvas();

  constructor(private readonly detector: HandDetector) {}

  /** @param tracked the hand in the frame before, which says how large it is now */
  protected tryOne(frame: FrameSource, treatment: Treatment, tracked: Hand | null = null): Look {
    const size = sizeOf(frame);
    const { padding } = treatment;
    const scale = tracked ? trackedScale(size, padding, tracked) : searchScale(size, padding);
    const { image, luma } = this.search.draw(frame, padding, scale);
    treatment.recolour?.(image.data);
    const hand = this.detector.detect(image);
    return { hand: hand && { ...hand, landmarks: removePadding(hand.landmarks, padding) }, luma };
  }

  close(): void {
    this.detector.close();
  }
}

const OTHERS = TREATMENTS.filter((treatment) => treatment !== PLAIN);

/**
 * Finds the hand in a stream of frames: one look a frame. While no hand is found each frame tries the next
 * treatment; the one that worked is kept and tracking carries it.
 */
export class LiveHandFinder extends Finder {
  private treatment = PLAIN;
  private misses = 0;
  private tracked: Hand | null = null;
  private readonly side = new SteadyHandedness();

  /** @param at when, ms on a clock that never goes back */
  find(frame: FrameSource, at = performance.now()): Found {
    const { treatment } = this;
    const { hand, luma } = this.tryOne(frame, treatment, this.tracked);
    this.tracked = hand;
    if (hand) {
      this.misses = 0;
      return { hand: { ...hand, handedness: this.side.vote(hand, at) }, treatment: treatment.name, luma };
    }
    this.misses += 1;
    // Every other look is at the plain frame: it is the likeliest to work when a hand comes in.
    const other = OTHERS[Math.floor(this.misses / 2) % OTHERS.length] ?? PLAIN;
    this.treatment = treatment === PLAIN ? other : PLAIN;
    return { hand: null, treatment: treatment.name, luma };
  }
}

export interface FoundInStill extends Found {
  /** Every look that found a hand, in order: the answer comes from these. */
  looks: readonly Hand[];
}

/** A hand that was found at all is looked at no more often than this: more looks hardly help (docs/hand-finder.md). */
const ENOUGH_LOOKS = 3;

/**
 * Finds the hand in a still image: one treatment after the other until two looks agree, whose mean is the answer.
 * Where no two agree it is the look nearest to all others.
 */
export class StillHandFinder extends Finder {
  constructor(
    detector: HandDetector,
    private readonly treatments: readonly Treatment[] = TREATMENTS,
  ) {
    super(detector);
  }

  find(frame: FrameSource): FoundInStill {
    const looks: Hand[] = [];
    const names: string[] = [];
    let luma = 0;
    for (const [i, treatment] of this.treatments.entries()) {
      if (i >= ENOUGH_LOOKS && looks.length > 0) break;
      const look = this.tryOne(frame, treatment);
      luma = look.luma;
      if (!look.hand) continue;
      looks.push(look.hand);
      names.push(treatment.name);
      const hand = agreed(looks);
      if (hand) return { hand, looks, treatment: names.join('+'), luma };
    }
    return { hand: mostTypical(looks), looks, treatment: names.join('+') || 'none', luma };
  }
}
