import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { LabelTile } from '../../app/train/state.ts';
import { t } from '../../i18n/train.ts';
import { HandspellElement } from '../handspell-element.ts';
import '../practice/reference-hand.ts';
import { labelText } from '../spell/label-text.ts';
import { controls } from '../styles/controls.ts';
import './blob-image.ts';
import { tell } from './events.ts';

/**
 * A tile a class: its name, its drawn hand or its last picture, and how many pictures there are.
 * @fires label-select
 */
@customElement('letter-grid')
export class LetterGrid extends HandspellElement {
  static override styles = [
    controls,
    css`
      :host {
        display: block;
      }

      .grid {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(72px, 1fr));
        gap: var(--unit);
      }

      button {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        align-content: start;
        gap: 4px;
        min-width: 0;
        padding: 6px;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--surface);
        color: var(--ink);
        font: inherit;
        text-align: left;
        cursor: pointer;
        touch-action: manipulation;
        scroll-margin-top: var(--covered, 0);
      }

      button[aria-pressed='true'] {
        border-color: var(--accent);
        box-shadow: 0 0 0 1px var(--accent);
      }

      .picture {
        display: block;
        aspect-ratio: 1;
        overflow: hidden;
        border-radius: 8px;
        background: var(--sunken);
      }

      reference-hand {
        opacity: 0.75;
      }

      .line {
        display: flex;
        flex-wrap: wrap;
        align-items: baseline;
        justify-content: space-between;
        gap: 0 4px;
        padding: 0 2px;
      }

      .name {
        min-width: 0;
        overflow: hidden;
        font-weight: 650;
        text-overflow: ellipsis;
        white-space: nowrap;
      }

      /* A word beside the letters: smaller, and whole. */
      .word {
        font-size: var(--text-s);
        overflow-wrap: anywhere;
        white-space: normal;
      }

      .count {
        color: var(--muted);
        font-size: var(--text-s);
        font-variant-numeric: tabular-nums;
        white-space: nowrap;
      }

      .some {
        color: var(--accent);
        font-weight: 600;
      }
    `,
  ];

  @property({ attribute: false }) tiles: readonly LabelTile[] = [];
  @property() selected = '';
  @property({ type: Boolean }) disabled = false;

  protected override render(): TemplateResult {
    return html`<div class="grid" role="group" aria-label=${t('grid.label')}>
      ${repeat(
        this.tiles,
        ({ label }) => label,
        (tile) => this.renderTile(tile),
      )}
    </div>`;
  }

  private renderTile({ label, captured, imported, thumbnail }: LabelTile): TemplateResult {
    const name = labelText(label);
    return html`<button
      aria-pressed=${label === this.selected}
      aria-label=${t('grid.tile', { label: name, captured, imported })}
      ?disabled=${this.disabled && label !== this.selected}
      @click=${() => tell(this, 'label-select', label)}
    >
      <span class="picture">
        ${
          thumbnail
            ? html`<blob-image .blob=${thumbnail}></blob-image>`
            : html`<reference-hand .label=${label} aria-hidden="true"></reference-hand>`
        }
      </span>
      <span class="line">
        <span class="name ${name.length > 2 ? 'word' : ''}">${name}</span>
        <span class="count"
          ><span class=${captured > 0 ? 'some' : ''}>${captured}</span>${
            imported > 0 ? html` ${t('grid.imported', { count: imported })}` : nothing
          }</span
        >
      </span>
    </button>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'letter-grid': LetterGrid;
  }
}
