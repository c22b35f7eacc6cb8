/** An exported model in half of its bytes. */
import { f16Bits, f16Values } from '../compression/numeric/halfFloats.ts';
import { TrimtabError } from '../core/errors.ts';
import { readTensors, writeTensors, type RawTensor } from './safetensors.ts';

/** The same `model.safetensors` with every value as the nearest f16. Throws `bad-model` for values beyond its range. */
export function halveExport(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { tensors, metadata } = readTensors(bytes, ['F32', 'F16']);
  const halved = Object.entries(tensors).map(([name, tensor]) => {
    const data = f16Bits(valuesOf(tensor));
    if (data.some((bits) => (bits & 0x7c00) === 0x7c00)) {
      throw new TrimtabError('bad-model', { tensor: name, reason: 'f16-range' });
    }
    return [name, { dtype: 'F16', shape: tensor.shape, data }] as const;
  });
  return writeTensors({ tensors: Object.fromEntries(halved), metadata });
}

const valuesOf = ({ dtype, data }: RawTensor): Float32Array =>
  dtype === 'F16' ? f16Values(Uint16Array.from(data)) : Float32Array.from(data);
