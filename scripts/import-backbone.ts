/**
 * Takes any ResNet-50 with torchvision's or timm's names and writes the model that the app loads.
 *
 *     npm run import-backbone -- FILE.safetensors [--head DIR] [--out DIR] [--dtype int8|float16] [--id NAME] [--largest-input PX]
 *
 * `--head DIR` holds head.json and head.safetensors, as training/export.py writes them. Without it the labels, the
 * pose branch and what the head says from the pose come from the model that is already in `--out`; what it said from
 * the image is zeroed, because it was learned on other features.
 */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { ModelError } from '../src/model/errors.ts';
import { type HeadFile, parseHeadFile } from '../src/model/head-file.ts';
import { packModel } from '../src/model/pack.ts';
import { dequantize, quantize } from '../src/model/quantize.ts';
import { parseSafetensors } from '../src/model/safetensors.ts';
import { BACKBONE, normaliseRgb, readModel, sha256 } from '../src/model/weights.ts';
import { fuse } from '../src/model/zoo/fuse.ts';
import { convsOf, loadFused } from '../src/model/zoo/load.ts';
import { type PlainWeights, runReference } from '../src/model/zoo/reference.ts';
import { numberOf, oneOf, parseCommand, pathOf, runCommand, textOf, UsageError } from './lib/cli.ts';
import { cosine } from './lib/cosine.ts';
import { goldenImage } from './lib/golden-image.ts';

const USAGE =
  'npm run import-backbone -- FILE.safetensors [--head DIR] [--out DIR] [--dtype int8|float16] [--id NAME] [--largest-input PX]';
const EMBEDDING = 2048;
const GOLDEN_SIZE = 128;
/** Below this the app's own self-test could not tell rounding from a fault. */
const LEAST_COSINE = 0.995;
const MOST_BYTES = 30 * 2 ** 20;

interface Options {
  file: string;
  headFolder: string | null;
  out: string;
  dtype: 'int8' | 'float16';
  id: string | null;
  /** Px; see Manifest. */
  largestInput: number;
}

function readOptions(args: string[]): Options {
  const given = parseCommand(args, {
    usage: USAGE,
    positionals: ['FILE.safetensors'],
    options: {
      head: { type: 'string' },
      out: { type: 'string' },
      dtype: { type: 'string' },
      id: { type: 'string' },
      'largest-input': { type: 'string' },
    },
  });
  return {
    file: given.positionals[0] ?? '',
    headFolder: pathOf(given, 'head') ?? null,
    out: textOf(given, 'out') ?? 'public/models/default',
    dtype: oneOf(given, 'dtype', ['int8', 'float16'], 'int8'),
    id: textOf(given, 'id') ?? null,
    largestInput: Math.round(numberOf(given, 'largest-input', { min: 64, max: 224, fallback: 224 })),
  };
}

