/**
 * One GRU layer over time (torch.nn.GRU: r, z, n; h = (1 − z) n + z h'), from sums that hold the input's part with its bias.
 * The recurrent bias belongs to the walk, because n takes its part of it through the reset gate.
 */
import { recurrentLayer } from '../common/recurrent/layer.ts';
import backward from './backward.wgsl?raw';
import forward from './forward.wgsl?raw';

const layer = recurrentLayer({ sums: 3, copies: 1, carries: true });
const { sums, states, weightHidden, biasHidden } = layer;

export const gruForward = layer.forward('gru-forward', forward, [
  sums('gates', 'read_write'),
  weightHidden,
  biasHidden,
  states('recalled', 'read_write'),
  states('hiddens', 'read_write'),
  states('earlier', 'read_write'),
]);

/** Floats in `scratch`. */
export const gruScratchLength = layer.scratchLength;

export const gruBackward = layer.backward('gru-backward', backward, [
  sums('gates', 'read'),
  weightHidden,
  states('recalled', 'read'),
  states('earlier', 'read'),
  states('upstream', 'read'),
  sums('forSums', 'read_write'),
  sums('forRecurrent', 'read_write'),
]);
