import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { t } from '../../i18n/index.ts';
import { HandspellElement } from '../handspell-element.ts';
import { icon } from '../icons.ts';
import { controls } from '../styles/controls.ts';

/** A button for what cannot be undone: it asks in its own place, does it, and says what came of it. */
@customElement('confirm-button')
export class ConfirmButton extends HandspellElement {
  static override styles = [
    controls,
    css`
      :host {
        display: block;
      }

      .question {
        display: grid;
        gap: calc(1.5 * var(--unit));
        padding: calc(2 * var(--unit));
        border-radius: var(--radius);
        background: var(--error-soft);
      }

      .buttons {
        display: flex;
        flex-wrap: wrap;
        gap: var(--unit);
      }

      .outcome {
        margin-top: var(--unit);
        color: var(--muted);
      }
    `,
  ];

  @property() label = '';
  @property() question = '';
  @property({ attribute: false }) action: (() => Promise<void>) | null = null;

  @state() private stage: 'rest' | 'asking' | 'working' | 'done' | 'failed' = 'rest';

  protected override render(): TemplateResult {
    return this.stage === 'asking' ? this.renderQuestion() : this.renderRest();
  }

  private renderRest(): TemplateResult {
    const { stage } = this;
    const outcome =
      stage === 'done' ? t('about.deleted') : stage === 'failed' ? t('about.delete-failed') : null;
    return html`<button
        class="button danger"
        ?disabled=${!this.action || stage === 'working'}
        @click=${this.ask}
      >${icon('clear')}${this.label}</button>
      <div role="status">${outcome ? html`<p class="outcome">${outcome}</p>` : nothing}</div>`;
  }

  private renderQuestion(): TemplateResult {
    return html`<div class="question" role="group" aria-label=${this.label} @keydown=${this.leaveByEscape}>
      <p>${this.question}</p>
      <div class="buttons">
        <button class="button danger" @click=${this.confirm}>${t('about.delete')}</button>
        <button class="button cancel" @click=${this.cancel}>${t('app.cancel')}</button>
      </div>
    </div>`;
  }

  private async ask(): Promise<void> {
    this.stage = 'asking';
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('.cancel')?.focus();
  }

  private async cancel(): Promise<void> {
    this.stage = 'rest';
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('button')?.focus();
  }

  private leaveByEscape(event: KeyboardEvent): void {
    if (event.key === 'Escape') void this.cancel();
  }

  private async confirm(): Promise<void> {
    this.stage = 'working';
    try {
      await this.action?.();
      this.stage = 'done';
    } catch (error) {
      console.warn('Not all of it was deleted', error);
      this.stage = 'failed';
    }
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('button')?.focus();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'confirm-button': ConfirmButton;
  }
}
