/** Where things of the camera frame lie on the stage, in CSS px. Pure, so that it is tested without a browser. */

export interface Size {
  width: number;
  height: number;
}

export interface Point {
  x: number;
  y: number;
}

export interface Rect extends Size {
  x: number;
  y: number;
}

/** Maps frame px to stage px as `object-fit: cover` does, mirrored left to right where the preview is. */
export class CoverMap {
  readonly scale: number;
  private readonly left: number;
  private readonly top: number;

  constructor(
    frame: Size,
    private readonly stage: Size,
    private readonly mirrored: boolean,
  ) {
    this.scale = Math.max(stage.width / frame.width, stage.height / frame.height);
    this.left = (stage.width - frame.width * this.scale) / 2;
    this.top = (stage.height - frame.height * this.scale) / 2;
  }

  point(x: number, y: number): Point {
    const unmirrored = this.left + x * this.scale;
    return { x: this.mirrored ? this.stage.width - unmirrored : unmirrored, y: this.top + y * this.scale };
  }

  square(x: number, y: number, side: number): Rect {
    const a = this.point(x, y);
    const size = side * this.scale;
    return { x: this.mirrored ? a.x - size : a.x, y: a.y, width: size, height: size };
  }
}

export function boundsOf(points: readonly Point[]): Rect | null {
  if (points.length === 0) return null;
  const xs = points.map((point) => point.x);
  const ys = points.map((point) => point.y);
  const x = Math.min(...xs);
  const y = Math.min(...ys);
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

export type BadgeSide = 'right' | 'left' | 'above' | 'below' | 'corner';

export interface BadgePlace extends Point {
  side: BadgeSide;
}

const GAP = 16;
const EDGE = 12;

/**
 * The badge's centre: beside the hand, never over it. It keeps the side it is on while there is room, so that it
 * does not jump; with no room anywhere it goes to the stage's upper corner that is farther from the hand.
 * @param clear px at the stage's top and foot that tools and messages cover
 */
export function placeBadge(
  hand: Rect | null,
  stage: Size,
  diameter: number,
  previous: BadgeSide | null,
  clear = { top: 0, bottom: 0 },
): BadgePlace {
  const radius = diameter / 2;
  const bottom = stage.height - EDGE - radius - clear.bottom;
  const top = clear.top + EDGE + radius;
  const right = stage.width - EDGE - radius;
  const clamp = (value: number, low: number, high: number) =>
    Math.min(Math.max(value, low), Math.max(low, high));
  if (!hand) return { side: 'corner', x: EDGE + radius, y: top };

  const middleX = clamp(hand.x + hand.width / 2, EDGE + radius, right);
  const middleY = clamp(hand.y + hand.height * 0.4, top, bottom);
  const places: Record<Exclude<BadgeSide, 'corner'>, Point & { fits: boolean }> = {
    right: {
      x: hand.x + hand.width + GAP + radius,
      y: middleY,
      fits: hand.x + hand.width + GAP + radius <= right,
    },
    left: { x: hand.x - GAP - radius, y: middleY, fits: hand.x - GAP - radius >= EDGE + radius },
    above: { x: middleX, y: hand.y - GAP - radius, fits: hand.y - GAP - radius >= top },
    below: {
      x: middleX,
      y: hand.y + hand.height + GAP + radius,
      fits: hand.y + hand.height + GAP + radius <= bottom,
    },
  };
  const order = (['right', 'left', 'above', 'below'] as const).toSorted(
    (a, b) => Number(b === previous) - Number(a === previous),
  );
  for (const side of order) {
    const place = places[side];
    if (place.fits) return { side, x: place.x, y: place.y };
  }
  const handIsRight = hand.x + hand.width / 2 > stage.width / 2;
  return { side: 'corner', x: handIsRight ? EDGE + radius : right, y: top };
}
