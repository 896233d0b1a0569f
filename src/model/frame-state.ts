import type { FrameSize } from './crop.ts';
import type { Found } from './hand-finder.ts';
import type { CropBox, FrameState } from './types.ts';

/** Mean luma, [0, 255], below which a frame without a hand is called too dark. */
const DARK_LUMA = 45;
/** A hand's crop smaller than this share of the frame's shorter side is too far to read. */
const FAR_SHARE = 0.14;

/** @param box the square to read: around the hand, the fixed frame on screen, or null */
export function stateOf({ hand, luma }: Found, box: CropBox | null, frame: FrameSize): FrameState {
  if (hand) return box && box.side < Math.min(frame.width, frame.height) * FAR_SHARE ? 'too-far' : 'hand';
  if (box) return 'hand';
  return luma < DARK_LUMA ? 'too-dark' : 'no-hand';
}
