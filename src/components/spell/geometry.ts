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
  const reach = GAP + radius;
  const left = EDGE + radius;
  const right = stage.width - EDGE - radius;
  const top = clear.top + EDGE + radius;
  const bottom = stage.height - clear.bottom - EDGE - radius;
  if (!hand) return { side: 'corner', x: left, y: top };

  const middle = {
    x: clamp(hand.x + hand.width / 2, left, right),
    y: clamp(hand.y + hand.height * 0.4, top, bottom),
  };
  const places: BadgePlace[] = [
    { side: 'right', x: hand.x + hand.width + reach, y: middle.y },
    { side: 'left', x: hand.x - reach, y: middle.y },
    { side: 'above', x: middle.x, y: hand.y - reach },
    { side: 'below', x: middle.x, y: hand.y + hand.height + reach },
  ];
  const fits = ({ x, y }: Point) => x >= left && x <= right && y >= top && y <= bottom;
  const fitting = places.filter(fits);
  const kept = fitting.find(({ side }) => side === previous) ?? fitting[0];
  if (kept) return kept;
  const handIsRight = hand.x + hand.width / 2 > stage.width / 2;
  return { side: 'corner', x: handIsRight ? left : right, y: top };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), Math.max(low, high));
}
