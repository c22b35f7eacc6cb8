/** How many race, and what is the same for all of them at the end. */

export const mostMembers = 6;

/** Updates made, or arithmetic spent. */
export const raceClocks = ['steps', 'flops'] as const;
export type RaceClock = (typeof raceClocks)[number];
