import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { RunActions } from '../../app/train/state.ts';
import { formatPercent } from '../../i18n/index.ts';
import { t } from '../../i18n/train.ts';
import { LESSON_SETTINGS, PERSONAL_SETTINGS, type TrainSettings } from '../../train/train-types.ts';
import { HandspellElement } from '../handspell-element.ts';
import { controls } from '../styles/controls.ts';
import { fields } from '../styles/fields.ts';
import { panelStyles } from './panel.styles.ts';

type NumberKey =
  | 'epochs'
  | 'learningRate'
  | 'batchSize'
  | 'seed'
  | 'pull'
  | 'noise'
  | 'mixup'
  | 'reportEvery';

const RANGES: Record<NumberKey, { min: number; max: number; step: number | 'any' }> = {
  epochs: { min: 1, max: 1000, step: 1 },
  learningRate: { min: 0.000001, max: 1, step: 'any' },
  batchSize: { min: 4, max: 512, step: 1 },
  seed: { min: 0, max: 2 ** 31, step: 1 },
  pull: { min: 0, max: 100, step: 'any' },
  noise: { min: 0, max: 2, step: 'any' },
  mixup: { min: 0, max: 1, step: 'any' },
  reportEvery: { min: 1, max: 10_000, step: 1 },
};

/** How to train: two recipes, and every number of them. */
@customElement('train-settings')
export class TrainSettingsForm extends HandspellElement {
  static override styles = [
    controls,
    fields,
    panelStyles,
    css`
      .numbers {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(130px, 1fr));
        gap: calc(1.5 * var(--unit));
      }

      .numbers label {
        display: grid;
        gap: 4px;
        align-content: end;
      }
    `,
  ];

  @property({ attribute: false }) settings: TrainSettings = PERSONAL_SETTINGS;
  @property({ attribute: false }) actions: RunActions | null = null;
  @property({ type: Boolean }) disabled = false;

  protected override render(): TemplateResult {
    const personal = this.settings.recipe === 'personal';
    return html`<h3 id="preset">${t('run.preset')}</h3>
      <div class="choices" role="radiogroup" aria-labelledby="preset">
        ${this.renderPreset('personal', personal)} ${this.renderPreset('lesson', !personal)}
      </div>
      <p class="help">${personal ? t('run.preset-personal-help') : t('run.preset-lesson-help')}</p>
      <details>
        <summary>${t('run.settings')}</summary>
        ${this.renderSettings()}
      </details>`;
  }

  private renderPreset(name: 'personal' | 'lesson', checked: boolean): TemplateResult {
    const settings = name === 'personal' ? PERSONAL_SETTINGS : LESSON_SETTINGS;
    return html`<label
      ><input
        type="radio"
        name="preset"
        value=${name}
        .checked=${checked}
        ?disabled=${this.disabled}
        @change=${() => this.actions?.configure(settings)}
      /><span>${t(`run.preset-${name}`)}</span></label
    >`;
  }

  private renderSettings(): TemplateResult {
    const { settings } = this;
    return html`${this.renderStart()}
      <div class="numbers">
        ${this.renderNumber('epochs', t('run.epochs'))} ${this.renderNumber('learningRate', t('run.rate'))}
        ${this.renderNumber('batchSize', t('run.batch'))} ${this.renderNumber('seed', t('run.seed'))}
        ${settings.start === 'zero' ? nothing : this.renderNumber('pull', t('run.pull'))}
        ${this.renderNumber('noise', t('run.noise'))} ${this.renderNumber('mixup', t('run.mixup'))}
        ${this.renderNumber('reportEvery', t('run.report'))}
        <label
          ><span>${t('run.validation')}</span>
          <select ?disabled=${this.disabled} @change=${this.changeValidation}>
            ${[0, 0.1, 0.2, 0.3, 0.4].map(
              (share) =>
                html`<option value=${share} .selected=${share === settings.validationFraction}>${formatPercent(share)}</option>`,
            )}
          </select></label
        >
        <label
          ><span>${t('run.patience')}</span>
          <select ?disabled=${this.disabled} @change=${this.changePatience}>
            <option value="" .selected=${settings.patience === null}>${t('run.patience-off')}</option>
            ${[1, 2, 3, 5, 10].map(
              (count) =>
                html`<option value=${count} .selected=${count === settings.patience}>${t('run.patience-epochs', { count })}</option>`,
            )}
          </select></label
        >
      </div>
      <h3 id="split">${t('run.split')}</h3>
      <div class="choices" role="radiogroup" aria-labelledby="split">
        ${(['group', 'random'] as const).map(
          (split) =>
            html`<label
              ><input
                type="radio"
                name="split"
                value=${split}
                .checked=${settings.split === split}
                ?disabled=${this.disabled}
                @change=${() => this.actions?.configure({ split })}
              /><span>${t(`run.split-${split}`)}</span></label
            >`,
        )}
      </div>
      <p class="help">${t('run.split-help')}</p>
      <label class="field"
        ><span>${t('run.balance')}</span>
        <input
          type="checkbox"
          .checked=${settings.balance}
          ?disabled=${this.disabled}
          @change=${(event: Event) =>
            this.actions?.configure({ balance: (event.target as HTMLInputElement).checked })}
      /></label>`;
  }

  private renderStart(): TemplateResult {
    return html`<h3 id="start">${t('run.start')}</h3>
      <div class="choices" role="radiogroup" aria-labelledby="start">
        ${(['default', 'active', 'zero'] as const).map(
          (start) =>
            html`<label
              ><input
                type="radio"
                name="start"
                value=${start}
                .checked=${this.settings.start === start}
                ?disabled=${this.disabled}
                @change=${() => this.actions?.configure({ start })}
              /><span>${t(`run.start-${start}`)}</span></label
            >`,
        )}
      </div>`;
  }

  private renderNumber(key: NumberKey, label: string): TemplateResult {
    const { min, max, step } = RANGES[key];
    return html`<label
      ><span>${label}</span
      ><input
        type="number"
        name=${key}
        min=${min}
        max=${max}
        step=${step}
        .value=${String(this.settings[key])}
        ?disabled=${this.disabled}
        @change=${(event: Event) => this.changeNumber(key, event.target as HTMLInputElement)}
    /></label>`;
  }

  private changeNumber(key: NumberKey, input: HTMLInputElement): void {
    const value = input.valueAsNumber;
    if (Number.isNaN(value) || !input.validity.valid) input.value = String(this.settings[key]);
    else this.actions?.configure({ [key]: value });
  }

  private changeValidation(event: Event): void {
    this.actions?.configure({ validationFraction: Number((event.target as HTMLSelectElement).value) });
  }

  private changePatience(event: Event): void {
    const { value } = event.target as HTMLSelectElement;
    this.actions?.configure({ patience: value ? Number(value) : null });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'train-settings': TrainSettingsForm;
  }
}
