/** Everything that `npm run bench` can measure. A work returns rows; the main figure of a row is `medianMs`. */
import { chartUpdate } from './chartUpdate.mjs';
import { engineWorks } from './engines.mjs';
import { firstLoss } from './firstLoss.mjs';
import { growth } from './growth.mjs';
import { mainThread } from './mainThread.mjs';

export const works = [firstLoss, mainThread, chartUpdate, growth, ...engineWorks];
