/** A Train session with everything in it, for pictures of the screen: `?train=data|pending|import|train|check`. */
import type { ShownImage, TrainState } from '../../src/app/train/state.ts';
import { IDLE_TRAIN_STATE } from '../../src/app/train/store.ts';
import type { HandspellTrain, TrainSource } from '../../src/components/train/train-screen.ts';
import type { HeadMetrics } from '../../src/offline/database.ts';
import { LABELS } from '../../src/train/default-labels.ts';
import type { StepReport } from '../../src/train/train-types.ts';

async function drawn(label: string, n: number): Promise<Blob> {
  const canvas = new OffscreenCanvas(120, 120);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('No 2d context');
  context.fillStyle = `hsl(${200 + (n % 5) * 6} 12% ${40 + (n % 4) * 6}%)`;
  context.fillRect(0, 0, 120, 120);
  context.fillStyle = 'hsl(24 42% 64%)';
  context.beginPath();
  context.ellipse(60 + (n % 7) - 3, 70, 26, 40, n / 9, 0, Math.PI * 2);
  context.fill();
  context.fillStyle = '#fff';
  context.font = '600 40px sans-serif';
  context.fillText(label.slice(0, 2), 44, 84);
  return canvas.convertToBlob();
}

const shown = (label: string, n: number, picture: Blob): ShownImage => ({
  id: `captures/${label}${n}`,
  label,
  group: String(Math.floor(n / 8)),
  picture,
});

const steps: StepReport[] = Array.from({ length: 24 }, (_, i) => ({
  epoch: 1 + Math.floor(i / 12),
  epochs: 2,
  batch: ((i % 12) + 1) * 18,
  batches: 218,
  step: (i + 1) * 18,
  trainLoss: 3.2 * Math.exp(-i / 7) + 0.25,
  trainAccuracy: 0.95 - 0.85 * Math.exp(-i / 6),
  validationLoss: 3.1 * Math.exp(-i / 6.5) + 0.42,
  validationAccuracy: 0.9 - 0.8 * Math.exp(-i / 5),
  seconds: 0.12,
}));

const metrics: HeadMetrics = {
  trainLoss: 0.31,
  trainAccuracy: 0.94,
  validationLoss: 0.44,
  validationAccuracy: 0.8932,
  epochs: 2,
  images: 8700,
  seconds: 1.4,
  split: 'group',
};

function confused(): { ids: string[]; truth: Int32Array; predicted: Int32Array } {
  const truth: number[] = [];
  const predicted: number[] = [];
  LABELS.forEach((_, k) => {
    for (let i = 0; i < 12; i++) {
      truth.push(k);
      predicted.push(i < 2 && (k === 12 || k === 18 || k === 20) ? k + 1 : k);
    }
  });
  return {
    ids: truth.map((_, i) => `x/${i}`),
    truth: Int32Array.from(truth),
    predicted: Int32Array.from(predicted),
  };
}

export async function sampleTrain(screen: HandspellTrain, name: string): Promise<void> {
  const images = await Promise.all(Array.from({ length: 24 }, (_, n) => drawn(LABELS[n] ?? 'A', n)));
  const own = await Promise.all(Array.from({ length: 20 }, (_, n) => drawn('A', n)));
  const base: TrainState = {
    ...IDLE_TRAIN_STATE,
    tiles: LABELS.map((label, i) => ({
      label,
      captured: i % 4 === 0 ? 24 - i / 2 : 0,
      imported: i % 3 === 0 ? 300 : 0,
      thumbnail: i % 4 === 0 ? (images[i] ?? null) : null,
    })),
    selected: 'A',
    datasets: [
      {
        record: {
          id: 'k',
          name: 'archive.zip',
          kind: 'zip',
          role: 'train',
          createdAt: 1,
          mapping: {},
          cap: 300,
          copies: 0,
          planned: 8700,
          finished: true,
        },
        images: 8698,
        problems: [
          { path: 'asl_alphabet_train/A/A17.jpg', code: 'image-corrupt' },
          { path: 'asl_alphabet_train/B/B3.jpg', code: 'duplicate-image' },
        ],
      },
    ],
    sources: ['captures', 'k'],
    heads: [
      {
        id: 'run-2',
        schemaVersion: 1,
        name: 'checkpoint_89.32',
        createdAt: Date.UTC(2026, 2, 4, 10, 30),
        labels: [...LABELS],
        backboneId: 'b',
        temperature: { found: 1, missing: 1 },
        metrics,
        checksum: '',
      },
    ],
    canRollBack: true,
    backbone: { id: 'b', featureLength: 2177 },
  };
  const states: Record<string, Partial<TrainState>> = {
    data: {},
    recording: {
      recording: {
        label: 'A',
        countdown: null,
        kept: 12,
        skipped: { 'no-hand': 0, blurred: 2, 'same-as-last': 5 },
        lastFault: null,
      },
    },
    pending: {
      pending: {
        name: 'archive.zip',
        resumes: false,
        starting: false,
        folders: [...LABELS, 'extras'].map((label) => ({
          folder: `asl_alphabet_train/asl_alphabet_train/${label}`,
          images: 3000,
          label: label === 'extras' ? null : label,
        })),
        tests: 28,
        problems: [],
        cap: 300,
        copies: 0,
        planned: 8700,
      },
    },
    import: {
      importing: {
        datasetId: 'sample',
        name: 'archive.zip',
        progress: { done: 2345, skipped: 2, total: 8700, imagesPerSecond: 21.4, etaMs: 297_000 },
        paused: false,
        problems: [{ path: 'A/A17.jpg', code: 'image-corrupt' }],
      },
    },
    train: { steps, training: { phase: 'training', preparing: null } },
    check: {
      steps,
      lastRun: { reason: 'finished', headId: 'run-2', check: { labels: [...LABELS], ...confused() } },
    },
    failure: { failure: { code: 'quota', during: 'import' } },
  };
  const state: TrainState = { ...base, ...states[name] };
  const nothing = async () => undefined;
  const none = () => undefined;
  const source: TrainSource = {
    state,
    subscribe: () => none,
    record: { select: none, start: none, startHandsFree: none, stop: none },
    data: {
      images: async () => images.map((image, n) => shown(LABELS[n] ?? 'A', n, image)),
      imagesOf: async () => own.map((image, n) => shown('A', n, image)),
      sample: async () => images.map((image, n) => shown(LABELS[n] ?? 'A', n, image)),
      deleteImages: nothing,
      relabelImages: nothing,
      deleteDataset: nothing,
      chooseSource: none,
      exportImages: async () => null,
    },
    importing: {
      openFiles: nothing,
      openDrop: nothing,
      openFolder: nothing,
      mapFolder: none,
      setCap: none,
      setCopies: none,
      start: nothing,
      dropPending: none,
      pause: none,
      cancel: none,
    },
    run: { configure: none, train: nothing, stop: none, check: async () => null },
    heads: {
      use: nothing,
      rollBack: nothing,
      rename: nothing,
      remove: nothing,
      exportFile: async () => null,
      importFile: nothing,
    },
    alphabet: { add: nothing, rename: nothing, remove: nothing, reset: nothing },
    dismissFailure: none,
  };
  screen.session = source;
  await screen.updateComplete;
  const tab = name === 'train' || name === 'check' ? name : 'data';
  screen.shadowRoot?.querySelector<HTMLButtonElement>(`#tab-${tab}`)?.click();
}
