/** What scripts/measure-finetune.ts prints: Markdown tables, for docs/personal-fine-tuning.md. */

/** A signer who recorded every letter. */
export interface SignerRow {
  source: string;
  captures: number;
  tested: number;
  /** Test images in which a hand was found, percent. */
  found: number;
  /** Test images read right, percent. */
  before: number;
  after: number;
  others: OtherChange[];
  /** Of one processor, for the training. */
  seconds: number;
}

/** What another signer gained or lost, points, give or take a standard error. */
export interface OtherChange {
  source: string;
  change: number;
  error: number;
}

/** A signer who recorded only the letters that went worst. */
export interface WorstRow {
  source: string;
  letters: string;
  before: number;
  after: number;
  /** Points that the signer's other letters changed by. */
  rest: number;
  others: number;
}

export interface FinetuneReport {
  model: string;
  captures: number;
  /** With the memory of the default head, as the app trains, and without. */
  shielded: SignerRow[];
  plain: SignerRow[];
  worst: WorstRow[];
  worstPlain: WorstRow[];
}

/**
 * The change of the share of right answers between two sets of answers to the same images, and its standard error
 * (only images whose answer changed sides count, as in McNemar's test), points.
 */
export function pairedChange(
  before: readonly boolean[],
  after: readonly boolean[],
): Omit<OtherChange, 'source'> {
  const gained = after.filter((right, i) => right && !before[i]).length;
  const lost = before.filter((right, i) => right && !after[i]).length;
  const count = before.length;
  const change = (gained - lost) / count;
  const variance = ((gained + lost) / count - change ** 2) / count;
  return { change: 100 * change, error: 100 * Math.sqrt(variance) };
}

export function reportMarkdown({
  model,
  captures,
  shielded,
  plain,
  worst,
  worstPlain,
}: FinetuneReport): string {
  return [
    `Model \`${model}\`; before is the head that came with the app. ${captures} captures of every letter:`,
    signerTable(shielded),
    'The same recipe without the memory:',
    signerTable(plain),
    `A person who records only the ${worst[0]?.letters.split(' ').length ?? 0} letters that go worst:`,
    worstTable(worst),
    'The same without the memory:',
    worstTable(worstPlain),
  ].join('\n\n');
}

const BEGIN = '<!-- measured -->';
const END = '<!-- /measured -->';

/** Puts a report between a document's marks. @returns null when it has none. */
export function replaceMeasured(document: string, report: string): string | null {
  const from = document.indexOf(BEGIN);
  const to = document.indexOf(END);
  if (from < 0 || to < from) return null;
  return `${document.slice(0, from + BEGIN.length)}\n\n${report}\n\n${document.slice(to)}`;
}

function signerTable(rows: readonly SignerRow[]): string {
  return table(
    [
      'signer',
      'captures',
      'tested',
      'hand found, %',
      'before, %',
      'after, %',
      'gain',
      'others, mean',
      'others, worst',
      'CPU s',
    ],
    [
      ...rows.map((row) => {
        const lowest = row.others.reduce((a, b) => (a.change < b.change ? a : b));
        return [
          row.source,
          String(row.captures),
          String(row.tested),
          row.found.toFixed(0),
          row.before.toFixed(1),
          row.after.toFixed(1),
          signed(row.after - row.before),
          signed(mean(row.others, ({ change }) => change)),
          `${signed(lowest.change)} ± ${lowest.error.toFixed(1)} (${lowest.source})`,
          row.seconds.toFixed(1),
        ];
      }),
      [
        'mean',
        '',
        '',
        mean(rows, ({ found }) => found).toFixed(0),
        mean(rows, ({ before }) => before).toFixed(1),
        mean(rows, ({ after }) => after).toFixed(1),
        signed(mean(rows, ({ before, after }) => after - before)),
        signed(mean(rows, ({ others }) => mean(others, ({ change }) => change))),
        '',
        mean(rows, ({ seconds }) => seconds).toFixed(1),
      ],
    ],
  );
}

function worstTable(rows: readonly WorstRow[]): string {
  const cells = ({ before, after, rest, others }: Omit<WorstRow, 'source' | 'letters'>) => [
    before.toFixed(1),
    after.toFixed(1),
    signed(rest),
    signed(others),
  ];
  const means = {
    before: mean(rows, ({ before }) => before),
    after: mean(rows, ({ after }) => after),
    rest: mean(rows, ({ rest }) => rest),
    others: mean(rows, ({ others }) => others),
  };
  return table(
    ['signer', 'letters', 'before, %', 'after, %', 'own other letters', 'others, mean'],
    [...rows.map((row) => [row.source, row.letters, ...cells(row)]), ['mean', '', ...cells(means)]],
  );
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `|${cells.map((cell) => (cell ? ` ${cell} ` : ' ')).join('|')}|`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

function mean<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((sum, item) => sum + value(item), 0) / items.length;
}

function signed(points: number): string {
  const text = points.toFixed(1).replace(/^-0\.0$/, '0.0');
  return text.startsWith('-') ? text : `+${text}`;
}
