/** What an expression of a loss may name. Nothing else is looked up, and nothing is ever run as code. */

export const variables = ['p', 'H', 'V', 'y', 'f', 'step', 'steps'] as const;
export type Variable = (typeof variables)[number];

/** Functions with the number of their values. */
export const functions = { exp: 1, log: 1, sqrt: 1, abs: 1, tanh: 1, min: 2, max: 2, pow: 2 } as const;
export type FunctionName = keyof typeof functions;

export type Operator = '+' | '-' | '*' | '/' | '^' | '<' | '>' | '==';

export const isVariable = (name: string): name is Variable => variables.some((variable) => variable === name);
export const isFunction = (name: string): name is FunctionName => Object.hasOwn(functions, name);
