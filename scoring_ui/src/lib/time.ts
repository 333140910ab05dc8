/** Times as people read them off a wall clock: 14:03:07. Information only; nothing is ordered by them. */

function two(n: number): string {
  return String(n).padStart(2, "0");
}

export function clock(at: string | number | Date): string {
  const time = new Date(at);
  if (Number.isNaN(time.getTime())) return "--:--:--";
  return `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
}

/** With its day, where it may be another than today: 2026-05-23 14:03. Never broken at a line's end. */
export function dayAndClock(at: string | number | Date): string {
  const time = new Date(at);
  if (Number.isNaN(time.getTime())) return "--:--";
  const day = [time.getFullYear(), two(time.getMonth() + 1), two(time.getDate())].join("\u2011");
  return `${day}\u00a0${clock(time).slice(0, 5)}`;
}

/** 14:03, or with its day where that is not today: a board that was frozen yesterday says so. */
export function momentOf(at: string | number | Date, now: Date = new Date()): string {
  const whole = dayAndClock(at);
  return whole.slice(0, 10) === dayAndClock(now).slice(0, 10) ? whole.slice(11) : whole;
}
