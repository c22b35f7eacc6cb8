/** Names for runs that people can remember and say aloud: calm-otter-7 is the seventh run. */
import { mix32 } from '../core/random.ts';
import type { LocalText } from '../core/text.ts';

const adjectives: readonly (readonly [en: string, zh: string])[] = [
  ['calm', '沉静'],
  ['brisk', '轻快'],
  ['bright', '明亮'],
  ['keen', '敏锐'],
  ['steady', '稳健'],
  ['gentle', '温和'],
  ['bold', '勇敢'],
  ['swift', '迅捷'],
  ['patient', '耐心'],
  ['merry', '快乐'],
  ['quiet', '安静'],
  ['silver', '银色'],
  ['amber', '琥珀'],
  ['clever', '聪明'],
  ['curious', '好奇'],
  ['nimble', '灵巧'],
  ['northern', '北方'],
  ['southern', '南方'],
  ['drifting', '漂流'],
  ['wandering', '漫游'],
  ['early', '清晨'],
  ['winter', '冬日'],
  ['summer', '夏日'],
  ['proud', '骄傲'],
  ['sunny', '晴朗'],
  ['polite', '礼貌'],
  ['modest', '谦虚'],
  ['lively', '活泼'],
  ['tireless', '不倦'],
];

const animals: readonly (readonly [en: string, zh: string])[] = [
  ['otter', '水獭'],
  ['whale', '鲸鱼'],
  ['dolphin', '海豚'],
  ['seal', '海豹'],
  ['heron', '苍鹭'],
  ['gull', '海鸥'],
  ['tern', '燕鸥'],
  ['petrel', '海燕'],
  ['puffin', '海鹦'],
  ['penguin', '企鹅'],
  ['pelican', '鹈鹕'],
  ['cormorant', '鸬鹚'],
  ['albatross', '信天翁'],
  ['osprey', '鱼鹰'],
  ['crane', '仙鹤'],
  ['swan', '天鹅'],
  ['salmon', '鲑鱼'],
  ['herring', '鲱鱼'],
  ['tuna', '金枪鱼'],
  ['marlin', '旗鱼'],
  ['octopus', '章鱼'],
  ['squid', '鱿鱼'],
  ['nautilus', '鹦鹉螺'],
  ['turtle', '海龟'],
  ['crab', '螃蟹'],
  ['lobster', '龙虾'],
  ['starfish', '海星'],
  ['seahorse', '海马'],
  ['coral', '珊瑚'],
  ['manatee', '海牛'],
  ['walrus', '海象'],
];

/**
 * @param count number of the run, counted from 1. The two lists have coprime lengths and both advance, so that a pair
 *   comes back only after all of them.
 * @param seed shuffles the order in which names come.
 */
export function runName(count: number, seed = 0): LocalText {
  const start = mix32(seed ^ 0x72756e);
  const adjective = adjectives[(start + count * 11) % adjectives.length] ?? ['calm', '沉静'];
  const animal = animals[((start >>> 8) + count * 13) % animals.length] ?? ['otter', '水獭'];
  return { en: `${adjective[0]}-${animal[0]}-${count}`, zh: `${adjective[1]}${animal[1]}-${count}` };
}
