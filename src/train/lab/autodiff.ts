/** Importing this teaches tfjs every derivative it knows: the recognizer needs none, so they come with the lab alone. */
// The library's flags must be there before its derivatives, which do not import them.
import '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
