/** The engines in processes of their own, on Dawn: what the page's workers are in a browser. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** @param {Record<string, string>} environment of every process @returns {import('../works/engines.mjs').WithEngines} */
export const enginesOn = (environment) =>
  async function withEngines(work) {
    const processes = new Map();

    async function answerOf(child) {
      const left = new AbortController();
      const { signal } = left;
      try {
        const answer = await Promise.race([
          once(child, 'message', { signal }).then(([message]) => message),
          once(child, 'exit', { signal }).then(([code, name]) => {
            throw new Error(`its process ended with ${name ?? code}`);
          }),
        ]);
        if ('error' in answer) throw new Error(answer.error);
        return answer.result;
      } finally {
        left.abort();
      }
    }

    async function start(name, engine) {
      const child = fork(join(import.meta.dirname, 'engine.mjs'), [engine], {
        env: { ...process.env, ...environment },
        // Typed arrays would become objects in JSON.
        serialization: 'advanced',
      });
      // Before it is ready, so that it ends even if it never is.
      processes.set(name, child);
      await answerOf(child);
      return child;
    }

    try {
      return await work({
        async ask(name, engine, message) {
          const child = processes.get(name) ?? (await start(name, engine));
          if (!child.connected) throw new Error('its process has ended');
          const answer = answerOf(child);
          child.send(message);
          return answer;
        },
      });
    } finally {
      for (const child of processes.values()) if (child.connected) child.disconnect();
    }
  };
