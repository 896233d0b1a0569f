import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { formatMilliseconds } from '../../i18n/index.ts';
import { t } from '../../i18n/networks.ts';
import { codeOf } from '../../model/bridge.ts';
import type { BackendName } from '../../model/types.ts';
import { NETWORK_IDS, NETWORKS, type NetworkId } from '../../model/zoo/networks.ts';
import { summarize } from '../../model/zoo/summarize.ts';
import { countCapturePictures } from '../../train/lab/count-captures.ts';
import type { ForwardTime } from '../../train/lab/forward-time.ts';
import { timeForward } from '../../train/lab/lab-client.ts';
import { HandspellElement } from '../handspell-element.ts';
import { BACKEND_NAMES } from '../spell/stats-line.ts';
import { controls } from '../styles/controls.ts';
import { fields } from '../styles/fields.ts';
import './claim-activations.ts';
import './claim-bottleneck.ts';
import './claim-filters.ts';
import './claim-gradients.ts';
import './claim-pooling.ts';
import type { CameraModel } from './camera-model.ts';
import { ExperimentController } from './experiment-controller.ts';
import { formatBytes } from './figures.ts';
import './lenet-trainer.ts';
import './network-compare.ts';
import './network-panel.ts';
import { networkStyles } from './panel.styles.ts';

const BACKENDS: readonly BackendName[] = ['webgl', 'webgpu', 'wasm'];

/** A backend that gave no time, and why; null when the device lacks it. */
interface Refusal {
  network: NetworkId;
  backend: BackendName;
  reason: string | null;
}

/** The five architectures of the lesson: drawn, counted, timed here, and their claims to be checked. */
@customElement('handspell-networks')
export class HandspellNetworks extends HandspellElement {
  static override styles = [
    controls,
    fields,
    networkStyles,
    css`
      :host {
        display: grid;
        align-content: start;
        gap: calc(3 * var(--unit));
        max-width: 1120px;
        margin: 0 auto;
        padding: var(--unit) calc(2 * var(--unit)) calc(4 * var(--unit));
      }

      header {
        display: grid;
        gap: var(--unit);
      }

      .claims,
      .column {
        display: grid;
        align-content: start;
        gap: calc(2 * var(--unit));
        min-width: 0;
      }


      ul.times {
        display: grid;
        gap: 4px;
        list-style: none;
        font-variant-numeric: tabular-nums;
      }

      @media (min-width: 900px) {
        :host {
          padding: calc(4 * var(--unit));
        }

        .claims {
          grid-template-columns: repeat(2, minmax(0, 1fr));
        }
      }
    `,
  ];

  /** The recognizer of the camera screen; null while there is none. */
  @property({ attribute: false }) camera: CameraModel | null = null;
  @state() private network: NetworkId = 'lenet5';
  @state() private times: readonly ForwardTime[] = [];
  @state() private refusals: readonly Refusal[] = [];
  @state() private now: { network: NetworkId; backend: BackendName } | null = null;
  @state() private captures = 0;

  private readonly experiment = new ExperimentController(this);

  override connectedCallback(): void {
    super.connectedCallback();
    void this.countCaptures();
  }

  /** Turns to one of the five. */
  showNetwork(id: NetworkId): void {
    this.network = id;
  }

  protected override render(): TemplateResult {
    return html`<header>
        <h1 tabindex="-1">${t('title')}</h1>
        <p class="text">${t('intro')}</p>
      </header>
      <div class="choices" role="radiogroup" aria-label=${t('choose')}>
        ${NETWORK_IDS.map((id) => this.renderChoice(id))}
      </div>
      <network-panel .network=${this.network}>${this.renderRun()}</network-panel>
      <network-compare .times=${this.times}>${this.renderRunAll()}</network-compare>
      <h2>${t('claims.title')}</h2>
      <div class="claims">
        <div class="column">
          <claim-filters></claim-filters>
          <claim-activations></claim-activations>
          <claim-gradients .captures=${this.captures}></claim-gradients>
        </div>
        <div class="column">
          <claim-bottleneck></claim-bottleneck>
          <claim-pooling></claim-pooling>
          <lenet-trainer .captures=${this.captures} .camera=${this.camera}></lenet-trainer>
        </div>
      </div>`;
  }

