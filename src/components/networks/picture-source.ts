import { html, nothing, type TemplateResult } from 'lit';
import { t } from '../../i18n/networks.ts';
import type { PictureSource } from '../../train/lab/lab.worker.ts';

/** Choice between drawn hands and the person's own pictures; nothing to choose while there are none. */
export function renderPictureSource(
  source: PictureSource,
  captures: number,
  choose: (source: PictureSource) => void,
): TemplateResult {
  const option = (value: PictureSource, label: string) =>
    html`<label
      ><input type="radio" name="source" .checked=${source === value} @change=${() => choose(value)} /><span
        >${label}</span
      ></label
    >`;
  return html`<div>
    <p class="muted">${t('source.label')}${captures === 0 ? html`: ${t('source.drawn')}` : nothing}</p>
    ${
      captures === 0
        ? nothing
        : html`<div class="choices" role="radiogroup" aria-label=${t('source.label')}>
            ${option('drawn', t('source.drawn'))} ${option('captures', t('source.captures', { count: captures }))}
          </div>`
    }
  </div>`;
}
