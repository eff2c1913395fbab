'use client';

import { useEffect } from 'react';
import { trainHere } from '../../../program.js';

/** Where a policy lets no worker start from a blob: a thread's file of the page's own origin. */
const workerUrl = new URL('@inkgrad/tensor/thread.js', import.meta.url);

export default function Page() {
  useEffect(() => {
    void trainHere({ workerUrl }).then((result) => Object.assign(globalThis, { result }));
  }, []);
  return <p>inkgrad</p>;
}