  private renderChoice(id: NetworkId): TemplateResult {
    const choose = () => this.showNetwork(id);
    return html`<label
      ><input type="radio" name="network" .checked=${this.network === id} @change=${choose} /><span
        >${NETWORKS[id]().name}</span
      ></label
    >`;
  }

  private renderRun(): TemplateResult {
    const { parameterBytes, forwardBytes } = summarize(NETWORKS[this.network]());
    const size = formatBytes(parameterBytes + forwardBytes);
    const times = this.times.filter(({ network }) => network === this.network);
    const refusals = this.refusals.filter(({ network }) => network === this.network);
    return html`<div class="row">
        ${this.renderButton(t('run.here'), [this.network])}
        <span class="muted">${t('run.needs', { size })} ${t('run.random')}</span>
      </div>
      ${times.length + refusals.length > 0 ? html`<ul class="times">${times.map(timeLine)} ${refusals.map(refusalLine)}</ul>` : nothing}`;
  }

  private renderRunAll(): TemplateResult {
    const { failure } = this.experiment;
    return html`<div class="row">${this.renderButton(t('run.all'), NETWORK_IDS)}</div>
      ${failure ? html`<p class="failure" role="alert">${failure}</p>` : nothing}`;
  }

  private renderButton(label: string, networks: readonly NetworkId[]): TemplateResult {
    if (!this.experiment.running) {
      return html`<button class="button primary" @click=${() => this.measure(networks)}>${label}</button>`;
    }
    return html`<button class="button" @click=${() => this.experiment.stop()}>${t('run.stop')}</button>
      <span role="status">${
        this.now
          ? t('run.running', {
              network: NETWORKS[this.now.network]().name,
              backend: BACKEND_NAMES[this.now.backend],
            })
          : nothing
      }</span>`;
  }

  private measure(networks: readonly NetworkId[]): void {
    void this.experiment.run(async (signal) => {
      for (const network of networks) {
        this.times = this.times.filter((time) => time.network !== network);
        this.refusals = this.refusals.filter((refusal) => refusal.network !== network);
        for (const backend of BACKENDS) {
          this.now = { network, backend };
          await this.measureOne(network, backend, signal);
        }
      }
    });
  }

  /** A backend that fails does not keep the others from running. */
  private async measureOne(network: NetworkId, backend: BackendName, signal: AbortSignal): Promise<void> {
    try {
      const time = await timeForward(network, backend, signal);
      this.times = [...this.times, time];
    } catch (error) {
      if (signal.aborted) throw error;
      const reason =
        codeOf(error) === 'no-backend' ? null : error instanceof Error ? error.message : String(error);
      this.refusals = [...this.refusals, { network, backend, reason }];
    }
  }

  private async countCaptures(): Promise<void> {
    // Without a database there are none to choose; the other screens say what is wrong with it.
    this.captures = await countCapturePictures().catch(() => 0);
  }
}

function timeLine({ backend, medianMs, firstMs }: ForwardTime): TemplateResult {
  return html`<li>
    ${t('run.time', {
      backend: BACKEND_NAMES[backend],
      median: formatMilliseconds(medianMs),
      first: formatMilliseconds(firstMs),
    })}
  </li>`;
}

function refusalLine({ backend, reason }: Refusal): TemplateResult {
  const name = BACKEND_NAMES[backend];
  return html`<li class="muted">${reason === null ? t('run.absent', { backend: name }) : t('run.failed', { backend: name, reason })}</li>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'handspell-networks': HandspellNetworks;
  }
}
