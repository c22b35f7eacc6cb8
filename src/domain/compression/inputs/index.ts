/** Methods about what goes into the matrices rather than about the matrices. */
import { registry } from '../../core/definition.ts';
import { activations } from './activations.ts';
import { outliers } from './outliers.ts';
import { smoothQuant } from './smoothQuant.ts';

export const inputMethods = registry(activations, smoothQuant, outliers);
