/** One plain recurrent layer over time (torch.nn.RNN with tanh), from sums that hold the input's part with its bias. */
import { recurrentLayer } from '../common/recurrent/layer.ts';
import backward from './backward.wgsl?raw';
import forward from './forward.wgsl?raw';

const layer = recurrentLayer({ sums: 1, copies: 2, carries: false });
const { states, weightHidden, biasHidden } = layer;

export const rnnForward = layer.forward('rnn-forward', forward, [
  states('hiddens', 'read_write'),
  weightHidden,
  biasHidden,
  states('earlier', 'read_write'),
]);

/** Floats in `scratch`. */
export const rnnScratchLength = layer.scratchLength;

export const rnnBackward = layer.backward('rnn-backward', backward, [
  states('hiddens', 'read'),
  weightHidden,
  states('upstream', 'read'),
  states('forSums', 'read_write'),
]);
