import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import type { Head } from '../src/model/types.ts';
import { readModel } from '../src/model/weights.ts';
import { type HeadMemory, readHeadMemory } from '../src/train/head-memory.ts';
import { predictRows, trainHead } from '../src/train/head-trainer.ts';
import { PERSONAL_SETTINGS, type TrainingSet } from '../src/train/train-types.ts';
import { mountedUrl } from './lib/app-page.ts';
import { startRecognizer } from './lib/bench-page.ts';
import { numberOf, parseCommand, pathOf, runCommand, textOf, UsageError, writeJson } from './lib/cli.ts';
import {
  type FinetuneReport,
  pairedChange,
  replaceMeasured,
  reportMarkdown,
  type SignerRow,
  type WorstRow,
} from './lib/finetune-report.ts';
import { evenlySpaced, type LabelledImage, readImageTree, requireFolder } from './lib/image-tree.ts';
import { Progress } from './lib/progress.ts';

/**
 * What personal training is worth to a stranger, and what it costs everybody else. Of each source (a signer that the
 * backbone never saw) the first stretch of every letter is trained on, as captures would be; the last stretch of the
 * same recording is the test, and the other sources are asked what they lost.
 */
const USAGE =
  'npm run measure-finetune -- FOLDER [--sources A,B,C] [--captures N] [--others N] [--json FILE] [--document FILE]';

const MODEL = new URL('../public/models/default/', import.meta.url);
const CACHE = resolve('node_modules/.cache/handspell-finetune');
/** The validation sources of the recipe (training/config.py). */
const SOURCES = 'jbhumika_s3,longhong,meyyappan,sixom,mariia';
/** Images between the captures and the test that neither uses: neighbours are near-copies. */
const GAP = 2;
const BATCH = 16;
/** Letters that a person records who records only what goes wrong. */
const WORST = 4;
/** The app's own recipe; nothing is held out of so few captures, because the test is another stretch. */
const PERSONAL = { ...PERSONAL_SETTINGS, validationFraction: 0 };

interface Embedded {
  label: number;
  handFound: boolean;
  halves: Uint16Array;
}

/** One signer's images, cut into what is trained on and what is asked. */
interface Signer {
  source: string;
  captures: Embedded[];
  test: Embedded[];
  all: Embedded[];
}

await runCommand(async (args) => {
  const given = parseCommand(args, {
    usage: USAGE,
    positionals: ['FOLDER'],
    options: {
      sources: { type: 'string' },
      captures: { type: 'string' },
      others: { type: 'string' },
      json: { type: 'string' },
      document: { type: 'string' },
    },
  });
  const folder = resolve(given.positionals[0] ?? '');
  requireFolder(folder);
  const sources = (textOf(given, 'sources') ?? SOURCES).split(',');
  const captures = numberOf(given, 'captures', { min: 1, max: 1000, fallback: 10 });
  const others = numberOf(given, 'others', { min: 1, max: 1000, fallback: 8 });
  const { head, memory } = await defaultModel();
  const signers = await embedSigners(folder, sources, head, captures, others);
  if (signers.length < 2) throw new UsageError(`${folder} has fewer than two of ${sources.join(', ')}.`);
  const report: FinetuneReport = {
    model: head.backboneId,
    captures,
    shielded: await measure(signers, head, memory),
    plain: await measure(signers, head, null),
    worst: await measureWorst(signers, head, memory),
    worstPlain: await measureWorst(signers, head, null),
  };
  const markdown = reportMarkdown(report);
  console.log(memory ? markdown : `Without memory.safetensors.\n\n${markdown}`);
  writeJson(pathOf(given, 'json'), report);
  const document = pathOf(given, 'document');
  if (document === undefined) return;
  const updated = replaceMeasured(readFileSync(document, 'utf8'), markdown);
  if (updated === null) throw new UsageError(`${document} has no marks to put the tables between.`);
  writeFileSync(document, updated);
});

async function defaultModel(): Promise<{ head: Head; memory: HeadMemory | null }> {
  const read = (name: string) => readFileSync(new URL(name, MODEL));
  const { head } = await readModel(JSON.parse(read('manifest.json').toString()), async (name) => {
    return Uint8Array.from(read(name)).buffer;
  });
  if (!existsSync(new URL('memory.safetensors', MODEL))) return { head, memory: null };
  const featureLength = head.weight.length / head.labels.length;
  const memory = readHeadMemory(new Uint8Array(read('memory.safetensors')), {
    backboneId: head.backboneId,
    featureLength,
  });
  return { head, memory };
}

/** Letters only: strangers have no `del` and `space`, and `nothing` is not signed. */
async function embedSigners(
  folder: string,
  sources: readonly string[],
  head: Head,
  captures: number,
  others: number,
): Promise<Signer[]> {
  const tree = readImageTree(folder, head.labels);
  const letters = head.labels.filter((label) => /^[A-Z]$/.test(label));
  const plan = sources.map((source) => ({
    source,
    letters: letters.map((label) => {
      const own = tree.images.filter((image) => image.source === source && image.label === label);
      return evenlySpaced(own, captures + GAP + others);
    }),
  }));
  const wanted = plan.flatMap((signer) => signer.letters.flat());
  const features = await embed(folder, wanted, head);
  const of = (images: readonly LabelledImage[]) => images.flatMap((image) => features.get(image.path) ?? []);
  return plan
    .map(({ source, letters: images }) => ({
      source,
      captures: of(images.flatMap((list) => list.slice(0, captures))),
      test: of(images.flatMap((list) => list.slice(captures + GAP))),
      all: of(images.flat()),
    }))
    .filter(({ test }) => test.length > 0);
}

