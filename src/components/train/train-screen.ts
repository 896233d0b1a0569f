import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { IDLE_STATE } from '../../app/idle-state.ts';
import type { LiveActions, LiveState } from '../../app/live-state.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../app/settings.ts';
import type { TrainActions, TrainState } from '../../app/train/state.ts';
import { t } from '../../i18n/train.ts';
import type { HandspellEvents } from '../events.ts';
import { HandspellElement } from '../handspell-element.ts';
import { icon } from '../icons.ts';
import '../spell/camera-stage.ts';
import { controls } from '../styles/controls.ts';
import './alphabet-editor.ts';
import './capture-review.ts';
import './check-panel.ts';
import './data-panel.ts';
import type { TrainEvents } from './events.ts';
import { failureText } from './failure-text.ts';
import './letter-grid.ts';
import './record-bar.ts';
import './run-panel.ts';
import { saveRecordings } from './save-recordings.ts';
import { trainScreenStyles } from './train-screen.styles.ts';

const STEPS = ['data', 'train', 'check'] as const;
type Step = (typeof STEPS)[number];

/** What this screen follows: the session of Train, made once by the app. */
export interface TrainSource extends TrainActions {
  readonly state: TrainState;
  subscribe(listener: (state: TrainState) => void): () => void;
}

/** Train: record your own letters or import a dataset, train the last layer, check it, use it. */
@customElement('handspell-train')
export class HandspellTrain extends HandspellElement {
  static override styles = [controls, trainScreenStyles];

  @property({ attribute: false }) live: LiveState = IDLE_STATE;
  @property({ attribute: false }) actions: LiveActions | null = null;
  @property({ attribute: false }) settings: Settings = DEFAULT_SETTINGS;
  @property({ attribute: false }) watchVideo: ((video: HTMLVideoElement | null) => void) | null = null;
  @property({ attribute: false }) session: TrainSource | null = null;
  /** The class that the address asks for; it is selected once, as soon as there is such a class. */
  @property() wanted = '';

  @state() private train: TrainState | null = null;
  @state() private step: Step = 'data';
  @state() private editing = false;
  @query('.capture') private readonly captureElement!: HTMLElement | null;

