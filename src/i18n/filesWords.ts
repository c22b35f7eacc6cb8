/** Words about opening models, loaded with the dialog; `{name}` is replaced by a value. */
import type { LocalText } from '../domain/core/text.ts';

export const filesWords = {
  title: { en: 'Open a model', zh: '打开模型' },
  lead: {
    en: 'It becomes a paused run: generate from it, evaluate it, compress it, train it further.',
    zh: '模型会成为一个已暂停的运行：可以用它生成、评估、压缩或继续训练。',
  },
  fromDisk: { en: 'From this machine', zh: '从本机' },
  drop: { en: 'Drop files here, or', zh: '将文件拖到此处，或' },
  pickFiles: { en: 'Choose files', zh: '选择文件' },
  pickFolder: { en: 'Choose a folder', zh: '选择文件夹' },
  kinds: {
    en: 'An exported run (model.safetensors, config.json, tokenizer.json, experiment.json); a compressed model (model.trimtab.safetensors, tokenizer.json); or GPT-2 and LLaMA shapes in Hugging Face’s layout, also in several parts, in f32, f16 or bf16. Nothing is uploaded.',
    zh: '导出的运行（model.safetensors、config.json、tokenizer.json、experiment.json）；压缩模型（model.trimtab.safetensors、tokenizer.json）；或 Hugging Face 格式的 GPT-2、LLaMA 结构模型，可分为多个文件，数值为 f32、f16 或 bf16。不会上传任何内容。',
  },
  fromHub: { en: 'From a hub', zh: '从模型社区' },
  hubAddress: { en: 'Model', zh: '模型' },
  hubExample: { en: 'owner/name or owner/name@revision', zh: '所有者/名称 或 所有者/名称@版本' },
  hubServer: { en: 'Server', zh: '服务器' },
  hubFetch: { en: 'Fetch', zh: '获取' },
  hubLeaves: {
    en: 'This asks {host} over the network, which then knows your address and which model you read. Nothing else in Trimtab leaves this machine.',
    zh: '此操作会通过网络访问 {host}，对方会知道您的网络地址和所读取的模型。Trimtab 的其他任何内容都不会离开本机。',
  },
  corpus: { en: 'Evaluate and calibrate on', zh: '评估与校准文本' },
  corpusOfFile: { en: 'The text of the model, if it is here', zh: '模型自己的文本（如果本机有）' },
  opening: { en: 'Opening {name}', zh: '正在打开 {name}' },
  read: { en: '{share} of the tensors read', zh: '已读取 {share} 的张量' },
  cancel: { en: 'Cancel', zh: '取消' },
  cancelling: { en: 'Cancelling after this tensor', zh: '读完当前张量后取消' },
  failed: { en: 'It was not opened; everything else is as it was.', zh: '未能打开；其他内容均未改变。' },
  fetchAgain: {
    en: 'Save, copy or fetch the file again, whole, and open it together with its tokenizer.json.',
    zh: '请重新保存、复制或获取完整的文件，并与它的 tokenizer.json 一起打开。',
  },
  opened: { en: '{name} is open', zh: '已打开 {name}' },
  'kind-own': { en: 'A run of Trimtab’s', zh: 'Trimtab 的运行' },
  'kind-checkpoint': { en: 'A checkpoint with the state of its optimizer', zh: '含优化器状态的检查点' },
  'kind-compressed': { en: 'A compressed model', zh: '压缩模型' },
  'kind-hugging-face': { en: 'A model in Hugging Face’s layout', zh: 'Hugging Face 格式的模型' },
  'kind-streamed': {
    en: 'A model that is too large to be trained here; it was compressed to 4 bits while it was read',
    zh: '模型太大，无法在此训练；读取时已压缩为 4 位',
  },
  streamed: {
    en: 'It generates from its compressed form, and is measured on 64 held-out tokens only, which says little: more would take minutes.',
    zh: '它以压缩形式生成文本，且仅用 64 个验证词元评估，只能粗略参考：更多词元需要数分钟。',
  },
  facts: {
    en: '{parameters} parameters, {vocabulary} tokens in its vocabulary, at step {step}.',
    zh: '{parameters} 个参数，词表含 {vocabulary} 个词元，位于第 {step} 步。',
  },
  factsNoStep: {
    en: '{parameters} parameters, {vocabulary} tokens in its vocabulary. Its files do not say how far it was trained.',
    zh: '{parameters} 个参数，词表含 {vocabulary} 个词元。文件中没有记录训练到第几步。',
  },
  otherCorpus: {
    en: 'The text that it was trained on is not here. It is evaluated on {corpus} instead, cut by its own tokenizer.',
    zh: '本机没有它的训练文本，因此改用“{corpus}”评估，并按它自己的分词器切分。',
  },
  name: { en: 'Name', zh: '名称' },
  evaluate: { en: 'Evaluate', zh: '评估' },
  evaluating: { en: 'Evaluating on all held-out text', zh: '正在用全部验证文本评估' },
  evaluated: {
    en: 'Validation loss {loss} nats per token, perplexity {perplexity}, {bits} bits per byte ({tokens} tokens).',
    zh: '验证损失 {loss} nats/词元，困惑度 {perplexity}，{bits} 比特/字节（{tokens} 个词元）。',
  },
  toCompress: { en: 'Compress it', zh: '压缩' },
  toTrain: { en: 'Generate and train', zh: '生成与训练' },
} as const satisfies Readonly<Record<string, LocalText>>;

export type FilesWord = keyof typeof filesWords;
