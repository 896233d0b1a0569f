import { css, html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { t } from '../../i18n/index.ts';
import { raise } from '../events.ts';
import { HandspellElement } from '../handspell-element.ts';
import { controls } from '../styles/controls.ts';

/**
 * Up to three words to finish the current one with. Keys 1 to 3 choose while no text is being typed; inside a text
 * field it is Alt and the key.
 * @fires word-accept - the word
 */
@customElement('word-chips')
export class WordChips extends HandspellElement {
  static override styles = [
    controls,
    css`
      :host {
        display: block;
        min-height: var(--target);
      }

      ul {
        display: flex;
        gap: var(--unit);
        list-style: none;
        overflow-x: auto;
        scrollbar-width: none;
        margin: -5px;
        padding: 5px;
      }

      .button {
        border-color: transparent;
        background: var(--accent-soft);
        color: var(--ink);
        white-space: nowrap;
        /* Three words fit beside each other on a small phone, whatever its font. */
        padding-inline: calc(1.5 * var(--unit));
      }

      .button:hover:not(:disabled) {
        border-color: var(--accent);
      }

      kbd {
        display: none;
        font: inherit;
        font-size: var(--text-s);
        font-weight: 500;
        color: var(--accent);
      }

      @media (hover: hover) and (pointer: fine) {
        kbd {
          display: inline;
        }
      }
    `,
  ];

  @property({ attribute: false }) words: readonly string[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('keydown', this.chooseByKey);
  }

  override disconnectedCallback(): void {
    window.removeEventListener('keydown', this.chooseByKey);
    super.disconnectedCallback();
  }

  protected override render(): TemplateResult {
    return html`<ul aria-label=${t('text.suggestions')}>
      ${this.words.slice(0, 3).map(
        (word, index) => html`<li>
          <button
            class="button"
            aria-label=${t('text.suggestion', { word, number: index + 1 })}
            @click=${() => raise(this, 'word-accept', word)}
          >${word}<kbd aria-hidden="true">${index + 1}</kbd></button>
        </li>`,
      )}
    </ul>`;
  }

  private readonly chooseByKey = (event: KeyboardEvent): void => {
    const number = /^(?:Digit|Numpad)([123])$/.exec(event.code)?.[1];
    if (!number || event.ctrlKey || event.metaKey || event.defaultPrevented) return;
    const path = event.composedPath();
    if (path.some((node) => node instanceof HTMLDialogElement)) return;
    const typing =
      path[0] instanceof HTMLTextAreaElement ||
      path[0] instanceof HTMLInputElement ||
      path[0] instanceof HTMLSelectElement;
    const word = this.words[Number(number) - 1];
    if (!word || typing !== event.altKey) return;
    event.preventDefault();
    raise(this, 'word-accept', word);
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'word-chips': WordChips;
  }
}
