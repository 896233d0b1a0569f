import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Committer } from '../../src/spelling/committer.ts';
import type { SpellingEvent } from '../../src/spelling/types.ts';

const LABELS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'del', 'space', 'nothing'];

/** A stretch of time in which the recognizer sees one label; `null` is no hand. */
type Stretch = readonly [label: string | null, ms: number, probability?: number];

function vector(label: string, probability = 0.95): Float32Array {
  const rest = (1 - probability) / (LABELS.length - 1);
  return Float32Array.from(LABELS, (name) => (name === label ? probability : rest));
}

function play(
  committer: Committer,
  stretches: readonly Stretch[],
  fps = 30,
  startMs = 1000,
): SpellingEvent[] {
  const events: SpellingEvent[] = [];
  const ends = stretches.map((_, i) => stretches.slice(0, i + 1).reduce((sum, [, ms]) => sum + ms, 0));
  for (let at = 0; at < (ends.at(-1) ?? 0); at += 1000 / fps) {
    const now = stretches[ends.findIndex((end) => end > at)];
    if (!now) break;
    const [label, , probability] = now;
    const probabilities = vector(label ?? 'nothing', probability);
    const sample = { timeMs: startMs + at, labels: LABELS, probabilities, present: label !== null };
    events.push(...committer.push(sample).events);
  }
  return events;
}

function written(events: readonly SpellingEvent[]): string {
  return events
    .map((e) => (e.kind === 'letter' ? e.label : { space: '_', del: '<', 'word-break': '|' }[e.kind]))
    .join('');
}

