import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { IDLE_STATE } from '../../app/idle-state.ts';
import type { LiveStats } from '../../app/live-state.ts';
import { formatNumber, t } from '../../i18n/index.ts';
import type { BackendName } from '../../model/types.ts';
import { HandspellElement } from '../handspell-element.ts';
import { controls } from '../styles/controls.ts';

/** Backends by their own names, which no language changes. */
export const BACKEND_NAMES: Record<BackendName, string> = {
  webgl: 'WebGL',
  webgpu: 'WebGPU',
  wasm: 'WebAssembly',
};

/** One quiet line: offline ready · WebGL · 224 px · 31/s. It says only what is known. */
@customElement('stats-line')
export class StatsLine extends HandspellElement {
  static override styles = [
    controls,
    css`
      :host {
        display: block;
        min-height: 1.5em;
        color: var(--muted);
        font-size: var(--text-s);
        font-variant-numeric: tabular-nums;
      }

      ul {
        display: flex;
        flex-wrap: wrap;
        list-style: none;
      }

      li + li::before {
        content: '·';
        margin: 0 var(--unit);
      }

      .ready {
        color: var(--accent);
        font-weight: 600;
      }
    `,
  ];

  @property({ attribute: false }) stats: LiveStats = IDLE_STATE.stats;

  protected override render(): TemplateResult {
    const { offlineReady, backend, inputSize, classificationsPerSecond: rate } = this.stats;
    return html`<ul aria-label=${t('stats.label')}>
      ${offlineReady ? html`<li class="ready">${t('app.offline-ready')}</li>` : nothing}
      ${backend ? html`<li>${BACKEND_NAMES[backend]}</li>` : nothing}
      ${inputSize ? html`<li>${t('settings.size.px', { side: inputSize })}</li>` : nothing}
      ${
        rate > 0
          ? html`<li title=${t('stats.rate-full', { rate: formatNumber(rate, rate < 10 ? 1 : 0) })}>${t('stats.rate', { rate: formatNumber(rate, rate < 10 ? 1 : 0) })}</li>`
          : nothing
      }
    </ul>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'stats-line': StatsLine;
  }
}
