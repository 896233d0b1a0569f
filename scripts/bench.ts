import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import type { ClipSource, ImportRate } from '../src/bench/types.ts';
import { checkManifest } from '../src/model/manifest.ts';
import type { BackendName, InputSize, StageTimes } from '../src/model/types.ts';
import { BACKBONE, readModel } from '../src/model/weights.ts';
import { fuse } from '../src/model/zoo/fuse.ts';
import { openApp, openBench } from './lib/app-page.ts';
import { writeBigZip } from './lib/big-zip.ts';
import { parseCommand, pathOf, runCommand, table, writeJson } from './lib/cli.ts';
import { cachedClip } from './lib/clip.ts';
import { firstLetter, installProbe, offlineReady, visitBytes, watchLive } from './lib/live-probe.ts';
import { writeOnnx } from './lib/onnx.ts';
import { peakRendererBytes } from './lib/peak-memory.ts';
import { percentile, spread } from './lib/statistics.ts';

/** `npm run bench`: what the built app costs on this machine, and what a peer would cost. */
const USAGE = 'npm run bench [-- --json FILE] [--quick]';

const BACKENDS: readonly BackendName[] = ['wasm', 'webgl', 'webgpu'];
const STAGES: readonly (keyof StageTimes)[] = ['wait', 'landmarks', 'crop', 'embed', 'head', 'total'];

/** Letters that the rendered hand signs clearly. */
const CLIP_TEXT = 'LYBFWVIL';

interface Effort {
  sizes: readonly InputSize[];
  batches: readonly number[];
  /** The app's runs and the peer's take turns this many times, so that a busy machine slows both. */
  rounds: number;
  runsPerRound: number;
  settleSeconds: number;
  liveSeconds: number;
  reloads: number;
  imports: number;
  /** Size of the zip that is imported for its memory. */
  zipBytes: number;
}

const FULL: Effort = {
  sizes: [128, 160, 192, 224],
  batches: [1, 2, 4, 8, 16, 32],
  rounds: 4,
  runsPerRound: 5,
  settleSeconds: 15,
  liveSeconds: 20,
  reloads: 3,
  imports: 100,
  zipBytes: 1e9,
};
const QUICK: Effort = {
  sizes: [128, 224],
  batches: [1, 8],
  rounds: 2,
  runsPerRound: 3,
  settleSeconds: 6,
  liveSeconds: 6,
  reloads: 1,
  imports: 20,
  zipBytes: 1e8,
};

const MODEL = new URL('../public/models/default/', import.meta.url);

type Figures = Record<string, number>;

await runCommand(async (args) => {
  const given = parseCommand(args, {
    usage: USAGE,
    positionals: [],
    options: { json: { type: 'string' }, quick: { type: 'boolean' } },
  });
  const json = pathOf(given, 'json');
  const effort = given.values.quick === true ? QUICK : FULL;
  const began = performance.now();
  const say = (what: string) =>
    console.error(`${((performance.now() - began) / 1000).toFixed(0)} s  ${what}`);

  say('a clip of a rendered hand');
  const clip = await cachedClip({ text: CLIP_TEXT });
  const figures: Figures = {
    ...(await measureLive(clip, effort, say)),
    ...(await measureNetwork(clip, effort, say)),
    ...(await measureZip(effort.zipBytes, say)),
  };
  say('done');
  print(figures);
  writeJson(json, figures);
});