describe('Committer', () => {
  it('writes a letter once it has held, with its mean probability', () => {
    const events = play(new Committer({ holdMs: 700 }), [['A', 1000, 0.9]]);
    expect(written(events)).toBe('A');
    const [event] = events;
    if (event?.kind !== 'letter') throw new Error('no letter');
    expect(event.confidence).toBeCloseTo(0.9, 3);
    expect(event.evidence.get('A')).toBeCloseTo(0.9, 3);
    expect(event.evidence.has('nothing')).toBe(false);
    expect(event.timeMs - 1000).toBeGreaterThanOrEqual(680);
    expect(event.timeMs - 1000).toBeLessThan(780);
  });

  it('writes nothing when the hold is too short or the letter is not sure', () => {
    expect(
      written(
        play(new Committer({ holdMs: 700 }), [
          ['A', 500],
          ['B', 500],
          ['C', 500],
        ]),
      ),
    ).toBe('');
    expect(written(play(new Committer({ holdMs: 700 }), [['A', 5000, 0.3]]))).toBe('');
  });

  it('takes longer over a doubtful letter', () => {
    const until = (probability: number) => {
      const [event] = play(new Committer({ holdMs: 700 }), [['A', 4000, probability]]);
      return event ? event.timeMs - 1000 : Number.POSITIVE_INFINITY;
    };
    expect(until(0.45)).toBeGreaterThan(1.15 * until(0.9));
    expect(until(0.38)).toBeGreaterThan(1.15 * until(0.45));
    expect(until(0.38)).toBeLessThan(2000);
  });

  it('never writes `nothing`', () => {
    expect(
      written(
        play(new Committer(), [
          ['A', 1000],
          ['nothing', 5000],
        ]),
      ),
    ).toBe('A|');
  });

  it('doubles a letter after the hand opened, but not for a blink', () => {
    expect(
      written(
        play(new Committer(), [
          ['L', 1000],
          ['C', 350],
          ['L', 1000],
        ]),
      ),
    ).toBe('LL');
    expect(
      written(
        play(new Committer(), [
          ['L', 1000],
          [null, 350],
          ['L', 1000],
        ]),
      ),
    ).toBe('LL');
    expect(
      written(
        play(new Committer(), [
          ['L', 1000],
          ['C', 100],
          ['L', 1000],
        ]),
      ),
    ).toBe('L');
    expect(
      written(
        play(new Committer(), [
          ['L', 1000],
          [null, 150],
          ['L', 1000],
        ]),
      ),
    ).toBe('L');
  });

  it('doubles a letter that stays held clearly longer, and only once', () => {
    expect(written(play(new Committer({ holdMs: 700, repeatFactor: 2.2 }), [['L', 2100]]))).toBe('L');
    expect(written(play(new Committer({ holdMs: 700, repeatFactor: 2.2 }), [['L', 2500]]))).toBe('LL');
    expect(written(play(new Committer({ holdMs: 700, repeatFactor: 2.2 }), [['L', 20_000]]))).toBe('LL');
  });

  it('doubles a letter after the hand travelled', () => {
    const committer = new Committer({ holdMs: 500 });
    expect(written(play(committer, [['L', 700]]))).toBe('L');
    committer.release();
    expect(written(play(committer, [['L', 700]], 30, 1700))).toBe('L');
  });

  it('writes one space for a held space sign and repeats a held del', () => {
    expect(
      written(
        play(new Committer(), [
          ['A', 1000],
          ['space', 9000],
        ]),
      ),
    ).toBe('A_');
    expect(written(play(new Committer(), [['del', 2300]]))).toBe('<<<');
  });

  it('breaks a word once per hand-away, not at the start, not after a space, not after a del', () => {
    expect(
      written(
        play(new Committer(), [
          [null, 5000],
          ['A', 1000],
          [null, 9000],
          ['B', 1000],
        ]),
      ),
    ).toBe('A|B');
    expect(
      written(
        play(new Committer(), [
          ['A', 1000],
          ['space', 1000],
          [null, 5000],
        ]),
      ),
    ).toBe('A_');
    expect(
      written(
        play(new Committer(), [
          ['A', 1000],
          [null, 2000],
          ['del', 1000],
          [null, 5000],
        ]),
      ),
    ).toBe('A|<');
    expect(
      written(
        play(new Committer({ wordBreakMs: 0 }), [
          ['A', 1000],
          [null, 9000],
        ]),
      ),
    ).toBe('A');
  });

  it('takes a long silence for a hand that was away, never for a hold', () => {
    const committer = new Committer({ holdMs: 300 });
    const sample = (timeMs: number) => ({
      timeMs,
      labels: LABELS,
      probabilities: vector('A'),
      present: true,
    });
    expect([0, 5000, 10_000, 4000, 1].flatMap((t) => committer.push(sample(t)).events)).toEqual([]);
    expect(written(play(committer, [['A', 500]], 30, 12_000))).toBe('A');
  });

  it('shows a ring that grows to 1', () => {
    const committer = new Committer({ holdMs: 500 });
    const seen = Array.from({ length: 20 }, (_, i) =>
      committer.push({ timeMs: i * 30, labels: LABELS, probabilities: vector('A'), present: true }),
    );
    const until = seen.findIndex(({ events }) => events.length > 0);
    const ring = seen.slice(0, until + 1).map(({ hold }) => hold?.progress ?? 0);
    expect(ring.at(-1)).toBe(1);
    expect([...ring].sort((a, b) => a - b)).toEqual(ring);
  });

  it('holds back a frozen label', () => {
    const committer = new Committer({ holdMs: 300 });
    for (let t = 0; t < 3000; t += 30) {
      const sample = { timeMs: t, labels: LABELS, probabilities: vector('I'), present: true };
      expect(committer.push(sample, new Set(['I'])).events).toEqual([]);
    }
  });

  const label = fc.constantFrom('A', 'M', 'Q', 'del', 'space', 'nothing', null);
  const samples = fc.array(
    fc.record({
      dt: fc.integer({ min: -50, max: 1500 }),
      label,
      p: fc.double({ min: 0.05, max: 1, noNaN: true }),
    }),
    { maxLength: 300 },
  );

  it('for any input: no letter twice within a hold, one word break between letters, progress in [0, 1]', () => {
    fc.assert(
      fc.property(samples, fc.integer({ min: 200, max: 1500 }), (steps, holdMs) => {
        const committer = new Committer({ holdMs });
        let timeMs = 0;
        let lastBreak = true;
        let lastLetterMs = Number.NEGATIVE_INFINITY;
        for (const { dt, label: seen, p } of steps) {
          timeMs += dt;
          if (dt < 0) lastLetterMs = Number.NEGATIVE_INFINITY;
          const probabilities = vector(seen ?? 'nothing', p);
          const { events, hold } = committer.push({
            timeMs,
            labels: LABELS,
            probabilities,
            present: seen !== null,
          });
          expect(events.length).toBeLessThanOrEqual(1);
          if (hold) expect(hold.progress).toBeGreaterThanOrEqual(0);
          if (hold) expect(hold.progress).toBeLessThanOrEqual(1);
          for (const event of events) {
            if (event.kind === 'word-break') expect(lastBreak).toBe(false);
            lastBreak = event.kind !== 'letter';
            if (event.kind !== 'letter') continue;
            expect(event.label).not.toBe('nothing');
            expect(timeMs - lastLetterMs).toBeGreaterThanOrEqual(Math.min(holdMs, 400) / 2);
            lastLetterMs = timeMs;
          }
        }
      }),
    );
  });

  it('never doubles a letter that was not let go before the repeat time', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 5, max: 60 }),
        fc.integer({ min: 250, max: 1500 }),
        fc.double({ min: 0.6, max: 1, noNaN: true }),
        (fps, holdMs, p) => {
          const events = play(new Committer({ holdMs, repeatFactor: 2.2 }), [['S', holdMs * 2.5, p]], fps);
          expect(written(events).length).toBeLessThanOrEqual(1);
        },
      ),
    );
  });

  it('writes the same text at any frame rate, each letter within two frames of the same time', () => {
    const word: Stretch[] = [
      ['H', 1000],
      ['E', 1000],
      ['L', 1000],
      [null, 500],
      ['L', 1000],
      ['O', 1000],
      [null, 2400],
    ];
    const reference = play(new Committer({ holdMs: 500 }), word, 120);
    expect(written(reference)).toBe('HELLO|');
    fc.assert(
      fc.property(fc.integer({ min: 5, max: 90 }), fc.integer({ min: 0, max: 199 }), (fps, phase) => {
        const events = play(
          new Committer({ holdMs: 500 }),
          [['H', 1000 + phase] as Stretch, ...word.slice(1)],
          fps,
        );
        expect(written(events)).toBe('HELLO|');
        events.forEach((event, i) => {
          const shifted = (reference[i]?.timeMs ?? 0) + (i === 0 ? 0 : phase);
          expect(Math.abs(event.timeMs - shifted)).toBeLessThanOrEqual(2000 / fps + 20);
        });
      }),
    );
  });
});
