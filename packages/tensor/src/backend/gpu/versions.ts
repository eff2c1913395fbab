/** The versions of the optional peers that this backend is written for and tested with; package.json says the same. */
export const gpuJsVersion = '2.24.1';
export const dawnVersion = '0.6.2';
