import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { CameraChoice } from '../../app/live-state.ts';
import { t } from '../../i18n/index.ts';
import { raise } from '../events.ts';
import { HandspellElement } from '../handspell-element.ts';
import { icon } from '../icons.ts';
import { controls } from '../styles/controls.ts';

/**
 * Chooses a camera, where there is a choice. With a front and a rear camera only, it is one button that turns them.
 * @fires camera-choose - which camera
 */
@customElement('camera-picker')
export class CameraPicker extends HandspellElement {
  static override styles = [
    controls,
    css`
      label,
      .button {
        position: relative;
        display: flex;
        align-items: center;
        gap: var(--unit);
        height: var(--target);
        padding: 0 calc(1.5 * var(--unit)) 0 10px;
        border: 0;
        border-radius: var(--radius);
        background: var(--stage-glass);
        color: var(--stage-ink);
      }

      .button {
        padding: 0 10px;
      }

      .button:hover:not(:disabled) {
        background: #22322f;
      }

      select {
        appearance: none;
        max-width: 180px;
        height: 100%;
        border: 0;
        background: transparent;
        color: inherit;
        font: inherit;
        font-size: 0.875rem;
        text-overflow: ellipsis;
        cursor: pointer;
      }

      select:focus-visible {
        outline: none;
      }

      label:focus-within {
        outline: 3px solid var(--stage-accent);
        outline-offset: 2px;
      }

      /* A small stage has room for the icon only; the list lies unseen over it. */
      @media (max-width: 599px) {
        label {
          padding: 0 10px;
        }

        select {
          position: absolute;
          inset: 0;
          width: 100%;
          opacity: 0;
        }
      }

      option {
        background: var(--surface);
        color: var(--ink);
      }
    `,
  ];

  @property({ attribute: false }) cameras: CameraChoice[] = [];
  @property({ attribute: false }) activeCameraId: string | null = null;

  protected override render(): TemplateResult | typeof nothing {
    if (this.cameras.length < 2) return nothing;
    return this.turnTarget() ? this.renderTurn() : this.renderList();
  }

  private renderTurn(): TemplateResult {
    const target = this.turnTarget();
    const name = target?.facing === 'environment' ? t('stage.camera-rear') : t('stage.camera-front');
    return html`<button class="button" aria-label=${name} title=${name} @click=${this.turn}>${icon('flip')}</button>`;
  }

  private renderList(): TemplateResult {
    return html`<label>
      ${icon('camera')}
      <select aria-label=${t('stage.camera')} @change=${this.choose}>
        ${this.cameras.map(
          (camera, index) => html`<option
            value=${camera.deviceId}
            .selected=${camera.deviceId === this.activeCameraId}
          >${camera.label || t('stage.camera-number', { number: index + 1 })}</option>`,
        )}
      </select>
    </label>`;
  }

  /** On a phone with one camera a side: the other one. */
  private turnTarget(): CameraChoice | null {
    const [a, b] = this.cameras;
    if (this.cameras.length !== 2 || !a?.facing || !b?.facing || a.facing === b.facing) return null;
    return a.deviceId === this.activeCameraId ? b : a;
  }

  private turn(): void {
    const facing = this.turnTarget()?.facing;
    if (facing) raise(this, 'camera-choose', { facing });
  }

  private choose(event: Event): void {
    raise(this, 'camera-choose', { deviceId: (event.target as HTMLSelectElement).value });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'camera-picker': CameraPicker;
  }
}
