import type { CropBox, Hand, Landmark } from './types.ts';

/** The crop's side over the longer side of the landmarks' bounding box. The network was trained at this scale. */
export const CROP_SCALE = 1.4;
/** Side of a picture kept for training over that of the live crop: room to vary the cut later. */
export const CAPTURE_SCALE_OVER_CROP = 1.7 / CROP_SCALE;
/** What lies outside the frame, as in training. */
export const OUTSIDE_GREY = 'rgb(127, 127, 127)';

export interface FrameSize {
  width: number;
  height: number;
}

/** The landmarks' bounding box in frame px. */
export function boundsOf(
  landmarks: readonly Landmark[],
  frame: FrameSize,
): { left: number; right: number; top: number; bottom: number } {
  const bounds = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
  for (const { x, y } of landmarks) {
    bounds.left = Math.min(bounds.left, x * frame.width);
    bounds.right = Math.max(bounds.right, x * frame.width);
    bounds.top = Math.min(bounds.top, y * frame.height);
    bounds.bottom = Math.max(bounds.bottom, y * frame.height);
  }
  return bounds;
}

/**
 * The square around a hand, in frame px: centred on the landmarks' bounding box, `CROP_SCALE` times its longer
 * side, mirrored for a left hand. It may reach beyond the frame.
 */
export function cropAround(hand: Pick<Hand, 'landmarks' | 'handedness'>, frame: FrameSize): CropBox {
  const { left, right, top, bottom } = boundsOf(hand.landmarks, frame);
  const side = Math.max(right - left, bottom - top, 1) * CROP_SCALE;
  return {
    x: (left + right - side) / 2,
    y: (top + bottom - side) / 2,
    side,
    mirrored: hand.handedness === 'Left',
  };
}

/** The whole frame fitted into a square: the crop of an image in which no hand was found. */
export function wholeFrame(frame: FrameSize): CropBox {
  const side = Math.max(frame.width, frame.height);
  return { x: (frame.width - side) / 2, y: (frame.height - side) / 2, side, mirrored: false };
}

/** Share of the frame's shorter side that the fixed on-screen frame takes. */
const FIXED_FRAME_SHARE = 0.7;

/** The fixed on-screen frame, centred: the last resort where the landmarker sees no hand. */
export function fixedFrame(frame: FrameSize): CropBox {
  const side = Math.min(frame.width, frame.height) * FIXED_FRAME_SHARE;
  return { x: (frame.width - side) / 2, y: (frame.height - side) / 2, side, mirrored: false };
}

/** Landmarks in px of the frame: the isotropic unit that the pose features need (z is on x's scale). */
export function landmarksInPixels(landmarks: readonly Landmark[], frame: FrameSize): Landmark[] {
  return landmarks.map(({ x, y, z }) => ({
    x: x * frame.width,
    y: y * frame.height,
    z: z * frame.width,
  }));
}

/** Jumps beyond this share of the side are a new hand or a new place: follow at once. */
const SNAP = 0.35;
/** Weight of the new box for a resting hand; rises to 1 as the movement nears `SNAP`. */
const REST_WEIGHT = 0.35;

/**
 * Keeps the crop still while the hand rests and lets it follow when the hand moves, so that landmark jitter
 * does not make the letter flicker. Call `reset` when the hand is gone.
 */
export class CropSteadier {
  private last: CropBox | null = null;

  steady(box: CropBox): CropBox {
    const last = this.last;
    if (!last || last.mirrored !== box.mirrored) {
      this.last = box;
      return box;
    }
    const dx = box.x + box.side / 2 - (last.x + last.side / 2);
    const dy = box.y + box.side / 2 - (last.y + last.side / 2);
    const moved = Math.max(Math.hypot(dx, dy), Math.abs(box.side - last.side)) / last.side;
    const weight = moved >= SNAP ? 1 : REST_WEIGHT + (1 - REST_WEIGHT) * (moved / SNAP);
    const mix = (from: number, to: number) => from + (to - from) * weight;
    this.last = {
      x: mix(last.x, box.x),
      y: mix(last.y, box.y),
      side: mix(last.side, box.side),
      mirrored: box.mirrored,
    };
    return this.last;
  }

  reset(): void {
    this.last = null;
  }
}
