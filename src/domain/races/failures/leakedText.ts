/** The opening of Moby-Dick (Melville 1851, public domain), once, and so often that what is held out was read in training. */
import type { Failure } from './contract.ts';

const passage = `Call me Ishmael. Some years ago, never mind how long precisely, having little or no money in my purse, and nothing particular to interest me on shore, I thought I would sail about a little and see the watery part of the world. It is a way I have of driving off the spleen and regulating the circulation. Whenever I find myself growing grim about the mouth; whenever it is a damp, drizzly November in my soul; whenever I find myself involuntarily pausing before coffin warehouses, and bringing up the rear of every funeral I meet; and especially whenever my hypos get such an upper hand of me, that it requires a strong moral principle to prevent me from deliberately stepping into the street, and methodically knocking people's hats off, then, I account it high time to get to sea as soon as I can. This is my substitute for pistol and ball. With a philosophical flourish Cato throws himself upon his sword; I quietly take to the ship. There is nothing surprising in this. If they but knew it, almost all men in their degree, some time or other, cherish very nearly the same feelings towards the ocean with me.

There now is your insular city of the Manhattoes, belted round by wharves as Indian isles by coral reefs; commerce surrounds it with her surf. Right and left, the streets take you waterward. Its extreme downtown is the battery, where that noble mole is washed by waves, and cooled by breezes, which a few hours previous were out of sight of land. Look at the crowds of water-gazers there.
`;

export const leakedText: Failure<'leaked-validation'> = {
  id: 'leaked-validation',
  name: { en: 'Leaked validation data', zh: '验证数据泄漏' },
  summary: {
    en: 'The text contains the same pages eight times, as web pages and logs do. The last tenth is held out, and was read seven times all the same: learning by heart looks like learning.',
    zh: '文本把同样的内容重复了八遍，网页和日志常常如此。最后十分之一虽被留作验证，却早已读过七遍：背诵看起来就像学会。',
  },
  experiment: {
    data: { corpus: 'own-text', tokenizer: 'character' },
    model: { architecture: 'gru', layers: 1, width: 64, context: 32 },
    optimizer: { method: 'adamw', learningRate: 8e-3 },
    schedule: { method: 'constant', warmupSteps: 20 },
    training: { steps: 200, batchSize: 16, evalEvery: 10 },
  },
  text: { broken: passage.repeat(8), cured: passage },
  look: {
    en: 'Too good to be true: validation and training loss fall together, with no gap, far below what such a small text allows.',
    zh: '好得不真实：验证与训练损失一同下降、毫无差距，远低于这样小的文本所能达到的水平。',
  },
  sign: 'leak',
  limit: 0.05,
  cure: {
    name: { en: 'each page once', zh: '去除重复' },
    summary: {
      en: 'Remove duplicates before splitting. The loss on new text is worse now, and true: the gap shows that the network has learned by heart.',
      zh: '先去重，再划分。新文本上的损失变差了，但这才是真相：差距表明网络只是在背诵。',
    },
    change: {},
  },
};
