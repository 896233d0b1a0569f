/** `npm run measure-finder`: how many hands the finder finds on a folder of labelled images, and by which treatment. */
import { readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { TREATMENTS } from '../src/model/treatments.ts';
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
  const { samples, unreadable } = await look(sample(folder, limit));
  const used = TREATMENTS.map(({ name }) => name);
  const shares = sharesBySource(samples, used);
  const tried = [...new Set([...used, ...samples.flatMap(({ found }) => found)])];
  const order = greedyOrder(samples, used[0] ?? 'plain', tried);

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
      ['treatment', 'alone', 'together'],
      order.map(({ name, alone, together }) => [name, percent(alone), percent(together)]),
    ),
  );
  if (unreadable.length > 0)
    console.log(`\n${unreadable.length} images could not be read: ${unreadable[0]}, ...`);
  writeJson(json, { shares, order, unreadable: unreadable.length });
  if (markdown !== undefined) writeFileOrFail(markdown, `${finderMarkdown(shares, order)}\n`);
});

/** Evenly spaced images of signs, up to `limit` a source; a source is a folder of class folders. */
function sample(folder: string, limit: number): LabelledImage[] {
  const bySource = new Map<string, LabelledImage[]>();
  for (const image of readImageTree(folder, Object.keys(POSES)).images) {
    bySource.set(image.source, [...(bySource.get(image.source) ?? []), image]);
  }
  return [...bySource.values()].flatMap((images) => evenlySpaced(images, limit));
}

async function look(
  images: readonly LabelledImage[],
): Promise<{ samples: FinderSample[]; unreadable: string[] }> {
  const samples: FinderSample[] = [];
  const unreadable: string[] = [];
  const progress = new Progress(images.length, 'images');
  const { page, close } = await openFinder();
  try {
    for (const { path, source } of images) {
      const bytes = readFileSync(path).toString('base64');
      const answer = await page.evaluate((image) => window.finder.look(image), bytes);
      if (answer) samples.push({ source, found: answer.found });
      else unreadable.push(path);
      progress.update(samples.length + unreadable.length);
    }
  } finally {
    progress.end();
    await close();
  }
  return { samples, unreadable };
}
