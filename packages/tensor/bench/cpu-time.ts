/** The clock of the benchmarks. */

/** CPU time of this process: on a machine shared with other work, wall time would measure the others too. */
export function cpuMilliseconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
