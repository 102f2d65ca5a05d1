// Numbers as people read them; pure.

const STEPS = [
  [1e12, "T"],
  [1e9, "B"],
  [1e6, "M"],
  [1e3, "K"],
];
const BYTE_STEPS = [
  [1e12, "TB"],
  [1e9, "GB"],
  [1e6, "MB"],
  [1e3, "kB"],
];

function short(number) {
  const text = number >= 100 ? number.toFixed(0) : number.toFixed(1);
  return text.endsWith(".0") ? text.slice(0, -2) : text;
}

/** 8190000000 is 8.2B, 137000000 is 137M. */
export function parameters(count) {
  const step = STEPS.find(([size]) => count >= size * 0.9995);
  return step ? short(count / step[0]) + step[1] : String(count);
}

/** 4900000000 is 4.9 GB, in powers of ten as disks are sold and downloads are listed. */
export function bytes(count) {
  const step = BYTE_STEPS.find(([size]) => count >= size * 0.9995);
  return step ? `${short(count / step[0])} ${step[1]}` : `${count} B`;
}

/** 40960 is 40K, 1048576 is 1M; 200000 is 200K as well, because that is how it is advertised. */
export function tokens(count) {
  for (const base of [1024, 1000]) {
    if (count >= base * base && count % (base * base) === 0) return `${count / (base * base)}M`;
    if (count >= base && count % base === 0) return `${count / base}K`;
  }
  if (count >= 1e6) return `${short(count / 1e6)}M`;
  return count >= 10_000 ? `${short(count / 1000)}K` : String(count);
}

/** 41234 is 41,234, whatever the system's language says, because the page is in English. */
export function whole(count) {
  return count.toLocaleString("en-US");
}

/** 3 s, 12 min, 5 h, 2 d, 3 mo, 2 y. */
export function duration(seconds) {
  const passed = Math.max(0, Math.round(seconds));
  if (passed < 60) return `${passed} s`;
  if (passed < 3600) return `${Math.round(passed / 60)} min`;
  if (passed < 48 * 3600) return `${Math.round(passed / 3600)} h`;
  if (passed < 60 * 86400) return `${Math.round(passed / 86400)} d`;
  return passed < 730 * 86400 ? `${Math.round(passed / (30.4 * 86400))} mo` : `${Math.round(passed / (365 * 86400))} y`;
}

/** How long ago something was; `now` and the answer of Date.parse are in milliseconds. */
export function ago(timestamp, now) {
  const seconds = (now - Date.parse(timestamp)) / 1000;
  return seconds < 5 ? "just now" : `${duration(seconds)} ago`;
}

/** The local date and time, in full. */
export function moment(timestamp) {
  return new Date(timestamp).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "medium" });
}

/** 12 ms, 1.3 s. */
export function latency(milliseconds) {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}

/** $0.30 a million tokens; 0 is free. */
export function price(dollars) {
  return dollars === 0 ? "free" : `$${dollars < 0.01 ? dollars : dollars.toFixed(2)} / 1M`;
}

/** "1 model", "12 models". */
export function counted(count, noun) {
  return `${whole(count)} ${noun}${count === 1 ? "" : "s"}`;
}
