/** Short fingerprints of texts: to tell texts apart, not to keep secrets. Built on the mixer of `core/random.ts`. */
import { mix32 } from '../core/random.ts';

/** 32 bits that depend on every code unit and its place. */
export function hash32(text: string, seed: number): number {
  let hash = mix32(seed ^ text.length);
  for (let i = 0; i < text.length; i++) hash = mix32(hash ^ text.charCodeAt(i));
  return hash;
}

/** 64 bits as 16 hexadecimal digits. */
export function textHash(text: string): string {
  const hex = (value: number): string => value.toString(16).padStart(8, '0');
  return hex(hash32(text, 0x243f6a88)) + hex(hash32(text, 0x85a308d3));
}
