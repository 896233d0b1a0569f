import { css, html, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { formatMilliseconds, formatNumber } from '../../i18n/index.ts';
import { t } from '../../i18n/networks.ts';
import { NETWORK_IDS, NETWORKS, type NetworkId } from '../../model/zoo/networks.ts';
import { summarize } from '../../model/zoo/summarize.ts';
import type { ForwardTime } from '../../train/lab/forward-time.ts';
import { HandspellElement } from '../handspell-element.ts';
import { BACKEND_NAMES } from '../spell/stats-line.ts';
import { controls } from '../styles/controls.ts';
import { fields } from '../styles/fields.ts';
import { setStyle } from '../styles/set-style.ts';
import { compact } from './figures.ts';
import { networkStyles } from './panel.styles.ts';

interface Column {
  title: string;
  values: (number | null)[];
  text: (value: number) => string;
}

/** Parameters, multiply-adds and measured milliseconds of the five, as bars side by side. The slot is for running. */
@customElement('network-compare')
export class NetworkCompare extends HandspellElement {
  static override styles = [
    controls,
    fields,
    networkStyles,
    css`
      .columns {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 260px), 1fr));
        gap: calc(3 * var(--unit));
      }

      h3 {
        font-size: var(--text-m);
        margin-bottom: var(--unit);
      }
    `,
  ];

  /** Every measurement so far. */
  @property({ attribute: false }) times: readonly ForwardTime[] = [];
  @state() private logarithmic = true;

  private readonly summaries = NETWORK_IDS.map((id) => ({ id, ...summarize(NETWORKS[id]()) }));

  protected override render(): TemplateResult {
    const backends = [...new Set(this.times.map(({ backend }) => backend))];
    const timeOf = (id: NetworkId, backend: string) =>
      this.times.find((time) => time.network === id && time.backend === backend)?.medianMs ?? null;
    const columns: Column[] = [
      { title: t('facts.parameters'), values: this.summaries.map((s) => s.parameters), text: formatNumber },
      { title: t('facts.multiply-adds'), values: this.summaries.map((s) => s.multiplyAdds), text: compact },
      ...backends.map((backend) => ({
        title: `${t('compare.time')}, ${BACKEND_NAMES[backend]}`,
        values: NETWORK_IDS.map((id) => timeOf(id, backend)),
        text: formatMilliseconds,
      })),
    ];
    return html`<section class="card" aria-labelledby="title">
      <h2 id="title">${t('compare.title')}</h2>
      <label class="field"
        >${t('compare.log')}
        <input
          type="checkbox"
          role="switch"
          .checked=${this.logarithmic}
          @change=${(event: Event) => {
            this.logarithmic = (event.target as HTMLInputElement).checked;
          }}
      /></label>
      <div class="columns">${columns.map((column) => this.renderColumn(column))}</div>
      <slot></slot>
    </section>`;
  }

  private renderColumn({ title, values, text }: Column): TemplateResult {
    const known = values.filter((v): v is number => v !== null);
    // The smallest keeps a tenth of the width, so that it can be seen.
    const [low, high] = [Math.log(Math.min(...known)), Math.log(Math.max(...known))];
    const share = (value: number) => {
      if (!this.logarithmic) return value / Math.max(...known);
      return high === low ? 1 : 0.1 + (0.9 * (Math.log(value) - low)) / (high - low);
    };
    return html`<div>
      <h3>${title}</h3>
      <div class="bars">
        ${this.summaries.map(({ id }, i) => {
          const value = values[i] ?? null;
          return html`<div class="bar">
            <span>${NETWORKS[id]().name}</span>
            <span>${value === null ? t('compare.not-run') : text(value)}</span>
            <i ${setStyle({ '--share': `${value === null ? 0 : share(value) * 100}%` })}></i>
          </div>`;
        })}
      </div>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'network-compare': NetworkCompare;
  }
}
