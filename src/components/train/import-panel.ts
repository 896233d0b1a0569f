import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { ImportActions, PendingImport, RunningImport } from '../../app/train/state.ts';
import { formatDuration, formatNumber } from '../../i18n/index.ts';
import { t } from '../../i18n/train.ts';
import { KeepFocusController } from '../controllers/keep-focus-controller.ts';
import { HandspellElement } from '../handspell-element.ts';
import { icon } from '../icons.ts';
import { labelText } from '../spell/label-text.ts';
import { controls } from '../styles/controls.ts';
import { fields } from '../styles/fields.ts';
import { panelStyles } from './panel.styles.ts';
import './problem-list.ts';

const CAPS = [50, 100, 300, 1000, 3000];

/** Takes a dataset in: a place to drop it, the mapping of its folders, the progress of reading it. */
@customElement('import-panel')
export class ImportPanel extends HandspellElement {
  static override styles = [
    controls,
    fields,
    panelStyles,
    css`
      .drop {
        display: grid;
        gap: calc(1.5 * var(--unit));
        padding: calc(2 * var(--unit));
        border: 2px dashed var(--control);
        border-radius: var(--radius);
      }

      .drop.over {
        border-color: var(--accent);
        background: var(--accent-soft);
      }

      .mapping {
        max-height: 320px;
        border: 1px solid var(--line);
        border-radius: var(--radius);
      }

      .mapping th {
        position: sticky;
        top: 0;
        background: var(--surface);
      }

      .mapping th:first-child,
      .mapping td:first-child {
        padding-left: 12px;
        overflow-wrap: anywhere;
      }

      .mapping th:last-child,
      .mapping td:last-child {
        padding-right: 12px;
      }

      .unmapped td:first-child {
        color: var(--muted);
      }
    `,
  ];

  @property({ attribute: false }) pending: PendingImport | null = null;
  @property({ attribute: false }) running: RunningImport | null = null;
  @property({ attribute: false }) labels: readonly string[] = [];
  @property({ attribute: false }) actions: ImportActions | null = null;

  @state() private over = false;

  constructor() {
    super();
    new KeepFocusController(this, ['.start', '.pause', '.pick', 'h2']);
  }

  protected override render(): TemplateResult {
    return html`<section>
      <h2 tabindex="-1">${t('import.title')}</h2>
      ${this.running ? this.renderRunning(this.running) : this.pending ? this.renderPending(this.pending) : this.renderDrop()}
    </section>`;
  }

  private renderDrop(): TemplateResult {
    return html`<div
      class="drop ${this.over ? 'over' : ''}"
      @dragover=${this.dragOver}
      @dragleave=${this.dragLeave}
      @drop=${this.drop}
    >
      <p>${t('import.drop')}</p>
      <p class="quiet-text">${t('import.local')}</p>
      <div class="row">
        <button class="button pick" @click=${() => this.pick('zip')}>${t('import.zip')}</button>
        <button class="button" @click=${this.pickFolder}>${t('import.folder')}</button>
      </div>
      <input class="zip" type="file" accept=".zip,application/zip" hidden @change=${this.picked} />
      <input class="folder" type="file" multiple webkitdirectory hidden @change=${this.picked} />
    </div>`;
  }

  private renderPending(pending: PendingImport): TemplateResult {
    const { planned, tests } = pending;
    return html`<h3>${pending.name}</h3>
      ${pending.resumes ? html`<p>${t('import.resumes')}</p>` : nothing}
      <h3>${t('import.mapping')}</h3>
      ${this.renderMapping(pending)}
      ${tests > 0 ? html`<p class="quiet-text">${t('import.tests', { count: tests })}</p>` : nothing}
      <problem-list .problems=${pending.problems}></problem-list>
      <label class="field"
        ><span>${t('import.cap')}</span>
        <select class="cap" @change=${this.changeCap}>
          ${CAPS.map((cap) => html`<option value=${cap} .selected=${cap === pending.cap}>${formatNumber(cap)}</option>`)}
          <option value="" .selected=${pending.cap === null}>${t('import.everything')}</option>
        </select>
        <span class="help">${t('import.cap-help')}</span></label
      >
      <label class="field"
        ><span>${t('import.copies')}</span>
        <select class="copies" @change=${this.changeCopies}>
          ${[0, 1, 2, 3].map((n) => html`<option value=${n} .selected=${n === pending.copies}>${n}</option>`)}
        </select>
        <span class="help">${t('import.copies-help')}</span></label
      >
      <div class="row">
        <button
          class="button primary start"
          ?disabled=${planned + tests === 0 || pending.starting}
          @click=${() => this.actions?.start()}
        >${pending.starting ? t('import.starting') : t('import.start', { count: planned + tests })}</button>
        <button class="button quiet" @click=${() => this.actions?.dropPending()}>${t('import.cancel')}</button>
      </div>
      ${planned === 0 ? html`<p class="quiet-text">${t('import.nothing')}</p>` : nothing}`;
  }

