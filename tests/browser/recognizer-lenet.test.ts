import { afterEach, describe, expect, it } from 'vitest';
import { RecognizerClient } from '../../src/model/client.ts';
import type { LeNet } from '../../src/model/lenet.ts';
import { lenet5 } from '../../src/model/zoo/lenet5.ts';
import { fusedShapes } from '../../src/model/zoo/parameters.ts';
import { filesFromPublic } from './lib/recognizer-files.ts';

let client: RecognizerClient | null = null;

afterEach(async () => {
  await client?.dispose().catch(() => undefined);
  client = null;
});

/** Answers its second label for any picture: all weights are zero but one bias. */
function stubborn(labels: string[]): LeNet {
  const style = 'relu-max';
  const shapes = fusedShapes(lenet5({ classes: labels.length, style }));
  const weights = new Map(
    shapes.map(({ name, shape }) => [name, new Float32Array(shape.reduce((a, b) => a * b, 1))]),
  );
  weights.get('fc2.bias')?.fill(10, 1, 2);
  return { style, labels, weights };
}

function frame(): Promise<ImageBitmap> {
  const canvas = new OffscreenCanvas(160, 120);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no 2D canvas');
  context.fillStyle = 'teal';
  context.fillRect(20, 20, 60, 40);
  return createImageBitmap(canvas);
}

describe('a LeNet-5 as the recognizer', () => {
  it('answers instead of ResNet-50 while it is in use, under the head’s labels', async () => {
    const recognizer = await RecognizerClient.start({
      files: await filesFromPublic(),
      backends: ['wasm'],
      inputSize: 128,
      allowSoftwareGl: false,
    });
    client = recognizer;
    await recognizer.setFixedFrame(true);
    const read = async () => {
      const answer = await recognizer.recognize(await frame(), { frameId: 1, capturedAt: 0 });
      if (!answer) throw new Error('not answered');
      return answer;
    };
    const before = await read();

    await recognizer.useLeNet(stubborn(['A', 'L', 'not-in-the-head']));
    const small = await read();
    const place = recognizer.info.labels.indexOf('L');
    expect(small.probabilities[place]).toBeGreaterThan(0.99);
    expect(small.probabilities).toHaveLength(recognizer.info.labels.length);
    expect(small.times.embed).toBeLessThan(before.times.embed);

    await recognizer.useLeNet(null);
    expect((await read()).probabilities).toEqual(before.probabilities);
  });

  it('is refused when it is not whole', async () => {
    const recognizer = await RecognizerClient.start({
      files: await filesFromPublic(),
      backends: ['wasm'],
      inputSize: 128,
      allowSoftwareGl: false,
    });
    client = recognizer;
    const broken = stubborn(['A', 'L']);
    broken.weights.delete('conv3.weight');
    await expect(recognizer.useLeNet(broken)).rejects.toThrow(
      expect.objectContaining({ code: 'head-invalid' }),
    );
  });
});
