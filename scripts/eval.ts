import { relative, resolve, sep } from 'node:path';
import type { StillAnswer } from '../src/bench/types.ts';
import { mountedUrl } from './lib/app-page.ts';
import { BACKEND_CHOICES, type Recognizing, SIZE_CHOICES, startRecognizer } from './lib/bench-page.ts';
import {
  numberOf,
  oneOf,
  parseCommand,
  pathOf,
  percent,
  runCommand,
  table,
  UsageError,
  writeFileOrFail,
  writeJson,
} from './lib/cli.ts';
import {
  evenlySpaced,
  type ImageTree,
  type LabelledImage,
  readImageTree,
  requireFolder,
} from './lib/image-tree.ts';
import { Progress } from './lib/progress.ts';
import { type Report, type ScoredImage, scoreImages } from './lib/score.ts';

/** `npm run eval`: scores the built app's recognizer on labelled images. */
const USAGE =
  'npm run eval -- FOLDER [--json FILE] [--plot FILE] [--size 224|192|160|128|auto] ' +
  '[--backend wasm|webgl|webgpu] [--head FILE] [--limit N]';

/** Images that are on their way to the page at once. */
const BATCH = 16;
/** Misread letters in the printed report; the JSON has all. */
const MISREAD_SHOWN = 12;

await runCommand(async (args) => {
  const given = parseCommand(args, {
    usage: USAGE,
    positionals: ['FOLDER'],
    options: {
      json: { type: 'string' },
      plot: { type: 'string' },
      size: { type: 'string' },
      backend: { type: 'string' },
      head: { type: 'string' },
      limit: { type: 'string' },
    },
  });
  const folder = resolve(given.positionals[0] ?? '');
  requireFolder(folder);
  const limit = numberOf(given, 'limit', { min: 1, max: 1e9, fallback: Number.POSITIVE_INFINITY });
  const json = pathOf(given, 'json');
  const plot = pathOf(given, 'plot');
  if (plot !== undefined && !plot.toLowerCase().endsWith('.png')) {
    throw new UsageError(`--plot writes a PNG, so its file must end in .png, unlike "${plot}".`);
  }
  const recognizing = await startRecognizer({
    backend: oneOf(given, 'backend', BACKEND_CHOICES, 'auto'),
    size: oneOf(given, 'size', SIZE_CHOICES, 'auto'),
    head: pathOf(given, 'head'),
    mounts: { images: folder },
  });
  try {
    const { info } = recognizing;
    const tree = readImageTree(folder, info.labels);
    const images = evenlySpaced(tree.images, limit);
    const { scored, unreadable, ms } = await classifyAll(recognizing, folder, images);
    if (scored.length === 0)
      throw new UsageError(`None of the ${images.length} images in ${folder} can be read.`);
    const report = scoreImages(scored, info.labels);
    const msPerImage = ms / scored.length;
    print(report, { tree, unreadable, msPerImage, folder, images, info });
    const { matrix, ...numbers } = report;
    writeJson(json, {
      ...numbers,
      msPerImage,
      backend: info.backend,
      size: info.inputSize,
      model: info.backboneId,
      unreadable,
      unknownFolders: tree.unknown,
    });
    if (plot !== undefined) {
      const picture = await recognizing.page.evaluate(
        ([counts, labels]) => window.handspellBench?.plotConfusion(counts, labels) ?? '',
        [matrix, info.labels] as const,
      );
      writeFileOrFail(plot, Buffer.from(picture, 'base64'));
    }
  } finally {
    await recognizing.close();
  }
});

