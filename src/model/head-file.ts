/**
 * A head and its pose branch as files: head.json says what they are, head.safetensors holds the numbers:
 * `pose.mean`, `pose.std`, `pose.cuts` (may be absent), `pose.fc1.weight` [out, in], `pose.fc1.bias`, ..., `head.weight` [labels, features] and
 * `head.bias`. The training recipe writes them, the importer reads them.
 */
import { Checker } from './check.ts';
import { validateHead } from './head.ts';
import { type DenseWeights, PoseBranch, type PoseWeights, validatePose } from './pose-branch.ts';
import { parseSafetensors, toFloat32 } from './safetensors.ts';
import type { Head } from './types.ts';

export interface HeadFile {
  head: Head;
  pose: PoseWeights;
  /** Whatever the recipe says about how it was made: settings, scores. */
  training: Record<string, unknown>;
}

/**
 * @param description head.json, parsed
 * @param numbers head.safetensors
 * @param embeddingLength of the image embedding, which comes first in the features
 * @throws ModelError `head-invalid` | `safetensors-invalid`
 */
export function parseHeadFile(description: unknown, numbers: Uint8Array, embeddingLength = 2048): HeadFile {
  const check = new Checker('head-invalid', 'head.json');
  const record = check.record(description, 'the file');
  if (record.schemaVersion !== 1)
    check.fail(`schemaVersion is ${JSON.stringify(record.schemaVersion)}, this program reads 1`);
  const labels = check.labels(record.labels);
  const poseLayers = check.count(record.poseLayers, 'poseLayers', 16);
  const tensors = parseSafetensors(numbers);
  const read = reader(tensors);

  const mean = read('pose.mean', [null]).values;
  const layers: DenseWeights[] = [];
  for (let i = 1; i <= poseLayers; i++) {
    const { shape, values } = read(`pose.fc${i}.weight`, [null, null]);
    const [outputs = 0, inputs = 0] = shape;
    layers.push({ inputs, outputs, weight: values, bias: read(`pose.fc${i}.bias`, [outputs]).values });
  }
  const std = read('pose.std', [mean.length]).values;
  const cuts = tensors.has('pose.cuts') ? read('pose.cuts', [null]).values : new Float32Array();
  const pose = validatePose({ mean, std, cuts, layers }, 'head-invalid');

  const featureLength = embeddingLength + new PoseBranch(pose).length;
  const head = validateHead(
    {
      id: 'default',
      labels,
      backboneId: record.backbone,
      weight: read('head.weight', [labels.length, featureLength]).values,
      bias: read('head.bias', [labels.length]).values,
      temperature: record.temperature,
    },
    featureLength,
  );
  const training = record.training === undefined ? {} : check.record(record.training, 'training');
  return { head, pose, training };
}

function reader(tensors: ReturnType<typeof parseSafetensors>) {
  const check = new Checker('head-invalid', 'head.safetensors');
  /** `null` in a shape stands for any length. */
  return (name: string, shape: (number | null)[]) => {
    const tensor = tensors.get(name);
    if (!tensor) return check.fail(`${name} is missing`);
    const fits =
      tensor.shape.length === shape.length && shape.every((n, i) => n === null || n === tensor.shape[i]);
    if (!fits) check.fail(`${name} is [${tensor.shape}], not [${shape.map((n) => n ?? 'any')}]`);
    return { shape: tensor.shape, values: toFloat32(tensor) };
  };
}
