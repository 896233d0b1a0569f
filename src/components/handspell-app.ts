import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { ref } from 'lit/directives/ref.js';
import type { DeviceActions, DeviceReport } from '../app/device-report.ts';
import { IDLE_STATE } from '../app/idle-state.ts';
import type { LiveActions, LiveState } from '../app/live-state.ts';
import { DEFAULT_SETTINGS, type Settings } from '../app/settings.ts';
import { setLanguage, t } from '../i18n/index.ts';
import type { InstallWay } from '../offline/install.ts';
import { SCREEN_DEFINITIONS, SCREENS, type ScreenName } from './app/screens.ts';
import './app/notice-bar.ts';
import './app/update-bar.ts';
import { LazyScreenController } from './controllers/lazy-screen-controller.ts';
import { RouterController } from './controllers/router-controller.ts';
import { type HandspellEvents, raise } from './events.ts';
import { appStyles } from './handspell-app.styles.ts';
import { HandspellElement } from './handspell-element.ts';
import { icon } from './icons.ts';
import './settings/settings-sheet.ts';
import './spell/handspell-spell.ts';
import { controls } from './styles/controls.ts';
import { applyTheme } from './styles/theme.ts';

/**
 * The frame around the screens: navigation, settings, updates. State comes in by properties; what the person wants
 * goes out by events and `actions`.
 * @fires settings-change - what changed; the owner stores it and sets `settings`
 * @fires screen-change - the screen that is now shown
 * @fires update-accept - load the waiting version
 * @fires update-dismiss - keep it waiting
 * @fires install - show the browser's install prompt
 */
@customElement('handspell-app')
export class HandspellApp extends HandspellElement {
  static override styles = [controls, appStyles];

  @property({ attribute: false }) live: LiveState = IDLE_STATE;
  @property({ attribute: false }) actions: LiveActions | null = null;
  @property({ attribute: false }) settings: Settings = DEFAULT_SETTINGS;
  @property({ attribute: false }) report: DeviceReport | null = null;
  @property({ attribute: false }) deviceActions: DeviceActions | null = null;
  /** A new version waits. */
  @property({ type: Boolean, attribute: 'update-ready' }) updateReady = false;
  /** How the browser can install the app, if it can. */
  @property({ attribute: false }) installWay: InstallWay = 'none';
  /** Gets the stage's video element while there is one: frames are read from it. */
  @property({ attribute: false }) watchVideo: ((video: HTMLVideoElement | null) => void) | null = null;
  /** Gives a screen that was just made what only the app's owner has, e.g. Train its session. */
  @property({ attribute: false }) prepareScreen: (screen: ScreenName, element: HTMLElement) => void = () =>
    undefined;

  @state() private settingsOpen = false;
  @state() private installHintOpen = false;
  @query('.screen') private readonly screenElement!: HTMLElement | null;

  private readonly router = new RouterController(this, (screen) => this.screenChanged(screen));
  private readonly lazy = new LazyScreenController(this);
  private headingWaitsForFocus = false;

  get screen(): ScreenName {
    return this.router.screen;
  }

  protected override render(): TemplateResult {
    return html`<a class="skip" href="#main" @click=${this.skip}>${t('app.skip')}</a>
      <header>
        <a class="brand" href="#/spell" aria-label=${t('app.name')}>
          <img src="icons/icon.svg" alt="" width="32" height="32" /><span aria-hidden="true">${t('app.name')}</span>
        </a>
      </header>
      <nav aria-label=${t('nav.label')}>${SCREENS.map((screen) => this.renderLink(screen))}</nav>
      <div class="tools">${this.renderOfflineSign()} ${this.renderInstall()} ${this.renderSettingsButton()}</div>
      <main id="main" tabindex="-1">
        <div>
          ${this.updateReady ? html`<update-bar></update-bar>` : nothing} ${this.renderInstallHint()}
          <notice-bar .standIn=${this.live.standIn} .textKept=${this.live.textKept}></notice-bar>
        </div>
        <div class="stage">${this.renderScreen()}</div>
      </main>
      <settings-sheet
        .settings=${this.settings}
        .open=${this.settingsOpen}
        @close=${() => this.toggleSettings(false)}
      ></settings-sheet>`;
  }

  private renderLink(screen: ScreenName): TemplateResult {
    const short = screen === 'about' ? t('nav.about-short') : t(`nav.${screen}`);
    const current = screen === this.screen;
    return html`<a
      href="#/${screen}"
      aria-label=${t(`nav.${screen}`)}
      aria-current=${current ? 'page' : nothing}
    >${icon(SCREEN_DEFINITIONS[screen].icon)}<span aria-hidden="true">${short}</span></a>`;
  }

  /** Spell says it in its own line of figures. */
  private renderOfflineSign() {
    if (this.screen === 'spell' || !this.live.stats.offlineReady) return nothing;
    return html`<p class="offline">${icon('check')}<span>${t('app.offline-ready')}</span></p>`;
  }

