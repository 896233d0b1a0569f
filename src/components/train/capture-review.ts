import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { DataActions, LabelTile, ShownImage } from '../../app/train/state.ts';
import { t } from '../../i18n/train.ts';
import { KeepFocusController } from '../controllers/keep-focus-controller.ts';
import { HandspellElement } from '../handspell-element.ts';
import { icon } from '../icons.ts';
import { labelText } from '../spell/label-text.ts';
import { controls } from '../styles/controls.ts';
import { fields } from '../styles/fields.ts';
import './blob-image.ts';

/** The recorded pictures of one class, to look through, delete, or move to another class. */
@customElement('capture-review')
export class CaptureReview extends HandspellElement {
  static override styles = [
    controls,
    fields,
    css`
      :host {
        display: grid;
        gap: var(--unit);
      }

      .head,
      .tools {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: var(--unit);
      }

      .grid {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(64px, 1fr));
        gap: 6px;
        max-height: 320px;
        padding: 3px;
        overflow-y: auto;
      }

      label {
        position: relative;
        display: block;
        cursor: pointer;
      }

      .grid input[type='checkbox'] {
        position: absolute;
        inset: 0;
        width: 100%;
        height: 100%;
        border-radius: 8px;
        background: transparent;
      }

      .grid input::after {
        display: none;
      }

      .grid input:checked {
        box-shadow: inset 0 0 0 4px var(--accent);
      }

      .burst {
        margin-left: 6px;
      }

      p {
        color: var(--muted);
      }
    `,
  ];

  @property() label = '';
  @property({ attribute: false }) tiles: readonly LabelTile[] = [];
  @property({ attribute: false }) data: DataActions | null = null;

  @state() private images: ShownImage[] = [];
  @state() private selected: ReadonlySet<string> = new Set();

  constructor() {
    super();
    new KeepFocusController(this, ['h2', 'p']);
  }

  private get count(): number {
    return this.tiles.find(({ label }) => label === this.label)?.captured ?? 0;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('label')) this.selected = new Set();
    if (changed.has('label') || changed.has('data') || this.count !== this.images.length) void this.read();
  }

  private reading: string | null = null;

  private async read(): Promise<void> {
    const wanted = `${this.label} ${this.count}`;
    if (this.reading === wanted || !this.data) return;
    this.reading = wanted;
    const images = await this.data.imagesOf(this.label);
    if (this.reading === wanted) this.images = images;
  }

  protected override render(): TemplateResult {
    const label = labelText(this.label);
    if (this.images.length === 0) return html`<p tabindex="-1">${t('review.none', { label })}</p>`;
    return html`<div class="head">
        <h2 tabindex="-1">${t('review.title', { label })}</h2>
        <button class="button quiet" @click=${this.selectAll}>${t('review.all')}</button>
      </div>
      <div class="grid">
        ${repeat(
          this.images,
          ({ id }) => id,
          (image, i) => this.renderImage(image, i),
        )}
      </div>
      ${this.selected.size > 0 ? this.renderTools() : nothing}`;
  }

  private renderImage({ id, group, picture }: ShownImage, i: number): TemplateResult {
    const newBurst = i > 0 && this.images[i - 1]?.group !== group;
    return html`<label class=${newBurst ? 'burst' : ''}>
      <blob-image .blob=${picture}></blob-image>
      <input
        type="checkbox"
        aria-label=${t('review.select', { number: i + 1 })}
        .checked=${this.selected.has(id)}
        @change=${() => this.toggle(id)}
      />
    </label>`;
  }

  private renderTools(): TemplateResult {
    return html`<div class="tools">
      <span>${t('review.selected', { count: this.selected.size })}</span>
      <select aria-label=${t('review.choose')}>
        <option value="" selected>${t('review.choose')}</option>
        ${this.tiles
          .filter(({ label }) => label !== this.label)
          .map(({ label }) => html`<option value=${label}>${labelText(label)}</option>`)}
      </select>
      <button class="button move" @click=${this.move}>${t('review.move')}</button>
      <button class="button danger" @click=${this.deleteSelected}>${icon('clear')}${t('review.delete')}</button>
    </div>`;
  }

  private toggle(id: string): void {
    const selected = new Set(this.selected);
    if (!selected.delete(id)) selected.add(id);
    this.selected = selected;
  }

  private selectAll(): void {
    this.selected = new Set(this.images.map(({ id }) => id));
  }

  private async deleteSelected(): Promise<void> {
    const ids = [...this.selected];
    this.selected = new Set();
    await this.data?.deleteImages(ids);
  }

  private async move(): Promise<void> {
    const label = this.renderRoot.querySelector('select')?.value;
    if (!label) return;
    const ids = [...this.selected];
    this.selected = new Set();
    await this.data?.relabelImages(ids, label);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'capture-review': CaptureReview;
  }
}
