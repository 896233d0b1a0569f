import type { Point, Sample } from './types.ts';

const INDEX_TIP = 8;
const PINKY_TIP = 20;

/** Paths are judged over this long, ms: J takes about 0.7 s and Z about 1 s. */
const WINDOW_MS = 1600;
/** A gap in the landmarks that ends a path, ms. */
const MAX_GAP_MS = 500;
/** Tip speed, in palm lengths a second, above which a stroke is being drawn. */
const DRAWING_SPEED = 2;
/** The hand's lag behind itself, in palm lengths, that tells a slide or bounce from a sway. */
const TRAVEL = 0.3;
const TRAVEL_TAU_MS = 400;

/** Odds of the moving letter against its still twins, after its path was drawn and while the hand rests. */
const MOVED_ODDS = 40;
const STILL_ODDS = 0.5;

/** Below this share of probability the hand is in another shape, and what it drew is over. */
const MIN_SHARE = 0.2;

/** The moving letters, their tip, and the still letters that share their hand shape. */
const STROKES = [
  { letter: 'J', tip: PINKY_TIP, twins: ['I'], drawn: isHook },
  { letter: 'Z', tip: INDEX_TIP, twins: ['D', 'X'], drawn: isZigzag },
] as const;

interface Moment {
  timeMs: number;
  /** Palm length in the landmarks' unit. */
  palm: number;
  /** Mean of the palm's points: where the hand is, whatever the fingers do. */
  centre: Point;
  tips: Record<number, Point>;
}

export interface MotionResult {
  /** The sample's probabilities with J and Z weighed by the path. A copy. */
  probabilities: Float32Array;
  /** Letters whose hold must wait: a finger is drawing, so the still twin is not meant (yet). */
  frozen: ReadonlySet<string>;
  /** The hand as a whole just slid or bounced. */
  travelled: boolean;
}

/**
 * J and Z are drawn, not held: the little finger hooks down and up, the index finger zigzags. The classifier knows
 * them as stills, so its odds of J against I (and Z against D and X) are multiplied by what the fingertip's path of
 * the last 1.6 s says. A path counts for `memoryMs` after it was drawn, so that the hold can fill, and on until the
 * finger moves again or the hand takes another shape.
 * The rules hold for either hand: left and right are never told apart.
 */
export class MotionReader {
  private path: Moment[] = [];
  private drawnAtMs = new Map<string, number>();
  private resting: Point | null = null;

  constructor(private readonly memoryMs = 1000) {}

  push(sample: Sample): MotionResult {
    const { timeMs, landmarks } = sample;
    const last = this.path.at(-1);
    if (last && (timeMs < last.timeMs || timeMs - last.timeMs > MAX_GAP_MS)) this.reset();
    const probabilities = Float32Array.from(sample.probabilities);
    if (!sample.present || !landmarks || landmarks.length < 21)
      return { probabilities, frozen: NONE, travelled: false };

    const moment = measure(timeMs, landmarks);
    this.path.push(moment);
    while ((this.path[0]?.timeMs ?? timeMs) < timeMs - WINDOW_MS) this.path.shift();
    const palm = median(this.path.map((m) => m.palm));

    const frozen = new Set<string>();
    for (const { letter, tip, twins, drawn } of STROKES) {
      const points = this.path.map((m) => scale(m.tips[tip] ?? m.centre, 1 / palm));
      const moving = speed(points, this.path) > DRAWING_SPEED;
      if (drawn(points)) this.drawnAtMs.set(letter, timeMs);
      const drawnAtMs = this.drawnAtMs.get(letter) ?? Number.NEGATIVE_INFINITY;
      const leaves = moving && timeMs - drawnAtMs > this.memoryMs;
      if (leaves || share(sample, [letter, ...twins]) < MIN_SHARE) this.drawnAtMs.delete(letter);
      const isDrawn = this.drawnAtMs.has(letter);
      if (moving) for (const label of twins) frozen.add(label);
      if (isDrawn || !moving)
        weigh(probabilities, sample.labels, letter, twins, isDrawn ? MOVED_ODDS : STILL_ODDS);
    }
    return { probabilities, frozen, travelled: this.travels(moment, palm, last?.timeMs ?? timeMs) };
  }

  /** The letter was written: its path is used up, and the next movement of the finger begins another. */
  consume(letter: string): void {
    if (!this.drawnAtMs.has(letter)) return;
    this.drawnAtMs.set(letter, Number.NEGATIVE_INFINITY);
    this.path = this.path.slice(-1);
  }

  reset(): void {
    this.path = [];
    this.drawnAtMs.clear();
    this.resting = null;
  }

  /** True when the hand left the place where it has been resting faster than a sway would. */
  private travels({ centre: here, timeMs }: Moment, palm: number, previousMs: number): boolean {
    const rest = this.resting ?? here;
    // Places are kept in the landmarks' unit: in palm lengths they would jump whenever the palm's length does.
    if (distance(here, rest) > TRAVEL * palm) {
      this.resting = here;
      return true;
    }
    const keep = Math.exp((previousMs - timeMs) / TRAVEL_TAU_MS);
    this.resting = { x: keep * rest.x + (1 - keep) * here.x, y: keep * rest.y + (1 - keep) * here.y };
    return false;
  }
}

