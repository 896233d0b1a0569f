import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { formatNumber, formatPercent } from '../../i18n/index.ts';
import { t } from '../../i18n/networks.ts';
import type { LeNet, LeNetStyle } from '../../model/lenet.ts';
import { lenet5 } from '../../model/zoo/lenet5.ts';
import { summarize } from '../../model/zoo/summarize.ts';
import type { LeNetResult, PictureSource } from '../../train/lab/lab.worker.ts';
import { trainLeNet } from '../../train/lab/lab-client.ts';
import { LENET_SETTINGS, type LeNetReport } from '../../train/lab/lenet-settings.ts';
import { HandspellElement } from '../handspell-element.ts';
import { controls } from '../styles/controls.ts';
import { fields } from '../styles/fields.ts';
import type { CameraModel } from './camera-model.ts';
import { ExperimentController } from './experiment-controller.ts';
import { formatBytes } from './figures.ts';
import { lineChart, type Series } from './line-chart.ts';
import { networkStyles } from './panel.styles.ts';
import { renderPictureSource } from './picture-source.ts';

const { parameterBytes } = summarize(lenet5());
const SIDE = lenet5().input[0] ?? 0;

/** Trains LeNet-5 from random weights in a worker and draws how it goes. */
@customElement('lenet-trainer')
export class LeNetTrainer extends HandspellElement {
  static override styles = [controls, fields, networkStyles];

  /** Pictures of the person's own on this device. */
  @property({ type: Number }) captures = 0;
  @state() private kind: LeNetStyle = LENET_SETTINGS.style;
  @state() private source: PictureSource = 'drawn';
  @state() private epochs = 20;
  @state() private reports: readonly LeNetReport[] = [];

  /** The recognizer of the camera screen; null while there is none. */
  @property({ attribute: false }) camera: CameraModel | null = null;
  private trainedOn: PictureSource = 'drawn';
  @state() private result: LeNetResult | null = null;

  private readonly experiment = new ExperimentController(this);

  protected override render(): TemplateResult {
    const { running, failure } = this.experiment;
    const last = this.reports.at(-1);
    return html`<section class="card" aria-labelledby="title">
      <h2 id="title">${t('lenet.title')}</h2>
      <p class="text">${t('lenet.text', { side: SIDE, size: formatBytes(parameterBytes) })}</p>
      ${renderPictureSource(this.source, this.captures, (source) => {
        this.source = source;
      })}
      <div class="choices" role="radiogroup" aria-label=${t('option.style')}>
        ${this.renderKind('tanh-average', t('option.tanh-average', { year: String(lenet5().year) }))}
        ${this.renderKind('relu-max', t('option.relu-max'))}
      </div>
      <label class="field"
        >${t('lenet.epochs')} <output>${formatNumber(this.epochs)}</output>
        <input
          type="range"
          min="5"
          max="100"
          step="5"
          .value=${String(this.epochs)}
          @input=${(event: Event) => {
            this.epochs = Number((event.target as HTMLInputElement).value);
          }}
      /></label>
      <div class="row">
        ${
          running
            ? html`<button class="button" @click=${() => this.experiment.stop()}>${t('run.stop')}</button>`
            : html`<button class="button primary" @click=${this.train}>${t('lenet.train')}</button>`
        }
        <span role="status">${last ? sentence(last) : nothing}</span>
      </div>
      ${failure ? html`<p class="failure" role="alert">${failure}</p>` : nothing}
      ${last ? this.renderChart(last.epochs) : nothing} ${this.result ? this.renderRival(this.result) : nothing} ${this.renderLive()}
    </section>`;
  }

  private renderKind(kind: LeNetStyle, label: string): TemplateResult {
    const choose = () => {
      this.kind = kind;
    };
    return html`<label
      ><input type="radio" name="kind" .checked=${this.kind === kind} @change=${choose} /><span>${label}</span></label
    >`;
  }

  private renderChart(epochs: number): TemplateResult {
    const series: Series[] = [
      {
        name: t('lenet.on-train'),
        note: '',
        curve: 'third',
        points: this.reports.map((r) => [r.epoch, r.trainAccuracy] as const),
      },
      {
        name: t('lenet.on-validation'),
        note: '',
        curve: 'second-curve',
        points: this.reports.map((r) => [r.epoch, r.validationAccuracy ?? Number.NaN] as const),
      },
    ];
    const x = { min: 1, max: epochs, ticks: [1, epochs].map((at) => ({ at, label: formatNumber(at) })) };
    const y = {
      min: 0,
      max: 1,
      ticks: [0, 0.25, 0.5, 0.75, 1].map((at) => ({ at, label: formatPercent(at) })),
    };
    return lineChart(t('lenet.chart'), x, y, series);
  }

  private renderRival({ rival }: LeNetResult): TemplateResult | typeof nothing {
    if (!rival) return nothing;
    const { accuracy, pictures } = rival;
    return html`<p>${t('lenet.rival', { accuracy: formatPercent(accuracy, 1), pictures })}</p>`;
  }

  /** Only a network that learned the person's own letters can read them. */
  private renderLive(): TemplateResult | typeof nothing {
    const { camera, result } = this;
    if (camera?.usesLeNet) {
      return html`<div class="row">
        <button class="button" @click=${() => this.answerWith(camera, null)}>${t('lenet.back')}</button>
        <span class="muted" role="status">${t('lenet.live')}</span>
      </div>`;
    }
    if (!camera || !result || this.trainedOn !== 'captures') return nothing;
    return html`<div class="row">
      <button class="button" @click=${() => this.answerWith(camera, result.model)}>${t('lenet.use')}</button>
    </div>`;
  }

  private answerWith(camera: CameraModel, model: LeNet | null): void {
    void this.experiment.run(() => camera.useLeNet(model));
  }

  private readonly train = (): void => {
    this.reports = [];
    this.result = null;
    const settings = { ...LENET_SETTINGS, style: this.kind, epochs: this.epochs };
    void this.experiment.run(async (signal) => {
      const show = (report: LeNetReport) => {
        if (!signal.aborted) this.reports = [...this.reports, report];
      };
      const { source, camera } = this;
      // Without a camera or a model there is nothing to compare with, and LeNet trains all the same.
      const rival = source === 'captures' && camera ? await camera.activeHead().catch(() => null) : null;
      const result = await trainLeNet(source, settings, rival, show, signal);
      this.trainedOn = source;
      this.result = result;
    });
  };
}

function sentence({ epoch, epochs, trainAccuracy, validationAccuracy }: LeNetReport): string {
  const validation =
    validationAccuracy === null ? t('lenet.no-validation') : formatPercent(validationAccuracy, 1);
  return t('lenet.epoch', { epoch, epochs, train: formatPercent(trainAccuracy, 1), validation });
}

declare global {
  interface HTMLElementTagNameMap {
    'lenet-trainer': LeNetTrainer;
  }
}
