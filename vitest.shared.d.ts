export declare const shared: import("vite").UserConfig;
//# sourceMappingURL=vitest.shared.d.ts.map