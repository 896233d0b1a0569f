/** `npm run measure-finder`: how many hands the finder finds on a folder of labelled images, and by which treatment. */
import { readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { PLAIN, TREATMENTS } from '../src/model/treatments.ts';
import { POSES } from './hands/poses.ts';
import {
  numberOf,
  parseCommand,
  pathOf,
  percent,
  runCommand,
  table,
  writeFileOrFail,
  writeJson,
} from './lib/cli.ts';
import { type FinderSample, finderMarkdown, greedyOrder, sharesBySource } from './lib/finder-report.ts';
import { evenlySpaced, type LabelledImage, readImageTree, requireFolder } from './lib/image-tree.ts';
import { Progress } from './lib/progress.ts';
import { openFinder } from './lib/tool-page.ts';
import { prepareAssets } from './prepare-assets.ts';

const USAGE = 'npm run measure-finder -- FOLDER [--limit IMAGES_A_SOURCE] [--json FILE] [--markdown FILE]';

const NO_HAND = 'nothing';

await runCommand(async (args) => {
  const given = parseCommand(args, {
    usage: USAGE,
    positionals: ['FOLDER'],
    options: { limit: { type: 'string' }, json: { type: 'string' }, markdown: { type: 'string' } },
  });
  const folder = resolve(given.positionals[0] ?? '');
  requireFolder(folder);
  const limit = numberOf(given, 'limit', { min: 1, max: 1e9, fallback: 100 });
  const json = pathOf(given, 'json');
  const markdown = pathOf(given, 'markdown');
  await prepareAssets();
  const { samples, unreadable, treatments } = await look(sample(folder, limit));
  const used = [PLAIN, ...TREATMENTS.filter((treatment) => treatment !== PLAIN)].map(({ name }) => name);
  const shares = sharesBySource(samples, used);
  const order = greedyOrder(samples, PLAIN.name, treatments);

  console.log(`Hands found in ${basename(folder)}, ${samples.length} images:\n`);
  console.log(
    table(
      ['source', 'images', 'plain', 'turns'],
      shares.map(({ source, images, plain, turns }) => [source, images, percent(plain), percent(turns)]),
    ),
  );
  console.log('\nOf the hands missed on the plain image, by treatment, best first:\n');
  console.log(
    table(
      ['treatment', 'alone', 'together', 'false alarms'],
      order.map(({ name, alone, together, falseAlarms }) => [
        name,
        percent(alone),
        percent(together),
        percent(falseAlarms),
      ]),
    ),
  );
  if (unreadable.length > 0)
    console.log(`\n${unreadable.length} images could not be read: ${unreadable[0]}, ...`);
  writeJson(json, { shares, order, unreadable: unreadable.length, samples });
  if (markdown !== undefined) writeFileOrFail(markdown, `${finderMarkdown(shares, order)}\n`);
});

/** Evenly spaced images, up to `limit` a source, and as many without a hand; a source is a folder of class folders. */
function sample(folder: string, limit: number): LabelledImage[] {
  const bySource = new Map<string, LabelledImage[]>();
  for (const image of readImageTree(folder, [...Object.keys(POSES), NO_HAND]).images) {
    const group = `${image.source} ${image.label === NO_HAND}`;
    bySource.set(group, [...(bySource.get(group) ?? []), image]);
  }
  return [...bySource.values()].flatMap((images) => evenlySpaced(images, limit));
}

interface Looks {
  samples: FinderSample[];
  unreadable: string[];
  treatments: string[];
}

async function look(images: readonly LabelledImage[]): Promise<Looks> {
  const samples: FinderSample[] = [];
  const unreadable: string[] = [];
  const progress = new Progress(images.length, 'images');
  const { page, close } = await openFinder();
  try {
    const treatments = await page.evaluate(() => window.finder.treatments);
    for (const { path, source, label } of images) {
      const hasHand = label !== NO_HAND;
      const image = readFileSync(path).toString('base64');
      const answer = await page.evaluate(([bytes, all]) => window.finder.look(bytes, all), [
        image,
        !hasHand,
      ] as const);
      if (answer) samples.push({ source, hasHand, found: answer.found });
      else unreadable.push(path);
      progress.update(samples.length + unreadable.length);
    }
    return { samples, unreadable, treatments };
  } finally {
    progress.end();
    await close();
  }
}
