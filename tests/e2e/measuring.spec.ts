import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { cachedClip } from '../../scripts/lib/clip.ts';
import { splitMjpeg } from '../../scripts/lib/mjpeg.ts';

const TSX = join('node_modules', 'tsx', 'dist', 'cli.mjs');

interface Ending {
  code: number | null;
  stdout: string;
  stderr: string;
}

function run(
  command: 'eval' | 'spell' | 'bench' | 'soak' | 'find-hands' | 'import-backbone',
  ...args: string[]
): Promise<Ending> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [TSX, join('scripts', `${command}.ts`), ...args]);
    const ending: Ending = { code: null, stdout: '', stderr: '' };
    child.stdout.on('data', (data) => {
      ending.stdout += data;
    });
    child.stderr.on('data', (data) => {
      ending.stderr += data;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ ...ending, code }));
  });
}

/** The message is one line without a stack. */
function expectMistake({ code, stderr, stdout }: Ending, sentence: RegExp): void {
  expect(stderr).toMatch(sentence);
  expect(stderr.trim().split('\n').at(-1)).not.toMatch(/^\s+at /);
  expect(stdout).toBe('');
  expect(code).toBe(2);
}

const scratch = () => mkdtempSync(join(tmpdir(), 'measuring-'));
const json = (file: string) => JSON.parse(readFileSync(file, 'utf8'));

/** A clip that spells, and pictures from the middle of its letters. */
async function clipOf(text: string): Promise<{ path: string; frames: Uint8Array[] }> {
  const path = await cachedClip({ text });
  return { path, frames: splitMjpeg(readFileSync(path)) };
}

test('mistakes end in one sentence and an exit code, before anything is built', async () => {
  const empty = scratch();
  writeFileSync(join(empty, 'no.txt'), 'x');
  writeFileSync(join(empty, 'none.mp4'), '');
  const mistakes: [Parameters<typeof run>, RegExp][] = [
    [['eval', '/no/such/folder'], /There is no folder \/no\/such\/folder\./],
    [['eval', join(empty, 'no.txt')], /is not a folder/],
    [['eval', empty, '--size', '100'], /--size takes auto, 224.*not "100"/],
    [['eval', empty, '--frobnicate'], /Unknown option '--frobnicate'.*Usage: npm run eval/],
    [['eval'], /FOLDER is missing/],
    [['eval', empty, '--head', '/no/head'], /There is no head file/],
    [['spell', '/no/such/clip.mjpeg'], /There is no video or folder/],
    [['spell', join(empty, 'no.txt')], /no\.txt is no video that this reads/],
    [['spell', join(empty, 'none.mp4')], /is empty/],
    [['spell', empty], /There are no images in the folder/],
    [['spell', empty, '--hold', 'long'], /--hold takes a number/],
    [['bench', 'now'], /one argument too many/],
    [['soak', 'long'], /MINUTES is a number/],
    [['find-hands', empty, join(empty, 'out.jsonl')], /There is no index\.jsonl in/],
    [['import-backbone', '/no/such/file'], /\/no\/such\/file cannot be read/],
    [['import-backbone', join(empty, 'no.txt')], /not a valid safetensors file/],
    [['import-backbone', empty, '--dtype', 'int4'], /--dtype takes int8, float16/],
  ];
  const endings = await Promise.all(mistakes.map(([call]) => run(...call)));
  endings.forEach((ending, i) => {
    expectMistake(ending, mistakes[i]?.[1] ?? /never/);
  });
  const help = await run('eval', '--help');
  expect(help).toMatchObject({ code: 0, stderr: '' });
  expect(help.stdout).toMatch(/^Usage: npm run eval/);
});

