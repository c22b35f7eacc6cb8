/** Words of how compressed models run: what a token costs, what is kept, and what a product takes. Loaded with the lab. */
import type { LocalText } from '../domain/core/text.ts';

export const executionWords = {
  msPerToken: { en: 'Time per token', zh: '每词元用时' },
  msShort: { en: 'Per token', zh: '每词元' },
  weightsHeld: { en: 'Weights in memory while it writes', zh: '生成时内存中的权重' },
  faster: { en: '{times}× faster', zh: '快 {times} 倍' },
  slower: { en: '{times}× slower', zh: '慢 {times} 倍' },
  sameTime: { en: 'as fast', zh: '速度相同' },
  'ranOn-arrays': {
    en: 'It writes compressed, on the processor: matrices are multiplied as they are packed. Both were timed in turns on the same tokens.',
    zh: '压缩后的模型直接以压缩形式在处理器上生成：矩阵按打包后的样子相乘。两者轮流读取相同词元计时。',
  },
  'ranOn-webgpu': {
    en: 'It writes compressed, on the GPU: kernels multiply the matrices as they are packed. Both were timed in turns on the same tokens.',
    zh: '压缩后的模型直接以压缩形式在 GPU 上生成：内核按打包后的样子把矩阵相乘。两者轮流读取相同词元计时。',
  },
  someDecoded: {
    en: 'Run as plain f32, because nothing multiplies what is written of them: {names}.',
    zh: '以普通 f32 运行，因为没有能直接相乘其存储形式的程序：{names}。',
  },
  andMore: { en: '{names} and {count} more', zh: '{names} 等，另有 {count} 个' },
  boardAcross: { en: 'Across', zh: '横轴' },
  'across-bytes': { en: 'File size', zh: '文件大小' },
  'across-time': { en: 'Time per token', zh: '每词元用时' },
  'axis-bytes': { en: 'file, bytes (logarithmic)', zh: '文件大小（字节，对数）' },
  'axis-time': { en: 'time per token on this device (logarithmic)', zh: '此设备上每词元用时（对数）' },
  'label-bytes': { en: 'Variants by size', zh: '按大小排列的变体' },
  'label-time': { en: 'Variants by time per token', zh: '按每词元用时排列的变体' },
  dotTime: { en: '{time} per token', zh: '每词元 {time}' },
  'front-bytes': { en: 'best of its size', zh: '同等大小下最优' },
  'front-time': { en: 'best of its speed', zh: '同等速度下最优' },
  'beaten-bytes': { en: 'another is smaller and better', zh: '有更小且更好的变体' },
  'beaten-time': { en: 'another is faster and better', zh: '有更快且更好的变体' },
  // Speed
  speed: { en: 'Fewer bytes, less time?', zh: '字节少了，时间也少吗？' },
  speedHint: { en: 'one vector times each matrix of this model', zh: '此模型的每个矩阵乘一个向量' },
  speedRun: { en: 'Time it on this device', zh: '在此设备上计时' },
  speedAgain: { en: 'Time it again', zh: '重新计时' },
  speedCancel: { en: 'Cancel', zh: '取消' },
  speedTiming: {
    en: 'Timing all ways in turns. Training waits meanwhile.',
    zh: '轮流为各种方式计时，期间训练暂停等待。',
  },
  speedFailed: { en: 'The products could not be timed.', zh: '计时失败。' },
  speedAbout: {
    en: 'A compressed matrix has fewer bytes to read, and more to do with each. Which of the two counts depends on the device and on the size of the matrix. Time it here: dense and compressed products in turns, the median of {rounds} rounds.',
    zh: '压缩后的矩阵要读的字节更少，但每个字节要做的事更多。哪一点起决定作用，取决于设备和矩阵的大小。可以在此实测：稠密与压缩的乘积轮流计时，取 {rounds} 轮的中位数。',
  },
  speedOf: { en: 'Products', zh: '乘积' },
  wholeToken: { en: 'all of a token', zh: '一个词元的全部' },
  shapeName: { en: '{outputs} × {inputs}', zh: '{outputs} × {inputs}' },
  shapeTitle: {
    en: '{count} of {outputs} outputs and {inputs} inputs: {names}',
    zh: '{count} 个，{outputs} 个输出、{inputs} 个输入：{names}',
  },
  way: { en: 'Matrix as', zh: '矩阵形式' },
  bytesRead: { en: 'Bytes read', zh: '读取字节' },
  ofDense: { en: 'of f32', zh: '占 f32' },
  timeTaken: { en: 'Time', zh: '用时' },
  'way-f32': { en: 'f32, dense', zh: 'f32，稠密' },
  'way-int8': { en: '8 bits', zh: '8 位' },
  'way-int4': { en: '4 bits', zh: '4 位' },
  'way-nf4': { en: 'NF4', zh: 'NF4' },
  'way-int2': { en: '2 bits', zh: '2 位' },
  'way-ternary': { en: 'ternary', zh: '三值' },
  'way-sparse': { en: '2:4 sparse', zh: '2:4 稀疏' },
  'way-low-rank': { en: 'low rank', zh: '低秩' },
  lowRankOf: { en: 'low rank {rank}', zh: '低秩 {rank}' },
  'said-both': { en: 'Fewer bytes and less time: {ways}.', zh: '字节少，时间也少：{ways}。' },
  'said-bytes': { en: 'Fewer bytes, but as much time: {ways}.', zh: '字节少了，时间没少：{ways}。' },
  'said-slower': { en: 'Fewer bytes, but more time: {ways}.', zh: '字节少了，时间反而更多：{ways}。' },
  'why-arrays': {
    en: 'Why: here a loop on the processor multiplies weight by weight. These matrices ({size} as f32) lie in its caches or are read faster than they are multiplied, so it is arithmetic that takes the time. Packed codes have to be taken apart first, which is more arithmetic, not less; only ways that leave multiplications out (2:4 halves them, low rank too) can win it back. Fewer bytes pay where memory is what limits: with models much larger than a cache, and with vector instructions that unpack many codes at once.',
    zh: '原因：这里由处理器上的循环逐个权重相乘。这些矩阵（f32 时共 {size}）就在缓存里，或读得比乘得快，所以时间花在运算上。打包的编码要先拆开，运算只会更多；只有减少乘法的方式（2:4 和低秩都减半）才有可能省回来。当瓶颈是内存时，字节少才省时间：模型远大于缓存，并且有能一次拆开许多编码的向量指令。',
  },
  'why-webgpu': {
    en: 'Why: a GPU needs some microseconds to start a kernel and to fill its units, whatever it reads. Matrices of this size ({size} as f32 in all) are read in less than that, so fewer bytes cannot show. They pay with matrices of several megabytes, where memory is what limits: there four bits approach an eighth of the time.',
    zh: '原因：GPU 启动一个内核并填满计算单元就要几微秒，与读多少无关。这样大小的矩阵（f32 时共 {size}）读取所需时间更短，因此字节变少看不出来。矩阵达到数兆字节、瓶颈在内存时才划算：那时 4 位接近八分之一的时间。',
  },
  'why-software': {
    en: 'Why: this GPU is emulated on the processor, and what takes the time is arithmetic, not memory: these matrices ({size} as f32) lie in its caches. Codes have to be taken apart before they are multiplied. On a real GPU and with matrices of several megabytes the bytes count.',
    zh: '原因：此 GPU 由处理器模拟，时间花在运算而不是内存上：这些矩阵（f32 时共 {size}）就在缓存里，而编码要先拆开再相乘。在真正的 GPU 上、矩阵达到数兆字节时，字节数才起作用。',
  },
  whyBoth: {
    en: 'Here memory is what limits: what has fewer bytes is read sooner.',
    zh: '这里瓶颈在内存：字节越少，读得越快。',
  },
} as const satisfies Readonly<Record<string, LocalText>>;

export type ExecutionWord = keyof typeof executionWords;
