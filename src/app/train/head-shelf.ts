import type { Head } from '../../model/types.ts';
import {
  activateHead,
  activeHeadId,
  canRollBack,
  deleteHead,
  listHeads,
  loadHead,
  renameHead,
  rollBackHead,
  saveHead,
} from '../../offline/head-store.ts';
import { readHeadFile, writeHeadFile } from '../../train/head-file.ts';
import type { HeadActions } from './state.ts';
import type { TrainStore } from './store.ts';

/** The heads there are, and which one answers. */
export class HeadShelf implements HeadActions {
  constructor(private readonly store: TrainStore) {}

  /** @throws {StorageError} */
  async refresh(): Promise<void> {
    const [heads, id, rollsBack] = await Promise.all([listHeads(), activeHeadId(), canRollBack()]);
    const { backbone } = this.store.state;
    const chosen = heads.find((head) => head.id === id);
    // The model refuses a head of another one, e.g. after an update: then its own answers.
    const refused = backbone !== null && chosen !== undefined && chosen.backboneId !== backbone.id;
    this.store.update({ heads, activeHead: refused ? null : id, canRollBack: rollsBack });
  }

  /**
   * The head that was chosen; null is the default.
   * @param backboneId the running model's: a head of another one does not answer. Left out: whatever was chosen.
   * @throws {StorageError}
   */
  async active(backboneId?: string): Promise<Head | null> {
    const id = await activeHeadId();
    const head = id === null ? null : await loadHead(id);
    return head && backboneId !== undefined && head.backboneId !== backboneId ? null : head;
  }

  async use(id: string | null): Promise<void> {
    await this.change(async () => {
      await this.store.context.useHead(id === null ? null : await loadHead(id));
      try {
        await activateHead(id);
      } catch (error) {
        // What answers must be what the list says and what a reload brings back.
        await this.store.context.useHead(await this.active());
        throw error;
      }
    });
  }

  async rollBack(): Promise<void> {
    await this.change(async () => {
      await rollBackHead();
      await this.store.context.useHead(await this.active());
    });
  }

  async rename(id: string, name: string): Promise<void> {
    await this.change(() => renameHead(id, name.trim().slice(0, 80)));
  }

  async remove(id: string): Promise<void> {
    await this.change(async () => {
      const answered = (await activeHeadId()) === id;
      await deleteHead(id);
      if (answered) await this.store.context.useHead(null);
    });
  }

  exportFile(id: string): Promise<Blob | null> {
    return this.store.attempt('head', async () => {
      const record = await loadHead(id);
      return record && writeHeadFile(record);
    });
  }

  async importFile(file: Blob): Promise<void> {
    await this.change(async () => {
      const { head, name, metrics } = await readHeadFile(file, await this.store.context.model());
      await saveHead({ ...head, id: `imported-${crypto.randomUUID()}`, name, metrics });
    });
  }

  private async change(work: () => Promise<void>): Promise<void> {
    this.store.update({ failure: null });
    await this.store.attempt('head', async () => {
      await work();
      await this.refresh();
    });
  }
}
