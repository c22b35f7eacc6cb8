/** More are hardly labels but the first words of a table. */
export const mostLabels = 64;
