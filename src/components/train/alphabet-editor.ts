import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { AlphabetActions } from '../../app/train/state.ts';
import { t } from '../../i18n/train.ts';
import { KeepFocusController } from '../controllers/keep-focus-controller.ts';
import { HandspellElement } from '../handspell-element.ts';
import { icon } from '../icons.ts';
import { labelText } from '../spell/label-text.ts';
import { controls } from '../styles/controls.ts';
import { panelStyles } from './panel.styles.ts';

/** The person's own classes: add, rename, remove, or go back to the ASL alphabet. */
@customElement('alphabet-editor')
export class AlphabetEditor extends HandspellElement {
  static override styles = [
    controls,
    panelStyles,
    css`
      ul {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(150px, 1fr));
        gap: var(--unit);
        list-style: none;
      }

      li {
        display: flex;
        gap: 4px;
      }

      form {
        display: flex;
        gap: var(--unit);
        max-width: 360px;
      }
    `,
  ];

  @property({ attribute: false }) labels: readonly string[] = [];
  /** The alphabet is not the default one. */
  @property({ type: Boolean }) changed = false;
  @property({ attribute: false }) actions: AlphabetActions | null = null;

  constructor() {
    super();
    new KeepFocusController(this, ['form input']);
  }

  protected override render(): TemplateResult {
    return html`<section>
      <p class="quiet-text">${t('alphabet.help')}</p>
      <ul>
        ${this.labels.map((label) => this.renderLabel(label))}
      </ul>
      <form @submit=${this.add}>
        <input type="text" maxlength="24" required aria-label=${t('alphabet.new')} placeholder=${t('alphabet.new')} />
        <button class="button">${t('alphabet.add')}</button>
      </form>
      ${
        this.changed
          ? html`<div><button class="button quiet reset" @click=${() => this.actions?.reset()}>${icon('undo')}${t('alphabet.reset')}</button></div>`
          : nothing
      }
    </section>`;
  }

  private renderLabel(label: string): TemplateResult {
    const name = labelText(label);
    return html`<li>
      <input
        type="text"
        maxlength="24"
        .value=${label}
        aria-label=${t('alphabet.rename', { label: name })}
        @change=${(event: Event) => this.rename(label, event.target as HTMLInputElement)}
      />
      <button
        class="button quiet danger icon-only"
        aria-label=${t('alphabet.remove', { label: name })}
        title=${t('alphabet.remove', { label: name })}
        @click=${() => this.actions?.remove(label)}
      >${icon('close')}</button>
    </li>`;
  }

  private async rename(label: string, input: HTMLInputElement): Promise<void> {
    const value = input.value.trim();
    if (value) await this.actions?.rename(label, value);
    // When the name was refused the old one stands.
    if (this.labels.includes(label)) input.value = label;
  }

  private async add(event: Event): Promise<void> {
    event.preventDefault();
    const input = (event.target as HTMLFormElement).querySelector('input');
    if (!input) return;
    await this.actions?.add(input.value);
    if (this.labels.includes(input.value.trim())) input.value = '';
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'alphabet-editor': AlphabetEditor;
  }
}
