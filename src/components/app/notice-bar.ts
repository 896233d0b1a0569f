import { css, html, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { t } from '../../i18n/index.ts';
import { HandspellElement } from '../handspell-element.ts';
import { icon } from '../icons.ts';
import { controls } from '../styles/controls.ts';

type Notice = 'standIn' | 'textKept';

/** What a person must know on every screen and can close: it is said again only when it comes again. */
@customElement('notice-bar')
export class NoticeBar extends HandspellElement {
  static override styles = [
    controls,
    css`
      :host {
        display: block;
      }

      div {
        display: flex;
        align-items: center;
        gap: calc(2 * var(--unit));
        padding: var(--unit) calc(2 * var(--unit));
        border-bottom: 1px solid var(--line);
        background: var(--accent-soft);
      }

      p {
        flex: 1;
      }
    `,
  ];

  /** Name of the camera that stands in for the chosen one; null when the chosen one is used. */
  @property({ attribute: false }) standIn: string | null = null;
  /** False when the text could not be stored. */
  @property({ attribute: false }) textKept = true;

  @state() private closed: readonly Notice[] = [];

  protected override willUpdate(changed: PropertyValues<this>): void {
    const again = (['standIn', 'textKept'] as const).filter((notice) => changed.has(notice));
    if (again.length > 0) this.closed = this.closed.filter((notice) => !again.includes(notice));
  }

  protected override render(): TemplateResult[] {
    const notices: [Notice, string][] = [];
    if (!this.textKept) notices.push(['textKept', t('notice.text-not-kept')]);
    if (this.standIn !== null) {
      notices.push(['standIn', t('notice.stand-in', { camera: this.standIn || t('stage.camera') })]);
    }
    return notices
      .filter(([notice]) => !this.closed.includes(notice))
      .map(
        ([notice, sentence]) => html`<div>
          <p role="status">${sentence}</p>
          <button
            class="button quiet icon-only"
            aria-label=${t('app.close')}
            @click=${() => {
              this.closed = [...this.closed, notice];
            }}
          >${icon('close')}</button>
        </div>`,
      );
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'notice-bar': NoticeBar;
  }
}
