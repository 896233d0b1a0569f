import { percent } from './cli.ts';

/** One picture and the treatments on which the hand was found, in the order in which they were tried. */
export interface FinderSample {
  source: string;
  /** False for a picture without a hand, where whatever is found is a false alarm. */
  hasHand: boolean;
  found: readonly string[];
}

export interface SourceShare {
  source: string;
  images: number;
  /** Found on the untouched picture. */
  plain: number;
  /** Found on any of the treatments in use. */
  turns: number;
}

/** Share of hands found a source, [0, 1], sources in alphabetical order. @param used treatments, the untouched first. */
export function sharesBySource(all: readonly FinderSample[], used: readonly string[]): SourceShare[] {
  const samples = all.filter(({ hasHand }) => hasHand);
  const sources = [...new Set(samples.map(({ source }) => source))].sort();
  return sources.map((source) => {
    const own = samples.filter((sample) => sample.source === source);
    const share = (hit: (found: readonly string[]) => boolean): number =>
      own.filter(({ found }) => hit(found)).length / own.length;
    return {
      source,
      images: own.length,
      plain: share((found) => found.includes(used[0] ?? '')),
      turns: share((found) => found.some((name) => used.includes(name))),
    };
  });
}

export interface TreatmentGain {
  name: string;
  /** Share of the hands missed on the untouched picture that it finds by itself; the mean over sources. */
  alone: number;
  /** Share of the same hands that is found once this one and all before it were tried. */
  together: number;
  /** Share of the pictures without a hand on which it finds one. */
  falseAlarms: number;
}

/**
 * Orders treatments so that each finds the most of what those before it missed: greedy set cover, every source
 * counting the same.
 */
export function greedyOrder(
  samples: readonly FinderSample[],
  plain: string,
  names: readonly string[],
): TreatmentGain[] {
  const missed = samples.filter(({ hasHand, found }) => hasHand && !found.includes(plain));
  const empty = samples.filter(({ hasHand }) => !hasHand);
  const bySource = new Map<string, number>();
  for (const { source } of missed) bySource.set(source, (bySource.get(source) ?? 0) + 1);
  const weight = ({ source }: FinderSample): number => 1 / (bySource.get(source) ?? 1) / bySource.size;
  const covered = (some: readonly FinderSample[], name: string): number =>
    some.filter(({ found }) => found.includes(name)).reduce((sum, sample) => sum + weight(sample), 0);

  const order: TreatmentGain[] = [];
  let left = missed;
  let together = 0;
  const waiting = new Set(names.filter((name) => name !== plain));
  while (waiting.size > 0) {
    const gains = [...waiting].map((name) => ({ name, gain: covered(left, name) }));
    const best = gains.reduce((a, b) => (b.gain > a.gain ? b : a));
    together += best.gain;
    const alarms = empty.filter(({ found }) => found.includes(best.name)).length;
    order.push({
      name: best.name,
      alone: covered(missed, best.name),
      together,
      falseAlarms: alarms / empty.length,
    });
    left = left.filter(({ found }) => !found.includes(best.name));
    waiting.delete(best.name);
  }
  return order;
}

/** The two tables as Markdown. */
export function finderMarkdown(shares: readonly SourceShare[], order: readonly TreatmentGain[]): string {
  const mean = (of: (share: SourceShare) => number): number =>
    shares.reduce((sum, share) => sum + of(share), 0) / shares.length;
  const row = (...cells: (string | number)[]): string => `| ${cells.join(' | ')} |`;
  return [
    row('Source', 'Images', 'Plain, one look', 'Taking turns'),
    row('---', '---:', '---:', '---:'),
    ...shares.map(({ source, images, plain, turns }) => row(source, images, percent(plain), percent(turns))),
    row('**mean**', '', percent(mean((s) => s.plain)), percent(mean((s) => s.turns))),
    '',
    row('Treatment, best first', 'Alone', 'With all before it', 'False alarms'),
    row('---', '---:', '---:', '---:'),
    ...order.map(({ name, alone, together, falseAlarms }) =>
      row(name, percent(alone), percent(together), percent(falseAlarms)),
    ),
  ].join('\n');
}
