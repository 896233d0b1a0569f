import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HelpAsked, numberOf, oneOf, parseCommand, table, UsageError } from '../../scripts/lib/cli.ts';
import { evenlySpaced, readImageTree, requireFolder } from '../../scripts/lib/image-tree.ts';
import { progressLine } from '../../scripts/lib/progress.ts';
import { type ScoredImage, scoreImages } from '../../scripts/lib/score.ts';
import { percentile, spread } from '../../scripts/lib/statistics.ts';
import { ClipError } from '../../src/bench/clip-error.ts';
import { Y4mReader } from '../../src/bench/y4m.ts';

const SPEC = {
  usage: 'npm run x -- FOLDER',
  positionals: ['FOLDER'],
  options: { json: { type: 'string' as const }, quick: { type: 'boolean' as const } },
};

describe('command line', () => {
  it('takes flags in any place and says in one sentence what is wrong', () => {
    expect(parseCommand(['--quick', 'a', '--json', 'f'], SPEC)).toEqual({
      positionals: ['a'],
      values: { quick: true, json: 'f' },
    });
    for (const args of [['a', '--what'], [], ['a', 'b'], ['a', '--json']]) {
      expect(() => parseCommand(args, SPEC), args.join(' ')).toThrow(UsageError);
      expect(() => parseCommand(args, SPEC)).toThrow(/Usage: npm run x/);
    }
    expect(() => parseCommand(['--help'], SPEC)).toThrow(HelpAsked);
  });

  it('checks choices and numbers', () => {
    const given = parseCommand(['a', '--json', '300'], SPEC);
    expect(numberOf(given, 'json', { min: 0, max: 1000, fallback: 1 })).toBe(300);
    expect(numberOf(given, 'hold', { min: 0, max: 1000, fallback: 1 })).toBe(1);
    expect(() => numberOf(given, 'json', { min: 0, max: 10, fallback: 1 })).toThrow(
      'from 0 to 10, not "300"',
    );
    expect(() => numberOf({ ...given, values: { n: 'x' } }, 'n', { min: 0, max: 10, fallback: 1 })).toThrow(
      UsageError,
    );
    expect(() => numberOf({ ...given, values: { n: '' } }, 'n', { min: 0, max: 10, fallback: 1 })).toThrow(
      UsageError,
    );
    expect(oneOf(given, 'json', ['300', '1'], '1')).toBe('300');
    expect(() => oneOf(given, 'json', ['a', 'b'], 'a')).toThrow('--json takes a, b, not "300"');
  });

  it('aligns columns', () => {
    expect(
      table(
        ['name', 'n'],
        [
          ['a', 5],
          ['long', 12],
        ],
      ),
    ).toBe('  name   n\n  a      5\n  long  12');
  });

  it('tells rate and time left', () => {
    expect(progressLine(50, 100, 10, 'images')).toBe('50 of 100 images, 5.0 a second, 10 s left');
    expect(progressLine(0, 100, 0, 'images')).toBe('0 of 100 images, 0.0 a second');
  });
});

