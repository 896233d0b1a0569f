import {
  type DatasetSource,
  sourceFromDirectory,
  sourceFromDrop,
  sourceFromFiles,
  sourceFromZip,
} from '../../train/dataset-source.ts';
import { TrainError } from '../../train/errors.ts';
import type { Embedder } from '../../train/feature-job.ts';
import { Importer } from './importer.ts';
import type { ImportActions } from './state.ts';
import type { TrainStore } from './store.ts';

interface FolderPicker {
  showDirectoryPicker(options: { mode: 'read' }): Promise<FileSystemDirectoryHandle>;
}

/** Opening and importing datasets as the screen asks for it. */
export class ImportDesk implements ImportActions {
  private readonly importer: Importer;
  private underWay: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly store: TrainStore,
    private readonly embedder: () => Promise<Embedder>,
    private readonly onImported: () => Promise<void>,
  ) {
    this.importer = new Importer({
      onPending: (pending) => store.update({ pending }),
      onRunning: (importing) => store.update({ importing }),
    });
  }

  async openFiles(files: readonly File[]): Promise<void> {
    const [first] = files;
    const zip = files.length === 1 && first && /\.zip$/i.test(first.name) ? first : null;
    await this.open(async () => (zip ? sourceFromZip(zip, zip.name) : sourceFromFiles(files)));
  }

  async openDrop(transfer: DataTransfer): Promise<void> {
    await this.open(() => sourceFromDrop(transfer));
  }

  async openFolder(): Promise<void> {
    await this.open(async () => {
      if (!('showDirectoryPicker' in globalThis)) throw new TrainError('unreadable', 'no folder picker');
      const picker = globalThis as unknown as FolderPicker;
      return sourceFromDirectory(await picker.showDirectoryPicker({ mode: 'read' }));
    });
  }

  mapFolder(folder: string, label: string | null): void {
    this.importer.change({ folder, label });
  }

  setCap(cap: number | null): void {
    this.importer.change({ cap });
  }

  setCopies(copies: number): void {
    this.importer.change({ copies });
  }

  dropPending(): void {
    this.importer.drop();
  }

  async start(): Promise<void> {
    if (this.store.state.pending?.starting) return;
    this.underWay = this.store.attempt('import', () => this.importer.run(this.embedder));
    await this.underWay;
    await this.store.attempt('data', this.onImported);
  }

  /** Stops, and resolves when nothing is written any more. */
  async end(): Promise<void> {
    this.importer.drop();
    this.importer.cancel();
    await this.underWay;
  }

  pause(paused: boolean): void {
    this.importer.pause(paused);
  }

  cancel(): void {
    this.importer.cancel();
  }

  private async open(opening: () => Promise<DatasetSource>): Promise<void> {
    this.store.update({ failure: null });
    await this.store.attempt('import', async () => {
      // The source first, and at once: what was dropped can be read only while the drop is being handled.
      const source = await opening();
      await this.importer.open(source, await this.store.labels());
    });
  }
}
