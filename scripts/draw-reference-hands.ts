/**
 * `npx tsx scripts/draw-reference-hands.ts`: renders public/hands/, the small pictures that show a person how a letter
 * is signed. The results are committed; run it after the poses changed.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { shots } from './hands/motion.ts';
import { POSES } from './hands/poses.ts';
import { openStage } from './lib/tool-page.ts';

const FOLDER = join(import.meta.dirname, '../public/hands');
const LOOK = { width: 960, height: 720, skin: 2, seed: 4, noise: 0, plain: '#dbe5e2' };
/** The square in the picture's middle that holds the hand, px of LOOK, and the side that it is scaled to. */
const CUT = 440;
const SIDE = 240;

const { page, close } = await openStage();
try {
  await mkdir(FOLDER, { recursive: true });
  await page.evaluate((look) => window.stage.setLook(look), LOOK);
  let bytes = 0;
  for (const label of Object.keys(POSES)) {
    const [shot] = shots([{ kind: 'sign', label, seconds: 0, repeated: false }], 1, 1);
    if (!shot) throw new Error(`No pose for ${label}`);
    const [jpeg = ''] = await page.evaluate(
      (some) => window.stage.film(some),
      [{ ...shot, offset: [0, 0.008] as [number, number] }],
    );
    const webp = Buffer.from(await page.evaluate(cut, { jpeg, from: CUT, to: SIDE }), 'base64');
    await writeFile(join(FOLDER, `${label}.webp`), webp);
    bytes += webp.length;
  }
  console.log(`${Object.keys(POSES).length} hands, ${Math.round(bytes / 1000)} kB`);
} finally {
  await close();
}

/** Runs in the page: the middle of a JPEG, scaled, as WebP. Both are base64. */
async function cut({ jpeg, from, to }: { jpeg: string; from: number; to: number }): Promise<string> {
  const picture = await createImageBitmap(await (await fetch(`data:image/jpeg;base64,${jpeg}`)).blob());
  const canvas = new OffscreenCanvas(to, to);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no 2D canvas');
  context.imageSmoothingQuality = 'high';
  context.drawImage(
    picture,
    (picture.width - from) / 2,
    (picture.height - from) / 2,
    from,
    from,
    0,
    0,
    to,
    to,
  );
  const blob = await canvas.convertToBlob({ type: 'image/webp', quality: 0.8 });
  let binary = '';
  for (const byte of new Uint8Array(await blob.arrayBuffer())) binary += String.fromCharCode(byte);
  return btoa(binary);
}
