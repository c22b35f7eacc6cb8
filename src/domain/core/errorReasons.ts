/** The short codes that throwers give as `reason` or `what`, in words that fit into the catalogue's sentences. */
import type { LocalText } from './text.ts';

export const reasonWords: Readonly<Record<string, LocalText>> = {
  empty: { en: 'it is empty', zh: '内容为空' },
  'too-short': { en: 'it is too short', zh: '内容太短' },
  'too-large': { en: 'it is too large', zh: '内容太大' },
  binary: { en: 'it is not a text', zh: '不是文本' },
  'unknown-encoding': { en: 'its character encoding is unknown', zh: '字符编码无法识别' },
  'unknown-path': { en: 'there is no such setting', zh: '没有这个设置' },
  'no-vocabulary': { en: 'it contains no vocabulary', zh: '其中没有词表' },
  'bad-vocabulary': { en: 'its vocabulary is not valid', zh: '其词表无效' },
  'too-few-examples': { en: 'the task has too few different examples', zh: '任务的不同样例太少' },
  loss: { en: 'loss', zh: '损失' },
  gradient: { en: 'gradient', zh: '梯度' },
  weights: { en: 'weights', zh: '权重' },
  logits: { en: 'output of the model', zh: '模型输出' },
};
