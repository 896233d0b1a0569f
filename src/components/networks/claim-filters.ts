import { css, html, svg, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { formatNumber, formatPercent } from '../../i18n/index.ts';
import { t } from '../../i18n/networks.ts';
import { costOf, receptiveField, stackOf } from '../../model/zoo/claims.ts';
import { HandspellElement } from '../handspell-element.ts';
import { controls } from '../styles/controls.ts';
import { fields } from '../styles/fields.ts';
import { setStyle } from '../styles/set-style.ts';
import { networkStyles } from './panel.styles.ts';

/** Two 3x3 filters against one 5x5, three against one 7x7. */
@customElement('claim-filters')
export class ClaimFilters extends HandspellElement {
  static override styles = [
    controls,
    fields,
    networkStyles,
    css`
      .pair {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        align-items: center;
        gap: var(--unit) calc(2 * var(--unit));
      }

      .cell {
        fill: var(--sunken);
        stroke: var(--line);
      }

      .seen {
        fill: var(--accent);
      }
    `,
  ];

  @state() private channels = 256;

  protected override render(): TemplateResult {
    return html`<section class="card" aria-labelledby="title">
      <h3 id="title">${t('filters.title')}</h3>
      <p class="text">${t('filters.text')}</p>
      <label class="field"
        >${t('filters.channels')} <output>${formatNumber(this.channels)}</output>
        <input
          type="range"
          min="8"
          max="512"
          step="8"
          .value=${String(this.channels)}
          @input=${(event: Event) => {
            this.channels = Number((event.target as HTMLInputElement).value);
          }}
      /></label>
      ${this.renderPair(2, 5)} ${this.renderPair(3, 7)}
    </section>`;
  }

  private renderPair(count: number, size: number): TemplateResult {
    const [stack, single] = [stackOf(3, count, this.channels), stackOf(size, 1, this.channels)];
    const side = receptiveField(stack);
    const [small, large] = [costOf(stack, side, this.channels), costOf(single, side, this.channels)];
    const bar = (label: string, value: number, kind: string) => html`<div class="bar ${kind}">
      <span>${label}</span><span>${formatNumber(value)}</span>
      <i ${setStyle({ '--share': `${(100 * value) / large.parameters}%` })}></i>
    </div>`;
    return html`<div class="pair">
      ${renderField(count)}
      <div class="bars">
        ${bar(t('filters.stack', { count }), small.parameters, '')}
        ${bar(t('filters.single', { size }), large.parameters, 'second')}
        <p class="muted">
          ${t('filters.field', { field: side })} ·
          ${t('filters.saved', { share: formatPercent(1 - small.parameters / large.parameters) })}
        </p>
      </div>
    </div>`;
  }
}

/** What one output sees after each 3x3 filter: squares inside one another. */
function renderField(count: number): TemplateResult {
  const side = receptiveField(stackOf(3, count, 1));
  const cell = 76 / side;
  const cells = Array.from({ length: side * side }, (_, i) => {
    const [row, column] = [Math.floor(i / side), i % side];
    const ring = Math.max(Math.abs(row - (side - 1) / 2), Math.abs(column - (side - 1) / 2));
    return { x: column * cell, y: row * cell, opacity: 1 - ring / (count + 1) };
  });
  return html`<svg width="76" height="76" aria-hidden="true">
    ${cells.map(
      ({ x, y, opacity }) => svg`<rect class="cell" x=${x} y=${y} width=${cell} height=${cell} />
        <rect class="seen" x=${x} y=${y} width=${cell - 1} height=${cell - 1} opacity=${opacity} />`,
    )}
  </svg>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'claim-filters': ClaimFilters;
  }
}