/** The app itself, with the clip as its camera: first visit, warm reloads, and a while of spelling. */
async function measureLive(clip: string, effort: Effort, say: (what: string) => void): Promise<Figures> {
  say('first visit');
  const { page, close } = await openApp({ page: '', camera: clip, prepare: installProbe });
  try {
    const first = await firstLetter(page);
    await offlineReady(page);
    const { shell, all } = await visitBytes(page);

    say('warm reloads');
    const reloads: number[] = [];
    for (let i = 0; i < effort.reloads; i++) {
      await page.reload();
      reloads.push(await firstLetter(page));
    }

    say('live spelling');
    await page.waitForTimeout(effort.settleSeconds * 1000);
    const live = await watchLive(page, effort.liveSeconds);
    console.log(`Live: ${live.backend}${live.gpu ? ` on ${live.gpu}` : ''}, ${live.inputSize} px\n`);
    const withHand = live.times.filter(({ embed }) => embed > 0);
    return {
      firstLoadBytes: shell,
      firstVisitBytes: all,
      firstVisitToFirstLetterMs: first,
      warmReloadToFirstLetterMs: percentile(reloads, 0.5),
      inputSizePx: live.inputSize,
      classificationsPerSecond: live.times.length / live.seconds,
      previewFramesPerSecond: live.previewFrames / live.seconds,
      cameraFramesPerSecond: live.cameraFramesPerSecond,
      longTasksOver50ms: live.longTasks.length,
      longestTaskMs: Math.max(0, ...live.longTasks),
      ...Object.assign(
        {},
        ...STAGES.map((stage) =>
          spread(
            `stageMs.${stage}`,
            withHand.map((t) => t[stage]),
          ),
        ),
      ),
    };
  } finally {
    await close();
  }
}

/** The network alone, on every backend that this machine has, beside ONNX Runtime Web; and head training. */
async function measureNetwork(clip: string, effort: Effort, say: (what: string) => void): Promise<Figures> {
  const ort = dirname(fileURLToPath(import.meta.resolve('onnxruntime-web/wasm')));
  const folder = mkdtempSync(join(tmpdir(), 'handspell-onnx-'));
  const modelFile = join(folder, 'backbone.onnx');
  let close: (() => Promise<void>) | null = null;
  try {
    say('the network as an ONNX file');
    writeFileSync(modelFile, await shippedOnnx());
    const app = await openBench({ mounts: { ort, 'backbone.onnx': modelFile, clip } });
    close = app.close;
    const figures: Figures = {};
    for (const backend of BACKENDS) {
      const started = await app.page.evaluate(
        (name) => window.handspellBench?.start({ backend: name, size: 128, software: false }),
        backend,
      );
      if (!started?.ok) {
        say(`${backend} is not here: ${started?.failure.message ?? 'no answer'}`);
        continue;
      }
      const { gpu } = started.value;
      say(`${backend}${gpu ? ` on ${gpu}` : ''}`);
      if (backend === 'wasm') await startPeer(app.page, app.url);
      Object.assign(figures, await measureBackend(app.page, backend, effort, say));
      if (backend === 'wasm') {
        say('head training');
        figures.headTwoEpochs8700Seconds = await app.page.evaluate(
          () => window.handspellBench?.trainSeconds(8700, 2) ?? Number.NaN,
        );
        say('import of images');
        const { importPerSecond, barePerSecond } = await measureImport(app.page, effort.imports);
        figures['importImagesPerSecond.wasm.128'] = importPerSecond;
        figures['importRatioToBareFeatures.wasm.128'] = importPerSecond / barePerSecond;
      }
      const left = await app.page.evaluate(() => window.handspellBench?.dispose() ?? Number.NaN);
      figures[`tensorsAfterDispose.${backend}`] = left;
    }
    return figures;
  } finally {
    await close?.();
    rmSync(folder, { recursive: true, force: true });
  }
}

function startPeer(page: Page, url: string): Promise<void> {
  return page.evaluate((base) => {
    const file = (name: string) => new URL(name, base).href;
    return window.handspellBench?.startOrt({
      scriptUrl: file('ort/ort.wasm.min.mjs'),
      wasmFolderUrl: file('ort/'),
      modelUrl: file('backbone.onnx'),
    });
  }, url);
}

async function measureImport(page: Page, images: number): Promise<ImportRate> {
  const source: ClipSource = { kind: 'mjpeg', urls: ['clip'] };
  const rate = await page.evaluate(([clip, count]) => window.handspellBench?.importRate(clip, count), [
    source,
    images,
  ] as const);
  if (!rate) throw new Error('The measuring page went away.');
  return rate;
}

