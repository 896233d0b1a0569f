import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatNumber, formatPercent, formatSeconds } from '../../i18n/index.ts';
import { t } from '../../i18n/train.ts';
import type { StepReport } from '../../train/train-types.ts';
import { HandspellElement } from '../handspell-element.ts';
import { controls } from '../styles/controls.ts';
import { panelStyles } from './panel.styles.ts';

/** The lesson's print-out: a line every N steps. The newest stands first. */
@customElement('run-log')
export class RunLog extends HandspellElement {
  static override styles = [
    controls,
    panelStyles,
    css`
      .scroll {
        max-height: 240px;
      }

      th {
        position: sticky;
        top: 0;
        background: var(--surface);
      }
    `,
  ];

  @property({ attribute: false }) steps: readonly StepReport[] = [];
  @property({ attribute: false }) epochs: readonly { epoch: number; seconds: number }[] = [];
  @property({ type: Number }) every = 50;

  protected override render(): TemplateResult | typeof nothing {
    if (this.steps.length === 0) return nothing;
    const last = this.epochs.at(-1);
    const shortEpochs = this.steps.some(({ batches }) => batches < this.every);
    return html`<h3>${t(shortEpochs ? 'log.title-short' : 'log.title', { count: this.every })}</h3>
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th>${t('log.epoch')}</th>
              <th class="number">${t('log.step')}</th>
              <th class="number">${t('log.train-loss')}</th>
              <th class="number">${t('log.train-accuracy')}</th>
              <th class="number">${t('log.validation-loss')}</th>
              <th class="number">${t('log.validation-accuracy')}</th>
              <th class="number">${t('log.seconds')}</th>
            </tr>
          </thead>
          <tbody>
            ${[...this.steps].reverse().map((step) => this.renderStep(step))}
          </tbody>
        </table>
      </div>
      ${
        last
          ? html`<p class="quiet-text">
              ${t('run.epoch-took', { epoch: last.epoch, time: formatSeconds(last.seconds * 1000, 2) })}
            </p>`
          : nothing
      }`;
  }

  private renderStep(step: StepReport): TemplateResult {
    const { validationLoss, validationAccuracy } = step;
    return html`<tr>
      <td>${step.epoch}/${step.epochs}</td>
      <td class="number">${step.batch}/${step.batches}</td>
      <td class="number">${formatNumber(step.trainLoss, 3)}</td>
      <td class="number">${formatPercent(step.trainAccuracy, 1)}</td>
      <td class="number">${validationLoss === null ? '' : formatNumber(validationLoss, 3)}</td>
      <td class="number">${validationAccuracy === null ? '' : formatPercent(validationAccuracy, 1)}</td>
      <td class="number">${formatNumber(step.seconds, 2)}</td>
    </tr>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'run-log': RunLog;
  }
}