/** The app's own features, kept between runs by backbone and path. */
async function embed(
  folder: string,
  images: readonly LabelledImage[],
  head: Head,
): Promise<Map<string, Embedded>> {
  mkdirSync(CACHE, { recursive: true });
  const file = join(CACHE, `${head.backboneId}.json`);
  const known: Record<string, { halves: string; handFound: boolean }> = existsSync(file)
    ? JSON.parse(readFileSync(file, 'utf8'))
    : {};
  const todo = images.filter(({ path }) => !known[path]);
  if (todo.length > 0) {
    const { page, close } = await startRecognizer({
      backend: 'wasm',
      size: '128',
      mounts: { images: folder },
    });
    const progress = new Progress(todo.length, 'images');
    try {
      for (let from = 0; from < todo.length; from += BATCH) {
        const batch = todo.slice(from, from + BATCH);
        const urls = batch.map(({ path }) => mountedUrl('images', ...relative(folder, path).split(sep)));
        const answers = await page.evaluate((list) => window.handspellBench?.features(list) ?? [], urls);
        batch.forEach(({ path }, i) => {
          const answer = answers[i];
          if (answer) known[path] = answer;
        });
        progress.update(from + batch.length);
      }
    } finally {
      progress.end();
      writeFileSync(file, JSON.stringify(known));
      await close();
    }
  }
  return new Map(
    images.flatMap(({ path, label }) => {
      const stored = known[path];
      if (!stored) return [];
      const bytes = Uint8Array.from(Buffer.from(stored.halves, 'base64'));
      const embedded: Embedded = {
        label: head.labels.indexOf(label),
        handFound: stored.handFound,
        halves: new Uint16Array(bytes.buffer),
      };
      return [[path, embedded] as const];
    }),
  );
}

async function measure(
  signers: readonly Signer[],
  head: Head,
  memory: HeadMemory | null,
): Promise<SignerRow[]> {
  const rows: SignerRow[] = [];
  for (const signer of signers) {
    const began = process.cpuUsage();
    const trained = (await trainHead(setOf(signer.captures), head, PERSONAL, { memory })).head;
    const { user, system } = process.cpuUsage(began);
    rows.push({
      source: signer.source,
      captures: signer.captures.length,
      tested: signer.test.length,
      found: (100 * signer.test.filter(({ handFound }) => handFound).length) / signer.test.length,
      before: accuracy(signer.test, head),
      after: accuracy(signer.test, trained),
      others: signers
        .filter((other) => other !== signer)
        .map(({ source, all }) => ({ source, ...pairedChange(answers(all, head), answers(all, trained)) })),
      seconds: (user + system) / 1e6,
    });
  }
  return rows;
}

/** A person who records only what goes wrong: what happens to those letters, to their other letters, to others. */
async function measureWorst(
  signers: readonly Signer[],
  head: Head,
  memory: HeadMemory | null,
): Promise<WorstRow[]> {
  const rows: WorstRow[] = [];
  for (const signer of signers) {
    const labels = worstLabels(signer.test, head);
    const among = (images: readonly Embedded[]) => images.filter(({ label }) => labels.includes(label));
    const rest = signer.all.filter(({ label }) => !labels.includes(label));
    const trained = (await trainHead(setOf(among(signer.captures)), head, PERSONAL, { memory })).head;
    const change = (images: readonly Embedded[]) => accuracy(images, trained) - accuracy(images, head);
    const others = signers.filter((other) => other !== signer);
    rows.push({
      source: signer.source,
      letters: labels.map((label) => head.labels[label]).join(' '),
      before: accuracy(among(signer.test), head),
      after: accuracy(among(signer.test), trained),
      rest: change(rest),
      others: others.reduce((sum, { all }) => sum + change(all), 0) / others.length,
    });
  }
  return rows;
}

function worstLabels(images: readonly Embedded[], head: Head): number[] {
  const right = answers(images, head);
  const errors = new Map<number, number>();
  images.forEach(({ label }, i) => {
    errors.set(label, (errors.get(label) ?? 0) + (right[i] ? 0 : 1));
  });
  return [...errors]
    .sort((a, b) => b[1] - a[1])
    .slice(0, WORST)
    .map(([label]) => label);
}

function setOf(images: readonly Embedded[]): TrainingSet {
  const featureLength = images[0]?.halves.length ?? 0;
  const features = new Uint16Array(images.length * featureLength);
  images.forEach(({ halves }, i) => {
    features.set(halves, i * featureLength);
  });
  return {
    features,
    featureLength,
    labels: Int32Array.from(images, ({ label }) => label),
    groups: images.map(() => 'captures'),
    takenAt: Float64Array.from(images, (_, i) => i),
    augmentedFrom: new Int32Array(images.length).fill(-1),
  };
}

/** Whether each image is read right. */
function answers(images: readonly Embedded[], head: Head): boolean[] {
  const { predicted } = predictRows(setOf(images), head, Int32Array.from(images.keys()));
  return images.map(({ label }, i) => predicted[i] === label);
}

/** Percent right. */
function accuracy(images: readonly Embedded[], head: Head): number {
  return (100 * answers(images, head).filter(Boolean).length) / images.length;
}
