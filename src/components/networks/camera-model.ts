import type { LeNet } from '../../model/lenet.ts';
import type { Head } from '../../model/types.ts';

/** What the Networks screen asks of the recognizer that reads the camera. */
export interface CameraModel {
  /** The head over ResNet-50 that answers. */
  activeHead(): Promise<Head>;
  /** Whether a LeNet-5 answers instead. */
  readonly usesLeNet: boolean;
  /** Lets a LeNet-5 answer instead, until the page is left; null goes back. */
  useLeNet(model: LeNet | null): Promise<void>;
}
