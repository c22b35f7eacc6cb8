/** One LSTM layer over time (torch.nn.LSTM: gates i, f, g, o), from gate sums that hold the input's part and both biases. */
import { recurrentLayer } from '../common/recurrent/layer.ts';
import backward from './backward.wgsl?raw';
import forward from './forward.wgsl?raw';

const layer = recurrentLayer({ sums: 4, copies: 1, carries: true });
const { sums, states, weightHidden } = layer;

export const lstmForward = layer.forward('lstm-forward', forward, [
  sums('gates', 'read_write'),
  weightHidden,
  states('cells', 'read_write'),
  states('hiddens', 'read_write'),
  states('earlier', 'read_write'),
]);

/** Floats in `scratch`. */
export const lstmScratchLength = layer.scratchLength;

export const lstmBackward = layer.backward('lstm-backward', backward, [
  sums('gates', 'read'),
  weightHidden,
  states('cells', 'read'),
  states('upstream', 'read'),
  sums('forSums', 'read_write'),
]);
