import type { CameraRequest } from '../camera/open-stream.ts';
import type { HandspellApp } from '../components/handspell-app.ts';
import type { HandspellNetworks } from '../components/networks/networks-screen.ts';
import type { HandspellTrain } from '../components/train/train-screen.ts';
import { AssetStore } from '../offline/assets.ts';
import { eraseDatabase } from '../offline/database.ts';
import { activeHeadId, loadHead } from '../offline/head-store.ts';
import { InstallOffer } from '../offline/install.ts';
import { requestPersistence } from '../offline/persistence.ts';
import { isOfflineReady } from '../offline/ready.ts';
import { Registration } from '../offline/registration.ts';
import { loadSettings, saveSettings } from '../offline/settings-store.ts';
import { loadText, saveText } from '../offline/text-store.ts';
import { deviceReport } from './device-reporter.ts';
import { ErrorLog } from './error-log.ts';
import { LiveSession } from './live-session.ts';
import { DEFAULT_SETTINGS, parseSettings, type Settings } from './settings.ts';
import { TrainRoom } from './train-room.ts';

/** How often the app looks whether every byte is here, ms, until it is. */
const READY_CHECK_MS = 2000;

/**
 * Wires the parts together: the one place that knows the interface, the session, storage and the service worker.
 * What the interface shows goes in by properties, what the person does comes out by events.
 */
export class Application {
  private readonly install = new InstallOffer();
  private registration: Registration | null = null;
  private headName: string | null = null;
  private readonly train: TrainRoom;

  private constructor(
    private readonly element: HandspellApp,
    private readonly errors: ErrorLog,
    private readonly assets: AssetStore,
    private readonly session: LiveSession,
    private settings: Settings,
  ) {
    this.train = new TrainRoom({
      assets,
      session,
      registration: () => this.registration,
      report: errors.report,
      onHead: (name) => {
        this.headName = name;
      },
    });
  }

  /** Brings the app to life. Nothing here is fatal: what fails is reported and the rest goes on. */
  static async start(element: HandspellApp): Promise<void> {
    const errors = new ErrorLog();
    errors.listen();
    const assets = new AssetStore();
    const text = { load: loadText, save: saveText };
    const onCompared = (fasterGpu: Settings['fasterGpu']) => application.change({ fasterGpu });
    const onCameraChosen = ({ deviceId, facing }: CameraRequest) =>
      application.change({ cameraId: deviceId ?? null, ...(facing && { facing }) });
    const session = new LiveSession(
      { assets, text, report: errors.report, onCompared, onCameraChosen },
      DEFAULT_SETTINGS,
    );
    const application = new Application(element, errors, assets, session, DEFAULT_SETTINGS);
    await application.run();
  }

  private async run(): Promise<void> {
    // First of all, so that nothing that is typed while storage is still opening is lost.
    this.connect();
    await Promise.all([this.restoreSettings(), this.session.restore()]);
    await this.restoreHead();
    const ready = this.session.start();
    void this.register();
    await ready;
    await this.keepOffline();
  }

  private async restoreSettings(): Promise<void> {
    try {
      const stored = await loadSettings(parseSettings);
      if (this.settings === DEFAULT_SETTINGS) this.use(stored);
    } catch (error) {
      this.errors.report(error);
    }
  }

  private connect(): void {
    const { element, session } = this;
    element.settings = this.settings;
    element.live = session.state;
    element.actions = session;
    element.watchVideo = (video) => session.watch(video);
    element.deviceActions = {
      refresh: () => this.refreshReport(),
      resetModelCache: () => this.resetModelCache(),
      clearData: () => this.clearData(),
    };
    session.subscribe((state) => {
      element.live = state;
    });
    element.addEventListener('settings-change', ({ detail }) => this.change(detail));
    element.prepareScreen = (_, screen) => {
      if (screen.localName === 'handspell-networks') {
        (screen as HandspellNetworks).camera = this.session;
      }
      if (screen.localName === 'handspell-train') {
        this.train.furnish(screen as HandspellTrain).catch(this.errors.report);
      }
    };
    element.addEventListener('screen-change', ({ detail }) => this.enter(detail));
    this.enter(element.screen);
    this.connectInstall();
    addEventListener('pagehide', () => void session.flush());
  }

  private enter(screen: HandspellApp['screen']): void {
    // Elsewhere letters are practised or recorded: they do not belong in the person's text.
    this.session.writing = screen === 'spell';
    if (screen === 'about') this.refreshReport().catch(this.errors.report);
  }

  private connectInstall(): void {
    const show = () => {
      this.element.installWay = this.install.way;
    };
    show();
    this.install.addEventListener('change', show);
    this.element.addEventListener('install', () => void this.install.ask());
  }

  private use(settings: Settings): void {
    this.settings = settings;
    this.element.settings = settings;
    this.session.configure(settings);
  }

  private change(changed: Partial<Settings>): void {
    this.use({ ...this.settings, ...changed });
    saveSettings(this.settings).catch(this.errors.report);
  }

  /** The head that the person trained and chose, if it is still whole; else the one that came with the app. */
  private async restoreHead(): Promise<void> {
    try {
      const id = await activeHeadId();
      const head = id === null ? null : await loadHead(id);
      if (!head) return;
      this.headName = head.name;
      this.session.useHead(head).catch((error: unknown) => {
        this.headName = null;
        this.errors.report(error);
      });
    } catch (error) {
      this.errors.report(error);
    }
  }

  private async register(): Promise<void> {
    const registration = await Registration.start();
    this.registration = registration;
    if (!registration) return;
    const { element } = this;
    let replaced = false;
    const tell = () => {
      element.updateReady = true;
    };
    registration.addEventListener('update-waiting', tell);
    registration.addEventListener('replaced', () => {
      replaced = true;
      tell();
    });
    element.addEventListener('update-accept', () => {
      void this.session.flush();
      if (replaced) location.reload();
      else registration.applyUpdate();
    });
    element.addEventListener('update-dismiss', () => {
      element.updateReady = false;
    });
  }

  /** Asks the browser to keep what the person has here, and says so once every byte is. */
  private async keepOffline(): Promise<void> {
    if (this.install.way === 'installed' || this.headName !== null) requestPersistence();
    try {
      while (!(await isOfflineReady(this.assets, this.registration))) {
        await new Promise((resolve) => setTimeout(resolve, READY_CHECK_MS));
      }
      this.session.setOfflineReady(true);
    } catch (error) {
      this.errors.report(error);
    }
  }

  private async refreshReport(): Promise<void> {
    const { assets, session, errors } = this;
    this.element.report = await deviceReport({ assets, session, errors, headName: this.headName });
  }

  private async clearData(): Promise<void> {
    await this.train.close();
    await this.session.flush();
    await eraseDatabase();
    this.session.forgetText();
    this.change(DEFAULT_SETTINGS);
    this.headName = null;
    // The data is gone, whether or not a model runs.
    this.session.useHead(null).catch(this.errors.report);
  }

  private async resetModelCache(): Promise<void> {
    await this.assets.clear();
    this.session.setOfflineReady(false);
    await this.refreshReport();
  }
}
