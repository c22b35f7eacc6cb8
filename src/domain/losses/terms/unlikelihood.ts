/** Unlikelihood of repetition, token by token. */
import type { ParamSpecs } from '../../core/params.ts';
import { countTargets } from '../../data/countTargets.ts';
import type { LossTermDefinition } from './contract.ts';
import { firstSeen } from './firstSeen.ts';
import { refusesBlanks } from './refusesBlanks.ts';
import { weightSpecs } from './weight.ts';

const params = weightSpecs('unlikelihood', {
  name: { en: 'Unlikelihood', zh: '非似然' },
  help: {
    en: 'Pushes the probability of every token that the window has already read down, unless it is the target: against repetition.',
    zh: '压低窗口中已读过的每个词元的概率（目标除外），用来抑制重复。',
  },
  applies: 'live',
  max: 10,
  usual: [0.1, 1],
}) satisfies ParamSpecs;

export const unlikelihood: LossTermDefinition<'unlikelihood', typeof params> = {
  id: 'unlikelihood',
  key: 'unlikelihood',
  name: { en: 'Unlikelihood', zh: '非似然' },
  summary: {
    en: 'Surprise that the tokens read so far do not come again, added up over them; targets are spared.',
    zh: '对已读词元“不再出现”的惊讶度求和，目标词元除外。',
  },
  formula: String.raw`\lambda\,\frac1N\sum_i\sum_{c\in\{x_1,\dots,x_i\}\setminus\{y_i\}}-\log(1-p_{i,c})`,
  source: {
    text: 'Welleck et al. 2019, Neural Text Generation with Unlikelihood Training, equation 5',
    url: 'https://arxiv.org/abs/1908.04319',
  },
  params,
  needsHead: false,
  refuses: refusesBlanks,
  value(ops, { logits, time, batch, whole, weight }) {
    const targets = ops.input(() => batch().targets);
    const candidates = ops.input(() => firstSeen(batch().inputs, time));
    return ops.unlikelihood(logits, targets, candidates, time, () => weight() / Math.max(1, countTargets(whole())));
  },
};
