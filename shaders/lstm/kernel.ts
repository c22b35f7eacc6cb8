/** One LSTM layer over time (torch.nn.LSTM: gates i, f, g, o), from gate sums that hold the input's part and both biases. */
import { floats, type Kernel } from '../common/kernel.ts';
import { recurrentLayer, type RecurrentShape } from '../common/recurrent/layer.ts';
import backward from './backward.wgsl?raw';
import forward from './forward.wgsl?raw';

const layer = recurrentLayer({ sums: 4, copies: 1, carries: true });
const { sumsLength, stateLength, weightLength, grid } = layer;

export const lstmForward: Kernel<RecurrentShape> = {
  id: 'lstm-forward',
  bindings: [
    floats('gates', 'read_write', sumsLength),
    floats('weightHidden', 'read', weightLength),
    floats('cells', 'read_write', stateLength),
    floats('hiddens', 'read_write', stateLength),
    floats('earlier', 'read_write', stateLength),
  ],
  code: layer.forward(forward),
  grid,
};

/** Floats in `scratch`. */
export const lstmScratchLength = layer.scratchLength;

export const lstmBackward: Kernel<RecurrentShape> = {
  id: 'lstm-backward',
  bindings: [
    floats('gates', 'read', sumsLength),
    floats('weightHidden', 'read', weightLength),
    floats('cells', 'read', stateLength),
    floats('upstream', 'read', stateLength),
    floats('forSums', 'read_write', sumsLength),
    floats('scratch', 'read_write', lstmScratchLength),
  ],
  code: layer.backward(backward),
  grid,
};
