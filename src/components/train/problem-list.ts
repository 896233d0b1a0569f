import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { t } from '../../i18n/train.ts';
import { HandspellElement } from '../handspell-element.ts';
import { controls } from '../styles/controls.ts';
import { panelStyles } from './panel.styles.ts';
import { problemText } from './problem-text.ts';

/** Longer lists help nobody. */
const SHOWN = 100;

/** Files that were left out, folded away behind their number. */
@customElement('problem-list')
export class ProblemList extends HandspellElement {
  static override styles = [
    controls,
    panelStyles,
    css`
      ul {
        max-height: 200px;
        overflow-y: auto;
        overflow-wrap: anywhere;
      }
    `,
  ];

  @property({ attribute: false }) problems: readonly { path: string; code: string }[] = [];

  protected override render(): TemplateResult | typeof nothing {
    const { problems } = this;
    if (problems.length === 0) return nothing;
    return html`<details>
      <summary>${t('data.problems', { count: problems.length })}</summary>
      <ul class="plain quiet-text">
        ${problems.slice(0, SHOWN).map(({ path, code }) => html`<li>${path}: ${problemText(code)}</li>`)}
      </ul>
    </details>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'problem-list': ProblemList;
  }
}
