import type { Capture } from '../model/capture.ts';
import { type CaptureRecord, captureId } from '../offline/database.ts';
import { transact } from '../offline/transact.ts';
import { type CaptureFault, CaptureJudge } from './capture-quality.ts';
import { contentHash } from './content-hash.ts';
import { OWN_CAPTURES } from './dataset-store.ts';

/** Classes that are signed with no hand in sight. */
const HANDLESS = new Set(['nothing']);

export type CaptureOutcome = { kept: CaptureRecord } | { kept: null; fault: CaptureFault };

/** One press of the record button: crops of one label, a few a second, remembered as one group. */
export class Burst {
  private readonly judge: CaptureJudge;
  private count = 0;
  private readonly group: string;

  /** @param startedAt ms since the epoch; orders the bursts. */
  constructor(
    readonly label: string,
    private readonly startedAt: number,
  ) {
    this.judge = new CaptureJudge(!HANDLESS.has(label));
    // A clock that was set back gives the same time again: it must not name two bursts alike.
    this.group = `${startedAt}-${crypto.randomUUID().slice(0, 8)}`;
  }

  /** Judges a picture of the hand and stores it when it is worth keeping. @throws {StorageError} */
  async take({ image, hand, grey }: Capture): Promise<CaptureOutcome> {
    const fault = this.judge.judge(grey, hand !== null);
    if (fault) return { kept: null, fault };
    const bytes = new Uint8Array(await image.arrayBuffer());
    const place = this.count++;
    const sourceName = `${this.label}/${this.group}-${String(place).padStart(3, '0')}.jpg`;
    const kept: CaptureRecord = {
      id: captureId(OWN_CAPTURES, sourceName),
      datasetId: OWN_CAPTURES,
      kind: 'capture',
      label: this.label,
      group: this.group,
      takenAt: this.startedAt + place,
      contentHash: await contentHash(bytes),
      image: bytes,
      sourceName,
      handFound: hand !== null,
      ...(hand && { handedness: hand.handedness }),
    };
    await transact(['captures'], (transaction) => transaction.objectStore('captures').put(kept));
    return { kept };
  }
}
