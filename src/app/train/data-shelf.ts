import { type CaptureRecord, pictureOf } from '../../offline/database.ts';
import { exportImages } from '../../train/archive.ts';
import {
  captureIds,
  capturesOfLabel,
  countImages,
  countOfLabel,
  deleteCaptures,
  deleteDataset,
  getCaptures,
  listDatasets,
  listProblems,
  OWN_CAPTURES,
  relabelCaptures,
} from '../../train/dataset-store.ts';
import { evenlySpaced } from '../../train/import-plan.ts';
import type { DataActions, DatasetSummary, LabelTile, ShownImage } from './state.ts';
import type { TrainStore } from './store.ts';

/** The images there are: tiles, datasets, review. */
export class DataShelf implements DataActions {
  constructor(private readonly store: TrainStore) {}

  /** Reads everything again; `labels` is the alphabet. @throws {StorageError} */
  async refresh(labels: readonly string[] = this.store.state.tiles.map(({ label }) => label)): Promise<void> {
    const records = await listDatasets();
    const datasets: DatasetSummary[] = [];
    for (const record of records) {
      const problems = (await listProblems(record.id)).map(({ path, code }) => ({ path, code }));
      datasets.push({ record, images: await countImages(record.id), problems });
    }
    const training = records.filter(({ role }) => role === 'train');
    const tiles: LabelTile[] = [];
    for (const label of labels) {
      const own = await capturesOfLabel(OWN_CAPTURES, label);
      let imported = 0;
      for (const { id } of training) imported += await countOfLabel(id, label);
      const latest = own.at(-1);
      tiles.push({ label, captured: own.length, imported, thumbnail: latest ? pictureOf(latest) : null });
    }
    const known = new Set([OWN_CAPTURES, ...training.map(({ id }) => id)]);
    const fresh = training.map(({ id }) => id).filter((id) => !this.seen.has(id));
    for (const id of known) this.seen.add(id);
    const { selected, sources } = this.store.state;
    this.store.update({
      datasets,
      tiles,
      // A dataset that has just come in is what the person wants to train on.
      sources: [...sources, ...fresh].filter((id) => known.has(id)),
      selected: labels.includes(selected) ? selected : (labels[0] ?? ''),
    });
  }

  private readonly seen = new Set<string>();

  images(ids: readonly string[]): Promise<ShownImage[]> {
    return this.list(() => getCaptures(ids));
  }

  imagesOf(label: string): Promise<ShownImage[]> {
    return this.list(() => capturesOfLabel(OWN_CAPTURES, label));
  }

  sample(count: number): Promise<ShownImage[]> {
    return this.list(async () => {
      const ids: string[] = [];
      for (const source of this.store.state.sources) ids.push(...(await captureIds(source)));
      return getCaptures(evenlySpaced(ids, count));
    });
  }

  async deleteImages(ids: readonly string[]): Promise<void> {
    await this.change(() => deleteCaptures(ids));
  }

  async relabelImages(ids: readonly string[], label: string): Promise<void> {
    await this.change(() => relabelCaptures(ids, label));
  }

  async deleteDataset(id: string): Promise<void> {
    await this.change(async () => {
      await deleteDataset(`${id}.test`);
      await deleteDataset(id);
    });
  }

  chooseSource(id: string, on: boolean): void {
    const others = this.store.state.sources.filter((source) => source !== id);
    this.store.update({ sources: on ? [...others, id] : others });
  }

  exportImages(datasetId: string): Promise<Blob | null> {
    return this.store.attempt('data', () => exportImages(datasetId));
  }

  private async list(read: () => Promise<CaptureRecord[]>): Promise<ShownImage[]> {
    const records = (await this.store.attempt('data', read)) ?? [];
    return records.map((record) => {
      const { id, label, group } = record;
      return { id, label, group, picture: pictureOf(record) };
    });
  }

  private async change(write: () => Promise<void>): Promise<void> {
    await this.store.attempt('data', async () => {
      await write();
      await this.refresh();
    });
  }
}
