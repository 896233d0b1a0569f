/** The Networks screen's worker: one experiment, then the page ends it. */
import * as Comlink from 'comlink';
import { type BackendOptions, startBackend } from '../../model/backend.ts';
import { carryErrorCodes } from '../../model/bridge.ts';
import { LENET_SIDE, type LeNet } from '../../model/lenet.ts';
import type { BackendName } from '../../model/types.ts';
import type { NetworkId } from '../../model/zoo/networks.ts';
import { TrainError } from '../errors.ts';
import { splitItems } from '../split.ts';
import { capturePictures } from './capture-pictures.ts';
import { drawnHands } from './drawn-hands.ts';
import { type ForwardTime, timeForward } from './forward-time.ts';
import type { GradientReport, GradientRun } from './gradient-run.ts';
import { measureGradients } from './gradients.ts';
import type { LabelledImages } from './labelled-images.ts';
import { trainLeNet } from './lenet.ts';
import type { LeNetReport, LeNetSettings } from './lenet-settings.ts';
import { type Rival, type RivalScore, scoreHead } from './rival.ts';

/** Hands drawn by the program, or the person's own pictures. */
export type PictureSource = 'drawn' | 'captures';

export interface LeNetResult {
  model: LeNet;
  /** ResNet-50 on the same held-out pictures; null where there is nothing to compare. */
  rival: RivalScore | null;
}

/** Where tfjs's WebAssembly binaries lie. */
export type WasmUrls = BackendOptions['wasmUrls'];

const DRAWN = { gradients: 1200, lenet: 1800 };
const HELD_OUT = 0.2;
const GRADIENT_SIDE = 16;

const options = (wasmUrls: WasmUrls): BackendOptions => ({
  wasmUrls,
  allowSoftwareGl: false,
  onContextLost: () => undefined,
});

const api = {
  time(network: NetworkId, backend: BackendName, wasmUrls: WasmUrls): Promise<ForwardTime> {
    return timeForward(network, backend, options(wasmUrls));
  },

  async gradients(
    source: PictureSource,
    run: GradientRun,
    wasmUrls: WasmUrls,
    onReport: (report: GradientReport) => void,
  ): Promise<GradientReport> {
    await startBackend('wasm', options(wasmUrls));
    const own = source === 'captures';
    const images = own ? await capturePictures(GRADIENT_SIDE) : drawnHands(DRAWN.gradients, GRADIENT_SIDE, 1);
    return measureGradients(enough(images), run, onReport);
  },

  async lenet(
    source: PictureSource,
    settings: LeNetSettings,
    rival: Rival | null,
    wasmUrls: WasmUrls,
    onReport: (report: LeNetReport) => void,
  ): Promise<LeNetResult> {
    await startBackend('wasm', options(wasmUrls));
    if (source === 'drawn') {
      const images = drawnHands(DRAWN.lenet, LENET_SIDE, 1);
      const parts = split(images, [...images.classes.keys()], settings.seed);
      return { model: await trainLeNet(images, parts, settings, onReport), rival: null };
    }
    const images = await capturePictures(LENET_SIDE);
    const parts = split(enough(images), images.takenAt, settings.seed);
    const model = await trainLeNet(images, parts, settings, onReport);
    return { model, rival: rival && (await scoreHead(rival, images, parts.validation)) };
  },
};

/** @throws TrainError `nothing-to-train` | `one-class` */
function enough(images: LabelledImages): LabelledImages {
  if (images.classes.length === 0) throw new TrainError('nothing-to-train', 'there are no pictures');
  if (images.labels.length < 2) throw new TrainError('one-class', 'there are pictures of one class only');
  return images;
}

function split({ classes, groups }: LabelledImages, takenAt: number[], seed: number) {
  const items = Array.from(classes, (label, i) => ({
    label,
    group: groups[i] ?? '',
    takenAt: takenAt[i] ?? i,
  }));
  return splitItems(items, 'group', HELD_OUT, seed);
}

export type LabApi = typeof api;

carryErrorCodes();
Comlink.expose(api);
