import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { formatNumber, formatPercent } from '../../i18n/index.ts';
import { t } from '../../i18n/networks.ts';
import type { DeepNetOptions } from '../../train/lab/deep-net.ts';
import { GRADIENT_RUN, type GradientReport } from '../../train/lab/gradient-run.ts';
import type { PictureSource } from '../../train/lab/lab.worker.ts';
import { measureGradients } from '../../train/lab/lab-client.ts';
import { HandspellElement } from '../handspell-element.ts';
import { controls } from '../styles/controls.ts';
import { fields } from '../styles/fields.ts';
import { ExperimentController } from './experiment-controller.ts';
import { scientific } from './figures.ts';
import { type Curve, decades, lineChart, type Series } from './line-chart.ts';
import { networkStyles } from './panel.styles.ts';
import { renderPictureSource } from './picture-source.ts';

const VARIANTS = [
  { name: 'plain', curve: 'first', net: {} },
  { name: 'shortcuts', curve: 'second-curve', net: { shortcuts: true } },
  { name: 'sides', curve: 'third', net: { sideClassifiers: true } },
] as const satisfies readonly { name: string; curve: Curve; net: Partial<DeepNetOptions> }[];

type Variant = (typeof VARIANTS)[number]['name'];
const ACTIVATIONS = ['sigmoid', 'tanh', 'relu'] as const;

/** Trains a deep network three ways in a worker and draws the gradient that reaches each layer. */
@customElement('claim-gradients')
export class ClaimGradients extends HandspellElement {
  static override styles = [controls, fields, networkStyles];

  /** Pictures of the person's own on this device. */
  @property({ type: Number }) captures = 0;
  @state() private activation: DeepNetOptions['activation'] = 'sigmoid';
  @state() private source: PictureSource = 'drawn';
  @state() private reports: ReadonlyMap<Variant, GradientReport> = new Map();

  private readonly experiment = new ExperimentController(this);

  protected override render(): TemplateResult {
    const { depth, width } = GRADIENT_RUN.net;
    const { running, failure } = this.experiment;
    return html`<section class="card" aria-labelledby="title">
      <h3 id="title">${t('gradients.title')}</h3>
      <p class="text">${t('gradients.text', { depth, width })}</p>
      ${renderPictureSource(this.source, this.captures, (source) => {
        this.source = source;
        this.reset();
      })}
      <div class="choices" role="radiogroup" aria-label=${t('gradients.activation')}>
        ${ACTIVATIONS.map((name) => this.renderActivation(name))}
      </div>
      <div class="row">
        ${
          running
            ? html`<button class="button" @click=${() => this.experiment.stop()}>${t('run.stop')}</button>`
            : html`<button class="button primary" @click=${this.measure}>${t('gradients.measure')}</button>`
        }
        <span class="muted" role="status">${this.progress()}</span>
      </div>
      ${failure ? html`<p class="failure" role="alert">${failure}</p>` : nothing}
      ${this.reports.size > 0 ? this.renderChart() : nothing}
    </section>`;
  }

  private renderActivation(name: DeepNetOptions['activation']): TemplateResult {
    const choose = () => {
      this.activation = name;
      this.reset();
    };
    return html`<label
      ><input type="radio" name="activation" .checked=${this.activation === name} @change=${choose} /><span
        >${name}</span
      ></label
    >`;
  }

  private renderChart(): TemplateResult {
    const { depth } = GRADIENT_RUN.net;
    const series = VARIANTS.flatMap(({ name, curve }): Series[] => {
      const report = this.reports.get(name);
      if (!report) return [];
      const points = report.gradientNorms.map((norm, i) => [i + 1, Math.log10(norm)] as const);
      return [{ name: t(`gradients.${name}`), note: noteOf(report), curve, points }];
    });
    const logs = series.flatMap(({ points }) => points.map(([, y]) => y)).filter(Number.isFinite);
    const ticks = [1, depth / 4, depth / 2, (3 * depth) / 4, depth].map((at) => ({
      at,
      label: formatNumber(at),
    }));
    const y = decades(Math.floor(Math.min(...logs)), Math.ceil(Math.max(...logs)), scientific);
    return lineChart(t('gradients.chart'), { min: 1, max: depth, ticks }, y, series);
  }

  private progress(): string {
    const last = [...this.reports.values()].at(-1);
    if (!this.experiment.running || !last) return '';
    return t('gradients.step', { step: last.step, steps: GRADIENT_RUN.steps });
  }

  private reset(): void {
    this.experiment.stop();
    this.reports = new Map();
  }

  private readonly measure = (): void => {
    this.reset();
    const { activation, source } = this;
    void this.experiment.run(async (signal) => {
      for (const { name, net } of VARIANTS) {
        const run = { ...GRADIENT_RUN, net: { ...GRADIENT_RUN.net, ...net, activation } };
        const show = (report: GradientReport) => {
          if (!signal.aborted) this.reports = new Map(this.reports).set(name, report);
        };
        await measureGradients(source, run, show, signal);
      }
    });
  };
}

function noteOf({ loss, accuracy, gradientNorms }: GradientReport): string {
  const ratio = (gradientNorms[0] ?? Number.NaN) / (gradientNorms.at(-1) ?? Number.NaN);
  const learned = t('gradients.loss', { loss: formatNumber(loss, 3), accuracy: formatPercent(accuracy) });
  return `${t('gradients.ratio', { ratio: scientific(ratio) })}; ${learned}`;
}

declare global {
  interface HTMLElementTagNameMap {
    'claim-gradients': ClaimGradients;
  }
}
