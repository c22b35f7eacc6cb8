/** Words of the compression lab about passes that train, and about the order of passes; part of `compressWords.ts`. */
import type { LocalText } from '../domain/core/text.ts';

export const compressTrainWords = {
  'kind-train': { en: 'Train', zh: '训练' },
  'phase-training': {
    en: 'Pass {number} of {count}, {name}: step {step} of {steps}, loss {loss}',
    zh: '第 {number}/{count} 步，{name}：训练第 {step}/{steps} 步，损失 {loss}',
  },
  orders: { en: 'Try the orders', zh: '尝试各种顺序' },
  ordersHint: {
    en: 'Runs the passes of the recipe in every order that makes sense, up to six, on one state of the model; none is begun after ten minutes.',
    zh: '在模型的同一状态上，按各种合理的顺序（最多六种）执行配方的各步骤；超过十分钟后不再开始新的顺序。',
  },
  'why-one-pass': {
    en: 'Orders can be tried once the recipe has two passes.',
    zh: '配方至少有两个步骤时才能尝试不同顺序。',
  },
  ordersTitle: { en: 'Orders of the passes', zh: '各步骤的顺序' },
  ordersCount: { en: '{count} of {of} orders', zh: '{of} 种顺序中的 {count} 种' },
  ordersSelect: { en: 'Show the best', zh: '查看最佳结果' },
  ordersBest: { en: 'Best: {name}, at {loss} nats in {size}.', zh: '最佳：{name}，损失 {loss} nat，{size}。' },
  ordersWorst: { en: 'Worst: {name}, at {loss} nats in {size}.', zh: '最差：{name}，损失 {loss} nat，{size}。' },
  ordersSame: { en: 'The order makes no difference to the loss.', zh: '顺序对损失没有影响。' },
} as const satisfies Readonly<Record<string, LocalText>>;
