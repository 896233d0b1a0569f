/**
 * `npm run find-hands -- FOLDER FILE.jsonl`: where the app finds the hands in the images of FOLDER/index.jsonl
 * (training/data.py), so that the recipe trains on the landmarks that the network will be given. An interrupted
 * search goes on where FILE ends.
 */
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Hand, Landmark } from '../src/model/types.ts';
import { parseCommand, runCommand, UsageError } from './lib/cli.ts';
import { requireFolder } from './lib/image-tree.ts';
import { Progress } from './lib/progress.ts';
import { openFinder } from './lib/tool-page.ts';
import { prepareAssets } from './prepare-assets.ts';

const USAGE = 'npm run find-hands -- FOLDER FILE.jsonl';
const AT_ONCE = 32;
/** Decimals: 0.0001 of a picture, 10 micrometres of a hand. */
const PICTURE_DECIMALS = 4;
const WORLD_DECIMALS = 5;

await runCommand(async (args) => {
  const given = parseCommand(args, { usage: USAGE, positionals: ['FOLDER', 'FILE.jsonl'], options: {} });
  const [folder, out] = [resolve(given.positionals[0] ?? ''), resolve(given.positionals[1] ?? '')];
  requireFolder(folder);
  if (!existsSync(join(folder, 'index.jsonl'))) throw new UsageError(`There is no index.jsonl in ${folder}.`);
  const files = filesOf(join(folder, 'index.jsonl'));
  const done = existsSync(out) ? new Set(wholeLines(out)) : new Set();
  const left = files.filter((file) => !done.has(file));
  await prepareAssets();
  const { page, close } = await openFinder();
  const progress = new Progress(left.length, 'images');
  let found = 0;
  let unreadable = 0;
  try {
    for (let from = 0; from < left.length; from += AT_ONCE) {
      const batch = left.slice(from, from + AT_ONCE);
      const images = batch.map((file) => readFileSync(join(folder, file)).toString('base64'));
      const sightings = await page.evaluate(async (all) => {
        const sightings = [];
        for (const image of all) sightings.push(await window.finder.find(image));
        return sightings;
      }, images);
      const lines = batch.map((file, i) => {
        const sighting = sightings[i] ?? null;
        if (!sighting) unreadable += 1;
        const { hand, looks } = sighting ?? { hand: null, looks: [] };
        if (hand) found += 1;
        return JSON.stringify({ file, ...(hand && { ...brief(hand), looks: looks.map(brief) }) });
      });
      appendFileSync(out, `${lines.join('\n')}\n`);
      progress.update(from + batch.length);
    }
  } finally {
    progress.end();
    await close();
  }
  console.log(`A hand in ${found} of ${left.length} images.`);
  if (unreadable > 0) console.log(`${unreadable} could not be read.`);
});

function filesOf(index: string): string[] {
  const lines = readFileSync(index, 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => (JSON.parse(line) as { file: string }).file);
}

/** Files already searched; a line that an interruption cut short is removed. */
function wholeLines(out: string): string[] {
  const text = readFileSync(out, 'utf8');
  const end = text.lastIndexOf('\n') + 1;
  if (end < text.length) writeFileSync(out, text.slice(0, end));
  return filesOf(out);
}

function brief({ landmarks, world, handedness }: Hand) {
  return {
    hand: handedness,
    landmarks: rounded(landmarks, PICTURE_DECIMALS),
    world: rounded(world, WORLD_DECIMALS),
  };
}

function rounded(points: readonly Landmark[], decimals: number): number[][] {
  return points.map(({ x, y, z }) => [x, y, z].map((value) => Number(value.toFixed(decimals))));
}
