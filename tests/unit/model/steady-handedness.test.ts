import { describe, expect, it } from 'vitest';
import { SteadyHandedness } from '../../../src/model/steady-handedness.ts';
import type { Handedness } from '../../../src/model/types.ts';

const SCORE = 0.9;

/** A person before the camera, for whom the landmarker prints one side or the other. */
class Session {
  private readonly side = new SteadyHandedness();
  private now = 1e6;
  private last: Handedness | null = null;

  constructor(private readonly fps: number) {}

  /** @returns the side after so many seconds of frames that look like `printed` */
  shows(printed: Handedness, seconds: number): Handedness | null {
    for (let i = 0; i < Math.round(seconds * this.fps); i++) {
      this.now += 1000 / this.fps;
      this.last = this.side.vote({ handedness: printed, score: SCORE }, this.now);
    }
    return this.last;
  }

  /** One frame. */
  showsOnce(printed: Handedness): Handedness | null {
    return this.shows(printed, 1 / this.fps);
  }

  away(seconds: number): void {
    this.now += 1000 * seconds;
  }
}

describe.each([5, 10, 30])('at %d frames a second', (fps) => {
  it('a letter that looks like the other hand for as long as it is held changes nothing', () => {
    const session = new Session(fps);
    expect(session.shows('Right', 10)).toBe('Right');
    expect(session.shows('Left', 1.5)).toBe('Right');
    expect(session.shows('Right', 1)).toBe('Right');
    expect(session.shows('Left', 1.5)).toBe('Right');
  });

  it('nor does it after the hand was lowered between two words', () => {
    const session = new Session(fps);
    session.shows('Left', 5);
    session.away(1.5);
    expect(session.shows('Right', 1)).toBe('Left');
  });

  it('another hand is believed after some seconds, and sooner after a pause', () => {
    const session = new Session(fps);
    session.shows('Right', 60);
    expect(session.shows('Left', 3)).toBe('Right');
    expect(session.shows('Left', 1.5)).toBe('Left');

    const handedOver = new Session(fps);
    handedOver.shows('Right', 60);
    handedOver.away(10);
    expect(handedOver.shows('Left', 1)).toBe('Left');
  });

  it('the first frame, and the first after a long pause, are soon outvoted', () => {
    const session = new Session(fps);
    expect(session.showsOnce('Left')).toBe('Left');
    expect(session.shows('Right', 0.4)).toBe('Right');
    session.away(3600);
    expect(session.showsOnce('Left')).toBe('Left');
    expect(session.shows('Right', 0.4)).toBe('Right');
  });
});

it('a sure look outweighs an unsure one', () => {
  const side = new SteadyHandedness();
  side.vote({ handedness: 'Left', score: 0.55 }, 0);
  expect(side.vote({ handedness: 'Right', score: 0.95 }, 200)).toBe('Right');
});
