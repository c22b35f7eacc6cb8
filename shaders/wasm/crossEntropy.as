/** Cross-entropy of rows of logits [M, V] against target ids; targets of −1 do not count. */
import { exp4, horizontalMax, horizontalSum, loadUpTo, storeUpTo } from './simd';

const hidden: f32 = -1e30;

/** ln x for finite x > 0 from its exponent and the series of artanh, to 1e-12. The library's would bring a table of constants. */
function logarithm(x: f64): f64 {
  const bits = reinterpret<u64>(x);
  let exponent = <i32>(bits >> 52) - 1023;
  let mantissa = reinterpret<f64>((bits & 0x000fffffffffffff) | 0x3ff0000000000000);
  if (mantissa > 1.4142135623730951) {
    mantissa *= 0.5;
    exponent += 1;
  }
  const s = (mantissa - 1) / (mantissa + 1);
  const square = s * s;
  let series: f64 = 1.0 / 15;
  for (let n = 13; n > 0; n -= 2) series = series * square + 1 / <f64>n;
  return <f64>exponent * 0.6931471805599453 + 2 * s * series;
}

/** Lanes past the end of a row, so that they change neither a maximum nor, after exp, a sum by more than nothing. */
// @ts-ignore: decorator
@inline
function padded(address: usize, left: i32): v128 {
  if (left >= 4) return v128.load(address);
  const lanes = i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(left));
  return v128.bitselect(loadUpTo(address, left), f32x4.splat(hidden), lanes);
}

/** Σ over a row of how far its values lie below the peak. */
function distanceBelow(peak: f32, source: usize, vocabulary: i32): f32 {
  const centre = f32x4.splat(peak);
  let sum = f32x4.splat(0);
  let v = 0;
  for (; v + 4 <= vocabulary; v += 4) sum = f32x4.add(sum, f32x4.sub(centre, v128.load(source + (<usize>v << 2))));
  let total = horizontalSum(sum);
  for (; v < vocabulary; v++) total += peak - load<f32>(source + (<usize>v << 2));
  return total;
}

/** 1 − e^−x; by its series where the difference would cancel. */
function complement(x: f64): f64 {
  if (x < 0.25) return x * (1 - (x / 2) * (1 - (x / 3) * (1 - (x / 4) * (1 - (x / 5) * (1 - x / 6)))));
  return 1 - <f64>exponential(x);
}

/** e^−x */
// @ts-ignore: decorator
@inline
function exponential(x: f64): f32 {
  return f32x4.extract_lane(exp4(f32x4.splat(<f32>-x)), 0);
}

/** Σ over a row of exponentials times how far their logits lie below the peak. */
function moment(peak: f32, source: usize, exponentials: usize, vocabulary: i32): f64 {
  let total: f64 = 0;
  for (let v = 0; v < vocabulary; v++) {
    const at = <usize>v << 2;
    total += <f64>load<f32>(exponentials + at) * <f64>(peak - load<f32>(source + at));
  }
  return total;
}

/**
 * Rows `from` to `to`: the loss of each in nats, and the gradient of the mean over `counted` targets. Of plain cross-entropy
 * that is (softmax − expected) / counted, where `smoothing` of the expected one lies on all classes alike; `focus`, `normaliser`
 * and `confidence` are γ, α and β of `RowTerms`. Both are multiplied by the row's weight; 0 for `weights` stands for ones. The peak and the log of the sum are kept apart until their difference is small.
 */
