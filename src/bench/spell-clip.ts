import { sampleOf } from '../app/sample.ts';
import type { RecognizerClient } from '../model/client.ts';
import type { Recognition } from '../model/types.ts';
import { Speller } from '../spelling/speller.ts';
import { TextBuffer } from '../spelling/text-buffer.ts';
import { type Clip, openClip } from './clip.ts';
import type { SpelledFrame, SpelledLetter, SpellProgress, SpellRequest, SpellResult } from './types.ts';

/** Plays a clip into the recognizer as the camera would and writes what it spells. */
export class ClipSpelling {
  private readonly speller: Speller;
  private buffer = TextBuffer.empty;
  private readonly letters: SpelledLetter[] = [];
  private readonly frames: SpelledFrame[] = [];
  private at = 0;
  private count = 0;

  constructor(
    private readonly client: RecognizerClient,
    private readonly labels: readonly string[],
    private readonly request: SpellRequest,
  ) {
    const { holdMs, wordBreakMs } = request;
    this.speller = new Speller({ holdMs, wordBreakMs });
  }

  get progress(): SpellProgress {
    return { frame: this.at, count: this.count, text: this.buffer.text };
  }

  async run(): Promise<SpellResult> {
    const clip = await openClip(this.request.clip);
    this.count = clip.count;
    await (this.request.everyFrame ? this.inTurn(clip) : this.inTime(clip));
    const { letters, frames, count: framesSeen } = this;
    return { text: this.buffer.text, letters, framesSeen, framesClassified: frames.length, frames };
  }

  private async inTurn(clip: Clip): Promise<void> {
    for (let i = 0; i < clip.count; i++) {
      const frame = await clip.frame(i);
      await this.recognize(frame, i, (1000 * i) / clip.framesPerSecond);
    }
  }

  /** By the clock: what comes while the recognizer is busy is skipped, as the live session does. */
  private async inTime(clip: Clip): Promise<void> {
    const began = performance.now();
    let last = -1;
    let answering: Promise<void> = Promise.resolve();
    for (;;) {
      const elapsed = performance.now() - began;
      const index = Math.floor((elapsed * clip.framesPerSecond) / 1000);
      if (index >= clip.count) break;
      if (index === last || !this.client.idle) {
        await pause((1000 * (index + 1)) / clip.framesPerSecond - elapsed);
        continue;
      }
      last = index;
      const frame = await clip.frame(index);
      answering = this.recognize(frame, index, performance.now() - began);
    }
    await answering;
  }

  private async recognize(frame: ImageBitmap, index: number, timeMs: number): Promise<void> {
    this.at = index + 1;
    const answer = await this.client.recognize(frame, { frameId: index, capturedAt: timeMs });
    if (answer) this.write(answer);
  }

  private write(answer: Recognition): void {
    const { capturedAt: atMs, state, finder } = answer;
    const { top, hold, events } = this.speller.push(sampleOf(answer, this.labels));
    this.frames.push({ atMs, state, finder, top, hold });
    for (const event of events) {
      switch (event.kind) {
        case 'letter':
          this.buffer = this.buffer.insertLetter(event.label, event.evidence);
          this.letters.push({ label: event.label, atMs: event.timeMs, confidence: event.confidence });
          break;
        case 'space':
          this.buffer = this.buffer.insertSpace();
          break;
        case 'word-break':
          this.buffer = this.buffer.breakWord();
          break;
        case 'del':
          this.buffer = this.buffer.deleteBackward();
          break;
      }
    }
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(1, Math.min(ms, 50))));
}
