// The count of the box: what was counted, and how it stands to the book, while it is typed. The server counts again.
"use strict";
{
  const form = document.querySelector("form[data-book]");
  const { book, decimals, sign, digits } = form.dataset;
  const KHMER = digits === "khmer", PLACES = Number(decimals), UNIT = Math.pow(10, PLACES);
  const latin = (text) => text.replace(/[០-៩]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0x17e0 + 48)).trim();
  const local = (text) => (KHMER ? text.replace(/[0-9]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 48 + 0x17e0)) : text);
  const money = (value) => {
    const text = String(Math.abs(value)).padStart(PLACES + 1, "0"), at = text.length - PLACES;
    const whole = text.slice(0, at).replace(/\B(?=(\d{3})+$)/g, KHMER ? "." : ",");
    return local(whole + (PLACES ? (KHMER ? "," : ".") + text.slice(at) : ""));
  };
  const put = (id, text) => { const element = document.getElementById(id); if (element.textContent !== text) element.textContent = text; };
  const worth = (field) => {
    const text = latin(field.value);
    if (field.hasAttribute("data-coins")) return /^\d+([.,]\d{0,2})?$/.test(text) ? Math.round(Number(text.replace(",", ".")) * UNIT) : null;
    const many = text.replace(/[.,\s](?=\d{3}\b)/g, "");
    return /^\d{1,9}$/.test(many) ? Number(many) * Number(field.dataset.note) : null;
  };
  const fields = Array.from(form.querySelectorAll("[data-note], [data-coins]"));
  const verdict = document.getElementById("verdict"), use = verdict.querySelector("use");
  const add = () => {
    let counted = null;
    for (const field of fields) {
      const value = worth(field), cell = document.getElementById("a" + (field.dataset.note || "coins"));
      if (value !== null) counted = (counted || 0) + value;
      cell.textContent = value === null ? "–" : money(value);
      cell.classList.toggle("on", value > 0);
    }
    const by = counted === null ? null : counted - Number(book);
    const state = by === null ? "none" : by === 0 ? "ok" : "off";
    const said = by === null ? form.dataset.none : by === 0 ? form.dataset.agrees : (by < 0 ? form.dataset.short : form.dataset.over).replace("%", money(by) + "\u00a0" + sign);
    verdict.dataset.v = state;
    use.setAttribute("href", use.getAttribute("href").split("#")[0] + "#" + { none: "info", ok: "circle-check", off: "triangle-alert" }[state]);
    put("counted", counted === null ? "–" : money(counted) + "\u00a0" + sign);
    put("verdict-word", said);
  };
  form.addEventListener("input", add);
  add();
}
