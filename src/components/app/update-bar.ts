import { css, html, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { t } from '../../i18n/index.ts';
import { raise } from '../events.ts';
import { HandspellElement } from '../handspell-element.ts';
import { controls } from '../styles/controls.ts';

/**
 * A new version waits and asks.
 * @fires update-accept - load it now
 * @fires update-dismiss - not now
 */
@customElement('update-bar')
export class UpdateBar extends HandspellElement {
  static override styles = [
    controls,
    css`
      :host {
        display: flex;
        align-items: center;
        flex-wrap: wrap;
        gap: var(--unit) calc(2 * var(--unit));
        padding: var(--unit) calc(2 * var(--unit));
        border-bottom: 1px solid var(--line);
        background: var(--accent-soft);
      }

      p {
        flex: 1 1 20ch;
      }

      div {
        display: flex;
        gap: var(--unit);
      }
    `,
  ];

  protected override render(): TemplateResult {
    return html`<p role="status">${t('app.update')}</p>
      <div>
        <button class="button primary" @click=${() => raise(this, 'update-accept')}>${t('app.reload')}</button>
        <button class="button quiet" @click=${() => raise(this, 'update-dismiss')}>${t('app.later')}</button>
      </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'update-bar': UpdateBar;
  }
}