  private asked = '';
  private unsubscribe: (() => void) | null = null;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('session')) this.follow();
    if (changed.has('wanted')) this.asked = this.wanted;
    if (this.asked && this.train?.tiles.some(({ label }) => label === this.asked)) {
      this.session?.record.select(this.asked);
      this.asked = '';
    }
  }

  protected override render(): TemplateResult {
    const { train, session } = this;
    return html`<header>
        <h1 tabindex="-1">${t('title')}</h1>
        <p class="intro">${t('intro')}</p>
      </header>
      ${train && session ? this.renderScreen(train, session) : html`<p role="status">${t('not-ready')}</p>`}`;
  }

  private renderScreen(train: TrainState, session: TrainSource): TemplateResult {
    return html`${this.renderFailure(train, session)}
      <div class="recording">
        <div class="capture">${this.renderCapture(train, session)}</div>
        <div class="letters">${this.renderLetters(train, session)}</div>
        <capture-review .label=${train.selected} .tiles=${train.tiles} .data=${session.data}></capture-review>
      </div>
      <div class="steps">${this.renderSteps(train, session)}</div>`;
  }

  private renderFailure(train: TrainState, session: TrainSource) {
    const { failure } = train;
    if (!failure) return nothing;
    return html`<div class="failure" role="alert">
      <p>${failureText(failure.code)}</p>
      ${
        failure.code === 'quota' && train.tiles.some(({ captured }) => captured > 0)
          ? html`<button class="button export" @click=${() => saveRecordings(session.data)}>${icon('download')}${t('failure.export')}</button>`
          : nothing
      }
      <button class="button quiet" @click=${() => this.session?.dismissFailure()}>${t('failure.dismiss')}</button>
    </div>`;
  }

  private renderCapture(train: TrainState, session: TrainSource): TemplateResult {
    return html`<camera-stage
        .live=${this.live}
        .mirror=${this.settings.mirrorPreview}
        .skeleton=${this.settings.showSkeleton}
        .fixedFrame=${this.settings.fixedFrame}
        .watchVideo=${this.watchVideo}
        .instructs=${false}
        @stage-action=${this.act}
        @stage-pause=${() => this.actions?.stop()}
        @camera-choose=${(event: HandspellEvents['camera-choose']) => this.actions?.chooseCamera(event.detail)}
      ></camera-stage>
      <record-bar
        .label=${train.selected}
        .recording=${train.recording}
        .ready=${this.live.stream !== null}
        @record-start=${this.record}
        @record-stop=${() => session.record.stop()}
      ></record-bar>`;
  }

  private renderLetters(train: TrainState, session: TrainSource): TemplateResult {
    return html`<letter-grid
        .tiles=${train.tiles}
        .selected=${train.selected}
        .disabled=${train.recording !== null}
        @label-select=${this.select}
      ></letter-grid>
      <div>
        <button class="button quiet edit" aria-expanded=${this.editing} @click=${this.toggleEditor}>
          ${this.editing ? t('alphabet.done') : t('grid.edit')}
        </button>
      </div>
      ${
        this.editing
          ? html`<alphabet-editor
              .labels=${train.tiles.map(({ label }) => label)}
              .changed=${train.alphabetChanged}
              .actions=${session.alphabet}
            ></alphabet-editor>`
          : nothing
      }`;
  }

  private renderSteps(train: TrainState, session: TrainSource): TemplateResult {
    return html`<div role="tablist" aria-label=${t('steps.label')} @keydown=${this.moveStep}>
        ${STEPS.map(
          (step, i) =>
            html`<button
              role="tab"
              id="tab-${step}"
              aria-selected=${step === this.step}
              aria-controls="step"
              tabindex=${step === this.step ? 0 : -1}
              @click=${() => this.show(step)}
            >${i + 1}. ${t(`step.${step}`)}</button>`,
        )}
      </div>
      <div id="step" class="card" role="tabpanel" aria-labelledby="tab-${this.step}" @label-select=${this.select}>
        ${this.renderStep(train, session)}
      </div>`;
  }

  private renderStep(train: TrainState, session: TrainSource): TemplateResult {
    switch (this.step) {
      case 'data':
        return html`<data-panel .train=${train} .actions=${session}></data-panel>`;
      case 'train':
        return html`<run-panel .train=${train} .actions=${session}></run-panel>`;
      case 'check':
        return html`<check-panel .train=${train} .actions=${session}></check-panel>`;
    }
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.follow();
  }

  override disconnectedCallback(): void {
    this.session?.record.stop();
    this.unsubscribe?.();
    this.unsubscribe = null;
    super.disconnectedCallback();
  }

  private follow(): void {
    this.unsubscribe?.();
    this.unsubscribe =
      this.session?.subscribe((state) => {
        this.train = state;
      }) ?? null;
    this.train = this.session?.state ?? null;
  }

  private record(event: TrainEvents['record-start']): void {
    const { label, handsFree } = event.detail;
    if (handsFree) this.session?.record.startHandsFree(label);
    else this.session?.record.start(label);
  }

  private select(event: TrainEvents['label-select']): void {
    this.session?.record.select(event.detail);
    if (event.target !== this.renderRoot.querySelector('letter-grid')) {
      this.captureElement?.scrollIntoView({ block: 'start' });
    }
  }

  private show(step: Step): void {
    this.step = step;
  }

  private async moveStep(event: KeyboardEvent): Promise<void> {
    const move = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (move === 0) return;
    const next = STEPS[(STEPS.indexOf(this.step) + move + STEPS.length) % STEPS.length];
    if (!next) return;
    this.show(next);
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('[aria-selected="true"]')?.focus();
  }

  private toggleEditor(): void {
    this.editing = !this.editing;
  }

  private act(event: HandspellEvents['stage-action']): void {
    if (event.detail === 'start') this.actions?.start();
    else this.actions?.retry();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'handspell-train': HandspellTrain;
  }
}
