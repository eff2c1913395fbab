/** What the Vitest configurations of all packages have in common. */
import { defineConfig } from 'vitest/config';
/** Packages load each other's sources; the rest are Vite's own conditions for code that runs in Node. */
const conditions = ['@inkgrad/source', 'module', 'node', 'development|production'];
export const shared = defineConfig({
    resolve: { conditions },
    ssr: { resolve: { conditions } },
    test: {
        include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
        // Two cores run two packages' tests at once; the slowest property test needs a fraction of this alone.
        testTimeout: 60_000,
        hookTimeout: 60_000,
        reporters: ['default', 'json'],
        outputFile: { json: 'test-results/vitest.json' },
    },
});
//# sourceMappingURL=vitest.shared.js.map