describe('image tree', () => {
  const LABELS = ['A', 'B', 'del'];
  const make = (...files: string[]) => {
    const root = mkdtempSync(join(tmpdir(), 'tree-'));
    for (const file of files) {
      mkdirSync(join(root, file, '..'), { recursive: true });
      writeFileSync(join(root, file), 'x');
    }
    return root;
  };

  it('reads a folder of classes, in any case, in natural order', () => {
    const root = make('a/10.jpg', 'a/2.jpg', 'DEL/1.PNG', 'a/notes.txt');
    const { images, unknown } = readImageTree(root, LABELS);
    expect(images.map(({ path, label }) => [path.slice(root.length + 1), label])).toEqual([
      [join('DEL', '1.PNG'), 'del'],
      [join('a', '2.jpg'), 'A'],
      [join('a', '10.jpg'), 'A'],
    ]);
    expect(new Set(images.map(({ source }) => source)).size).toBe(1);
    expect(unknown).toEqual([]);
  });

  it('reads sources, doubled folders, and counts folders that are no class', () => {
    const root = make('one/A/1.jpg', 'two/two/B/1.jpg', 'two/two/B/2.jpg', 'one/Foo/1.jpg');
    const { images, unknown } = readImageTree(root, LABELS);
    expect(images.map(({ source, label }) => `${source} ${label}`)).toEqual([
      'one A',
      `${join('two', 'two')} B`,
      `${join('two', 'two')} B`,
    ]);
    expect(unknown).toEqual([{ folder: join('one', 'Foo'), images: 1 }]);
  });

  it('reads one class folder given by itself', () => {
    const { images } = readImageTree(join(make('B/1.jpg'), 'B'), LABELS);
    expect(images.map(({ label, source }) => [label, source])).toEqual([['B', 'B']]);
  });

  it('follows links to folders, once each, and round no circle', () => {
    const root = make('here/A/1.jpg');
    symlinkSync(make('B/1.jpg', 'B/2.jpg'), join(root, 'there'));
    symlinkSync(root, join(root, 'here', 'round'));
    symlinkSync(join(root, 'gone'), join(root, 'broken'));
    const { images } = readImageTree(root, LABELS);
    expect(images.map(({ source, label }) => `${source} ${label}`)).toEqual(['here A', 'there B', 'there B']);
  });

  it('refuses what cannot be scored, in one sentence', () => {
    expect(() => readImageTree(make('Foo/1.jpg'), LABELS)).toThrow(/no folder is named after a class .*Foo/);
    expect(() => readImageTree(make('A/notes.txt'), LABELS)).toThrow('there are no images below it');
    expect(() => requireFolder('/no/such/place')).toThrow(UsageError);
    expect(() => requireFolder(join(make('f.txt'), 'f.txt'))).toThrow('is not a folder');
  });

  it('takes evenly spaced images', () => {
    expect(evenlySpaced([0, 1, 2, 3, 4, 5], 3)).toEqual([0, 2, 4]);
    expect(evenlySpaced([1], 3)).toEqual([1]);
  });
});

describe('scores', () => {
  const LABELS = ['A', 'B', 'C', 'D'];
  const image = (source: string, truth: number, probabilities: number[], handFound = true): ScoredImage => ({
    source,
    truth,
    probabilities,
    handFound,
  });

  it('counts top-1, top-3, sources, letters and confusions', () => {
    const report = scoreImages(
      [
        image('one', 0, [0.7, 0.1, 0.1, 0.1]),
        image('one', 0, [0.3, 0.4, 0.2, 0.1]),
        image('one', 0, [0.1, 0.4, 0.3, 0.2], false),
        image('two', 1, [0, 1, 0, 0]),
      ],
      LABELS,
    );
    expect(report).toMatchObject({ n: 4, top1: 0.5, top3: 0.75, meanTop1: (1 / 3 + 1) / 2, handFound: 0.75 });
    expect(report.sources.one).toEqual({ n: 3, top1: 1 / 3, top3: 2 / 3, handFound: 2 / 3 });
    expect(report.letters).toEqual({ A: { n: 3, top1: 1 / 3 }, B: { n: 1, top1: 1 } });
    expect(report.confusions).toEqual([['A', 'B', 2]]);
    expect(report.withoutHand).toEqual({ n: 1, top1: 0, top3: 0 });
  });

  it('names the letters that a source is misread in', () => {
    const times = (n: number, of: ScoredImage) => Array.from({ length: n }, () => of);
    const { misread } = scoreImages(
      [
        ...times(3, image('one', 0, [0.1, 0.7, 0.1, 0.1])),
        ...times(1, image('one', 0, [0.1, 0.1, 0.7, 0.1])),
        ...times(1, image('one', 0, [0.7, 0.1, 0.1, 0.1])),
        // As often right as wrong, too few to tell, and the same letter of somebody else.
        ...times(3, image('one', 1, [0.7, 0.1, 0.1, 0.1])),
        ...times(3, image('one', 1, [0.1, 0.7, 0.1, 0.1])),
        ...times(4, image('one', 2, [0.7, 0.1, 0.1, 0.1])),
        ...times(6, image('two', 0, [0, 0, 0, 1])),
      ],
      LABELS,
    );
    expect(misread).toEqual([
      { source: 'two', letter: 'A', n: 6, wrong: 6, as: 'D' },
      { source: 'one', letter: 'A', n: 5, wrong: 4, as: 'B' },
    ]);
  });

  it('has no calibration error where confidence is accuracy, and the whole of it where it is the opposite', () => {
    expect(scoreImages([image('s', 0, [1, 0, 0, 0])], LABELS).ece).toBe(0);
    expect(scoreImages([image('s', 1, [1, 0, 0, 0])], LABELS).ece).toBe(1);
    const half = [image('s', 0, [0.5, 0.3, 0.1, 0.1]), image('s', 1, [0.5, 0.3, 0.1, 0.1])];
    expect(scoreImages(half, LABELS).ece).toBeCloseTo(0);
  });

  it('keeps its own rules on any input', () => {
    const row = fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 4, maxLength: 4 }).map((weights) => {
      const sum = weights.reduce((a, b) => a + b, 0);
      return weights.map((w) => w / sum);
    });
    const any = fc.record({
      source: fc.constantFrom('a', 'b'),
      truth: fc.nat(3),
      probabilities: row,
      handFound: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(any, { minLength: 1, maxLength: 60 }), (images) => {
        const report = scoreImages(images, LABELS);
        expect(report.top3).toBeGreaterThanOrEqual(report.top1);
        expect(report.ece).toBeLessThanOrEqual(1 + 1e-9);
        expect(report.matrix.reduce((a, b) => a + b, 0)).toBe(images.length);
        for (const { n, wrong } of report.misread) expect(wrong).toBeGreaterThan(n / 2);
        const misread = report.misread.reduce((sum, { wrong }) => sum + wrong, 0);
        const right = report.matrix.filter((_, cell) => cell % 5 === 0).reduce((a, b) => a + b, 0);
        expect(misread).toBeLessThanOrEqual(images.length - right);
        expect(Object.values(report.letters).reduce((sum, { n }) => sum + n, 0)).toBe(images.length);
      }),
    );
  });
});