test('eval scores a folder, counts what it cannot read, and draws the confusion matrix', async () => {
  const { frames } = await clipOf('LV');
  const folder = scratch();
  const picture = frames[Math.floor(frames.length / 5)] ?? new Uint8Array();
  for (const name of ['l', 'b', 'Thumbs']) mkdirSync(join(folder, 'me', name), { recursive: true });
  writeFileSync(join(folder, 'me', 'l', '1.jpg'), picture);
  writeFileSync(join(folder, 'me', 'b', '1.jpg'), picture);
  writeFileSync(join(folder, 'me', 'l', 'broken.jpg'), 'this is no picture');
  writeFileSync(join(folder, 'me', 'Thumbs', '1.jpg'), picture);
  const [file, plot] = [join(folder, 'report.json'), join(folder, 'plot.png')];

  const ended = await run(
    'eval',
    folder,
    '--backend',
    'wasm',
    '--size',
    '128',
    '--json',
    file,
    '--plot',
    plot,
  );

  expect(ended.code, ended.stderr).toBe(0);
  const report = json(file);
  // The same picture stands in two classes, so exactly one of them can be right.
  expect(report).toMatchObject({
    n: 2,
    sources: { me: { n: 2 } },
    backend: 'wasm',
    size: 128,
    unreadable: [join('me', 'l', 'broken.jpg')],
    unknownFolders: [{ folder: join('me', 'Thumbs'), images: 1 }],
  });
  expect(report.letters.L.top1 + report.letters.B.top1).toBeLessThanOrEqual(1);
  expect(report.msPerImage).toBeGreaterThan(0);
  expect(report.model).toMatch(/resnet50/);
  expect(ended.stdout).toContain('1 could not be read');
  expect([...readFileSync(plot).subarray(1, 4)]).toEqual([...Buffer.from('PNG')]);

  const none = await run('eval', join(folder, 'me', 'Thumbs'), '--backend', 'wasm', '--size', '128');
  expectMistake(none, /no folder is named after a class/);
});

test('find-hands writes where the app finds each hand, and goes on after an interruption', async () => {
  const folder = scratch();
  const out = join(folder, 'hands.jsonl');
  const files = ['L.jpg', 'nothing.jpg', 'broken.jpg', 'V.jpg'];
  for (const file of files) {
    const path = join('tests/fixtures/hands', file);
    writeFileSync(join(folder, file), file === 'broken.jpg' ? 'this is no picture' : readFileSync(path));
  }
  writeFileSync(join(folder, 'index.jsonl'), files.map((file) => JSON.stringify({ file })).join('\n'));
  // The first line of an earlier search, and the beginning of the second.
  writeFileSync(out, '{"file":"L.jpg"}\n{"file":"noth');

  const ended = await run('find-hands', folder, out);

  expect(ended.code, ended.stderr).toBe(0);
  expect(ended.stdout).toContain('A hand in 1 of 3 images.\n1 could not be read.');
  const lines = readFileSync(out, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines.map(({ file }) => file)).toEqual(files);
  expect(lines.slice(0, 3).map((line) => 'hand' in line)).toEqual([false, false, false]);
  const { hand, landmarks, world, looks } = lines[3];
  expect(hand).toMatch(/^(Left|Right)$/);
  expect([landmarks, world].map((points) => points.length)).toEqual([21, 21]);
  expect(looks.length).toBeGreaterThan(1);
  // V: the middle finger's tip is above its knuckle, the ring finger's is not far above its own.
  const above = (tip: number, knuckle: number) => landmarks[knuckle][1] - landmarks[tip][1];
  expect(above(12, 9)).toBeGreaterThan(2 * Math.abs(above(16, 13)));
});

test('spell reads a clip and a folder of its frames, and says how wrong it was', async () => {
  const { path, frames } = await clipOf('LV');
  const folder = scratch();
  frames.forEach((frame, i) => {
    if (i % 3 === 0) writeFileSync(join(folder, `frame-${i}.jpg`), frame);
  });
  const file = join(scratch(), 'spelled.json');
  const common = ['--backend', 'wasm', '--size', '128', '--every-frame', '--expect', 'LV', '--json', file];

  const clip = await run('spell', path, ...common);
  expect(clip.code, clip.stderr).toBe(0);
  const spelled = json(file);
  expect(spelled).toMatchObject({ cer: 0, framesSeen: frames.length, framesClassified: frames.length });
  expect(spelled.letters.map(({ label }: { label: string }) => label).join('')).toBe('LV');
  expect(clip.stdout).toContain('Character error rate 0.0%');

  const images = await run('spell', folder, '--fps', '10', ...common);
  expect(images.code, images.stderr).toBe(0);
  expect(json(file)).toMatchObject({ cer: 0, framesSeen: Math.ceil(frames.length / 3) });

  writeFileSync(join(folder, 'cut.mjpeg'), readFileSync(path).subarray(0, 30_000));
  const cut = await run('spell', join(folder, 'cut.mjpeg'), '--backend', 'wasm', '--size', '128');
  expectMistake(cut, /cut\.mjpeg cannot be played/);
});
