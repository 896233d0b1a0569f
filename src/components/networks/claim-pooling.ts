import { css, html, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { formatNumber, formatPercent } from '../../i18n/index.ts';
import { t } from '../../i18n/networks.ts';
import { averagePool, type Layer, maxPool } from '../../model/zoo/layers.ts';
import { runReference } from '../../model/zoo/reference.ts';
import { drawnHands } from '../../train/lab/drawn-hands.ts';
import { createRandom } from '../../train/random.ts';
import { HandspellElement } from '../handspell-element.ts';
import { controls } from '../styles/controls.ts';
import { fields } from '../styles/fields.ts';
import { networkStyles } from './panel.styles.ts';
import './grey-grid.ts';

const SIDE = 32;
/** One picture of each kind; the fourth shows three fingers. */
const PICTURE = drawnHands(4, SIDE, 11).pixels.slice(3 * SIDE * SIDE, 4 * SIDE * SIDE);

/** The same picture pooled by average and by maximum, with noise and a shift to try them with. */
@customElement('claim-pooling')
export class ClaimPooling extends HandspellElement {
  static override styles = [
    controls,
    fields,
    networkStyles,
    css`
      .pictures {
        display: grid;
        grid-template-columns: repeat(3, minmax(0, 1fr));
        gap: calc(2 * var(--unit));
      }

      figcaption {
        font-size: 0.875rem;
      }
    `,
  ];

  @state() private times = 2;
  @state() private noise = 0.1;
  @state() private move = 0;

  protected override render(): TemplateResult {
    const input = disturbed(this.noise, this.move);
    const pooled = SIDE / 2 ** this.times;
    return html`<section class="card" aria-labelledby="title">
      <h3 id="title">${t('pooling.title')}</h3>
      <p class="text">${t('pooling.text')}</p>
      <div>
        ${this.renderSlider('times', t('pooling.times'), 1, 4, 1)}
        ${this.renderSlider('noise', t('pooling.noise'), 0, 0.5, 0.05)}
        ${this.renderSlider('move', t('pooling.move'), 0, 4, 1)}
      </div>
      <div class="pictures">
        <figure>
          <grey-grid .side=${SIDE} .pixels=${input}></grey-grid>
          <figcaption>${t('pooling.input', { side: SIDE })}</figcaption>
        </figure>
        ${this.renderPooled('average', input, pooled)} ${this.renderPooled('max', input, pooled)}
      </div>
    </section>`;
  }

  private renderPooled(kind: 'average' | 'max', input: Float32Array, side: number): TemplateResult {
    const layers: Layer[] = Array.from({ length: this.times }, () =>
      kind === 'max' ? maxPool(2, 2) : averagePool(2, 2),
    );
    const pool = (values: Float32Array) =>
      runReference(layers, new Map(), { shape: [SIDE, SIDE, 1], values }).values;
    const [clean, now] = [pool(PICTURE), pool(input)];
    const change = now.reduce((sum, v, i) => sum + Math.abs(v - (clean[i] ?? 0)), 0) / now.length;
    return html`<figure>
      <grey-grid .side=${side} .pixels=${now}></grey-grid>
      <figcaption>
        ${t(`pooling.${kind}`, { side })}
        <p class="muted">${t('pooling.change', { amount: formatPercent(change, 1) })}</p>
      </figcaption>
    </figure>`;
  }

  private renderSlider(
    key: 'times' | 'noise' | 'move',
    label: string,
    min: number,
    max: number,
    step: number,
  ) {
    return html`<label class="field"
      >${label} <output>${formatNumber(this[key], 2)}</output>
      <input
        type="range"
        min=${min}
        max=${max}
        step=${step}
        .value=${String(this[key])}
        @input=${(event: Event) => {
          this[key] = Number((event.target as HTMLInputElement).value);
        }}
    /></label>`;
  }
}

/** The picture moved to the right, its edge repeated, with the same noise every time. */
function disturbed(noise: number, move: number): Float32Array {
  const random = createRandom(5);
  return Float32Array.from(PICTURE, (_, i) => {
    const [row, column] = [Math.floor(i / SIDE), i % SIDE];
    return (PICTURE[row * SIDE + Math.max(0, column - move)] ?? 0) + noise * random.normal();
  });
}

declare global {
  interface HTMLElementTagNameMap {
    'claim-pooling': ClaimPooling;
  }
}
