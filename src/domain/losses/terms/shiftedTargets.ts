/** Targets from further on in the sequence. */

/** The target `ahead` places later in the same sequence, −1 past its end. @param targets [B·T], batch-major */
export const shiftedTargets = (targets: Int32Array, time: number, ahead: number): Int32Array =>
  targets.map((_, place) => ((place % time) + ahead < time ? (targets[place + ahead] ?? -1) : -1));
