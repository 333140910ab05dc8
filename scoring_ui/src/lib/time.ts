/** Times as people read them off a wall clock: 14:03:07. Information only; nothing is ordered by them. */

function two(n: number): string {
  return String(n).padStart(2, "0");
}

export function clock(at: string | number | Date): string {
  const time = new Date(at);
  if (Number.isNaN(time.getTime())) return "--:--:--";
  return `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
}
