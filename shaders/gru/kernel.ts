/**
 * One GRU layer over time (torch.nn.GRU: r, z, n; h = (1 − z) n + z h'), from sums that hold the input's part with its bias.
 * The recurrent bias belongs to the walk, because n takes its part of it through the reset gate.
 */
import { floats, type Kernel } from '../common/kernel.ts';
import { recurrentLayer, type RecurrentShape } from '../common/recurrent/layer.ts';
import backward from './backward.wgsl?raw';
import forward from './forward.wgsl?raw';

const layer = recurrentLayer({ sums: 3, copies: 1, carries: true });
const { sumsLength, stateLength, weightLength, grid } = layer;

export const gruForward: Kernel<RecurrentShape> = {
  id: 'gru-forward',
  bindings: [
    floats('gates', 'read_write', sumsLength),
    floats('weightHidden', 'read', weightLength),
    floats('biasHidden', 'read', layer.biasLength),
    floats('recalled', 'read_write', stateLength),
    floats('hiddens', 'read_write', stateLength),
    floats('earlier', 'read_write', stateLength),
  ],
  code: layer.forward(forward),
  grid,
};

/** Floats in `scratch`. */
export const gruScratchLength = layer.scratchLength;

export const gruBackward: Kernel<RecurrentShape> = {
  id: 'gru-backward',
  bindings: [
    floats('gates', 'read', sumsLength),
    floats('weightHidden', 'read', weightLength),
    floats('recalled', 'read', stateLength),
    floats('earlier', 'read', stateLength),
    floats('upstream', 'read', stateLength),
    floats('forSums', 'read_write', sumsLength),
    floats('forRecurrent', 'read_write', sumsLength),
    floats('scratch', 'read_write', gruScratchLength),
  ],
  code: layer.backward(backward),
  grid,
};
