import type { Capture } from '../../model/capture.ts';
import { type CaptureRecord, pictureOf } from '../../offline/database.ts';
import { Recorder } from './recorder.ts';
import type { RecordActions } from './state.ts';
import type { TrainStore } from './store.ts';

/** Recording as the screen asks for it: the selected class, its counts while they grow. */
export class RecordDesk implements RecordActions {
  private readonly recorder: Recorder;

  /** @param onBurst called when a burst has ended: its images want features. */
  constructor(
    private readonly store: TrainStore,
    private readonly onBurst: () => void,
  ) {
    this.recorder = new Recorder({
      capture: (): Promise<Capture | null> => store.context.capture(),
      onChange: (recording) => store.update({ recording }),
      onKept: (capture) => this.count(capture),
    });
  }

  select(label: string): void {
    if (!this.recorder.busy) this.store.update({ selected: label });
  }

  start(label: string): void {
    void this.record(label, false);
  }

  startHandsFree(label: string): void {
    void this.record(label, true);
  }

  stop(): void {
    this.recorder.stop();
  }

  private async record(label: string, handsFree: boolean): Promise<void> {
    this.store.update({ selected: label });
    await this.store.attempt('record', () => this.recorder.record(label, handsFree));
    this.onBurst();
  }

  private count(capture: CaptureRecord): void {
    const thumbnail = pictureOf(capture);
    this.store.update({
      tiles: this.store.state.tiles.map((tile) =>
        tile.label === capture.label ? { ...tile, captured: tile.captured + 1, thumbnail } : tile,
      ),
    });
  }
}
