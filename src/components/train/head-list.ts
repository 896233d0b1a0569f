import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { HeadActions } from '../../app/train/state.ts';
import { formatPercent } from '../../i18n/index.ts';
import { currentLanguage } from '../../i18n/language.ts';
import { t } from '../../i18n/train.ts';
import type { HeadSummary } from '../../offline/head-store.ts';
import { KeepFocusController } from '../controllers/keep-focus-controller.ts';
import { HandspellElement } from '../handspell-element.ts';
import { icon } from '../icons.ts';
import { controls } from '../styles/controls.ts';
import { panelStyles } from './panel.styles.ts';
import { saveBlob } from './save-blob.ts';

/** A run leaves a head an epoch: only the newest are shown until more are asked for. */
const NEWEST = 4;

/** Trained heads: compare, use, rename, delete, carry away, bring in, and the way back to the app's own. */
@customElement('head-list')
export class HeadList extends HandspellElement {
  static override styles = [
    controls,
    panelStyles,
    css`
      li {
        padding: var(--unit) calc(1.5 * var(--unit));
        border: 1px solid var(--line);
        border-radius: var(--radius);
      }

      li.active {
        border-color: var(--accent);
      }

      .in-use {
        display: inline-flex;
        align-items: center;
        min-height: var(--target);
        color: var(--accent);
        font-weight: 600;
      }

      .name {
        overflow-wrap: anywhere;
      }

      form {
        display: flex;
        gap: var(--unit);
        flex: 1;
      }
    `,
  ];

  @property({ attribute: false }) heads: readonly HeadSummary[] = [];
  @property({ attribute: false }) active: string | null = null;
  @property({ type: Boolean, attribute: 'can-roll-back' }) canRollBack = false;
  @property({ attribute: false }) actions: HeadActions | null = null;

  @state() private renaming: string | null = null;
  /** Head whose deletion waits for a second press. */
  @state() private doomed: string | null = null;

  @state() private all = false;

  private get shown(): readonly HeadSummary[] {
    return this.all ? this.heads : this.heads.filter(({ id }, i) => i < NEWEST || id === this.active);
  }

  constructor() {
    super();
    new KeepFocusController(this, ['.confirm', 'form input', 'h2']);
  }

  protected override render(): TemplateResult {
    return html`<section>
      <h2 tabindex="-1">${t('heads.title')}</h2>
      <ul class="plain">
        <li class="spread ${this.active === null ? 'active' : ''}">
          <span class="name">${t('heads.default')}</span>
          ${
            this.active === null
              ? this.renderInUse()
              : html`<button class="button default" @click=${() => this.actions?.use(null)}>${t('heads.back')}</button>`
          }
        </li>
        ${repeat(
          this.shown,
          ({ id }) => id,
          (head) => this.renderHead(head),
        )}
      </ul>
      ${this.heads.length > NEWEST ? html`<p class="quiet-text">${t('heads.kept')}</p>` : nothing}
      <div class="row">
        ${
          this.shown.length < this.heads.length
            ? html`<button class="button quiet all" @click=${this.showAll}>${t('heads.show-all', { count: this.heads.length })}</button>`
            : nothing
        }
        <button class="button quiet" ?disabled=${!this.canRollBack} @click=${() => this.actions?.rollBack()}>
          ${icon('undo')}${t('heads.roll-back')}
        </button>
        <button class="button quiet" @click=${this.pick}>${t('heads.import')}</button>
        <input type="file" accept=".handspell" hidden @change=${this.picked} />
      </div>
    </section>`;
  }

  private renderHead(head: HeadSummary): TemplateResult {
    const { id, name } = head;
    return html`<li class=${id === this.active ? 'active' : ''}>
      <div class="spread">
        ${this.renaming === id ? this.renderRename(head) : this.renderName(head)}
        ${
          id === this.active
            ? this.renderInUse()
            : html`<button class="button primary use" @click=${() => this.actions?.use(id)}>${t('heads.use')}</button>`
        }
      </div>
      <div class="row">
        <button class="button quiet" @click=${() => this.startRenaming(id)}>${t('heads.rename')}</button>
        <button
          class="button quiet icon-only"
          aria-label=${t('heads.export', { name })}
          title=${t('heads.export', { name })}
          @click=${() => this.save(head)}
        >${icon('download')}</button>
        ${
          this.doomed === id
            ? html`<button class="button danger confirm" @keydown=${this.spare} @click=${() => this.deleteHead(id)}>${t('data.keep')}</button>`
            : html`<button
                class="button quiet danger icon-only"
                aria-label=${t('heads.delete', { name })}
                title=${t('heads.delete', { name })}
                @click=${() => {
                  this.doomed = id;
                }}
              >${icon('clear')}</button>`
        }
      </div>
    </li>`;
  }

  private renderName({ name, createdAt, metrics }: HeadSummary): TemplateResult {
    const when = new Intl.DateTimeFormat(currentLanguage(), { dateStyle: 'short', timeStyle: 'short' });
    const parts = [when.format(createdAt)];
    const share = metrics?.validationAccuracy;
    if (share !== null && share !== undefined) {
      parts.push(t('heads.accuracy', { accuracy: formatPercent(share, 1) }));
    }
    if (metrics) {
      parts.push(
        t('heads.epoch', { epoch: metrics.epochs }),
        t('heads.trained-on', { count: metrics.images }),
      );
    }
    return html`<span class="name">${name}<br /><span class="quiet-text">${parts.join(' · ')}</span></span>`;
  }

  private renderRename({ id, name }: HeadSummary): TemplateResult {
    return html`<form @submit=${(event: Event) => this.rename(event, id)}>
      <input type="text" maxlength="80" required .value=${name} aria-label=${t('heads.rename-label', { name })} />
      <button class="button">${t('heads.save')}</button>
    </form>`;
  }

  private renderInUse(): TemplateResult | typeof nothing {
    return html`<span class="in-use">${t('heads.in-use')}</span>`;
  }

  private async startRenaming(id: string): Promise<void> {
    this.renaming = this.renaming === id ? null : id;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLInputElement>('form input')?.select();
  }

  private async rename(event: Event, id: string): Promise<void> {
    event.preventDefault();
    const name = (event.target as HTMLFormElement).querySelector('input')?.value.trim();
    this.renaming = null;
    if (name) await this.actions?.rename(id, name);
  }

  private showAll(): void {
    this.all = true;
  }

  private spare(event: KeyboardEvent): void {
    if (event.key === 'Escape') this.doomed = null;
  }

  private async deleteHead(id: string): Promise<void> {
    this.doomed = null;
    await this.actions?.remove(id);
  }

  private async save({ id, name }: HeadSummary): Promise<void> {
    const file = await this.actions?.exportFile(id);
    if (file) saveBlob(file, `${name}.handspell`);
  }

  private pick(): void {
    this.renderRoot.querySelector<HTMLInputElement>('input[type="file"]')?.click();
  }

  private picked(event: Event): void {
    const input = event.target as HTMLInputElement;
    const file = input.files?.[0];
    input.value = '';
    if (file) void this.actions?.importFile(file);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'head-list': HeadList;
  }
}
