import type { StageStatus } from '../../app/live-state.ts';

/** Whether a camera picture stands behind this status. */
export function hasPicture({ kind }: StageStatus): boolean {
  return ['show-hand', 'move-closer', 'more-light', 'not-sure', 'reading'].includes(kind);
}