async function classifyAll({ page, info }: Recognizing, folder: string, images: readonly LabelledImage[]) {
  const progress = new Progress(images.length, 'images');
  const scored: ScoredImage[] = [];
  const unreadable: string[] = [];
  let ms = 0;
  for (let from = 0; from < images.length; from += BATCH) {
    const batch = images.slice(from, from + BATCH);
    const urls = batch.map(({ path }) => mountedUrl('images', ...relative(folder, path).split(sep)));
    const answers: StillAnswer[] = await page.evaluate(
      (list) => window.handspellBench?.classify(list) ?? [],
      urls,
    );
    answers.forEach(({ probabilities, handFound, ms: took }, i) => {
      const image = batch[i];
      if (!image) return;
      if (!probabilities) {
        unreadable.push(relative(folder, image.path));
        return;
      }
      ms += took;
      scored.push({
        source: image.source,
        truth: info.labels.indexOf(image.label),
        probabilities,
        handFound,
      });
    });
    progress.update(from + batch.length);
  }
  progress.end();
  return { scored, unreadable, ms };
}

function print(
  report: Report,
  about: {
    tree: ImageTree;
    unreadable: string[];
    msPerImage: number;
    folder: string;
    images: LabelledImage[];
    info: Recognizing['info'];
  },
): void {
  const { tree, unreadable, msPerImage, folder, images, info } = about;
  const line = (name: string, s: { n: number; top1: number; top3: number }, found: number) => [
    name,
    s.n,
    percent(s.top1),
    percent(s.top3),
    percent(found),
  ];
  const sources = Object.entries(report.sources).sort(([a], [b]) => (a < b ? -1 : 1));
  console.log(`${folder}\n${info.backboneId} on ${info.backend}, ${info.inputSize} px\n`);
  console.log(
    table(
      ['source', 'images', 'top-1', 'top-3', 'hand found'],
      [
        ...sources.map(([name, score]) => line(name, score, score.handFound)),
        line('all', report, report.handFound),
        ['mean over sources', sources.length, percent(report.meanTop1), '-', '-'],
        line('with a hand found', report.withHand, 1),
        line('without', report.withoutHand, 0),
      ],
    ),
  );
  console.log(`\nTop-1 by letter\n${letterTable(report)}`);
  if (report.confusions.length > 0) {
    const list = report.confusions.map(([truth, predicted, count]) => `${truth} as ${predicted} ${count}`);
    console.log(`\nMost frequent confusions\n  ${list.join(', ')}`);
  }
  if (report.misread.length > 0) {
    const wrong = report.misread.reduce((sum, letter) => sum + letter.wrong, 0);
    const errors = report.n * (1 - report.top1);
    const list = report.misread
      .slice(0, MISREAD_SHOWN)
      .map(({ source, letter, n, wrong, as }) => `${source} ${letter} as ${as} ${wrong} of ${n}`);
    console.log(
      `\nLetters of a source read wrong more often than right (${report.misread.length}, with ` +
        `${percent(wrong / errors)} of all errors)\n  ${list.join(', ')}`,
    );
  }
  console.log(`\nExpected calibration error ${report.ece.toFixed(3)}, ${msPerImage.toFixed(0)} ms an image`);
  if (images.length < tree.images.length) {
    console.log(`${images.length} of ${tree.images.length} images, evenly spaced`);
  }
  if (unreadable.length > 0) {
    const shown = unreadable.slice(0, 3).join(', ');
    console.log(`${unreadable.length} could not be read as images and do not count: ${shown}`);
  }
  if (tree.unknown.length > 0) {
    const skipped = tree.unknown.reduce((sum, { images: n }) => sum + n, 0);
    const names = tree.unknown.map(({ folder: name }) => name);
    console.log(
      `${skipped} images in folders that are no class of this model do not count: ${names.join(', ')}`,
    );
  }
}

function letterTable({ letters }: Report): string {
  const cells = Object.entries(letters).map(
    ([label, { top1 }]) => `${label.padEnd(7)} ${percent(top1).padStart(6)}`,
  );
  const rows: string[] = [];
  for (let i = 0; i < cells.length; i += 6) rows.push(`  ${cells.slice(i, i + 6).join('   ')}`);
  return rows.join('\n');
}
