import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { DatasetSummary, TrainActions, TrainState } from '../../app/train/state.ts';
import { t } from '../../i18n/train.ts';
import { KeepFocusController } from '../controllers/keep-focus-controller.ts';
import { HandspellElement } from '../handspell-element.ts';
import { icon } from '../icons.ts';
import { labelText } from '../spell/label-text.ts';
import { controls } from '../styles/controls.ts';
import { fields } from '../styles/fields.ts';
import type { CaptionedImage } from './image-grid.ts';
import './image-grid.ts';
import './import-panel.ts';
import { panelStyles } from './panel.styles.ts';
import './problem-list.ts';
import { RECORDINGS, saveRecordings } from './save-recordings.ts';

/** As many as the lesson shows in one batch. */
const SAMPLE = 32;

/** The step Data: what there is to train on, a look at it, and the import of more. */
@customElement('data-panel')
export class DataPanel extends HandspellElement {
  static override styles = [controls, fields, panelStyles];

  @property({ attribute: false }) train!: TrainState;
  @property({ attribute: false }) actions!: TrainActions;

  @state() private sample: CaptionedImage[] | null = null;
  /** Dataset whose deletion waits for a second press. */
  @state() private doomed: string | null = null;

  constructor() {
    super();
    new KeepFocusController(this, ['.confirm', 'h3', 'h2']);
  }

  private get captured(): number {
    return this.train.tiles.reduce((sum, { captured }) => sum + captured, 0);
  }

  protected override render(): TemplateResult {
    const { train } = this;
    const datasets = train.datasets.filter(({ record }) => record.role === 'train');
    return html`<section>
        <h2 tabindex="-1">${t('data.sources')}</h2>
        ${this.captured === 0 && datasets.length === 0 ? html`<p class="quiet-text">${t('data.none')}</p>` : nothing}
        <ul class="plain">
          ${this.captured > 0 ? this.renderOwn() : nothing}
          ${datasets.map((dataset) => this.renderDataset(dataset))}
        </ul>
        ${this.captured > 0 || datasets.length > 0 ? this.renderSample() : nothing}
      </section>
      <import-panel
        .pending=${train.pending}
        .running=${train.importing}
        .labels=${train.tiles.map(({ label }) => label)}
        .actions=${this.actions.importing}
      ></import-panel>`;
  }

  private renderOwn(): TemplateResult {
    return html`<li class="spread">
      ${this.renderChoice(RECORDINGS, t('data.own'), t('data.images', { count: this.captured }))}
      <button class="button quiet" @click=${() => saveRecordings(this.actions.data)}>
        ${icon('download')}${t('data.export')}
      </button>
    </li>`;
  }

  private renderDataset({ record, images, problems }: DatasetSummary): TemplateResult {
    const { id, name, finished } = record;
    const about = t('data.images', { count: images }) + (finished ? '' : ` · ${t('data.unfinished')}`);
    // Its import would bring it back.
    const running = this.train.importing?.datasetId.startsWith(id) ?? false;
    return html`<li>
      <div class="spread">
        ${this.renderChoice(id, name, about)}
        ${
          this.doomed === id
            ? html`<button class="button danger confirm" @keydown=${this.spare} @click=${() => this.deleteDataset(id)}>${t('data.keep')}</button>`
            : html`<button
                class="button quiet danger icon-only"
                ?disabled=${running}
                aria-label=${t('data.delete', { name })}
                title=${running ? t('data.delete-later') : t('data.delete', { name })}
                @click=${() => {
                  this.doomed = id;
                }}
              >${icon('clear')}</button>`
        }
      </div>
      <problem-list .problems=${problems}></problem-list>
    </li>`;
  }

  private renderChoice(id: string, name: string, about: string): TemplateResult {
    return html`<label class="row"
      ><input
        type="checkbox"
        .checked=${this.train.sources.includes(id)}
        @change=${(event: Event) =>
          this.actions.data.chooseSource(id, (event.target as HTMLInputElement).checked)}
      /><span>${name}<br /><span class="quiet-text">${about}</span></span></label
    >`;
  }

  private renderSample(): TemplateResult {
    if (!this.sample) {
      return html`<div><button class="button quiet" @click=${this.showSample}>${t('data.sample-show')}</button></div>`;
    }
    return html`<h3 tabindex="-1">${t('data.sample')}</h3>
      <image-grid .images=${this.sample}></image-grid>`;
  }

  private async showSample(): Promise<void> {
    const images = await this.actions.data.sample(SAMPLE);
    this.sample = images.map(({ picture, label }) => ({ blob: picture, caption: labelText(label) }));
  }

  private spare(event: KeyboardEvent): void {
    if (event.key === 'Escape') this.doomed = null;
  }

  private async deleteDataset(id: string): Promise<void> {
    this.doomed = null;
    await this.actions.data.deleteDataset(id);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'data-panel': DataPanel;
  }
}
