/** The one door to TensorFlow.js core. */
export * from '@tensorflow/tfjs-core';
