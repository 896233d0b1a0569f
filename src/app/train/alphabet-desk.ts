import { type Alphabet, loadAlphabet, saveAlphabet } from '../../train/alphabet-store.ts';
import { renameLabel } from '../../train/dataset-store.ts';
import { checkLabels } from '../../train/labels.ts';
import type { DataShelf } from './data-shelf.ts';
import type { AlphabetActions } from './state.ts';
import type { TrainStore } from './store.ts';

/** The person's own classes: names are data. Images of a removed class stay and wait for it to come back. */
export class AlphabetDesk implements AlphabetActions {
  private defaults: readonly string[] = [];

  constructor(
    private readonly store: TrainStore,
    private readonly data: DataShelf,
  ) {}

  /** @param defaults the classes of the head that came with the app. @throws {StorageError} */
  async load(defaults: readonly string[]): Promise<void> {
    this.defaults = defaults;
    await this.show(await loadAlphabet());
  }

  async add(label: string): Promise<void> {
    const name = label.trim();
    await this.change(({ labels, renamed }) => ({ labels: [...labels, name], renamed }));
  }

  async rename(from: string, to: string): Promise<void> {
    const name = to.trim();
    if (name === from) return;
    await this.change(
      ({ labels, renamed: { [from]: original = from, ...renamed } }) => ({
        labels: labels.map((label) => (label === from ? name : label)),
        renamed: { ...renamed, [name]: original },
      }),
      () => renameLabel(from, name),
    );
  }

  async remove(label: string): Promise<void> {
    await this.change(({ labels, renamed: { [label]: _gone, ...renamed } }) => ({
      labels: labels.filter((own) => own !== label),
      renamed,
    }));
  }

  async reset(): Promise<void> {
    await this.store.attempt('alphabet', async () => {
      await saveAlphabet(null);
      await this.show(null);
    });
  }

  private async change(edit: (alphabet: Alphabet) => Alphabet, also?: () => Promise<void>): Promise<void> {
    this.store.update({ failure: null });
    await this.store.attempt('alphabet', async () => {
      const alphabet = edit((await loadAlphabet()) ?? { labels: [...this.defaults], renamed: {} });
      checkLabels(alphabet.labels);
      await also?.();
      await saveAlphabet(alphabet);
      await this.show(alphabet);
    });
  }

  private async show(alphabet: Alphabet | null): Promise<void> {
    this.store.update({ alphabetChanged: alphabet !== null });
    await this.data.refresh(alphabet?.labels ?? this.defaults);
  }
}
