/** What the parts of the Train screen tell it. */
export interface TrainEvents {
  /** A class was chosen. */
  'label-select': CustomEvent<string>;
  /** Record a class until told to stop, or hands-free. */
  'record-start': CustomEvent<{ label: string; handsFree: boolean }>;
  'record-stop': CustomEvent<void>;
  /** Show the pictures behind a cell of the confusion matrix; indices into the labels. */
  'cell-open': CustomEvent<{ truth: number; predicted: number }>;
}

/** Raises a typed event that bubbles out of shadow roots. */
export function tell<Name extends keyof TrainEvents>(
  from: EventTarget,
  name: Name,
  ...detail: TrainEvents[Name]['detail'] extends undefined ? [] : [TrainEvents[Name]['detail']]
): void {
  from.dispatchEvent(new CustomEvent(name, { detail: detail[0], bubbles: true, composed: true }));
}

declare global {
  interface HTMLElementEventMap extends TrainEvents {}
}
