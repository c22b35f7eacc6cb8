/** Numbers of the further passes that terms ask for, so that no two share their random draws unless they are one. */
export const passNumbers = { plain: 1, secondView: 2, firstCrop: 3, secondCrop: 4 } as const;
