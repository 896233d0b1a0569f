import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { LastRun, RunningTraining, TrainActions, TrainState } from '../../app/train/state.ts';
import { formatPercent } from '../../i18n/index.ts';
import { t } from '../../i18n/train.ts';
import { KeepFocusController } from '../controllers/keep-focus-controller.ts';
import { HandspellElement } from '../handspell-element.ts';
import { icon } from '../icons.ts';
import { controls } from '../styles/controls.ts';
import './layer-table.ts';
import { panelStyles } from './panel.styles.ts';
import './run-log.ts';
import './train-settings.ts';
import './training-chart.ts';

/** The step Train: the recipe, the button, and what happens after it is pressed. */
@customElement('run-panel')
export class RunPanel extends HandspellElement {
  static override styles = [controls, panelStyles];

  @property({ attribute: false }) train!: TrainState;
  @property({ attribute: false }) actions!: TrainActions;

  constructor() {
    super();
    new KeepFocusController(this, ['.stop', '.use', '.train']);
  }

  protected override render(): TemplateResult {
    const { train } = this;
    return html`<section>
        <train-settings
          .settings=${train.settings}
          .actions=${this.actions.run}
          .disabled=${train.training !== null}
        ></train-settings>
        ${train.training ? this.renderRunning(train.training) : this.renderStart()}
      </section>
      <section>
        <training-chart .steps=${train.steps}></training-chart>
        <run-log
          .steps=${train.steps}
          .epochs=${train.epochs}
          .every=${train.settings.reportEvery}
        ></run-log>
      </section>
      <layer-table
        .classes=${train.tiles.length}
        .features=${train.backbone?.featureLength ?? 2048}
      ></layer-table>`;
  }

  private renderStart(): TemplateResult {
    const { lastRun } = this.train;
    return html`<button class="button primary train" ?disabled=${!this.hasData} @click=${() => this.actions.run.train()}>
        ${icon('train')}${t('run.train')}
      </button>
      <div role="status">${lastRun ? this.renderOutcome(lastRun) : this.hasData ? nothing : html`<p class="quiet-text">${t('run.no-data')}</p>`}</div>`;
  }

  private renderRunning(training: RunningTraining): TemplateResult {
    const { preparing, phase } = training;
    const step = this.train.steps.at(-1);
    const done = preparing
      ? preparing.done / Math.max(1, preparing.total)
      : step && (step.epoch - 1 + step.batch / step.batches) / step.epochs;
    return html`<progress max="1" .value=${done ?? 0} aria-label=${this.phaseText(training)}></progress>
      <div class="spread">
        <span>${this.phaseText(training)}</span>
        <button class="button stop" ?disabled=${phase === 'stopping'} @click=${() => this.actions.run.stop()}>
          ${icon('stop')}${t('run.stop')}
        </button>
      </div>`;
  }

  private phaseText({ phase, preparing }: RunningTraining): string {
    const step = this.train.steps.at(-1);
    switch (phase) {
      case 'preparing':
        return preparing
          ? t('run.preparing', { done: preparing.done, total: preparing.total })
          : t('run.loading');
      case 'loading':
        return t('run.loading');
      case 'stopping':
        return t('run.stopping');
      case 'training':
        return step
          ? t('run.training', {
              epoch: step.epoch,
              epochs: step.epochs,
              batch: step.batch,
              batches: step.batches,
            })
          : t('run.training-begins');
    }
  }

  private renderOutcome(run: LastRun): TemplateResult {
    const { headId } = run;
    const usable = headId !== null && headId !== this.train.activeHead;
    return html`<p>${this.outcomeText(run)}</p>
      ${
        usable
          ? html`<div class="row">
              <button class="button primary use" @click=${() => this.actions.heads.use(headId)}>
                ${icon('check')}${t('heads.use')}
              </button>
            </div>`
          : nothing
      }`;
  }

  private outcomeText({ reason, headId }: LastRun): string {
    const head = this.train.heads.find(({ id }) => id === headId);
    const share = head?.metrics?.validationAccuracy;
    const accuracy = share === null || share === undefined ? null : formatPercent(share, 1);
    if (reason === 'not-finite') return t('run.not-finite');
    if (reason === 'cancelled') return headId ? t('run.cancelled') : t('run.cancelled-nothing');
    if (accuracy === null) return t('run.finished-plain');
    return reason === 'early' ? t('run.early', { accuracy }) : t('run.finished', { accuracy });
  }

  private get hasData(): boolean {
    const { sources, tiles, datasets } = this.train;
    const own = sources.includes('captures') && tiles.some(({ captured }) => captured > 0);
    return own || datasets.some(({ record, images }) => sources.includes(record.id) && images > 0);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'run-panel': RunPanel;
  }
}
