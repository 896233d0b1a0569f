import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { StageStatus } from '../../app/live-state.ts';
import { t } from '../../i18n/index.ts';
import { raise } from '../events.ts';
import { HandspellElement } from '../handspell-element.ts';
import { icon } from '../icons.ts';
import { controls } from '../styles/controls.ts';
import { browserFamily } from './browser-family.ts';
import { type StatusMessage, statusMessage } from './status-message.ts';

/**
 * The one sentence on the stage, with its way out.
 * @fires stage-action - `start` or `retry`, when the button is pressed
 */
@customElement('stage-message')
export class StageMessage extends HandspellElement {
  static override styles = [
    controls,
    css`
      :host {
        display: flex;
        color: var(--stage-ink);
        pointer-events: none;
      }

      .card,
      .line {
        pointer-events: auto;
      }

      .card {
        display: grid;
        justify-items: center;
        gap: var(--unit);
        max-width: 440px;
        margin: auto;
        padding: calc(3 * var(--unit));
        text-align: center;
      }

      .card .icon {
        width: 40px;
        height: 40px;
        margin-bottom: var(--unit);
        stroke-width: 1.25;
        color: var(--stage-accent);
      }

      .card.error .icon,
      .line.warning .icon {
        color: #fbbf24;
      }

      .card .sentence {
        display: grid;
        gap: var(--unit);
      }

      .title {
        font-weight: 600;
      }

      .card .title {
        font-size: var(--text-l);
        line-height: 1.3;
        text-wrap: balance;
      }

      .detail {
        color: var(--stage-muted);
        text-wrap: pretty;
      }

      .card .button {
        margin-top: calc(2 * var(--unit));
        padding-inline: calc(3 * var(--unit));
        border: 0;
        background: var(--stage-accent);
        color: #04211d;
      }

      .card .button:hover {
        background: #5eead4;
      }

      .card .button:focus-visible {
        outline-color: var(--stage-ink);
      }

      .bar {
        width: min(280px, 60vw);
        height: 8px;
        margin-top: var(--unit);
        border-radius: 4px;
        background: rgb(255 255 255 / 16%);
        overflow: hidden;
      }

      .bar span {
        display: block;
        height: 100%;
        background: var(--stage-accent);
        transform-origin: left;
        transition: transform 300ms linear;
      }

      .line {
        display: flex;
        align-items: center;
        gap: calc(1.5 * var(--unit));
        margin: auto auto calc(2 * var(--unit));
        max-width: calc(100% - 4 * var(--unit));
        padding: var(--unit) calc(2 * var(--unit)) var(--unit) calc(1.5 * var(--unit));
        border-radius: var(--radius);
        background: var(--stage-glass);
        line-height: 1.35;
      }

      .line .icon {
        color: var(--stage-accent);
      }

      .line .title:only-child {
        font-weight: 400;
      }

      .line .detail {
        font-size: 0.875rem;
      }
    `,
  ];

  @property({ attribute: false }) status: StageStatus = { kind: 'idle' };

  private announced = '';
  private announcement = '';

  protected override render(): TemplateResult {
    const message = statusMessage(this.status, browserFamily(navigator.userAgent, navigator.maxTouchPoints));
    this.announce(message);
    return html`<p class="visually-hidden" role="status">${this.announcement}</p>
      <div class="${message.form} ${message.tone}">
      ${icon(message.icon)}
      <div class="sentence">
        <p class="title">${message.title}</p>
        ${message.detail ? html`<p class="detail">${message.detail}</p>` : nothing}
      </div>
      ${this.renderProgress(message)} ${this.renderAction(message)}
    </div>`;
  }

  /** A screen reader hears a state once: not every megabyte, and not the guesses while a hand is read. */
  private announce(message: StatusMessage): void {
    const state = JSON.stringify([this.status.kind, 'code' in this.status && this.status.code]);
    if (state === this.announced) return;
    this.announced = state;
    const worthSaying = message.form === 'card' || message.tone === 'warning';
    this.announcement = worthSaying ? `${message.title}. ${message.detail}` : '';
  }

  private renderProgress(message: StatusMessage) {
    if (message.progress === null) return nothing;
    const percent = Math.round(message.progress * 100);
    return html`<div
      class="bar"
      role="progressbar"
      aria-label=${t('stage.progress')}
      aria-valuemin="0"
      aria-valuemax="100"
      aria-valuenow=${percent}
    ><span></span></div>`;
  }

  private renderAction(message: StatusMessage) {
    const { action } = message;
    if (!action) return nothing;
    return html`<button class="button primary" @click=${() => this.act(action.does)}>${action.label}</button>`;
  }

  protected override updated(): void {
    const fill = this.renderRoot.querySelector<HTMLElement>('.bar span');
    const bar = fill?.parentElement;
    if (fill && bar) fill.style.transform = `scaleX(${Number(bar.ariaValueNow) / 100})`;
  }

  private act(does: 'start' | 'retry'): void {
    raise(this, 'stage-action', does);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'stage-message': StageMessage;
  }
}
