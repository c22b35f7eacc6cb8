/**
 * The one door to TensorFlow.js core. Gradients of stock operations are a separate module that must be loaded for
 * its side effect, after the core; without it every differentiated operation throws.
 */
export * from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
