/**
 * Experiments outlive the program that wrote them. Version 1 is the first, so nothing is converted yet; what this file
 * decides is what happens to an experiment whose version is not ours.
 */
import type { Problem } from '../core/problem.ts';
import { quote } from './messages.ts';
import { configVersion } from './schema.ts';

/** An experiment without a version is taken for the current one: people write them by hand. */
export function checkVersion(version: unknown): Problem | null {
  if (version === undefined || version === configVersion) return null;
  if (typeof version === 'number' && Number.isInteger(version) && version > configVersion) {
    return {
      path: 'version',
      message: {
        en: `This experiment was written by a newer Trimtab (version ${version}; this one reads ${configVersion}). Settings that it does not know are ignored.`,
        zh: `该实验由较新版本的 Trimtab 写成（版本 ${version}，本程序可读版本 ${configVersion}），不认识的设置将被忽略。`,
      },
      nearest: configVersion,
    };
  }
  return {
    path: 'version',
    message: {
      en: `There is no experiment version ${quote(version)}; it is read as version ${configVersion}.`,
      zh: `不存在实验版本 ${quote(version)}，按版本 ${configVersion} 读取。`,
    },
    nearest: configVersion,
  };
}
