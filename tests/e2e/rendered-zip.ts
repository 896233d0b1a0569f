import { writeFileSync } from 'node:fs';
import { zipSync } from 'fflate';
import { shots } from '../../scripts/hands/motion.ts';
import { openStage } from '../../scripts/lib/tool-page.ts';

/** Doubled, as Kaggle packs them. */
const TRAIN = 'asl_alphabet_train/asl_alphabet_train';
const TEST = 'asl_alphabet_test/asl_alphabet_test';
const FRAMES_PER_SECOND = 4;

/**
 * Writes a zip like Kaggle's, with pictures of a rendered hand: a folder a letter, each picture another moment of a
 * swaying hand, and one test image a letter in a flat folder.
 */
export async function writeRenderedZip(path: string, letters: string[], perLetter: number): Promise<void> {
  const files: Record<string, Uint8Array> = {};
  const { page, close } = await openStage();
  try {
    for (const [place, label] of letters.entries()) {
      const look = { width: 200, height: 200, skin: place, seed: place + 1, noise: 3 };
      await page.evaluate((chosen) => window.stage.setLook(chosen), look);
      const seconds = (perLetter + 1) / FRAMES_PER_SECOND;
      const moments = shots([{ kind: 'sign', label, seconds, repeated: false }], FRAMES_PER_SECOND, place);
      const jpegs = await page.evaluate((some) => window.stage.film(some), [...moments]);
      jpegs.forEach((jpeg, i) => {
        const name = i < perLetter ? `${TRAIN}/${label}/${label}${i + 1}.jpg` : `${TEST}/${label}_test.jpg`;
        files[name] = Buffer.from(jpeg, 'base64');
      });
    }
  } finally {
    await close();
  }
  writeFileSync(path, zipSync(files, { level: 0 }));
}
