import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { CAMERA_RATE, makeClip } from '../../scripts/lib/clip.ts';
import { jpegSize, splitMjpeg } from '../../scripts/lib/mjpeg.ts';

const SMALL = { width: 160, height: 120, fps: 5, secondsPerLetter: 0.6, gap: 0.4, noise: 0 };
/** Empty room before the first letter and after the last, s: see clip-plan.ts. */
const EMPTY_SECONDS = 0.6 + 2.2;

let folder: string;
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'handspell-clip-'));
});
test.afterEach(() => rmSync(folder, { recursive: true, force: true }));

function frames(file: string): Uint8Array[] {
  return splitMjpeg(readFileSync(file));
}

/** A tree of classes with the rendered fixtures in it. */
function photos(...labels: string[]): string {
  for (const label of labels) {
    mkdirSync(join(folder, 'photos', label), { recursive: true });
    copyFileSync(`tests/fixtures/hands/${label}.jpg`, join(folder, 'photos', label, '1.jpg'));
  }
  return join(folder, 'photos');
}

function command(...args: string[]): { status: number | null; stderr: string } {
  const node = spawnSync(process.execPath, ['--import', 'tsx', 'scripts/make-clip.ts', ...args], {
    encoding: 'utf8',
  });
  return { status: node.status, stderr: node.stderr.trim() };
}

test('a rendered clip has the planned length and size, moves, and is the same for the same seed', async () => {
  const [first, again, other] = ['1', '2', '3'].map((name) => join(folder, `${name}.mjpeg`));
  if (!first || !again || !other) throw new Error('no names');
  await makeClip({ ...SMALL, text: 'LL', out: first });
  await makeClip({ ...SMALL, text: 'LL', out: again });
  await makeClip({ ...SMALL, text: 'LL', out: other, skin: 4, seed: 9 });
  const pictures = frames(first);
  expect(pictures).toHaveLength(Math.round((2 * 0.6 + 0.4 + EMPTY_SECONDS) * CAMERA_RATE));
  expect(new Set(pictures.map((picture) => JSON.stringify(jpegSize(picture))))).toEqual(
    new Set(['{"width":160,"height":120}']),
  );
  const different = new Set(pictures.map((picture) => Buffer.from(picture).toString('base64')));
  expect(different.size).toBeGreaterThan(8);
  expect(readFileSync(again).equals(readFileSync(first))).toBe(true);
  expect(readFileSync(other).equals(readFileSync(first))).toBe(false);
});

test('a clip from photographs shows the right one, and bare ground between letters', async () => {
  const out = join(folder, 'photos.mjpeg');
  await makeClip({ ...SMALL, text: 'bab', out, from: photos('A', 'B') });
  const pictures = frames(out).map((picture) => Buffer.from(picture).toString('base64'));
  const at = (seconds: number): string | undefined => pictures[Math.round(seconds * CAMERA_RATE)];
  const [ground, b, between, a, bAgain] = [at(0.3), at(0.9), at(1.4), at(1.9), at(2.9)];
  expect(new Set([ground, b, a]).size).toBe(3);
  expect(bAgain).toBe(b);
  expect(between).not.toBe(b);
  expect(between).not.toBe(a);
});

test('a photograph that no browser can read is named', async () => {
  const from = photos('A');
  writeFileSync(join(from, 'A', '1.jpg'), 'not a picture');
  await expect(makeClip({ ...SMALL, text: 'A', out: join(folder, 'x.mjpeg'), from })).rejects.toThrow(
    '1.jpg is no picture that a browser can read.',
  );
});

test('mistakes end with one clear sentence and code 2, and leave no file', () => {
  const out = join(folder, 'x.mjpeg');
  const from = photos('A', 'B');
  const mistakes: [args: string[], sentence: string][] = [
    [[], 'TEXT is missing.'],
    [['A'], '--out is missing.'],
    [['A1', '--out', out], '"1" is no letter'],
    [['', '--out', out], 'The text has no letters in it.'],
    [['A', '--out', out, '--from', join(folder, 'nowhere')], 'There is no folder'],
    [['AJ', '--out', out, '--from', from], 'There is no J in'],
    [['A', '--out', out, '--fps', '7'], '7 pictures a second'],
    [['A', '--out', out, '--size', '640'], '--size takes'],
    [['A', '--out', out, '--gap', 'long'], '--gap takes a number'],
    [['A', '--out', out, '--speed', '2'], '--speed'],
  ];
  for (const [args, sentence] of mistakes) {
    const { status, stderr } = command(...args);
    expect(stderr).toContain(sentence);
    expect(stderr.split('\n')).toHaveLength(1);
    expect(status).toBe(2);
    expect(existsSync(out)).toBe(false);
  }
});
