import { css, html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatSeconds, t } from '../../i18n/index.ts';
import { raise } from '../events.ts';
import { HandspellElement } from '../handspell-element.ts';
import { controls } from '../styles/controls.ts';
import { fields } from '../styles/fields.ts';

export const HOLD_RANGE_MS = { min: 200, max: 2000, step: 50 } as const;

/**
 * How long a letter must hold before it is written.
 * @fires settings-change - `holdMs`
 */
@customElement('hold-slider')
export class HoldSlider extends HandspellElement {
  static override styles = [
    controls,
    fields,
    css`
      :host {
        display: block;
      }
    `,
  ];

  @property({ type: Number, attribute: 'hold-ms' }) holdMs = 0;

  protected override render(): TemplateResult {
    return html`<label class="field">
      <span class="name">${t('settings.hold')}</span>
      <output>${formatSeconds(this.holdMs, 2)}</output>
      <input
        type="range"
        min=${HOLD_RANGE_MS.min}
        max=${HOLD_RANGE_MS.max}
        step=${HOLD_RANGE_MS.step}
        .value=${String(this.holdMs)}
        aria-valuetext=${formatSeconds(this.holdMs, 2)}
        @input=${this.changed}
      />
    </label>`;
  }

  private changed(event: Event): void {
    raise(this, 'settings-change', { holdMs: Number((event.target as HTMLInputElement).value) });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'hold-slider': HoldSlider;
  }
}
