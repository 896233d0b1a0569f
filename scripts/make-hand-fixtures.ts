/**
 * `npx tsx scripts/make-hand-fixtures.ts`: renders tests/fixtures/hands/ anew, a few signs of several people and an
 * empty room, for tests that need pictures in which a hand is found. Run it after the poses or the look changed.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { shots } from './hands/motion.ts';
import { openStage } from './lib/tool-page.ts';

const FOLDER = join(import.meta.dirname, '../tests/fixtures/hands');
const PICTURES = ['A', 'B', 'I', 'L', 'V', 'W', 'Y', 'nothing'];

const { page, close } = await openStage();
try {
  await mkdir(FOLDER, { recursive: true });
  for (const [i, label] of PICTURES.entries()) {
    const look = { width: 320, height: 240, skin: i, seed: i + 1, noise: 1.5 };
    await page.evaluate((chosen) => window.stage.setLook(chosen), look);
    const segment =
      label === 'nothing'
        ? ({ kind: 'away', seconds: 0 } as const)
        : ({ kind: 'sign', label, seconds: 0, repeated: false } as const);
    const [jpeg = ''] = await page.evaluate((some) => window.stage.film(some), [...shots([segment], 1, i)]);
    await writeFile(join(FOLDER, `${label}.jpg`), Buffer.from(jpeg, 'base64'));
  }
} finally {
  await close();
}
