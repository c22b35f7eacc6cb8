/** What the panels about the machine, and about what the optimizer does to it all, are explained by: they belong to no setting. */
import type { Explanation } from './explanation.ts';

const place = [{ en: 'Engine', zh: '计算引擎' }];
const neither = { spec: undefined, value: undefined, symbol: undefined } as const;

const limit: Explanation = {
  ...neither,
  path: 'engine.limit',
  place,
  name: { en: 'Share of the limit', zh: '距性能上限多远' },
  text: {
    en: 'No program can make a step shorter than its arithmetic takes at full speed, or than its numbers take to travel between memory and processor; the two go on side by side, so the longer one counts. Each kernel must also be started, one after another. The sum is the limit. What a step takes beyond it is what better kernels could still save; what is within it only a smaller model, another batch size or another machine can.',
    zh: '一步所需的时间，不会短于全速运算所需的时间，也不会短于数据在内存与处理器之间传送所需的时间；二者同时进行，取较长者。此外，每个内核都要依次启动。合计即为上限。超出上限的部分，是更好的内核还能节省的；上限以内的部分，只有换更小的模型、别的批大小或别的机器才能减少。',
  },
  formula: String.raw`T_{\text{limit}}=\max\!\Big(\frac{F}{P},\frac{B}{W}\Big)+n\,t`,
  source: {
    text: 'Williams, Waterman & Patterson 2009, Roofline: An Insightful Visual Performance Model for Multicore Architectures',
    url: 'https://doi.org/10.1145/1498765.1498785',
  },
  parameters: [
    { symbol: 'F', name: { en: 'operations of a step', zh: '每步运算次数' } },
    { symbol: 'P', name: { en: 'operations per second', zh: '每秒运算次数' } },
    { symbol: 'B', name: { en: 'bytes moved in a step', zh: '每步传送字节' } },
    { symbol: 'W', name: { en: 'bytes per second', zh: '每秒传送字节' } },
    { symbol: 'n', name: { en: 'kernels of a step', zh: '每步内核数' } },
    { symbol: 't', name: { en: 'time to start one', zh: '启动一个的时间' } },
  ],
};

const memory: Explanation = {
  ...neither,
  path: 'engine.memory',
  place,
  name: { en: 'Memory of a run', zh: '训练所需内存' },
  text: {
    en: 'Training holds more than the model. Every weight has a gradient, and the optimizer keeps one or two further numbers for each. The backward pass needs the activations of the forward pass, for every token of the batch, and makes a gradient for each of them. Weights, gradients and optimizer grow with the model; activations grow with batch size and context as well, so a smaller batch is the first thing that helps.',
    zh: '训练时要存放的不只是模型：每个权重都有梯度，优化器还要为每个权重保存一两个数；反向传播需要前向传播时每个词元的激活值，并为每个激活值算出梯度。权重、梯度和优化器状态随模型增大；激活值还随批大小和上下文长度增大，因此内存不足时应首先减小批大小。',
  },
  formula: String.raw`\underbrace{4N}_{\text{weights}}+\underbrace{4N}_{\text{gradients}}+\underbrace{4kN}_{\text{optimizer}}+\underbrace{2A}_{\text{activations}}`,
  source: undefined,
  parameters: [
    { symbol: 'N', name: { en: 'parameters', zh: '参数量' } },
    { symbol: 'k', name: { en: 'states of the optimizer', zh: '优化器状态数' } },
    { symbol: 'A', name: { en: 'bytes of activations', zh: '激活值字节数' } },
  ],
};

const kernels: Explanation = {
  ...neither,
  path: 'engine.kernels',
  place,
  name: { en: 'Kernels', zh: '内核' },
  text: {
    en: 'A kernel is a small program that the GPU runs for thousands of numbers at once; a step is a list of them, in order. The same product of matrices can be cut into tiles in many ways, and which way is fastest depends on the device and on the shape. So several variants are tried where they run: first against a plain reference, and what is wrong is refused by name; then against the clock. A large share of a step in one kernel is where a better variant, or a smaller model, saves most.',
    zh: '内核是 GPU 同时对成千上万个数运行的小程序；一步就是按次序排好的一串内核。同一个矩阵乘积可以按多种方式分块，哪种最快取决于设备和形状。因此要在实际运行的设备上试几个版本：先与简单直接的参考实现比对，算错的点名弃用；再比快慢。一步的时间若大半花在一个内核上，更好的版本或更小的模型在这里省得最多。',
  },
  formula: String.raw`\text{share}=\frac{F}{t\,P}`,
  source: undefined,
  parameters: [
    { symbol: 'F', name: { en: 'operations of the kernel', zh: '该内核的运算次数' } },
    { symbol: 't', name: { en: 'time of one run', zh: '运行一次的时间' } },
    { symbol: 'P', name: { en: 'operations per second at most', zh: '每秒运算次数的峰值' } },
  ],
};

const xray: Explanation = {
  ...neither,
  path: 'optimizer.xray',
  place: [{ en: 'Optimizer', zh: '优化器' }],
  name: { en: 'Optimizer x-ray', zh: '优化器透视' },
  text: {
    en: 'A loss says whether training goes well, not why. For every tensor a step also tells how long the vector of its gradient is, that of its weights, and that of what the optimizer has added to them. The last divided by the second is how far the step has moved the tensor by its own size. About a thousandth is usual. Much less, and the weights hardly move: the learning rate is low, or the gradient does not reach that layer. Much more, and a step undoes what earlier ones have learned. It is a rule of thumb; compare layers with each other, and a run with itself.',
    zh: '损失只说明训练是否顺利，不说明原因。每一步还会给出每个张量的三个长度：梯度向量、权重向量，以及优化器加到权重上的更新向量。第三个除以第二个，就是这一步相对于张量自身大小的移动幅度，通常约为千分之一。小得多，说明权重几乎不动：学习率偏低，或梯度传不到这一层。大得多，说明一步就会抹去之前学到的东西。这只是经验法则：应把各层相互比较，并与同一次训练的前后比较。',
  },
  formula: String.raw`r=\frac{\lVert\Delta p\rVert_2}{\lVert p\rVert_2},\qquad \Delta p=p_t-p_{t-1}`,
  source: {
    text: 'Stanford CS231n, Neural Networks Part 3: Learning and Evaluation, ratio of weights to updates',
    url: 'https://cs231n.github.io/neural-networks-3/#ratio',
  },
  parameters: [
    { symbol: 'p', name: { en: 'values of a tensor', zh: '张量的值' } },
    { symbol: 'g', name: { en: 'its gradient, before clipping', zh: '其梯度，裁剪之前' } },
    { symbol: '\\Delta p', name: { en: 'what the step has added', zh: '这一步的更新量' } },
  ],
};

export const engineSubjects: Readonly<Record<string, Explanation>> = Object.fromEntries(
  [limit, memory, kernels, xray].map((subject) => [subject.path, subject]),
);
