/**
 * `npx tsx scripts/render-poses.ts FOLDER [--side 160] [--count N] [--plain]`: renders the poses in FOLDER/poses.json
 * (training/renders.py) as other people's hands in other lights. Writes images.npy, landmarks.npy and world.npy
 * there. `--plain` keeps the view as it was, to compare with the photographs.
 */
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Quaternion } from 'three';
import { seededRandom } from './hands/random.ts';
import { numberOf, parseCommand, runCommand } from './lib/cli.ts';
import { NpyWriter } from './lib/npy.ts';
import { openSheets } from './lib/tool-page.ts';
import { deepened } from './renders/depth.ts';
import { type HandShot, turned, Variation } from './renders/variation.ts';

const USAGE = 'npx tsx scripts/render-poses.ts FOLDER [--side 160] [--count N] [--plain]';
/** Hands in a row and a column of the canvas. */
const COLUMNS = 8;

await runCommand(async (args) => {
  const given = parseCommand(args, {
    usage: USAGE,
    positionals: ['FOLDER'],
    options: { side: { type: 'string' }, count: { type: 'string' }, plain: { type: 'boolean' } },
  });
  const folder = resolve(given.positionals[0] ?? '');
  const side = numberOf(given, 'side', { min: 32, max: 512, fallback: 160 });
  const { poses, labels } = JSON.parse(await readFile(join(folder, 'poses.json'), 'utf8')) as {
    poses: HandShot['landmarks'][];
    labels: string[];
  };
  const count = Math.min(poses.length, numberOf(given, 'count', { min: 1, max: 1e7, fallback: Infinity }));
  const { page, close } = await openSheets();
  const images = await NpyWriter.create(join(folder, 'images.npy'), '|u1', [side, side, 4]);
  const landmarks = await NpyWriter.create(join(folder, 'landmarks.npy'), '<f4', [21, 3]);
  const world = await NpyWriter.create(join(folder, 'world.npy'), '<f4', [21, 3]);
  try {
    await page.evaluate(
      async ([side, columns]) => {
        window.sheet = await window.sheets.open(side, columns);
      },
      [side, COLUMNS] as const,
    );
    const begun = performance.now();
    for (let from = 0; from < count; from += COLUMNS ** 2) {
      const batch = poses.slice(from, Math.min(count, from + COLUMNS ** 2)).map((pose, i) => {
        const seen = pose.map(flip);
        const variation = new Variation(seededRandom(from + i));
        const random = variation.turn();
        const turn = given.values.plain ? new Quaternion() : random;
        const shot = variation.shot(turned(deepened(seen), turn), labels[from + i] ?? '');
        return { shot, world: turned(seen, turn).map(flip) };
      });
      const shots = batch.map(({ shot }) => shot);
      const sheet = await page.evaluate((some) => window.sheet.render(some), shots);
      await images.append(Buffer.from(sheet.pixels, 'base64'));
      await landmarks.append(new Float32Array(sheet.landmarks.flat(2)));
      await world.append(new Float32Array(batch.flatMap((one) => one.world.flat())));
      const done = from + shots.length;
      const rate = (1000 * done) / (performance.now() - begun);
      process.stdout.write(`\r${done}/${count} hands, ${rate.toFixed(1)} a second `);
    }
    process.stdout.write('\n');
  } finally {
    await close();
    await Promise.all([images.close(), landmarks.close(), world.close()]);
  }
});

/** Between MediaPipe's axes (y down, z away) and three's. */
function flip([x, y, z]: [number, number, number]): [number, number, number] {
  return [x, -y, -z];
}
