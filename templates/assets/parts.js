// Parts of a hundred: what they sum to stands below them while one types. The server refuses what is not a hundred.
"use strict";
for (const parts of document.querySelectorAll("[data-hundred]")) {
  const line = parts.parentNode.querySelector(".sums"), fields = Array.from(parts.querySelectorAll("input"));
  if (!line) continue;
  // In hundredths; a comma is a point where the digits are Khmer.
  const read = (raw) => {
    const khmer = /[០-៩]/.test(raw), text = raw.replace(/\s/g, "").replace(/[០-៩]/g, (c) => String(c.charCodeAt(0) - 0x17e0));
    const plain = khmer ? text.replace(",", ".") : text;
    return plain === "" ? 0 : /^[0-9]+(\.[0-9]+)?$/.test(plain) ? Math.round(Number(plain) * 100) : NaN;
  };
  const show = () => {
    const sum = fields.reduce((all, field) => all + read(field.value), 0);
    const off = 10000 - sum;
    line.hidden = Number.isNaN(sum);
    line.querySelector("b").textContent = sum / 100 + "\u00a0%";
    line.querySelector(".says").textContent = (off === 0 ? line.dataset.even : off > 0 ? line.dataset.less : line.dataset.more).replace("#", Math.abs(off) / 100 + "\u00a0%");
    line.classList.toggle("off", off !== 0);
  };
  for (const field of fields) field.addEventListener("input", show);
  show();
}