async function importBackbone(options: Options): Promise<void> {
  const bytes = await readGiven(options.file);
  const fused = loadFused(BACKBONE, parseSafetensors(bytes));
  console.log(
    `${basename(options.file)}: every name and shape of a ResNet-50 is there, batch normalisation folded.`,
  );

  const { head, pose, training } = options.headFolder
    ? await readHeadFolder(options.headFolder)
    : await poseOnlyHead(options.out);
  const ownName = `${basename(options.file, '.safetensors')}-${(await sha256(bytes)).slice(0, 12)}`;
  const backboneId = options.id ?? (options.headFolder ? head.backboneId : ownName);

  const pixels = goldenImage(GOLDEN_SIZE);
  const stored = options.dtype === 'int8' ? rounded(fused) : fused;
  const embedding = embed(stored, pixels);
  const agreement = cosine(embedding, embed(fused, pixels));
  console.log(`Stored as ${options.dtype}: cosine ${agreement.toFixed(5)} to float32 on the test picture.`);
  if (!(agreement > LEAST_COSINE)) {
    throw new UsageError(
      `That is below ${LEAST_COSINE}: these weights do not survive int8. Try --dtype float16.`,
    );
  }

  const { manifest, files } = await packModel(
    {
      backboneId,
      convs: convsOf(BACKBONE, fused),
      pose,
      head: { ...head, backboneId },
      metrics: training,
      golden: { size: GOLDEN_SIZE, pixels, embedding },
      created: new Date(),
      largestInput: options.largestInput,
    },
    options.dtype,
  );
  const total = manifest.shards.reduce((sum, shard) => sum + shard.bytes, 0);
  await write(options.out, JSON.stringify(manifest), files);
  console.log(
    `Wrote ${backboneId}: ${files.size} shards, ${(total / 2 ** 20).toFixed(1)} MiB, to ${options.out}.`,
  );
  if (total > MOST_BYTES)
    console.log('That is more than the 30 MiB that the app should download; prefer int8.');
  if (!options.headFolder) {
    console.log(
      'Letters are now read from the hand pose alone. Open Train in the app to fit a head to these weights.',
    );
  }
}

/** @throws UsageError when the file cannot be read. */
async function readGiven(file: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await readFile(file));
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as NodeJS.ErrnoException).code}.`);
  }
}

async function readHeadFolder(folder: string): Promise<HeadFile> {
  const description = new TextDecoder().decode(await readGiven(join(folder, 'head.json')));
  return parseHeadFile(parseJson(description), await readGiven(join(folder, 'head.safetensors')), EMBEDDING);
}

/** @throws UsageError for a head.json that is no JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`head.json is no JSON: ${(error as Error).message}`);
  }
}

async function poseOnlyHead(folder: string): Promise<HeadFile> {
  const manifest: unknown = JSON.parse(
    await readFile(join(folder, 'manifest.json'), 'utf8').catch(() => {
      throw new UsageError(
        `There is no model in ${folder} to take labels and the pose branch from: give --head DIR.`,
      );
    }),
  );
  const { head, pose } = await readModel(manifest, async (file) => {
    const bytes = await readFile(join(folder, file));
    return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  });
  const featureLength = head.weight.length / head.labels.length;
  const weight = head.weight.map((v, i) => (i % featureLength < EMBEDDING ? 0 : v));
  return { head: { ...head, weight }, pose, training: { head: 'pose only: fit one in Train' } };
}

/** What int8 storage will give back. */
function rounded(fused: PlainWeights): PlainWeights {
  return new Map(
    [...fused].map(([name, values]) => {
      const outputs = fused.get(name.replace(/weight$/, 'bias'))?.length ?? 1;
      return [name, name.endsWith('.weight') ? dequantize(quantize(values, outputs)) : values];
    }),
  );
}

function embed(weights: PlainWeights, pixels: Uint8Array): Float32Array {
  const input = { shape: [GOLDEN_SIZE, GOLDEN_SIZE, 3], values: normaliseRgb(pixels) };
  return runReference(fuse(BACKBONE.layers), weights, input).values;
}

/** The manifest goes last: a folder is a model from the moment it has one. */
async function write(
  folder: string,
  manifest: string,
  files: ReadonlyMap<string, Uint8Array>,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  await rm(join(folder, 'manifest.json'), { force: true });
  const stale = (await readdir(folder)).filter(
    (name) => /^weights\.\d+\.bin$/.test(name) && !files.has(name),
  );
  await Promise.all(stale.map((name) => rm(join(folder, name))));
  for (const [name, bytes] of files) await writeFile(join(folder, name), bytes);
  await writeFile(join(folder, 'manifest.json'), manifest);
}

await runCommand(async (args) => {
  try {
    await importBackbone(readOptions(args));
  } catch (error) {
    // What is wrong with the file is its giver's to know, not a fault of the command.
    throw error instanceof ModelError ? new UsageError(error.message) : error;
  }
});
