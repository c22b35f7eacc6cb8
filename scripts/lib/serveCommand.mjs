/** What `npm start` and `npm run preview` share: `--port`, `--host`, the printed address, and leaving on Ctrl+C. */
import { parseArgs } from 'node:util';
import { serveSite } from './serve.mjs';
import { PlainError } from './terminal.mjs';

/** @param {string[]} args */
export function parseServeArguments(args) {
  let values;
  try {
    ({ values } = parseArgs({ args, options: { port: { type: 'string' }, host: { type: 'string' } } }));
  } catch (error) {
    throw new PlainError(`${error.message} The options are --port NUMBER and --host ADDRESS.`, 2);
  }
  const port = Number(values.port ?? 4173);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new PlainError(`--port must be a whole number from 0 to 65535, not "${values.port}".`, 2);
  }
  return { port, host: values.host ?? '127.0.0.1' };
}

/** Serves until Ctrl+C. @param {{ port: number, host: string }} options */
export async function serveUntilStopped({ port, host }) {
  const server = await serveSite({ port, host });
  if (port !== 0 && server.port !== port) {
    console.log(
      `Port ${port} is in use, so this is port ${server.port}. Saved runs belong to the address they were made at.`,
    );
  }
  console.log(`\n  Trimtab is ready:  ${server.url}\n  Stop it with Ctrl+C.\n`);
  await new Promise((finish) => {
    process.once('SIGINT', finish);
    process.once('SIGTERM', finish);
  });
  await server.close();
}
