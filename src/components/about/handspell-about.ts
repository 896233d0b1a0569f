import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { DeviceActions, DeviceReport, ReportedError } from '../../app/device-report.ts';
import { currentLanguage, formatMegabytes, formatMilliseconds, t } from '../../i18n/index.ts';
import type { StageTimes } from '../../model/types.ts';
import { ClipboardController } from '../controllers/clipboard-controller.ts';
import { HandspellElement } from '../handspell-element.ts';
import { icon } from '../icons.ts';
import { BACKEND_NAMES } from '../spell/stats-line.ts';
import { controls } from '../styles/controls.ts';
import './confirm-button.ts';
import { aboutStyles } from './handspell-about.styles.ts';
import { reportText } from './report-text.ts';

type Row = readonly [name: string, value: string | TemplateResult];

const STAGES: readonly (keyof StageTimes)[] = ['wait', 'landmarks', 'crop', 'embed', 'head', 'total'];

/** About this device: what runs, how fast, what is stored, what went wrong; and how to delete it. */
@customElement('handspell-about')
export class HandspellAbout extends HandspellElement {
  static override styles = [controls, aboutStyles];

  @property({ attribute: false }) report: DeviceReport | null = null;
  @property({ attribute: false }) actions: DeviceActions | null = null;
  /** Every model file was found whole in this visit: a report from before does not know it. */
  @property({ attribute: false }) offlineReady = false;

  private readonly clipboard = new ClipboardController(this);

  override connectedCallback(): void {
    super.connectedCallback();
    this.refresh();
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.get('offlineReady') === false && this.offlineReady) this.refresh();
  }

  protected override render(): TemplateResult {
    const { report } = this;
    return html`<header>
        <h1 tabindex="-1">${t('nav.about')}</h1>
        <p class="intro">${t('about.intro')}</p>
        ${report ? this.renderHeadButtons(report) : html`<p role="status">${t('about.collecting')}</p>`}
      </header>
      ${report ? this.renderReport(report) : nothing}
      <section class="privacy">
        <h2>${t('about.privacy')}</h2>
        <p>${t('about.privacy.text')}</p>
        <div class="deletions">
          <confirm-button
            .label=${t('about.reset')}
            .question=${t('about.reset.confirm', { total: formatMegabytes(report?.cache.totalBytes ?? 0) })}
            .action=${this.actions && (() => this.actions?.resetModelCache())}
          ></confirm-button>
          <confirm-button
            .label=${t('about.clear')}
            .question=${t('about.clear.confirm')}
            .action=${this.actions && (() => this.actions?.clearData())}
          ></confirm-button>
        </div>
      </section>`;
  }

  private renderHeadButtons(report: DeviceReport): TemplateResult {
    const { outcome } = this.clipboard;
    return html`<div class="buttons">
        <button class="button primary" @click=${() => this.clipboard.copy(reportText(report))}>
          ${icon(outcome === 'copied' ? 'check' : 'copy')}${outcome === 'copied' ? t('text.copied') : t('about.copy')}
        </button>
        <button class="button" @click=${this.refresh}>${icon('retry')}${t('about.refresh')}</button>
      </div>
      <p role="status">${outcome === 'failed' ? t('text.copy-failed') : nothing}</p>`;
  }

  private renderReport(report: DeviceReport): TemplateResult {
    return html`<div class="cards">
      ${this.renderCard(t('about.recognizer'), recognizerRows(report), t('about.not-started'))}
      ${this.renderCard(t('about.times'), timeRows(report.times), t('about.times.none'))}
      ${this.renderCard(t('about.storage'), storageRows(report), t('about.storage.unknown'))}
      ${this.renderCard(t('about.versions'), versionRows(report), '')}
      ${this.renderCache(report)} ${this.renderErrors(report.errors)}
    </div>`;
  }

  private renderCard(title: string, rows: readonly Row[], whenEmpty: string): TemplateResult {
    return html`<section>
      <h2>${title}</h2>
      ${
        rows.length
          ? html`<dl>${rows.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`
          : html`<p class="muted">${whenEmpty}</p>`
      }
    </section>`;
  }

  private renderCache({ cache }: DeviceReport): TemplateResult {
    const total = formatMegabytes(cache.totalBytes);
    const ready = cache.files.length > 0 && cache.files.every((file) => file.state === 'verified');
    return html`<section class="wide">
      <h2>${t('about.cache')}</h2>
      <p class="muted">
        ${ready ? t('about.cache.ready', { total }) : t('about.cache.partial', { done: formatMegabytes(cache.doneBytes), total })}
      </p>
      <dl>
        ${cache.files.map(
          ({ path, bytes, state }) => html`<div>
            <dt class="path">${path}</dt>
            <dd>${formatMegabytes(bytes)}, ${t(`about.file.${state}`)}</dd>
          </div>`,
        )}
      </dl>
    </section>`;
  }

  private renderErrors(errors: readonly ReportedError[]): TemplateResult {
    const when = new Intl.DateTimeFormat(currentLanguage(), { dateStyle: 'short', timeStyle: 'medium' });
    return html`<section class="wide">
      <h2>${t('about.errors')}</h2>
      ${
        errors.length
          ? html`<ul>
              ${errors.map(
                ({ at, code, message }) => html`<li>
                  <time datetime=${at}>${when.format(new Date(at))}</time> <strong>${code}</strong>
                  <span class="muted">${message}</span>
                </li>`,
              )}
            </ul>`
          : html`<p class="muted">${t('about.errors.none')}</p>`
      }
    </section>`;
  }

  private refresh(): void {
    this.actions?.refresh().catch((error: unknown) => console.warn('The device report is incomplete', error));
  }
}

function recognizerRows({ recognizer }: DeviceReport): Row[] {
  if (!recognizer) return [];
  return [
    [t('about.backend'), BACKEND_NAMES[recognizer.backend]],
    [t('about.gpu'), recognizer.gpu ?? t('about.gpu.unknown')],
    [t('about.input-size'), t('settings.size.px', { side: recognizer.inputSize })],
    [t('about.threads'), String(recognizer.threads)],
    [t('about.backbone'), recognizer.backboneId],
    [t('about.head'), recognizer.headName ?? t('about.head.default')],
    ...recognizer.refused.map(
      ({ backend, reason }): Row => [t('about.refused', { backend: BACKEND_NAMES[backend] }), reason],
    ),
  ];
}

function timeRows(times: StageTimes | null): Row[] {
  if (!times) return [];
  return STAGES.map((stage) => [t(`about.time.${stage}`), formatMilliseconds(times[stage])]);
}

function storageRows({ storage }: DeviceReport): Row[] {
  if (!storage) return [];
  return [
    [t('about.storage.used'), formatMegabytes(storage.usedBytes)],
    [t('about.storage.quota'), formatMegabytes(storage.quotaBytes)],
    [t('about.storage.persisted'), yesNo(storage.persisted)],
  ];
}

function versionRows({ app, browser }: DeviceReport): Row[] {
  return [
    [t('about.version.app'), app.version],
    [t('about.version.cache'), app.cacheVersion],
    [t('about.version.worker'), t(`about.worker.${browser.serviceWorker}`)],
    [t('about.version.isolated'), yesNo(browser.isolated)],
    [t('about.version.browser'), browser.userAgent],
  ];
}

function yesNo(value: boolean): string {
  return value ? t('about.yes') : t('about.no');
}

declare global {
  interface HTMLElementTagNameMap {
    'handspell-about': HandspellAbout;
  }
}
