/** Words of the optimizer's x-ray, in English. */
import type { xrayZh } from './xrayZh.ts';

export const xrayEn: Readonly<Record<keyof typeof xrayZh, string>> = {
  xray: 'Optimizer x-ray',
  xrayHint: 'how far a step moves the weights, by their own size',
  xrayNone: 'Norms of the tensors come with the first steps of a run. Runs from earlier versions have none.',
  xrayTensors: 'Tensors',
  xrayLayer: 'Layer {layer}',
  xrayHistory: '‖Δp‖/‖p‖ over the run',
  xrayRatio: 'Now',
  xrayWeights: '‖p‖ weights',
  xrayGradient: '‖g‖ gradient',
  xrayUpdate: '‖Δp‖ update',
  xrayZone:
    'Scale from 1e-5 to 0.1, logarithmic. The band marks the usual zone, half a power of ten around 1e-3 (dashed). Biases and gains that begin at zero show large ratios at first, which means nothing.',
  'ratio-none': 'no ratio',
  'ratio-tiny': 'far below usual',
  'ratio-small': 'below usual',
  'ratio-usual': 'usual',
  'ratio-large': 'above usual',
  'ratio-huge': 'far above usual',
  'xray-early': 'Too few steps for a judgement.',
  'xray-usual':
    'Updates are near the usual thousandth of the weights: they give no reason to change the learning rate.',
  'xray-small':
    'Updates are {factor}× smaller than the usual thousandth of the weights. If the loss hardly falls, a larger learning rate may help.',
  'xray-large':
    'Updates are {factor}× larger than the usual thousandth of the weights, as short runs with a large learning rate often have them. No harm as long as the loss falls.',
  'xray-low-rate': 'Updates are {factor}× smaller than usual: the learning rate is low. A larger one learns faster.',
  'xray-scheduled':
    'Updates are {factor}× smaller than usual because the schedule keeps the learning rate low at this point.',
  'xray-flat':
    'Updates are {factor}× smaller than usual because the gradient has become small: there is little left to learn from this data.',
  'xray-high-rate':
    'Updates are {factor}× larger than usual: the learning rate is high for weights of this size. Lower it if the loss jumps.',
};
