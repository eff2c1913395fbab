'use client';

import { useEffect } from 'react';
import { runAll } from '../../program.js';

const startWorker = () => new Worker(new URL('../../trainer.js', import.meta.url), { type: 'module' });

export default function Page() {
  useEffect(() => {
    void runAll(startWorker).then((result) => Object.assign(globalThis, { result }));
  }, []);
  return <p>inkgrad</p>;
}