  private renderMapping({ folders }: PendingImport): TemplateResult {
    return html`<div class="scroll mapping">
      <table>
        <thead>
          <tr>
            <th>${t('import.folder-name')}</th>
            <th class="number">${t('import.count')}</th>
            <th>${t('import.letter')}</th>
          </tr>
        </thead>
        <tbody>
          ${folders.map(({ folder, images, label }) => {
            const name = folder || t('import.root');
            return html`<tr class=${label === null ? 'unmapped' : ''}>
              <td title=${folder}>${shorten(name)}</td>
              <td class="number">${formatNumber(images)}</td>
              <td>
                <select aria-label="${name}: ${t('import.letter')}" @change=${(event: Event) => this.map(folder, event)}>
                  <option value="" .selected=${label === null}>${t('import.leave-out')}</option>
                  ${this.labels.map(
                    (own) => html`<option value=${own} .selected=${own === label}>${labelText(own)}</option>`,
                  )}
                </select>
              </td>
            </tr>`;
          })}
        </tbody>
      </table>
    </div>`;
  }

  private renderRunning({ name, progress, paused, problems }: RunningImport): TemplateResult {
    const { done, skipped, total, imagesPerSecond, etaMs } = progress;
    return html`<h3>${t('import.running', { name })}</h3>
      <progress max=${total} .value=${done + skipped} aria-label=${t('import.running', { name })}></progress>
      <div class="spread">
        <span>${t('import.progress', { done: done + skipped, total })}</span>
        <span class="quiet-text">
          ${
            imagesPerSecond !== null && etaMs !== null && !paused
              ? t('import.rate', { rate: formatNumber(imagesPerSecond, 1), time: formatDuration(etaMs) })
              : nothing
          }
        </span>
      </div>
      <div class="row">
        <button class="button pause" @click=${() => this.actions?.pause(!paused)}>
          ${icon(paused ? 'play' : 'pause')}${paused ? t('import.resume') : t('import.pause')}
        </button>
        <button class="button quiet" @click=${() => this.actions?.cancel()}>${icon('stop')}${t('import.stop')}</button>
      </div>
      <p class="quiet-text">${t('import.stop-help')}</p>
      <problem-list .problems=${problems}></problem-list>`;
  }

  private map(folder: string, event: Event): void {
    this.actions?.mapFolder(folder, (event.target as HTMLSelectElement).value || null);
  }

  private changeCap(event: Event): void {
    const { value } = event.target as HTMLSelectElement;
    this.actions?.setCap(value ? Number(value) : null);
  }

  private changeCopies(event: Event): void {
    this.actions?.setCopies(Number((event.target as HTMLSelectElement).value));
  }

  private pick(kind: 'zip' | 'folder'): void {
    this.renderRoot.querySelector<HTMLInputElement>(`input.${kind}`)?.click();
  }

  /** A handle reads files when they are needed; the file field of other browsers lists them all at once. */
  private pickFolder(): void {
    if ('showDirectoryPicker' in window) void this.actions?.openFolder();
    else this.pick('folder');
  }

  private picked(event: Event): void {
    const input = event.target as HTMLInputElement;
    const files = Array.from(input.files ?? []);
    input.value = '';
    if (files.length > 0) void this.actions?.openFiles(files);
  }

  private dragOver(event: DragEvent): void {
    event.preventDefault();
    this.over = true;
  }

  private dragLeave(): void {
    this.over = false;
  }

  private drop(event: DragEvent): void {
    event.preventDefault();
    this.over = false;
    if (event.dataTransfer) void this.actions?.openDrop(event.dataTransfer);
  }
}

/** The last two parts of a path: Kaggle's folders are nested twice. */
function shorten(path: string): string {
  const parts = path.split('/');
  return parts.length > 2 ? `…/${parts.slice(-2).join('/')}` : path;
}

declare global {
  interface HTMLElementTagNameMap {
    'import-panel': ImportPanel;
  }
}