export function crossEntropy(
  _scratch: usize,
  logits: usize,
  targets: usize,
  losses: usize,
  gradient: usize,
  weights: usize,
  vocabulary: i32,
  counted: f32,
  smoothing: f32,
  focus: f32,
  normaliser: f32,
  confidence: f32,
  from: i32,
  to: i32,
): void {
  const line = <usize>vocabulary << 2;
  for (let row = from; row < to; row++) {
    const source = logits + <usize>row * line;
    const into = gradient + <usize>row * line;
    const target = load<i32>(targets + (<usize>row << 2));
    if (<u32>target >= <u32>vocabulary) {
      store<f32>(losses + (<usize>row << 2), 0);
      memory.fill(into, 0, line);
      continue;
    }
    let peaks = f32x4.splat(hidden);
    for (let v = 0; v < vocabulary; v += 4) peaks = f32x4.max(peaks, padded(source + (<usize>v << 2), vocabulary - v));
    const peak = horizontalMax(peaks);
    const centre = f32x4.splat(peak);
    let sums = f32x4.splat(0);
    for (let v = 0; v < vocabulary; v += 4) {
      const at = <usize>v << 2;
      const left = vocabulary - v;
      let exponential = exp4(f32x4.sub(padded(source + at, left), centre));
      if (left < 4) exponential = v128.and(exponential, i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(left)));
      storeUpTo(into + at, exponential, left);
      sums = f32x4.add(sums, exponential);
    }
    const sum = horizontalSum(sums);
    const chosen = <usize>target << 2;
    const weight: f32 = weights ? load<f32>(weights + (<usize>row << 2)) : 1;
    const logSum = logarithm(<f64>sum);
    let surprise = logSum + (<f64>peak - <f64>load<f32>(source + chosen));
    // Of the gradient: what multiplies the one of the target, and what multiplies the softmax.
    let onTarget: f64 = 1;
    if (focus > 0) {
      const missing = complement(surprise);
      // No logarithm of nothing; what is no number stays none.
      const factor: f64 = missing > 0 ? <f64>exponential(-<f64>focus * logarithm(missing)) : missing;
      const growth: f64 = missing > 0 ? (<f64>focus * <f64>exponential(surprise) * surprise) / missing : 0;
      onTarget = factor * (1 + growth);
      surprise *= factor;
    }
    let onSoftmax = onTarget;
    if (smoothing > 0) {
      const mean = logSum + <f64>distanceBelow(peak, source, vocabulary) / <f64>vocabulary;
      surprise += <f64>smoothing * (mean - surprise);
      onTarget *= 1 - <f64>smoothing;
      onSoftmax = onTarget + <f64>smoothing;
    }
    if (normaliser > 0) {
      const logNormaliser = <f64>peak + logSum;
      surprise += <f64>normaliser * logNormaliser * logNormaliser;
      onSoftmax += 2 * <f64>normaliser * logNormaliser;
    }
    if (confidence > 0) {
      const entropy = logSum + moment(peak, source, into, vocabulary) / <f64>sum;
      surprise -= <f64>confidence * entropy;
      onSoftmax += <f64>confidence * (entropy - logSum);
      const constant = f32x4.splat(<f32>onSoftmax);
      const slope = f32x4.splat(confidence);
      for (let v = 0; v < vocabulary; v += 4) {
        const at = <usize>v << 2;
        const left = vocabulary - v;
        const logs = f32x4.sub(loadUpTo(source + at, left), centre);
        const factors = f32x4.add(constant, f32x4.mul(slope, logs));
        storeUpTo(into + at, f32x4.mul(loadUpTo(into + at, left), factors), left);
      }
      onSoftmax = 1;
    }
    store<f32>(losses + (<usize>row << 2), <f32>(<f64>weight * surprise));
    const by = f32x4.splat(<f32>(<f64>weight * onSoftmax) / (sum * counted));
    const everywhere = f32x4.splat((weight * smoothing) / (<f32>vocabulary * counted));
    for (let v = 0; v < vocabulary; v += 4) {
      const at = <usize>v << 2;
      const left = vocabulary - v;
      storeUpTo(into + at, f32x4.sub(f32x4.mul(loadUpTo(into + at, left), by), everywhere), left);
    }
    store<f32>(into + chosen, load<f32>(into + chosen) - <f32>(<f64>weight * onTarget) / counted);
  }
}

/** Sum in double precision, in order. */
export function sum(x: usize, length: i32): f64 {
  let total: f64 = 0;
  for (let i = 0; i < length; i++) total += <f64>load<f32>(x + (<usize>i << 2));
  return total;
}