const NONE: ReadonlySet<string> = new Set();

/**
 * J: the tip goes down by more than half a palm, more down than sideways, then turns off sideways and up.
 * @param points the tip's path, in palm lengths.
 */
export function isHook(points: readonly Point[]): boolean {
  const bottom = extreme(points, (p) => p.y);
  const low = points[bottom];
  const end = points.at(-1);
  const top = points.slice(0, bottom + 1).reduce((best, p) => (p.y < best.y ? p : best), low ?? ORIGIN);
  if (!low || !end || bottom === points.length - 1) return false;
  const drop = low.y - top.y;
  const after = points.slice(bottom);
  const rise = low.y - Math.min(...after.map((p) => p.y));
  const aside = Math.max(...after.map((p) => Math.abs(p.x - top.x)));
  return drop > 0.55 && Math.abs(low.x - top.x) < 1.3 * drop && aside > 0.25 && rise > 0.1 && rise < drop;
}

/**
 * Z: across, back and down, across again: three sideways strokes in turn, the middle one falling.
 * @param points the tip's path, in palm lengths.
 */
export function isZigzag(points: readonly Point[]): boolean {
  const turns = turningPoints(points, 0.3);
  for (let i = 0; i + 3 < turns.length; i++) {
    const [a, b, c, d] = turns.slice(i, i + 4);
    if (!a || !b || !c || !d) continue;
    const wide = Math.min(Math.abs(b.x - a.x), Math.abs(c.x - b.x), Math.abs(d.x - c.x)) > 0.35;
    const falling = c.y - b.y > 0.3 && Math.abs(b.y - a.y) < c.y - b.y + 0.2 && d.y - a.y > 0.3;
    if (wide && falling) return true;
  }
  return false;
}

/** First, turning and last points of the path along x; wiggles below `threshold` are no turns. */
function turningPoints(points: readonly Point[], threshold: number): Point[] {
  const first = points[0];
  if (!first) return [];
  const turns = [first];
  let direction = 0;
  let furthest = first;
  for (const point of points) {
    const ahead = (point.x - furthest.x) * (direction || Math.sign(point.x - first.x));
    if (direction === 0) {
      if (Math.abs(point.x - first.x) > threshold) direction = Math.sign(point.x - first.x);
      furthest = point;
    } else if (ahead >= 0) {
      furthest = point;
    } else if (-ahead > threshold) {
      turns.push(furthest);
      direction = -direction;
      furthest = point;
    }
  }
  turns.push(furthest);
  return turns;
}

function share({ labels, probabilities }: Sample, group: readonly string[]): number {
  return group.reduce((sum, label) => sum + (probabilities[labels.indexOf(label)] ?? 0), 0);
}

/** Multiplies the odds of `letter` against its twins; what the group holds together stays the same. */
function weigh(
  probabilities: Float32Array,
  labels: readonly string[],
  letter: string,
  twins: readonly string[],
  odds: number,
): void {
  const own = labels.indexOf(letter);
  const others = twins.map((twin) => labels.indexOf(twin)).filter((index) => index >= 0);
  if (own < 0) return;
  const moving = probabilities[own] ?? 0;
  const still = others.reduce((sum, index) => sum + (probabilities[index] ?? 0), 0);
  const total = moving + still;
  const weighed = odds * moving + still;
  if (weighed <= 0) return;
  probabilities[own] = (total * odds * moving) / weighed;
  for (const index of others) probabilities[index] = (total * (probabilities[index] ?? 0)) / weighed;
}

function measure(timeMs: number, landmarks: readonly Point[]): Moment {
  const at = (index: number): Point => landmarks[index] ?? ORIGIN;
  // The palm's length shortens when the hand tips towards the camera, its width when the hand turns.
  const palm = Math.max(distance(at(0), at(9)), 1.6 * distance(at(5), at(17)), 1e-6);
  const rigid = [0, 5, 9, 13, 17].map(at);
  const centre = scale(
    rigid.reduce((sum, p) => ({ x: sum.x + p.x, y: sum.y + p.y }), ORIGIN),
    1 / rigid.length,
  );
  return { timeMs, palm, centre, tips: { [INDEX_TIP]: at(INDEX_TIP), [PINKY_TIP]: at(PINKY_TIP) } };
}

/** Speed over the last 100 ms or more, in the points' unit a second. */
function speed(points: readonly Point[], moments: readonly Moment[]): number {
  const now = moments.at(-1);
  const end = points.at(-1);
  if (!now || !end) return 0;
  const from = moments.findLastIndex((m) => now.timeMs - m.timeMs >= 100);
  const start = points[from];
  const seconds = (now.timeMs - (moments[from]?.timeMs ?? now.timeMs)) / 1000;
  return start && seconds > 0 ? distance(start, end) / seconds : 0;
}

const ORIGIN: Point = { x: 0, y: 0 };

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

function scale(p: Point, factor: number): Point {
  return { x: p.x * factor, y: p.y * factor };
}

function extreme(points: readonly Point[], key: (p: Point) => number): number {
  return points.reduce((best, p, i) => (key(p) > key(points[best] ?? p) ? i : best), 0);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 1;
}
