import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Why nothing is heard: there is no voice, there are only voices that work online, or the voice failed. */
export type SpeechNotice = 'none' | 'online' | 'failed';

const VOICES_MS = 1500;

/**
 * The best voice for a language: offline before online, because an online voice sends the text to whoever runs it.
 * @param language primary tag of the text, e.g. `en`
 */
export function pickVoice(
  voices: readonly SpeechSynthesisVoice[],
  language: string,
): SpeechSynthesisVoice | null {
  const score = (voice: SpeechSynthesisVoice): number =>
    (voice.localService ? 4 : 0) +
    (voice.lang.toLowerCase().startsWith(language) ? 2 : 0) +
    (voice.default ? 1 : 0);
  return voices.toSorted((a, b) => score(b) - score(a))[0] ?? null;
}

/** Speaks the text with a voice of the device; asks first where only online voices exist. */
export class SpeechController implements ReactiveController {
  speaking = false;
  /** What was asked for last: an older utterance that ends has nothing more to say. */
  private asked: symbol | null = null;
  notice: SpeechNotice | null = null;

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  hostDisconnected(): void {
    this.stop();
  }

  /** @param allowOnline the person agreed that the text goes to an online voice */
  async speak(text: string, allowOnline = false): Promise<void> {
    this.stop();
    if (!text.trim()) return;
    const asked = Symbol();
    this.asked = asked;
    const voice = pickVoice(await availableVoices(), 'en');
    if (asked !== this.asked) return;
    if (!voice) return this.tell('none');
    if (!voice.localService && !allowOnline) return this.tell('online');
    const utterance = new SpeechSynthesisUtterance(text.toLowerCase());
    utterance.voice = voice;
    utterance.lang = voice.lang;
    const ended = (notice: SpeechNotice | null) => {
      if (asked === this.asked) this.ended(notice);
    };
    utterance.onend = () => ended(null);
    utterance.onerror = ({ error }) =>
      ended(error === 'canceled' || error === 'interrupted' ? null : 'failed');
    this.speaking = true;
    this.tell(null);
    speechSynthesis.speak(utterance);
  }

  stop(): void {
    this.asked = null;
    if (this.speaking) speechSynthesis.cancel();
    this.ended(null);
  }

  private ended(notice: SpeechNotice | null): void {
    this.speaking = false;
    this.tell(notice);
  }

  private tell(notice: SpeechNotice | null): void {
    this.notice = notice;
    this.host.requestUpdate();
  }
}

/** Some browsers list their voices only after a while, and say so by an event. */
async function availableVoices(): Promise<SpeechSynthesisVoice[]> {
  if (typeof speechSynthesis === 'undefined') return [];
  const voices = speechSynthesis.getVoices();
  if (voices.length > 0) return voices;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, VOICES_MS);
    speechSynthesis.addEventListener(
      'voiceschanged',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
  return speechSynthesis.getVoices();
}
