import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { IDLE_STATE } from '../../app/idle-state.ts';
import type { CommittedLetter, LiveActions, LiveState } from '../../app/live-state.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../app/settings.ts';
import { t } from '../../i18n/index.ts';
import type { HandspellEvents } from '../events.ts';
import { HandspellElement } from '../handspell-element.ts';
import { controls } from '../styles/controls.ts';
import './camera-stage.ts';
import type { CameraStage } from './camera-stage.ts';
import './candidate-list.ts';
import { flyLetter } from './fly-letter.ts';
import { spellStyles } from './handspell-spell.styles.ts';
import { hasPicture } from './has-picture.ts';
import './hold-slider.ts';
import './stats-line.ts';
import './text-panel.ts';
import type { TextPanel } from './text-panel.ts';
import './text-tools.ts';
import './word-chips.ts';

/** The Spell screen: the text above, the camera under it. */
@customElement('handspell-spell')
export class HandspellSpell extends HandspellElement {
  static override styles = [controls, spellStyles];

  @property({ attribute: false }) live: LiveState = IDLE_STATE;
  @property({ attribute: false }) actions: LiveActions | null = null;
  @property({ attribute: false }) settings: Settings = DEFAULT_SETTINGS;

  @property({ attribute: false }) watchVideo: ((video: HTMLVideoElement | null) => void) | null = null;

  @query('camera-stage') private readonly stage!: CameraStage;
  @query('text-panel') private readonly panel!: TextPanel;

  private announcement = '';
  /** Where the badge was before this change: a committed letter's badge may be gone when it flies. */
  private badgeBefore: DOMRect | null = null;

  protected override willUpdate(changed: PropertyValues<this>): void {
    const commit = this.newCommit(changed);
    if (!commit) return;
    this.badgeBefore = this.stage?.badgeRect ?? null;
    this.announcement = announce(commit, this.live);
  }

  protected override render(): TemplateResult {
    const { live, actions, settings } = this;
    return html`<h1 class="visually-hidden" tabindex="-1">${t('nav.spell')}</h1>
      <text-panel
        .text=${live.text}
        .caret=${live.caret}
        .commitSequence=${live.lastCommit?.sequence ?? 0}
        .actions=${actions}
      ></text-panel>
      ${
        settings.suggestions
          ? html`<word-chips
              .words=${live.suggestions}
              @word-accept=${(event: HandspellEvents['word-accept']) => actions?.acceptSuggestion(event.detail)}
            ></word-chips>`
          : nothing
      }
      <text-tools .text=${live.text} .canUndo=${live.canUndo} .actions=${actions}></text-tools>
      <camera-stage
        .live=${live}
        .watchVideo=${this.watchVideo}
        .mirror=${settings.mirrorPreview}
        .skeleton=${settings.showSkeleton}
        .fixedFrame=${settings.fixedFrame}
        @stage-action=${this.act}
        @stage-pause=${() => actions?.stop()}
        @camera-choose=${(event: HandspellEvents['camera-choose']) => actions?.chooseCamera(event.detail)}
      ></camera-stage>
      <div class="aside ${hasPicture(live.status) ? '' : 'empty'}">
        <h2 class="visually-hidden">${t('candidates.label')}</h2>
        <candidate-list class="column" .candidates=${live.top}></candidate-list>
        <candidate-list class="row" row .candidates=${live.top}></candidate-list>
        <hold-slider .holdMs=${settings.holdMs}></hold-slider>
      </div>
      <stats-line .stats=${live.stats}></stats-line>
      <p class="visually-hidden" aria-live="polite">${this.announcement}</p>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    const commit = this.newCommit(changed);
    if (!commit || !this.badgeBefore || commit.label.length !== 1) return;
    const from = this.badgeBefore;
    this.panel.updateComplete.then(() =>
      flyLetter(commit.label, from, this.panel.caretRect, this.renderRoot as ShadowRoot),
    );
  }

  /** The commit that this change brought, if it brought one; what was there at first is not news. */
  private newCommit(changed: PropertyValues<this>): CommittedLetter | null {
    const before = changed.get('live') as LiveState | undefined;
    const { lastCommit } = this.live;
    if (!before || !lastCommit || lastCommit.sequence === before.lastCommit?.sequence) return null;
    return lastCommit;
  }

  private act(event: HandspellEvents['stage-action']): void {
    if (event.detail === 'start') this.actions?.start();
    else this.actions?.retry();
  }
}

/** What a screen reader says of a commit: the letter, or the word that a space has ended. */
function announce(commit: CommittedLetter, live: LiveState): string {
  // The same letter twice must be two announcements, so every other one differs by an unseen space.
  const difference = commit.sequence % 2 ? '\u00a0' : '';
  if (commit.label === 'del') return t('announce.deleted') + difference;
  if (commit.label !== 'space') return commit.label + difference;
  const word = live.text.slice(0, live.caret).trimEnd().split(/\s+/).at(-1) ?? '';
  return t('announce.space', { word }) + difference;
}

declare global {
  interface HTMLElementTagNameMap {
    'handspell-spell': HandspellSpell;
  }
}
