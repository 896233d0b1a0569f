import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { LiveActions } from '../../app/live-state.ts';
import { t } from '../../i18n/index.ts';
import { ClipboardController } from '../controllers/clipboard-controller.ts';
import { SpeechController } from '../controllers/speech-controller.ts';
import { HandspellElement } from '../handspell-element.ts';
import { type IconName, icon } from '../icons.ts';
import { controls } from '../styles/controls.ts';

/** What a hand on the keyboard or screen can do with the text: delete, space, undo; speak, copy, share, clear. */
@customElement('text-tools')
export class TextTools extends HandspellElement {
  static override styles = [
    controls,
    css`
      :host {
        display: block;
      }

      [role='toolbar'] {
        display: flex;
        justify-content: space-between;
        gap: clamp(2px, 0.8vw, 8px);
      }

      .button {
        flex: 1 1 var(--target);
        padding: 0 var(--unit);
      }

      .word {
        display: none;
        font-size: 0.9375rem;
        font-weight: 500;
        white-space: nowrap;
      }

      .notice {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--unit) calc(2 * var(--unit));
        margin-bottom: var(--unit);
        padding: var(--unit) calc(1.5 * var(--unit));
        border-radius: var(--radius);
        background: var(--warning-soft);
        color: var(--warning);
      }

      .notice span {
        flex: 1 1 24ch;
      }

      .done .icon {
        color: var(--accent);
      }

      @media (min-width: 1360px) {
        .word {
          display: inline;
        }

        .button {
          flex: none;
          padding: 0 calc(1.5 * var(--unit)) 0 var(--unit);
        }

        [role='toolbar'] {
          justify-content: flex-end;
          margin-right: calc(-1.5 * var(--unit));
        }
      }
    `,
  ];

  @property() text = '';
  @property({ type: Boolean, attribute: 'can-undo' }) canUndo = false;
  @property({ attribute: false }) actions: LiveActions | null = null;

  private readonly speech = new SpeechController(this);
  private readonly clipboard = new ClipboardController(this);

  protected override render(): TemplateResult {
    const { text, actions, speech, clipboard } = this;
    const empty = text === '';
    const copied = clipboard.outcome === 'copied';
    const shared = clipboard.outcome === 'shared';
    return html`<div role="status">${this.renderNotice()}</div>
      <div role="toolbar" aria-label=${t('text.tools')}>
        ${this.renderButton('delete', t('text.delete'), empty, () => actions?.deleteLast())}
        ${this.renderButton('space', t('text.space'), !actions, () => actions?.insertSpace())}
        ${this.renderButton('undo', t('text.undo'), !this.canUndo, () => actions?.undo())}
        ${
          speech.speaking
            ? this.renderButton('stop', t('text.stop-speaking'), false, () => speech.stop())
            : this.renderButton('speak', t('text.speak'), empty, () => speech.speak(text))
        }
        ${this.renderButton(
          copied ? 'check' : 'copy',
          copied ? t('text.copied') : t('text.copy'),
          empty,
          () => clipboard.copy(text),
        )}
        ${
          clipboard.canShare
            ? this.renderButton(
                shared ? 'check' : 'share',
                shared ? t('text.shared') : t('text.share'),
                empty,
                () => clipboard.share(text),
              )
            : nothing
        }
        ${this.renderButton('clear', t('text.clear'), empty, () => actions?.clear())}
      </div>`;
  }

  private renderButton(name: IconName, label: string, disabled: boolean, press: () => void): TemplateResult {
    return html`<button class="button quiet" title=${label} aria-label=${label} ?disabled=${disabled} @click=${press}>
      ${icon(name)}<span class="word" aria-hidden="true">${label}</span>
    </button>`;
  }

  private renderNotice() {
    const { speech, clipboard, text } = this;
    if (clipboard.outcome === 'failed') return html`<p class="notice">${t('text.copy-failed')}</p>`;
    if (!speech.notice) return nothing;
    return html`<p class="notice">
      <span>${t(`speech.${speech.notice}`)}</span>
      ${
        speech.notice === 'online'
          ? html`<button class="button" @click=${() => speech.speak(text, true)}>${t('speech.online-accept')}</button>`
          : nothing
      }
    </p>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'text-tools': TextTools;
  }
}
