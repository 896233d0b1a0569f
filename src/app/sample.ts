import type { Recognition } from '../model/types.ts';
import type { Sample } from '../spelling/types.ts';

/** What the speller takes of the recognizer's answer: landmarks in frame px, so that both axes have one unit. */
export function sampleOf(answer: Recognition, labels: readonly string[]): Sample {
  const { capturedAt: timeMs, probabilities, state, hand, frame } = answer;
  const landmarks = hand?.landmarks.map(({ x, y }) => ({ x: x * frame.width, y: y * frame.height })) ?? null;
  return { timeMs, labels, probabilities, present: state === 'hand', landmarks };
}
