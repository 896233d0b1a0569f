import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shots } from '../../scripts/hands/motion.ts';
import { POSES } from '../../scripts/hands/poses.ts';
import { UsageError } from '../../scripts/lib/cli.ts';
import { planClip } from '../../scripts/lib/clip-plan.ts';

const TIMES = { secondsPerLetter: 1, gap: 0.4, handAway: false, spaceSign: false };
const SIGNS = { labels: new Set(Object.keys(POSES)), place: 'the rendered alphabet' };
const plan = (text: string, times = {}) => planClip(text, SIGNS, { ...TIMES, ...times });
const spelled = (text: string, times = {}) =>
  plan(text, times).map((part) => (part.kind === 'sign' ? part.label : part.kind));

describe('planClip', () => {
  it('moves between letters, and takes the hand away between words and at both ends', () => {
    expect(spelled('hi yo')).toEqual(['away', 'H', 'move', 'I', 'away', 'Y', 'move', 'O', 'away']);
  });

  it('marks the second of two equal letters, but not across a space', () => {
    const repeated = (text: string) =>
      plan(text).flatMap((part) => (part.kind === 'sign' ? [part.repeated] : []));
    expect(repeated('ALL')).toEqual([false, false, true]);
    expect(repeated('L L')).toEqual([false, false]);
  });

  it('signs space and del when asked', () => {
    expect(spelled('A B<', { spaceSign: true })).toEqual([
      'away',
      'A',
      'move',
      'space',
      'move',
      'B',
      'move',
      'del',
      'away',
    ]);
  });

  it('gives the drawn letters time to be drawn', () => {
    const seconds = plan('IJ').flatMap((part) => (part.kind === 'sign' ? [part.seconds] : []));
    expect(seconds).toEqual([1, 2]);
  });

  it.each([
    ['', 'no letters'],
    ['  ', 'no letters'],
    ['A1', '"1" is no letter'],
    ['É', '"É" is no letter'],
    ['👋', '"👋" is no letter'],
  ])('refuses %j in one sentence', (text, sentence) => {
    expect(() => plan(text)).toThrow(UsageError);
    expect(() => plan(text)).toThrow(sentence);
  });

  it('names the letter that a source lacks', () => {
    const some = { labels: new Set(['A']), place: '/photos' };
    expect(() => planClip('AJ', some, TIMES)).toThrow('There is no J in /photos.');
  });
});

describe('shots', () => {
  const text = fc.stringMatching(/^[A-Z< ]{0,5}[A-Z]$/);

  it('fills the planned time with finite hands and unit rotations', () => {
    fc.assert(
      fc.property(
        text,
        fc.constantFrom(5, 10, 15, 30),
        fc.boolean(),
        fc.nat(99),
        (word, fps, handAway, seed) => {
          const parts = plan(word, { handAway });
          const taken = [...shots(parts, fps, seed)];
          const planned = parts.reduce((sum, { seconds }) => sum + Math.max(1, Math.round(seconds * fps)), 0);
          expect(taken.length).toBe(planned);
          for (const { pose, rotation, offset } of taken) {
            const angles = pose
              ? [...pose.index, ...pose.middle, ...pose.ring, ...pose.pinky, ...pose.thumb]
              : [];
            expect([...angles, ...offset].every(Number.isFinite)).toBe(true);
            expect(Math.hypot(...rotation)).toBeCloseTo(1, 6);
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it('never jumps: joints and place move in small steps while the hand is seen', () => {
    const taken = [...shots(plan('HELLO JAZZ'), 30, 3)];
    for (const [i, now] of taken.entries()) {
      const before = taken[i - 1];
      if (!before?.pose || !now.pose) continue;
      const bend = (pose: NonNullable<typeof now.pose>) => [...pose.index, ...pose.pinky, ...pose.thumb];
      const old = bend(before.pose);
      expect(Math.max(...bend(now.pose).map((angle, j) => Math.abs(angle - (old[j] ?? 0))))).toBeLessThan(20);
      expect(Math.hypot(now.offset[0] - before.offset[0], now.offset[1] - before.offset[1])).toBeLessThan(
        0.15,
      );
    }
  });

  it('is the same for the same seed and another for another', () => {
    expect([...shots(plan('OK'), 15, 1)]).toEqual([...shots(plan('OK'), 15, 1)]);
    expect([...shots(plan('OK'), 15, 1)]).not.toEqual([...shots(plan('OK'), 15, 2)]);
  });

  it('slides aside for a doubled letter', () => {
    const taken = [...shots(plan('LL'), 10, 1)].filter(({ pose }) => pose !== null);
    expect((taken.at(9)?.offset[0] ?? 0) - (taken.at(-6)?.offset[0] ?? 0)).toBeGreaterThan(0.04);
  });
});
