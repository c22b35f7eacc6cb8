/** One plain recurrent layer over time (torch.nn.RNN with tanh), from sums that hold the input's part with its bias. */
import { floats, type Kernel } from '../common/kernel.ts';
import { recurrentLayer, type RecurrentShape } from '../common/recurrent/layer.ts';
import backward from './backward.wgsl?raw';
import forward from './forward.wgsl?raw';

const layer = recurrentLayer({ sums: 1, copies: 2, carries: false });
const { stateLength, weightLength, grid } = layer;

export const rnnForward: Kernel<RecurrentShape> = {
  id: 'rnn-forward',
  bindings: [
    floats('hiddens', 'read_write', stateLength),
    floats('weightHidden', 'read', weightLength),
    floats('biasHidden', 'read', layer.biasLength),
    floats('earlier', 'read_write', stateLength),
  ],
  code: layer.forward(forward),
  grid,
};

/** Floats in `scratch`. */
export const rnnScratchLength = layer.scratchLength;

export const rnnBackward: Kernel<RecurrentShape> = {
  id: 'rnn-backward',
  bindings: [
    floats('hiddens', 'read', stateLength),
    floats('weightHidden', 'read', weightLength),
    floats('upstream', 'read', stateLength),
    floats('forSums', 'read_write', stateLength),
    floats('scratch', 'read_write', rnnScratchLength),
  ],
  code: layer.backward(backward),
  grid,
};
