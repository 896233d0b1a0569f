/** `npm run make-clip`: a test video that spells a text, from a rendered hand or from photographs. */
import { SKINS } from './hands/skins.ts';
import { numberOf, parseCommand, pathOf, runCommand, textOf, UsageError } from './lib/cli.ts';
import { makeClip } from './lib/clip.ts';
import { Progress } from './lib/progress.ts';

const USAGE =
  'npm run make-clip -- TEXT --out clip.mjpeg [--from FOLDER] [--seconds-per-letter 1.2] [--gap 0.4] [--hand-away] ' +
  '[--space-sign] [--fps 15] [--noise 2] [--size 640x480] [--skin 0] [--seed 1]';

await runCommand(async (args) => {
  const given = parseCommand(args, {
    usage: USAGE,
    positionals: ['TEXT'],
    options: {
      out: { type: 'string' },
      from: { type: 'string' },
      'seconds-per-letter': { type: 'string' },
      gap: { type: 'string' },
      'hand-away': { type: 'boolean' },
      'space-sign': { type: 'boolean' },
      fps: { type: 'string' },
      noise: { type: 'string' },
      size: { type: 'string' },
      skin: { type: 'string' },
      seed: { type: 'string' },
    },
  });
  const out = pathOf(given, 'out');
  if (out === undefined) throw new UsageError(`--out is missing. Usage: ${USAGE}`);
  const from = pathOf(given, 'from');
  let progress: Progress | undefined;
  await makeClip({
    text: given.positionals[0] ?? '',
    out: out,
    ...(from !== undefined && { from }),
    secondsPerLetter: numberOf(given, 'seconds-per-letter', { min: 0.1, max: 60, fallback: 1.2 }),
    gap: numberOf(given, 'gap', { min: 0, max: 60, fallback: 0.4 }),
    handAway: given.values['hand-away'] === true,
    spaceSign: given.values['space-sign'] === true,
    fps: numberOf(given, 'fps', { min: 1, max: 30, fallback: 15 }),
    noise: numberOf(given, 'noise', { min: 0, max: 100, fallback: 2 }),
    ...sizeOf(textOf(given, 'size') ?? '640x480'),
    skin: numberOf(given, 'skin', { min: 0, max: SKINS.length - 1, fallback: 0 }),
    seed: numberOf(given, 'seed', { min: 0, max: 1e6, fallback: 1 }),
    onProgress: (done, total) => {
      progress ??= new Progress(total, 'pictures');
      progress.update(done);
    },
  });
  progress?.end();
  console.log(`${out} is ready.`);
});

function sizeOf(text: string): { width: number; height: number } {
  const [, width = 0, height = 0] = (/^(\d+)x(\d+)$/.exec(text) ?? []).map(Number);
  const fits = (side: number): boolean => side >= 64 && side <= 4096 && side % 2 === 0;
  if (!fits(width) || !fits(height)) {
    throw new UsageError(
      `--size takes an even width and height from 64 to 4096, as in 640x480, not "${text}".`,
    );
  }
  return { width, height };
}
