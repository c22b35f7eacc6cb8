/**
 * The kernels of the WASM backend. The first argument is scratch memory of the calling thread; the last two are the part
 * of the work that the thread takes, in units that each kernel names. Two parts never write to the same element.
 */
export { product, productScratch } from './product';
export { add, scale, gelu, geluGradient, dropout, squares } from './elementwise';
export { relu, reluGradient, swiglu, swigluGradient, tanh, tanhGradient } from './activations';
export { layerNorm, layerNormGradient, layerNormWeightGradients, columnSums } from './norm';
export { headNorm, headNormGradient, headNormGains } from './headNorm';
export { columnSizes } from './columns';
export { gather, gatherGradient, addPositions, positionsGradient } from './embedding';
export { attention, attentionGradient, attentionScratch } from './attention';
export { crossEntropy, sum } from './crossEntropy';
export { earlier } from './recurrent';
export { rnn, rnnGradient } from './rnn';
export { lstm, lstmGradient, lstmScratch } from './lstm';
export { gru, gruGradient, gruScratch } from './gru';
export { minGru, minGruGradient } from './minGru';
export { window, windowGradient } from './window';
