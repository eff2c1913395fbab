/** The command line of this process as a person would type it again. */

/** A word that a shell takes as it is. */
const plainWord = /^[\w@%+=:,./…-]+$/;

function quoted(word: string): string {
  return plainWord.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** @param args what stands behind `inkgrad` */
export function commandLine(args: readonly string[] = process.argv.slice(2)): string {
  return ['inkgrad', ...args].map(quoted).join(' ');
}
