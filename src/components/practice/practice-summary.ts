import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatNumber, formatPercent, t } from '../../i18n/index.ts';
import { type Practice, practiceResult, startPractice } from '../../spelling/practice.ts';
import { raise } from '../events.ts';
import { HandspellElement } from '../handspell-element.ts';
import { icon } from '../icons.ts';
import { controls } from '../styles/controls.ts';

/**
 * Speed and accuracy of a finished word, and the way to teach the letters that were missed.
 * @fires open-screen - Train, for a letter
 */
@customElement('practice-summary')
export class PracticeSummary extends HandspellElement {
  static override styles = [
    controls,
    css`
      :host {
        display: grid;
        align-content: start;
        gap: calc(3 * var(--unit));
      }

      dl {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(200px, 1fr));
        gap: calc(2 * var(--unit));
      }

      dl div {
        padding: calc(2 * var(--unit)) calc(3 * var(--unit));
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--surface);
      }

      dt,
      .small {
        color: var(--muted);
      }

      .value {
        font-size: var(--text-2xl);
        font-weight: 600;
        line-height: 1.3;
        font-variant-numeric: tabular-nums;
      }

      .teach {
        display: flex;
        flex-wrap: wrap;
        gap: var(--unit);
        margin-top: calc(1.5 * var(--unit));
      }
    `,
  ];

  @property({ attribute: false }) practice: Practice = startPractice('');

  protected override render(): TemplateResult {
    const { lettersPerMinute, right, total, missed } = practiceResult(this.practice);
    const rate = Math.round(lettersPerMinute ?? 0);
    return html`<h2>${t('practice.done', { word: this.practice.word })}</h2>
      <dl>
        ${
          lettersPerMinute === null
            ? nothing
            : html`<div>
                <dt>${t('practice.speed')}</dt>
                <dd class="value">${formatNumber(rate)}</dd>
                <dd class="small">${t('practice.speed.unit', { count: rate })}</dd>
              </div>`
        }
        <div>
          <dt>${t('practice.accuracy')}</dt>
          <dd class="value">${formatPercent(total ? right / total : 0)}</dd>
          <dd class="small">${t('practice.accuracy.detail', { right, total })}</dd>
        </div>
      </dl>
      ${missed.length ? this.renderMissed(missed) : html`<p>${t('practice.all-right')}</p>`}`;
  }

  private renderMissed(missed: readonly string[]): TemplateResult {
    return html`<div>
      <p>${t('practice.missed', { letters: missed.join(', ') })}</p>
      <div class="teach">
        ${missed.map(
          (letter) => html`<button
            class="button"
            @click=${() => raise(this, 'open-screen', { screen: 'train', label: letter })}
          >${icon('train')}${t('practice.teach', { letter })}</button>`,
        )}
      </div>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'practice-summary': PracticeSummary;
  }
}
