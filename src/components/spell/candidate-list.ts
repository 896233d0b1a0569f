import { css, html, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Candidate } from '../../app/live-state.ts';
import { formatPercent, t } from '../../i18n/index.ts';
import { HandspellElement } from '../handspell-element.ts';
import { controls } from '../styles/controls.ts';
import { labelText } from './label-text.ts';

/** The three likeliest letters with bars: a column where there is height, a row where there is width. */
@customElement('candidate-list')
export class CandidateList extends HandspellElement {
  static override styles = [
    controls,
    css`
      :host {
        display: block;
      }

      ol {
        display: grid;
        gap: calc(2 * var(--unit));
        list-style: none;
      }

      :host([row]) ol {
        grid-template-columns: repeat(3, 1fr);
      }

      li {
        display: grid;
        grid-template-columns: 1fr auto;
        align-items: baseline;
        gap: 4px var(--unit);
      }

      .letter {
        min-height: 1.5em;
        font-size: var(--text-l);
        font-weight: 600;
        line-height: 1.2;
        white-space: nowrap;
        overflow: hidden;
        text-overflow: ellipsis;
      }

      li:first-child .letter {
        color: var(--accent);
      }

      .share {
        color: var(--muted);
        font-variant-numeric: tabular-nums;
      }

      .bar {
        grid-column: 1 / -1;
        height: 8px;
        border-radius: 4px;
        background: var(--sunken);
        overflow: hidden;
      }

      .bar span {
        display: block;
        height: 100%;
        border-radius: 4px;
        background: var(--control);
        transform: scaleX(0);
        transform-origin: left;
        transition: transform 120ms linear;
      }

      li:first-child .bar span {
        background: var(--accent);
      }

      :host(:not([row])) li:first-child .letter {
        font-size: var(--text-3xl);
      }

      :host(:not([row])) li:first-child .share {
        color: var(--ink);
        font-size: var(--text-l);
      }
    `,
  ];

  @property({ attribute: false }) candidates: readonly Candidate[] = [];

  protected override render(): TemplateResult {
    return html`<ol aria-label=${t('candidates.label')}>
      ${[0, 1, 2].map((place) => this.renderPlace(this.candidates[place]))}
    </ol>`;
  }

  private renderPlace(candidate: Candidate | undefined): TemplateResult {
    return html`<li>
      <span class="letter">${candidate ? labelText(candidate.label) : ''}</span>
      <span class="share">${candidate ? formatPercent(candidate.probability) : ''}</span>
      <span class="bar" aria-hidden="true"><span></span></span>
    </li>`;
  }

  protected override updated(_changed: PropertyValues<this>): void {
    const bars = this.renderRoot.querySelectorAll<HTMLElement>('.bar span');
    bars.forEach((bar, place) => {
      bar.style.transform = `scaleX(${this.candidates[place]?.probability ?? 0})`;
    });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'candidate-list': CandidateList;
  }
}
