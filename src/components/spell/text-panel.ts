import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import type { LiveActions } from '../../app/live-state.ts';
import { t } from '../../i18n/index.ts';
import { HandspellElement } from '../handspell-element.ts';
import { controls } from '../styles/controls.ts';

/**
 * The text: large, editable, its caret always visible. An unseen copy of the text lies under the text area: it makes
 * the area grow with its text, carries the caret while the keyboard is elsewhere, and flashes the last letter.
 */
@customElement('text-panel')
export class TextPanel extends HandspellElement {
  static override styles = [
    controls,
    css`
      :host {
        display: block;
        min-height: 0;
        margin: 0 -6px;
        max-height: calc(4 * 1.35 * var(--spell-text));
        overflow-y: auto;
        overscroll-behavior: contain;
        scrollbar-width: thin;
        border-radius: var(--radius);
        --spell-text: clamp(1.75rem, 1.3rem + 1.6vw, 2.5rem);
      }

      :host(:focus-within) {
        outline: 3px solid var(--accent);
        outline-offset: 2px;
      }

      .paper {
        display: grid;
      }

      .copy,
      textarea {
        grid-area: 1 / 1;
        min-width: 0;
        margin: 0;
        padding: 0 6px;
        border: 0;
        font: inherit;
        font-size: var(--spell-text);
        font-weight: 550;
        line-height: 1.35;
        letter-spacing: 0.01em;
        white-space: pre-wrap;
        overflow-wrap: anywhere;
        word-break: normal;
      }

      .copy {
        color: transparent;
        user-select: none;
        pointer-events: none;
      }

      textarea {
        width: 100%;
        height: 100%;
        background: transparent;
        color: var(--ink);
        caret-color: var(--accent);
        resize: none;
        overflow: hidden;
        outline: none;
      }

      textarea::placeholder {
        color: var(--muted);
        font-weight: 400;
        opacity: 1;
      }

      .caret {
        display: inline-block;
        width: 3px;
        height: 1.1em;
        margin-right: -3px;
        border-radius: 2px;
        vertical-align: -0.2em;
        background: var(--accent);
      }

      :host(:focus-within) .caret {
        visibility: hidden;
      }

      .flash {
        border-radius: 4px;
        animation: flash 700ms var(--ease) 1;
      }

      @keyframes flash {
        from {
          background: color-mix(in srgb, var(--accent) 38%, transparent);
        }
      }
    `,
  ];

  @property() text = '';
  @property({ type: Number }) caret = 0;
  /** The last commit's number: the letter before the caret flashes once when it changes. */
  @property({ type: Number, attribute: 'commit-sequence' }) commitSequence = 0;
  @property({ attribute: false }) actions: LiveActions | null = null;

  @query('textarea') private readonly area!: HTMLTextAreaElement;
  @query('.caret') private readonly caretMark!: HTMLElement;

  private composing = false;

  /** Where the next letter will stand on the page. */
  get caretRect(): DOMRect {
    return this.caretMark.getBoundingClientRect();
  }

  protected override render(): TemplateResult {
    const { text, caret } = this;
    const last = Math.max(0, caret - 1);
    return html`<div class="paper">
      <div class="copy" aria-hidden="true">${text.slice(0, last)}${keyed(
        this.commitSequence,
        this.commitSequence > 0 && caret > 0
          ? html`<span class="flash">${text.slice(last, caret)}</span>`
          : html`<span>${text.slice(last, caret)}</span>`,
      )}<span class="caret"></span>${text.slice(caret)}${text.endsWith('\n') || text === '' ? '\u200b' : nothing}</div>
      <textarea
        rows="1"
        spellcheck="false"
        autocapitalize="off"
        autocomplete="off"
        aria-label=${t('text.label')}
        placeholder=${t('text.placeholder')}
        @input=${this.edited}
        @keyup=${this.caretMoved}
        @pointerup=${this.caretMoved}
        @compositionstart=${this.compositionStarted}
        @compositionend=${this.compositionEnded}
      ></textarea>
    </div>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    // What a person typed before anybody listened is not lost.
    const shown = changed.get('text') ?? this.text;
    if (changed.get('actions') === null && this.area.value !== shown) this.edited();
    if (!changed.has('text') && !changed.has('caret')) return;
    // A value set while an input method composes would throw away what is being composed.
    if (!this.composing && this.area.value !== this.text) this.area.value = this.text;
    if (!this.composing && this.area.selectionEnd !== this.caret) {
      this.area.setSelectionRange(this.caret, this.caret);
    }
    this.keepCaretInView();
  }

  private keepCaretInView(): void {
    const panel = this.getBoundingClientRect();
    const caret = this.caretRect;
    if (caret.bottom > panel.bottom) this.scrollTop += caret.bottom - panel.bottom + 4;
    else if (caret.top < panel.top) this.scrollTop -= panel.top - caret.top + 4;
  }

  private edited(): void {
    if (!this.composing) this.actions?.editText(this.area.value, this.area.selectionEnd);
  }

  private caretMoved(): void {
    const { value, selectionEnd } = this.area;
    if (!this.composing && selectionEnd !== this.caret) this.actions?.editText(value, selectionEnd);
  }

  private compositionStarted(): void {
    this.composing = true;
  }

  private compositionEnded(): void {
    this.composing = false;
    this.edited();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'text-panel': TextPanel;
  }
}
