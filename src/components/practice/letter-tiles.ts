import { css, html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { t } from '../../i18n/index.ts';
import { type Practice, startPractice } from '../../spelling/practice.ts';
import { HandspellElement } from '../handspell-element.ts';
import { controls } from '../styles/controls.ts';

type TileState = 'done' | 'missed' | 'current' | 'waiting';

/** The word as tiles that fill: done, done after a miss, now, waiting. */
@customElement('letter-tiles')
export class LetterTiles extends HandspellElement {
  static override styles = [
    controls,
    css`
      :host {
        display: block;
      }

      ol {
        display: flex;
        flex-wrap: wrap;
        gap: var(--unit);
        list-style: none;
      }

      li {
        display: grid;
        place-items: center;
        flex: 0 1 64px;
        min-width: 34px;
        height: 64px;
        border: 2px solid var(--line);
        border-radius: var(--radius);
        background: var(--surface);
        color: var(--muted);
        font-size: var(--text-xl);
        font-weight: 650;
        transition:
          background-color var(--quick) var(--ease),
          border-color var(--quick) var(--ease);
      }

      .current {
        border-color: var(--accent);
        color: var(--ink);
      }

      .done,
      .missed {
        border-color: transparent;
        background: var(--accent);
        color: var(--on-accent);
      }

      .missed {
        border-color: var(--warning);
        background: var(--warning-soft);
        color: var(--warning);
      }

      @media (max-width: 599px) {
        ol {
          flex-wrap: nowrap;
          gap: 6px;
        }

        li {
          height: 52px;
        }
      }
    `,
  ];

  @property({ attribute: false }) practice: Practice = startPractice('');

  protected override render(): TemplateResult {
    const { word, letters } = this.practice;
    return html`<ol aria-label=${t('practice.word', { word })}>
      ${letters.map(({ letter }, index) => {
        const state = this.tileState(index);
        return html`<li
          class=${state}
          aria-label=${t(`practice.tile.${state}`, { letter })}
          aria-current=${state === 'current' ? 'step' : 'false'}
        >${letter}</li>`;
      })}
    </ol>`;
  }

  private tileState(index: number): TileState {
    const tile = this.practice.letters[index];
    if (!tile || tile.state === 'waiting') return index === this.practice.index ? 'current' : 'waiting';
    return tile.state === 'skipped' || tile.misses.length > 0 ? 'missed' : 'done';
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'letter-tiles': LetterTiles;
  }
}
