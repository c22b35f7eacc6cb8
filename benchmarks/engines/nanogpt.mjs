/** @genai-fi/nanogpt by its own training step: RoPE, RMSNorm without gain, squared ReLU, tied embedding, its own AdamW and kernels. */
import { TeachableLLM } from '@genai-fi/nanogpt';
// Tensors must come from the copy of TensorFlow.js that the library bundles; these are its names in exactly this version.
import { I as tensor2d } from './node_modules/@genai-fi/nanogpt/dist/dist-Da20xy8E.js';
import Generator from './node_modules/@genai-fi/nanogpt/dist/inference/Generator.js';
import createTrainer from './node_modules/@genai-fi/nanogpt/dist/training/factory.js';
import { fixedBatch, serve } from './serve.mjs';

serve(async ({ shape, backend }) => {
  const { layers, width, heads, time, vocabulary, batch } = shape;
  await TeachableLLM.selectBackend(backend);
  const llm = TeachableLLM.create('char', {
    modelType: 'GenAI_NanoGPT_v2',
    vocabSize: vocabulary,
    blockSize: time,
    nLayer: layers,
    nHead: heads,
    nEmbed: width,
    mlpFactor: 4,
  });
  while (!['ready', 'awaitingTokens'].includes(llm['_status'])) {
    if (llm['_status'] === 'error') throw new Error('the model could not be made');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const model = llm['_model'];
  const options = {
    method: { type: 'pretraining' },
    batchSize: batch,
    mixedPrecision: false,
    gradientCheckpointing: false,
    learningRate: 1e-3,
    warmupSteps: 0,
    weightDecay: 0.01,
  };
  const trainer = createTrainer(model, llm['_tokeniser'], options);
  trainer.configure(options);
  const data = fixedBatch(shape);
  const state = {};
  return {
    note: `nanogpt 1.3.0, ${model.getNumParams()} parameters`,
    async step() {
      const xs = tensor2d(data.inputs, [batch, time], 'int32');
      const ys = tensor2d(data.targets, [batch, time], 'int32');
      const loss = trainer.trainStep(state, { xs, ys }, false, false);
      const [value] = await loss.data();
      for (const tensor of [xs, ys, loss]) tensor.dispose();
      return value;
    },
    generation: 'its own generator, with a key/value cache, tokens drawn',
    async generate(tokens) {
      const generator = new Generator(model, llm['_tokeniser']);
      await generator.generate({ maxLength: tokens, nonConversational: true, allowSpecial: true });
      const made = generator.getRawOutput().length;
      generator.dispose();
      if (made !== tokens) throw new Error(`it made ${made} of ${tokens} tokens`);
    },
  };
});