describe('y4m', () => {
  const file = (header: string, frames: number, bytes = 4 * 2 + 4) =>
    Buffer.concat([
      Buffer.from(`YUV4MPEG2 ${header}\n`),
      ...Array.from({ length: frames }, (_, i) =>
        Buffer.concat([Buffer.from('FRAME\n'), Buffer.alloc(bytes, i + 1)]),
      ),
    ]);

  it('reads size, rate and planes', () => {
    const reader = new Y4mReader(file('W4 H2 F30000:1001 Ip C420jpeg', 3));
    expect([reader.width, reader.height, reader.count, reader.format]).toEqual([4, 2, 3, 'I420']);
    expect(reader.framesPerSecond).toBeCloseTo(29.97, 2);
    expect([...new Set(reader.planes(1))]).toEqual([2]);
  });

  it('leaves out a frame that is cut off', () => {
    expect(new Y4mReader(file('W4 H2 F25:1', 3).subarray(0, -1)).count).toBe(2);
  });

  it('refuses what it cannot read, whatever the bytes', () => {
    for (const header of ['W0 H2 F25:1', 'W4 H2 F25:0', 'W4 H2 F25:1 C420p10', 'H2 F25:1']) {
      expect(() => new Y4mReader(file(header, 1)), header).toThrow(ClipError);
    }
    expect(() => new Y4mReader(file('W4 H2 F25:1', 0))).toThrow('no whole frame');
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (bytes, withMagic) => {
        const content = withMagic ? Buffer.concat([Buffer.from('YUV4MPEG2 W2 H2 F1:1\n'), bytes]) : bytes;
        try {
          expect(new Y4mReader(content).count).toBeGreaterThan(0);
        } catch (error) {
          expect(error).toBeInstanceOf(ClipError);
        }
      }),
    );
  });
});

describe('percentile', () => {
  it('is the value that a share of the values does not exceed', () => {
    const values = Array.from({ length: 100 }, (_, i) => 100 - i);
    expect([percentile(values, 0.5), percentile(values, 0.95), percentile(values, 0)]).toEqual([50, 95, 1]);
    expect(percentile([7], 0.95)).toBe(7);
    expect(percentile([], 0.5)).toBe(Number.NaN);
    expect(spread('ms', [1, 2, 3])).toEqual({ 'ms.p50': 2, 'ms.p95': 3 });
  });
});
