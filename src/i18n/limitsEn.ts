/** Words of the panel about the limits of the machine, in English. */
import type { limitsZh } from './limitsZh.ts';

export const limitsEn: Readonly<Record<keyof typeof limitsZh, string>> = {
  engineSection: 'Engine',
  limits: 'Share of the limit',
  limitsHint: 'how close a step comes to what this machine can do',
  limitsShare: '{percent} of what is possible',
  limitsMeasure: 'Measure this machine',
  limitsMeasureAgain: 'Measure again',
  limitsMeasuring: 'Measuring; training waits for a moment …',
  limitsNotYet:
    'A short test shows what this machine can do at most: multiply and add, copy memory, start kernels. Every step is then compared with it. It takes about half a second, in which training waits.',
  limitsIncomplete: 'Not everything could be measured here, so there is no limit to compare with.',
  limitsNoRun: 'Without a run to compare: with these settings a step takes {time} here at least.',
  peakMeasuredAt: 'Measured',
  barStep: 'A step, median',
  barLimit: 'Limit',
  barArithmetic: 'Arithmetic: {flops}',
  barBandwidth: 'Memory: {size}',
  barDispatch: 'Starting {count} kernels',
  barHost: 'Preparation in JavaScript',
  ratioRoof: 'the time that arithmetic or memory alone would take',
  ratioLimit: 'the limit, which includes starting the kernels',
  ratioHost: 'of a step is preparation by JavaScript',
  ratioGpuOnly:
    'On a GPU two more numbers are shown: what starting the kernels adds, and how much of a step JavaScript spends on preparing it. Here the processor does the work itself, and kernels are ordinary calls.',
  limitFaster:
    'Faster than the limit: caches spare the memory some of the traffic that is counted, or something disturbed the measurement. Measure again to find out.',
  limitHost:
    'For most of the step the GPU waits until JavaScript has prepared its work. A larger model or batch would take hardly longer.',
  limitFar:
    'Far from the limit: the kernels do not keep the device busy, most often because there is too little for each of them to do. A larger batch, context or width makes better use of it.',
  'limitBound-arithmetic':
    'Arithmetic sets the limit. Every further layer, column or row of the batch costs time in proportion.',
  'limitBound-bandwidth':
    'Memory sets the limit: numbers arrive more slowly than they can be computed with. A greater width makes better use of each of them.',
  'limitBound-dispatch':
    'Starting kernels sets the limit: the model is so small that each has little to do. Larger batches cost hardly more time.',
};
