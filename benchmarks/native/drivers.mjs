/** Vulkan drivers by name. The loader takes what the environment names, and looks for itself where that names nothing. */
import { existsSync } from 'node:fs';
import { PlainError } from '../../scripts/lib/terminal.mjs';

const drivers = {
  lavapipe: {
    // The name that Debian and newer distributions give the file, and the older one.
    files: ['/usr/share/vulkan/icd.d/lvp_icd.json', '/usr/share/vulkan/icd.d/lvp_icd.x86_64.json'],
    remedy:
      'install the package mesa-vulkan-drivers (on Debian 12 from bookworm-backports: ' +
      'apt-get install -t bookworm-backports mesa-vulkan-drivers)',
  },
  swiftshader: {
    files: ['/usr/lib/chromium/vk_swiftshader_icd.json'],
    remedy: 'install the package chromium',
  },
};

/** `default` is whatever driver the machine has. */
export const driverNames = [...Object.keys(drivers), 'default'];

/** @param {string} name @returns {Record<string, string>} environment of a process that is to use it */
export function driverEnvironment(name) {
  if (!driverNames.includes(name)) {
    throw new PlainError(`There is no driver "${name}". There are: ${driverNames.join(', ')}.`, 2);
  }
  if (name === 'default') return {};
  const { files, remedy } = drivers[name];
  const file = files.find((path) => existsSync(path));
  if (file === undefined) throw new PlainError(`The driver ${name} is missing (${files[0]}): ${remedy}.`);
  // Loaders before 1.3.207 know the second name only.
  return { VK_DRIVER_FILES: file, VK_ICD_FILENAMES: file };
}
