/** WGSL for what positions do inside of attention: parts of the text, so that what is off costs nothing. */
import { distanceSlope } from '../../src/domain/core/positions.ts';
import turnBack from './turnBack.wgsl?raw';
import turned from './turned.wgsl?raw';

/** `rope`: queries and keys are turned by their positions. `alibi`: scores fall with the distance. */
export type AttentionPositions = 'none' | 'rope' | 'alibi';

/** `slopeOf`, what a head takes off a score for each token of distance. */
export function distance(positions: AttentionPositions, heads: number): string {
  if (positions !== 'alibi') return 'const KNOWS_DISTANCE = false;\nfn slopeOf(head: u32) -> f32 {\n  return 0.0;\n}';
  const slopes = Array.from({ length: heads }, (_, head) => distanceSlope(head, heads));
  return `const KNOWS_DISTANCE = true;
const SLOPES = array<f32, ${heads}>(${slopes.join(', ')});
fn slopeOf(head: u32) -> f32 {
  return SLOPES[head];
}`;
}

const untouched = `fn turnedChunk(at: u32, row: u32, c: u32) -> vec4f {
  return qkvChunk(at + row * PACKED, c);
}
fn turnedTile(at: u32, row: u32, c: u32) -> mat4x4f {
  return qkvTile(at, row, c);
}
fn turnBack(at: u32, row: u32) {}`;

export interface Turning {
  /** Of `turns`; null where nothing is turned. */
  readonly binding: number | null;
  readonly headWidth: number;
  /** Whether the module writes gradients. */
  readonly backward: boolean;
}

/** `turnedChunk` and `turnedTile` of `qkv`, and `turnBack` of `gradient`. */
export function turning({ binding, headWidth, backward }: Turning): string {
  if (binding === null) return untouched;
  const aligned = headWidth % 4 === 0;
  const feature = (matrix: string): string => (aligned ? `${matrix}[at / 4u][at % 4u]` : `${matrix}[at]`);
  const partner =
    headWidth % 8 === 0
      ? 'return qkvChunk(start, (c + CHUNKS / 2u) % CHUNKS);'
      : `var v: vec4f;
  for (var k = 0u; k < 4u; k++) {
    let at = start + (4u * c + k + HALF) % HEAD_WIDTH;
    v[k] = ${feature('qkv')};
  }
  return v;`;
  const gradients = `fn gradientFeature(at: u32) -> f32 {
  return ${feature('gradient')};
}
fn storeGradientFeature(at: u32, value: f32) {
  ${feature('gradient')} = value;
}
${turnBack}`;
  return `@group(0) @binding(${binding}) var<storage, read> turns: array<vec4f>;
${turned}
fn partnerChunk(start: u32, c: u32) -> vec4f {
  ${partner}
}
${backward ? gradients : ''}`;
}
