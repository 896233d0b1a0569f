/**
 * One way to hold a right hand, in degrees. All zero is a flat hand: palm to the camera, fingers up, thumb along
 * the index finger with its pad against it.
 */
export interface HandPose {
  index: Finger;
  middle: Finger;
  ring: Finger;
  pinky: Finger;
  thumb: Thumb;
  hand: HandTurn;
}

/** Spread to the thumb's side, then the bend of knuckle (MCP), middle joint (PIP) and last joint (DIP). */
export type Finger = [spread: number, knuckle: number, middle: number, last: number];

/**
 * Out: away from the index in the palm's plane. Forward: out of that plane, to where the palm looks. Roll: about
 * its own length; negative turns the pad away from the palm's front. Then the bend of its two joints (MCP, IP).
 */
export type Thumb = [out: number, forward: number, roll: number, knuckle: number, last: number];

/**
 * The whole hand, applied in this order. Turn: about the fingers, positive turns the palm to the picture's right.
 * Tilt: fingertips to the camera. Roll: in the picture, positive leans to the left.
 */
export type HandTurn = [turn: number, tilt: number, roll: number];

export const FINGERS = ['index', 'middle', 'ring', 'pinky'] as const;
