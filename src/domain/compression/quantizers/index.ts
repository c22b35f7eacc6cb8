/** Every quantiser, in the order in which the interface lists them. */
import { registry } from '../../core/definition.ts';
import { awq } from './awq.ts';
import { binary } from './binary.ts';
import { fp8 } from './fp8.ts';
import { gptq } from './gptq.ts';
import { hqq } from './hqq.ts';
import { nf4 } from './nf4.ts';
import { q40 } from './q40.ts';
import { q80 } from './q80.ts';
import { rtn } from './rtn.ts';
import { ternary } from './ternary.ts';

export const quantizers = registry(rtn, hqq, gptq, awq, nf4, fp8, q80, q40, ternary, binary);
