import './autodiff.ts';
import * as tf from '@tensorflow/tfjs-core';

/**
 * A convolution that every backend can learn: tfjs's WebAssembly has no kernel for the derivative by the filter, but
 * that derivative is itself a convolution, of the input with the output's derivative, with batch and channels swapped.
 * @param x [n, height, width, in] @param filter [size, size, in, out]
 * @throws RangeError for a stride other than 1
 */
export function differentiableConv(
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  stride: number,
  pad: number,
): tf.Tensor4D {
  if (stride !== 1) throw new RangeError('only convolutions of stride 1 can be learned here');
  const padded =
    pad === 0
      ? x
      : tf.pad(x, [
          [0, 0],
          [pad, pad],
          [pad, pad],
          [0, 0],
        ]);
  return valid(padded, filter);
}

const valid = tf.customGrad((...args) => {
  const [x, filter, save] = args as unknown as [tf.Tensor4D, tf.Tensor4D, tf.GradSaveFunc];
  save([x, filter]);
  return {
    value: tf.conv2d(x, filter, 1, 'valid'),
    gradFunc: (dy, saved) => {
      const [input, weights] = saved as [tf.Tensor4D, tf.Tensor4D];
      const byInput = tf.conv2dTranspose(dy as tf.Tensor4D, weights, input.shape, 1, 'valid');
      const byFilter = tf.conv2d(
        tf.transpose(input, [3, 1, 2, 0]),
        tf.transpose(dy as tf.Tensor4D, [1, 2, 0, 3]),
        1,
        'valid',
      );
      return [byInput, tf.transpose(byFilter, [1, 2, 0, 3])];
    },
  };
}) as unknown as (x: tf.Tensor4D, filter: tf.Tensor4D) => tf.Tensor4D;