  private renderInstall() {
    if (this.installWay !== 'prompt' && this.installWay !== 'ios-share') return nothing;
    return html`<button class="button quiet tool" aria-label=${t('app.install')} @click=${this.install}>
      ${icon('download')}<span aria-hidden="true">${t('app.install')}</span>
    </button>`;
  }

  /** Where a page cannot open the dialog itself, it says how the person can. */
  private renderInstallHint() {
    if (!this.installHintOpen) return nothing;
    return html`<div class="hint">
      <p role="status">${t('app.install-ios')}</p>
      <button class="button quiet icon-only" aria-label=${t('app.close')} @click=${() => this.toggleInstallHint(false)}>
        ${icon('close')}
      </button>
    </div>`;
  }

  private renderSettingsButton(): TemplateResult {
    return html`<button
      class="button quiet tool"
      aria-haspopup="dialog"
      aria-label=${t('settings.open')}
      @click=${() => this.toggleSettings(true)}
    >${icon('settings')}<span aria-hidden="true">${t('settings.open')}</span></button>`;
  }

  private renderScreen(): TemplateResult {
    const { screen } = this;
    const state = this.lazy.state(screen);
    if (state === 'failed' || state === 'failed-again') return this.renderFailed(screen, state);
    if (state === 'loading') {
      return html`<p class="waiting" role="status">${t('app.screen-loading', { screen: t(`nav.${screen}`) })}</p>`;
    }
    const { live, actions, settings } = this;
    switch (screen) {
      case 'spell':
        return html`<handspell-spell
          class="screen"
          .live=${live}
          .actions=${actions}
          .settings=${settings}
          .watchVideo=${this.watchVideo}
        ></handspell-spell>`;
      case 'practice':
        return html`<handspell-practice
          class="screen"
          .live=${live}
          .actions=${actions}
          .settings=${settings}
          .watchVideo=${this.watchVideo}
        ></handspell-practice>`;
      case 'train':
        return html`<handspell-train
          class="screen"
          .live=${live}
          .actions=${actions}
          .settings=${settings}
          .watchVideo=${this.watchVideo}
          .wanted=${this.router.detail}
          ${ref(this.prepare)}
        ></handspell-train>`;
      case 'networks':
        return html`<handspell-networks class="screen" ${ref(this.prepare)}></handspell-networks>`;
      case 'about':
        return html`<handspell-about
          class="screen"
          .report=${this.report}
          .actions=${this.deviceActions}
          .offlineReady=${this.live.stats.offlineReady}
        ></handspell-about>`;
    }
  }

  private renderFailed(screen: ScreenName, state: 'failed' | 'failed-again'): TemplateResult {
    return html`<div class="waiting" role="alert">
      <p>${t('app.screen-failed')}</p>
      ${
        state === 'failed'
          ? html`<button class="button primary" @click=${() => this.lazy.retry(screen)}>${t('app.retry')}</button>`
          : html`<button class="button primary" @click=${() => location.reload()}>${t('app.reload')}</button>`
      }
    </div>`;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('settings')) return;
    const before = changed.get('settings') as Settings | undefined;
    if (before?.theme !== this.settings.theme) applyTheme(this.settings.theme);
    if (before?.language !== this.settings.language) setLanguage(this.settings.language);
  }

  protected override updated(changed: PropertyValues<this>): void {
    // The owner may come later than a screen that the address names.
    if (changed.has('prepareScreen')) this.prepare(this.screenElement ?? undefined);
    document.title = `${t(`nav.${this.screen}`)} · ${t('app.name')}`;
    if (this.headingWaitsForFocus) void this.focusHeading();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.addEventListener('open-screen', this.openScreen);
  }

  override disconnectedCallback(): void {
    this.removeEventListener('open-screen', this.openScreen);
    super.disconnectedCallback();
  }

  private screenChanged(screen: ScreenName): void {
    this.headingWaitsForFocus = true;
    raise(this, 'screen-change', screen);
  }

  /** A new screen takes the focus at its heading, once it is there. */
  private async focusHeading(): Promise<void> {
    const element = this.screenElement;
    if (!element) return;
    this.headingWaitsForFocus = false;
    if ('updateComplete' in element) await element.updateComplete;
    const heading = element.shadowRoot?.querySelector('h1');
    if (!heading) return;
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }

  private readonly prepare = (element: Element | undefined): void => {
    if (element instanceof HTMLElement) this.prepareScreen(this.screen, element);
  };

  private readonly openScreen = (event: HandspellEvents['open-screen']): void => {
    const { screen, label } = event.detail;
    location.hash = label ? `#/${screen}/${encodeURIComponent(label)}` : `#/${screen}`;
  };

  private install(): void {
    if (this.installWay === 'prompt') raise(this, 'install');
    else this.toggleInstallHint(!this.installHintOpen);
  }

  private toggleInstallHint(open: boolean): void {
    this.installHintOpen = open;
  }

  private toggleSettings(open: boolean): void {
    this.settingsOpen = open;
  }

  private skip(event: Event): void {
    event.preventDefault();
    this.renderRoot.querySelector<HTMLElement>('main')?.focus();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'handspell-app': HandspellApp;
  }
}
