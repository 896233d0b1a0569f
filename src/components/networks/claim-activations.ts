import { html, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { formatNumber } from '../../i18n/index.ts';
import { t } from '../../i18n/networks.ts';
import { HandspellElement } from '../handspell-element.ts';
import { controls } from '../styles/controls.ts';
import { fields } from '../styles/fields.ts';
import { DERIVATIVES } from './derivatives.ts';
import { scientific } from './figures.ts';
import { type Axis, type Curve, decades, lineChart } from './line-chart.ts';
import { networkStyles } from './panel.styles.ts';

const RANGE = 6;
const NAMES = ['sigmoid', 'tanh', 'relu'] as const;
const CURVES: Record<(typeof NAMES)[number], Curve> = {
  sigmoid: 'first',
  tanh: 'third',
  relu: 'second-curve',
};
const LABELS = { sigmoid: 'σ′', tanh: 'tanh′', relu: 'ReLU′' };

/** The derivative of sigmoid, tanh and ReLU at a point, and its product over many layers. */
@customElement('claim-activations')
export class ClaimActivations extends HandspellElement {
  static override styles = [controls, fields, networkStyles];

  @state() private x = 0.5;
  @state() private depth = 20;

  protected override render(): TemplateResult {
    return html`<section class="card" aria-labelledby="title">
      <h3 id="title">${t('activation.title')}</h3>
      <p class="text">${t('activation.text', { peak: formatNumber(DERIVATIVES.sigmoid(0), 2) })}</p>
      <div>
        ${this.renderSlider('x', t('activation.x'), -RANGE, RANGE, 0.1)}
        ${this.renderSlider('depth', t('activation.depth'), 1, 50, 1)}
      </div>
      ${this.renderDerivatives()} ${this.renderProducts()}
    </section>`;
  }

  private renderSlider(key: 'x' | 'depth', label: string, min: number, max: number, step: number) {
    return html`<label class="field"
      >${label} <output>${formatNumber(this[key], 1)}</output>
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

  private renderDerivatives(): TemplateResult {
    const xs = Array.from({ length: 241 }, (_, i) => -RANGE + i * 0.05);
    const ticks = [-RANGE, -RANGE / 2, 0, RANGE / 2, RANGE].map((at) => ({ at, label: formatNumber(at) }));
    const quarters = [0, 0.25, 0.5, 0.75, 1].map((at) => ({ at, label: formatNumber(at, 2) }));
    const series = NAMES.map((name) => ({
      name: LABELS[name],
      note: `= ${scientific(DERIVATIVES[name](this.x))}`,
      curve: CURVES[name],
      points: xs.map((x) => [x, DERIVATIVES[name](x)] as const),
    }));
    const y: Axis = { min: 0, max: 1.05, ticks: quarters };
    return lineChart(t('activation.plot'), { min: -RANGE, max: RANGE, ticks }, y, series);
  }

  /** On a logarithmic axis a product over layers is a straight line. */
  private renderProducts(): TemplateResult {
    const products = NAMES.map((name) => DERIVATIVES[name](this.x) ** this.depth);
    const logs = NAMES.map((name) => this.depth * Math.log10(DERIVATIVES[name](this.x)));
    const lowest = Math.min(-1, ...logs.filter(Number.isFinite));
    const series = NAMES.map((name, i) => ({
      name: LABELS[name],
      note: scientific(products[i] ?? Number.NaN),
      curve: CURVES[name],
      points: Array.from({ length: this.depth + 1 }, (_, n) => {
        const log = Math.log10(DERIVATIVES[name](this.x));
        return [n, n === 0 ? 0 : n * Math.max(log, -400)] as const;
      }),
    }));
    const x = {
      min: 0,
      max: this.depth,
      ticks: [0, this.depth].map((at) => ({ at, label: formatNumber(at) })),
    };
    return html`<h4>${t('activation.product', { count: this.depth })}</h4>
      ${lineChart(t('activation.product', { count: this.depth }), x, decades(lowest, 0, scientific), series)}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'claim-activations': ClaimActivations;
  }
}
