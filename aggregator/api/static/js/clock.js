// The time as the service sees it: ages must not depend on whether this machine's clock is right.

let ahead = 0; // milliseconds by which this machine's clock is ahead of the service's

/** Learn from the Date header of an answer, which is in whole seconds. */
export function learnTime(date) {
  const served = Date.parse(date ?? "");
  if (Number.isNaN(served)) return;
  const difference = Date.now() - served;
  ahead = Math.abs(difference) > 2000 ? difference : 0;
}

/** Milliseconds since 1970 at the service. */
export function now() {
  return Date.now() - ahead;
}
