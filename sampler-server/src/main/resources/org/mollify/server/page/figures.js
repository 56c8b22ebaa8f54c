/** Numbers as people read them. */
const WHOLE = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

/** A number to some significant digits; null is what overflowed. */
export function figure(number, digits = 4) {
  if (number === null || number === undefined || Number.isNaN(number)) return "overflow";
  if (!Number.isFinite(number)) return number > 0 ? "∞" : "−∞";
  if (number !== 0 && Math.abs(number) < 1e-3) return minus(power(number.toExponential(Math.max(0, digits - 2))));
  if (Math.abs(number) >= 10 ** digits) return minus(WHOLE.format(number));
  return minus(Number(number.toPrecision(digits)).toString());
}

/** A count. */
export const whole = (number) => WHOLE.format(number);

/** A count and its noun. */
export function counted(number, noun, plural = `${noun}s`) {
  return `${whole(number)} ${number === 1 ? noun : plural}`;
}

/** A time in milliseconds. */
export function milliseconds(time) {
  return time >= 10_000 ? `${(time / 1000).toFixed(1)} s` : `${time < 10 ? time.toFixed(1) : Math.round(time)} ms`;
}

/** A value of a table: a label as it is, a number to six digits. */
export function cellText(value, digits = 6) {
  if (value === null || value === undefined || value === "") return "–";
  const number = typeof value === "number" ? value : Number(value);
  return Number.isFinite(number) ? figure(number, digits) : String(value);
}

/** 1.2e-5 as 1.2 × 10⁻⁵. */
function power(text) {
  const [factor, exponent] = text.split("e-");
  return `${factor} × 10⁻${[...exponent].map((digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit]).join("")}`;
}

const minus = (text) => text.replace("-", "−");
