import { expect, it } from 'vitest';
import { type HandDetector, LiveHandFinder, StillHandFinder } from '../../src/model/hand-finder.ts';
import { TREATMENTS } from '../../src/model/treatments.ts';
import type { Hand } from '../../src/model/types.ts';

const FRAME = { width: 640, height: 480 };

/** A hand whose box is a share of the copy it is found on, about its centre. */
function hand(share: number, shift = 0): Hand {
  const landmarks = Array.from({ length: 21 }, (_, i) => ({
    x: 0.5 + shift + share * ((i % 3) / 2 - 0.5),
    y: 0.5 + share * (Math.floor(i / 3) / 6 - 0.5),
    z: 0,
  }));
  return { landmarks, world: landmarks, handedness: 'Right', score: 0.9 };
}

/** Answers what it is told, look by look, and keeps the sizes of what it was shown. */
class Told implements HandDetector {
  readonly shown: { width: number; height: number }[] = [];
  constructor(private readonly answer: (look: number, image: ImageData) => Hand | null) {}
  detect(image: ImageData): Hand | null {
    this.shown.push({ width: image.width, height: image.height });
    return this.answer(this.shown.length - 1, image);
  }
  close(): void {
    this.shown.length = 0;
  }
}

function frame(grey = 120): OffscreenCanvas {
  const canvas = new OffscreenCanvas(FRAME.width, FRAME.height);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no 2D canvas');
  context.fillStyle = `rgb(${grey}, ${grey}, ${grey})`;
  context.fillRect(0, 0, FRAME.width, FRAME.height);
  return canvas;
}

/** The same hand of the frame, as it lies on the copy with this treatment's border. */
function onCopy(look: number): Hand {
  return hand(0.3 / (1 + 2 * (TREATMENTS[look]?.padding ?? 0)));
}

it('a still image is looked at until two looks agree, each on its own border', () => {
  const detector = new Told((look) => (look === 0 ? null : onCopy(look)));
  const { hand: found, treatment } = new StillHandFinder(detector).find(frame());
  expect(detector.shown).toHaveLength(3);
  expect(treatment).toBe(`${TREATMENTS[1]?.name}+${TREATMENTS[2]?.name}`);
  expect(found?.landmarks[0]?.x).toBeCloseTo(0.35, 6);
  expect(found?.landmarks[20]?.y).toBeCloseTo(0.65, 6);
});

it('looks that never agree end after three, and a hand not found yet is looked for on every copy', () => {
  const apart = new Told((look) => hand(0.2, 0.1 * look));
  expect(new StillHandFinder(apart).find(frame()).hand).not.toBeNull();
  expect(apart.shown).toHaveLength(3);

  const late = new Told((look) => (look === 4 ? hand(0.3) : null));
  expect(new StillHandFinder(late).find(frame()).treatment).toBe(TREATMENTS[4]?.name);
  expect(late.shown).toHaveLength(5);

  const none = new Told(() => null);
  expect(new StillHandFinder(none).find(frame())).toMatchObject({ hand: null, treatment: 'none' });
  expect(none.shown).toHaveLength(TREATMENTS.length);
});

it('the border is black, and the luma is the frame’s whatever the border', () => {
  const corners: number[] = [];
  const detector = new Told((_, image) => {
    corners.push(image.data[0] ?? -1);
    return null;
  });
  for (const treatment of TREATMENTS) {
    const { luma } = new StillHandFinder(detector, [treatment]).find(frame(90));
    expect(Math.abs(luma - 90)).toBeLessThan(3);
    expect(corners.at(-1)).toBe(treatment.padding > 0 ? 0 : 90);
  }
});

it('a tracked hand is drawn as large as the landmark model needs it, never larger than it was searched', () => {
  for (const [share, ratio] of [
    [0.4, 0.5],
    [0.2, 1],
  ] as const) {
    const detector = new Told((look) => (look === 0 ? null : hand(share)));
    const finder = new LiveHandFinder(detector);
    for (let i = 0; i < 4; i++) finder.find(frame());
    const [, searched, tracked] = detector.shown;
    if (!searched || !tracked) throw new Error('not shown');
    expect(tracked.width / searched.width).toBeCloseTo(ratio, 1);
    expect(detector.shown.at(-1)).toEqual(tracked);
  }
});

it('a live hand keeps its side where single looks take it for the other', () => {
  const detector = new Told((look) => ({ ...hand(0.4), handedness: look >= 30 ? 'Left' : 'Right' }));
  const finder = new LiveHandFinder(detector);
  const sides = Array.from({ length: 60 }, (_, i) => finder.find(frame(), 200 * i).hand?.handedness);
  expect(new Set(sides.slice(0, 40))).toEqual(new Set(['Right']));
  expect(sides.at(-1)).toBe('Left');
});
