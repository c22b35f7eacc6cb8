/** What llama.cpp's files can be quantised to here, in the order in which they are offered. */
export const ggufFormats = ['f16', 'q8_0', 'q4_0'] as const;
export type GgufFormat = (typeof ggufFormats)[number];
