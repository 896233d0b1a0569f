import { css, html, svg, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatNumber, formatPercent } from '../../i18n/index.ts';
import { t } from '../../i18n/train.ts';
import type { StepReport } from '../../train/train-types.ts';
import { HandspellElement } from '../handspell-element.ts';
import { controls } from '../styles/controls.ts';

const WIDTH = 360;
const HEIGHT = 150;
const LEFT = 40;
const BOTTOM = 18;
const TOP = 8;

/** Live curves: loss above, accuracy below, each for training and for what was held out. */
@customElement('training-chart')
export class TrainingChart extends HandspellElement {
  static override styles = [
    controls,
    css`
      :host {
        display: grid;
        gap: var(--unit);
      }

      figure {
        margin: 0;
      }

      svg {
        display: block;
        width: 100%;
        height: auto;
      }

      text {
        fill: var(--muted);
        font-size: 10px;
      }

      .grid {
        stroke: var(--line);
        stroke-width: 1;
      }

      polyline {
        fill: none;
        stroke-width: 2;
        stroke-linejoin: round;
      }

      .train {
        stroke: var(--accent);
      }

      .validation {
        stroke: var(--warning);
        stroke-dasharray: 5 3;
      }

      circle.train {
        fill: var(--accent);
      }

      circle.validation {
        fill: var(--warning);
      }

      .legend {
        display: flex;
        gap: calc(2 * var(--unit));
        color: var(--muted);
        font-size: 0.875rem;
      }

      .legend svg {
        display: inline-block;
        width: 28px;
        vertical-align: middle;
      }

      p {
        color: var(--muted);
      }
    `,
  ];

  @property({ attribute: false }) steps: readonly StepReport[] = [];

  protected override render(): TemplateResult {
    const last = this.steps.at(-1);
    if (!last) return html`<p>${t('chart.empty')}</p>`;
    const label = t('chart.label', {
      trainLoss: formatNumber(last.trainLoss, 3),
      validationLoss: last.validationLoss === null ? '-' : formatNumber(last.validationLoss, 3),
    });
    const losses = this.steps.flatMap((step) => [step.trainLoss, step.validationLoss ?? 0]);
    const highest = Math.max(...losses.filter(Number.isFinite), 0.1);
    return html`<div class="legend">
        ${this.renderKey('train', t('chart.train'))} ${this.renderKey('validation', t('chart.validation'))}
      </div>
      <div role="img" aria-label=${label}>
        ${this.renderPlot(t('chart.loss'), highest, (value) => formatNumber(value, 2), 'Loss')}
        ${this.renderPlot(t('chart.accuracy'), 1, (value) => formatPercent(value), 'Accuracy')}
      </div>`;
  }

  private renderKey(kind: string, name: string): TemplateResult {
    return html`<span
      ><svg viewBox="0 0 28 8" aria-hidden="true"><polyline class=${kind} points="0,4 28,4" /></svg> ${name}</span
    >`;
  }

  private renderPlot(
    title: string,
    highest: number,
    format: (value: number) => string,
    measure: 'Loss' | 'Accuracy',
  ): TemplateResult {
    const first = this.steps[0]?.step ?? 0;
    const span = Math.max((this.steps.at(-1)?.step ?? 1) - first, 1);
    const x = (step: number) => LEFT + ((step - first) / span) * (WIDTH - LEFT - 8);
    const y = (value: number) => TOP + (1 - value / highest) * (HEIGHT - TOP - BOTTOM);
    const line = (kind: 'train' | 'validation') => {
      const points = this.steps.flatMap((report) => {
        const value = report[`${kind}${measure}`];
        return value === null || !Number.isFinite(value) ? [] : [[x(report.step), y(value)] as const];
      });
      const [only] = points;
      if (points.length === 1 && only) return svg`<circle class=${kind} cx=${only[0]} cy=${only[1]} r="3" />`;
      return svg`<polyline class=${kind} points=${points.map((point) => point.join(',')).join(' ')} />`;
    };
    return html`<figure>
      <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" aria-hidden="true">
        ${[0, 0.5, 1].map(
          (
            share,
          ) => svg`<line class="grid" x1=${LEFT} x2=${WIDTH - 8} y1=${y(share * highest)} y2=${y(share * highest)} />
            <text x=${LEFT - 6} y=${y(share * highest) + 3} text-anchor="end">${format(share * highest)}</text>`,
        )}
        <text x=${LEFT} y=${HEIGHT - 4}>${title}</text>
        <text x=${WIDTH - 8} y=${HEIGHT - 4} text-anchor="end">${formatNumber(this.steps.at(-1)?.step ?? 0)}</text>
        ${line('train')} ${line('validation')}
      </svg>
    </figure>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'training-chart': TrainingChart;
  }
}
