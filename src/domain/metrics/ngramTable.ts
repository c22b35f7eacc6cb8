/**
 * Counts of the n-grams of one order. An n-gram is a pair: the number of its first n-1 tokens in the table of the order
 * below, and its last token. Pairs are numbered in order of appearance by open addressing with linear probing, which
 * holds millions of them in flat arrays.
 */
import { mix32 } from '../core/random.ts';

export class NgramTable {
  /** Occurrences of each n-gram, by number; valid up to `size`. */
  counts = new Int32Array(1024);
  size = 0;
  private prefixes = new Int32Array(1024);
  private tokens = new Int32Array(1024);
  /** Number of the n-gram in each slot, -1 where empty. */
  private slots = new Int32Array(2048).fill(-1);

  /** The number of the pair; -1 if it was never added. */
  find(prefix: number, token: number): number {
    return this.slots[this.slotOf(prefix, token)] ?? -1;
  }

  /** Counts one more occurrence of the pair and returns its number. */
  add(prefix: number, token: number): number {
    const slot = this.slotOf(prefix, token);
    const found = this.slots[slot] ?? -1;
    if (found >= 0) {
      this.counts[found] = (this.counts[found] ?? 0) + 1;
      return found;
    }
    const id = this.size++;
    this.slots[slot] = id;
    this.prefixes[id] = prefix;
    this.tokens[id] = token;
    this.counts[id] = 1;
    if (this.size === this.counts.length) this.grow();
    return id;
  }

  private slotOf(prefix: number, token: number): number {
    const { slots, prefixes, tokens } = this;
    const mask = slots.length - 1;
    let slot = mix32(Math.imul(prefix, 0x9e3779b1) ^ token) & mask;
    for (;;) {
      const id = slots[slot] ?? -1;
      if (id < 0 || (prefixes[id] === prefix && tokens[id] === token)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  /** Doubles everything, so that at most half of the slots are ever taken. */
  private grow(): void {
    const doubled = (old: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> => {
      const out = new Int32Array(old.length * 2);
      out.set(old);
      return out;
    };
    this.counts = doubled(this.counts);
    this.prefixes = doubled(this.prefixes);
    this.tokens = doubled(this.tokens);
    this.slots = new Int32Array(this.slots.length * 2).fill(-1);
    for (let id = 0; id < this.size; id++) {
      this.slots[this.slotOf(this.prefixes[id] ?? 0, this.tokens[id] ?? 0)] = id;
    }
  }
}
