// The sum of a plan or of tranches counts along while somebody types; what is written down is judged by the server. A file
// that may be left out says nothing while none is chosen.
"use strict";

const number = (field) => {
  const latin = field.value.replace(/[០-៩]/g, (digit) => String(digit.charCodeAt(0) - 0x17e0)).replace(/[\s,]/g, "");
  return latin === "" ? 0 : Number(latin);
};
const plainNumber = (text) => Number(text.replace(/[០-៩]/g, (digit) => String(digit.charCodeAt(0) - 0x17e0)).replace(/[^0-9.]/g, ""));

for (const parts of document.querySelectorAll("[data-parts]")) {
  const line = parts.querySelector(".sum-line");
  const wholes = (parts.dataset.wholeOf || "").split(" ").filter(Boolean).map((id) => document.getElementById(id)).filter(Boolean);
  const fields = [...parts.querySelectorAll("input")].filter((field) => field.name.startsWith(parts.dataset.parts) && field.name.endsWith("-amount"));
  if (!line || !fields.length) continue;
  const show = () => {
    const whole = wholes.length ? wholes.reduce((sum, field) => sum + number(field), 0) : plainNumber(parts.dataset.whole || "0");
    const sum = fields.reduce((all, field) => all + number(field), 0);
    const difference = Math.round((whole - sum) * 100) / 100;
    if (Number.isNaN(difference) || (sum === 0 && wholes.length && whole === 0)) { line.textContent = ""; return; }
    const free = !wholes.length && !parts.dataset.whole;
    const text = free ? line.dataset.sum : difference > 0 ? line.dataset.less : difference < 0 ? line.dataset.more : line.dataset.even;
    const figure = Math.abs(free || difference === 0 ? sum : difference).toLocaleString("en-US", { minimumFractionDigits: 0, maximumFractionDigits: 2 });
    line.textContent = text.replace("#", figure + "\u00a0" + line.dataset.sign);
    line.classList.toggle("even", free || difference === 0);
  };
  for (const field of [...fields, ...wholes]) field.addEventListener("input", show);
  show();
}

for (const field of document.querySelectorAll(".upload input")) {
  const show = () => field.classList.toggle("none", field.files.length === 0);
  field.addEventListener("change", show);
  show();
}