/** A whole zip through Train's import, in a page that does nothing else: its memory, and what an image takes. */
async function measureZip(bytes: number, say: (what: string) => void): Promise<Figures> {
  const folder = mkdtempSync(join(tmpdir(), 'handspell-zip-'));
  try {
    say(`a zip of ${bytes / 1e6} MB`);
    const zip = join(folder, 'archive.zip');
    await writeBigZip(zip, bytes);
    const { page, close } = await openBench();
    try {
      await page.evaluate(() => {
        const field = Object.assign(document.createElement('input'), { type: 'file', id: 'zip' });
        document.body.append(field);
      });
      await page.setInputFiles('#zip', zip);
      const imported = await page.evaluate(
        (length) => window.handspellBench?.importZip('#zip', length),
        checkManifest(shippedManifest()).featureLength,
      );
      if (!imported) throw new Error('The measuring page went away.');
      const peak = await peakRendererBytes(page);
      return {
        zipImportImages: imported.images,
        zipImportSeconds: imported.seconds,
        zipImportPeakMB: (peak ?? Number.NaN) / 1e6,
        storedBytesPerImage: imported.bytesPerImage,
      };
    } finally {
      await close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measureBackend(
  page: Page,
  backend: BackendName,
  { sizes, batches, rounds, runsPerRound }: Effort,
  say: (what: string) => void,
): Promise<Figures> {
  const embed = (size: InputSize, runs: number, batch: number) =>
    page.evaluate(([s, r, b]) => window.handspellBench?.embedTimes(s, r, b) ?? [], [
      size,
      runs,
      batch,
    ] as const);
  const figures: Figures = {};
  for (const size of sizes) {
    say(`${backend}, ${size} px`);
    const own: number[] = [];
    const peer: number[] = [];
    for (let round = 0; round < rounds; round++) {
      own.push(...(await embed(size, runsPerRound, 1)));
      if (backend !== 'wasm') continue;
      peer.push(
        ...(await page.evaluate(([s, r]) => window.handspellBench?.ortTimes(s, r) ?? [], [
          size,
          runsPerRound,
        ] as const)),
      );
    }
    Object.assign(figures, spread(`embedMs.${backend}.${size}`, own));
    if (peer.length > 0) {
      Object.assign(figures, spread(`ortEmbedMs.${backend}.${size}`, peer));
      figures[`embedRatioToOrt.${backend}.${size}`] = percentile(own, 0.5) / percentile(peer, 0.5);
    }
  }
  for (const batch of batches) {
    say(`${backend}, batch of ${batch}`);
    const times = await embed(128, Math.max(2, Math.ceil(runsPerRound / batch)), batch);
    figures[`embedMsPerImage.${backend}.128.batch${batch}`] = percentile(times, 0.5) / batch;
  }
  return figures;
}

/** The shipped weights, int8 as they are stored, spread out to float32 as every runtime gets them. */
async function shippedOnnx(): Promise<Uint8Array> {
  const { convs } = await readModel(shippedManifest(), async (file) => {
    const bytes = readFileSync(new URL(file, MODEL));
    return Uint8Array.from(bytes).buffer;
  });
  return writeOnnx(fuse(BACKBONE.layers), convs);
}

function shippedManifest(): unknown {
  return JSON.parse(readFileSync(new URL('manifest.json', MODEL), 'utf8'));
}

function print(figures: Figures): void {
  const rows = Object.entries(figures).map(([name, value]) => [name, rounded(value)]);
  console.log(table(['figure', 'value'], rows));
}

function rounded(value: number): string {
  if (!Number.isFinite(value)) return '-';
  if (Number.isInteger(value)) return String(value);
  return value >= 100 ? value.toFixed(0) : value.toFixed(value >= 10 ? 1 : 2);
}
