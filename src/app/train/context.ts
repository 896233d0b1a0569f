import type { Capture } from '../../model/capture.ts';
import type { Features, Handedness, Head } from '../../model/types.ts';

/** What Train needs of the running app: its model, its camera, and a say in which head answers. */
export interface TrainContext {
  /** The running model, started if need be, and the head that came with it. */
  model(): Promise<TrainModel>;
  /** Features of a picture, by the code that reads live frames. Calls may overlap. The picture is closed. */
  features(image: ImageBitmap, handedness?: Handedness): Promise<Features>;
  /** The hand that is now before the camera; null while there is no frame. */
  capture(): Promise<Capture | null>;
  /** The head that answers the live screen from now on; null is the one that came with the app. */
  useHead(head: Head | null): Promise<void>;
  report(error: unknown): void;
}

export interface TrainModel {
  backboneId: string;
  featureLength: number;
  defaultHead: Head;
  /** `memory.safetensors`: what the default head must not forget. Null when the build has none. */
  memory: Blob | null;
}
