import { Color, Euler, Quaternion, Vector3 } from 'three';
import type { Build } from '../hands/landmark-skeleton.ts';
import { SKINS, type Skin } from '../hands/skins.ts';

/** One hand to render; plain data, because it comes from another process. Colours are CSS. */
export interface HandShot {
  /** 21 landmarks; x right, y up, z towards the camera, m. */
  landmarks: [number, number, number][];
  build: Build;
  skin: Skin;
  roughness: number;
  cloth: string;
  /** How much more of the arm is bare, m. */
  bare: number;
  /** Direction from the wrist to the elbow, of any length; the hand's own direction is mixed in. */
  elbow: [number, number, number];
  /** Of the camera from the hand, m. */
  distance: number;
  /** How far the hand is from the picture's middle, in distances. */
  aside: [number, number];
  lights: { direction: [number, number, number]; colour: string; intensity: number }[];
  sky: { colour: string; ground: string; intensity: number };
}

/** Standard deviation of the camera's turn about each axis and its limit, degrees. */
const TURN = { spread: 16, limit: 35 };

const ACROSS = { before: 0.015, across: true };
/** Letters whose thumb lies across bent fingers, or shows its tip between them. */
const THUMBS: Readonly<Record<string, Build['thumb']>> = {
  ...Object.fromEntries([...'DIJRSUVWXZ'].map((letter) => [letter, ACROSS])),
  T: { before: 0.006, across: false },
  N: { before: 0.002, across: false },
};

/** Of thumb to little finger: the mesh's fingers are long for its palm. */
const LENGTHS = [1.05, 0.92, 0.9, 0.9, 0.9];

/** @param random uniform numbers in [0, 1). */
export class Variation {
  constructor(private readonly random: () => number) {}

  /** The same letter seen from elsewhere. */
  turn(): Quaternion {
    const [x, y, z] = [0, 1, 2].map(() => {
      const degrees = Math.min(TURN.limit, Math.max(-TURN.limit, TURN.spread * this.normal()));
      return (degrees * Math.PI) / 180;
    });
    return new Quaternion().setFromEuler(new Euler(x, y, z));
  }

  /** Another person, light and camera for a pose. */
  shot(landmarks: HandShot['landmarks'], label: string): HandShot {
    const overall = 0.06 * this.normal();
    // One light in four stands behind the hand, which is then dark before a bright room.
    const behind = this.random() < 0.25;
    const key = this.direction(behind ? this.between(-1, -0.25) : this.between(0.15, 1));
    const fill = this.direction(this.between(-0.4, 1));
    const exposure = Math.exp(0.3 * this.normal());
    return {
      landmarks,
      build: {
        lengths: LENGTHS.map((length) => length * Math.exp(overall + 0.04 * this.normal())),
        thumb: THUMBS[label] ?? null,
        thickness: Math.exp(0.06 + 0.1 * this.normal()),
      },
      skin: this.skin(),
      roughness: this.between(0.4, 0.8),
      cloth: this.colour(this.random(), this.between(0, 0.6), this.between(0.05, 0.9)),
      bare: this.random() < 0.35 ? 1 : this.between(-0.03, 0.15),
      elbow: [0.25 * this.normal(), -1, -0.25 + 0.3 * this.normal()],
      distance: this.between(0.32, 0.9),
      aside: [this.between(-0.35, 0.35), this.between(-0.25, 0.25)],
      lights: [
        { direction: key, colour: this.light(), intensity: exposure * this.between(1, 3.2) },
        { direction: fill, colour: this.light(), intensity: exposure * this.between(0, 1.1) },
      ],
      sky: {
        colour: this.light(),
        ground: this.colour(this.random(), 0.25, this.between(0.2, 0.6)),
        intensity: exposure * this.between(behind ? 0.4 : 0.6, 1.9),
      },
    };
  }

  /** Anywhere between the palest and the darkest, each equally likely. */
  private skin(): Skin {
    const order = [1, 0, 2, 3, 4, 5].map((i) => SKINS[i] ?? SKINS[0]);
    const place = this.random() * (order.length - 1);
    const [a = SKINS[0], b = SKINS[0]] = order.slice(Math.floor(place), Math.floor(place) + 2);
    const [hue, saturation, lightness] = [0.012, 0.08, 0.03].map((spread) => spread * this.normal());
    const mixed = (of: keyof Skin): string =>
      `#${new Color(a[of])
        .lerp(new Color(b[of]), place % 1)
        .offsetHSL(hue ?? 0, saturation ?? 0, lightness ?? 0)
        .getHexString()}`;
    return { back: mixed('back'), palm: mixed('palm'), flush: mixed('flush') };
  }

  /** From candle to blue sky. */
  private light(): string {
    const warm = this.random() < 0.6;
    return this.colour(warm ? this.between(0.06, 0.13) : this.between(0.5, 0.65), this.random() ** 2, 0.85);
  }

  private colour(hue: number, saturation: number, lightness: number): string {
    return `#${new Color().setHSL(hue, saturation, lightness).getHexString()}`;
  }

  /** A unit vector of this z; mostly from above. */
  private direction(z: number): [number, number, number] {
    const angle = Math.PI * this.between(-0.2, 1.2);
    const flat = Math.sqrt(1 - z * z);
    return [flat * Math.cos(angle), flat * Math.sin(angle), z];
  }

  private between(low: number, high: number): number {
    return low + (high - low) * this.random();
  }

  /** Standard normal (Box and Muller). */
  private normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.random())) * Math.cos(2 * Math.PI * this.random());
  }
}

/** Landmarks turned about the wrist. */
export function turned(landmarks: HandShot['landmarks'], turn: Quaternion): HandShot['landmarks'] {
  const wrist = new Vector3(...(landmarks[0] ?? [0, 0, 0]));
  return landmarks.map((point) =>
    new Vector3(...point).sub(wrist).applyQuaternion(turn).add(wrist).toArray(),
  );
}
