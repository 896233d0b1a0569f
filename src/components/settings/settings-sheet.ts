import { html, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { DEFAULT_SETTINGS, type Settings } from '../../app/settings.ts';
import { formatSeconds, t } from '../../i18n/index.ts';
import { INPUT_SIZES } from '../../model/types.ts';
import { raise } from '../events.ts';
import { HandspellElement } from '../handspell-element.ts';
import { icon } from '../icons.ts';
import '../spell/hold-slider.ts';
import { BACKEND_NAMES } from '../spell/stats-line.ts';
import { controls } from '../styles/controls.ts';
import { fields } from '../styles/fields.ts';
import { settingsSheetStyles } from './settings-sheet.styles.ts';

const WORD_BREAKS_MS = [0, 1000, 1500, 2000, 3000] as const;

/**
 * Settings, in a sheet over the current screen. The platform's modal dialog keeps the focus inside, closes on Esc and
 * gives the focus back.
 * @fires settings-change - what changed
 */
@customElement('settings-sheet')
export class SettingsSheet extends HandspellElement {
  static override styles = [controls, fields, settingsSheetStyles];

  @property({ attribute: false }) settings: Settings = DEFAULT_SETTINGS;
  @property({ type: Boolean, reflect: true }) open = false;

  @query('dialog') private readonly dialog!: HTMLDialogElement;

  protected override render(): TemplateResult {
    return html`<dialog aria-labelledby="title" @close=${this.closed} @click=${this.closeOutside}>
      <div class="sheet">
        <div class="head">
          <h2 id="title">${t('settings.title')}</h2>
          <button class="button quiet icon-only" aria-label=${t('app.close')} @click=${this.close}>
            ${icon('close')}
          </button>
        </div>
        <div class="groups">
          ${this.renderSpelling()} ${this.renderCamera()} ${this.renderLook()} ${this.renderModel()}
        </div>
      </div>
    </dialog>`;
  }

  private renderSpelling(): TemplateResult {
    const { settings } = this;
    return html`<section>
      <h3>${t('settings.spelling')}</h3>
      <hold-slider .holdMs=${settings.holdMs}></hold-slider>
      <p class="help">${t('settings.hold.help')}</p>
      ${this.renderSelect(
        t('settings.word-break'),
        WORD_BREAKS_MS.map(
          (ms) => [ms, ms === 0 ? t('settings.word-break.off') : formatSeconds(ms)] as const,
        ),
        settings.wordBreakMs,
        (wordBreakMs) => ({ wordBreakMs }),
      )}
      ${this.renderSwitch(t('settings.suggestions'), settings.suggestions, (suggestions) => ({ suggestions }))}
    </section>`;
  }

  private renderCamera(): TemplateResult {
    const { settings } = this;
    return html`<section>
      <h3>${t('settings.camera')}</h3>
      ${this.renderSwitch(t('settings.mirror'), settings.mirrorPreview, (mirrorPreview) => ({ mirrorPreview }))}
      ${this.renderSwitch(t('settings.skeleton'), settings.showSkeleton, (showSkeleton) => ({ showSkeleton }))}
      ${this.renderSwitch(
        t('settings.fixed-frame'),
        settings.fixedFrame,
        (fixedFrame) => ({ fixedFrame }),
        t('settings.fixed-frame.help'),
      )}
    </section>`;
  }

  private renderLook(): TemplateResult {
    const { settings } = this;
    return html`<section>
      <h3>${t('settings.look')}</h3>
      ${this.renderChoices(
        'theme',
        t('settings.theme'),
        (['auto', 'light', 'dark'] as const).map((theme) => [theme, t(`settings.theme.${theme}`)] as const),
        settings.theme,
        (theme) => ({ theme }),
      )}
      ${this.renderChoices(
        'language',
        t('settings.language'),
        [
          ['auto', t('settings.language.auto')],
          ['en', 'English'],
          ['ru', 'Русский'],
        ] as const,
        settings.language,
        (language) => ({ language }),
      )}
    </section>`;
  }

  private renderModel(): TemplateResult {
    const { settings } = this;
    return html`<section>
      <h3>${t('settings.model')}</h3>
      ${this.renderSelect(
        t('settings.backend'),
        [
          ['auto', t('settings.backend.auto')],
          ['webgl', BACKEND_NAMES.webgl],
          ['webgpu', BACKEND_NAMES.webgpu],
          ['wasm', t('settings.backend.wasm')],
        ] as const,
        settings.backend,
        (backend) => ({ backend }),
      )}
      ${this.renderSelect(
        t('settings.size'),
        [
          ['auto', t('settings.size.auto')] as const,
          ...INPUT_SIZES.map((side) => [side, t('settings.size.px', { side })] as const),
        ],
        settings.inputSize,
        (inputSize) => ({ inputSize }),
      )}
    </section>`;
  }

  private renderSwitch(
    name: string,
    checked: boolean,
    change: (value: boolean) => Partial<Settings>,
    help?: string,
  ): TemplateResult {
    return html`<label class="field">
      <span>${name}</span>
      <input
        type="checkbox"
        role="switch"
        .checked=${checked}
        @change=${(event: Event) => this.change(change((event.target as HTMLInputElement).checked))}
      />
      ${help ? html`<span class="help">${help}</span>` : ''}
    </label>`;
  }

  private renderSelect<Value extends string | number>(
    name: string,
    options: readonly (readonly [Value, string])[],
    value: Value,
    change: (value: Value) => Partial<Settings>,
  ): TemplateResult {
    const choose = (event: Event) => {
      const option = options[(event.target as HTMLSelectElement).selectedIndex];
      if (option) this.change(change(option[0]));
    };
    return html`<label class="field stacked">
      <span>${name}</span>
      <select @change=${choose}>
        ${options.map(([option, text]) => html`<option .selected=${option === value}>${text}</option>`)}
      </select>
    </label>`;
  }

  private renderChoices<Value extends string>(
    group: string,
    name: string,
    options: readonly (readonly [Value, string])[],
    value: Value,
    change: (value: Value) => Partial<Settings>,
  ): TemplateResult {
    return html`<div class="group" role="radiogroup" aria-label=${name}>
      <p aria-hidden="true">${name}</p>
      <div class="choices">
        ${options.map(
          ([option, text]) => html`<label>
            <input
              type="radio"
              name=${group}
              .checked=${option === value}
              @change=${() => this.change(change(option))}
            /><span>${text}</span>
          </label>`,
        )}
      </div>
    </div>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (!changed.has('open')) return;
    if (this.open && !this.dialog.open) this.dialog.showModal();
    if (!this.open && this.dialog.open) this.dialog.close();
  }

  private change(settings: Partial<Settings>): void {
    raise(this, 'settings-change', settings);
  }

  private close(): void {
    this.dialog.close();
  }

  private closed(): void {
    this.open = false;
    this.dispatchEvent(new Event('close'));
  }

  private closeOutside(event: MouseEvent): void {
    if (event.target === this.dialog) this.close();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'settings-sheet': SettingsSheet;
  }
}
