// What goes into the mill and what came out, added up while it is typed: the mass must close. The server adds again.
"use strict";
{
  const form = document.querySelector("form[data-mill]");
  const { digits, unit, closes, over, none } = form.dataset;
  const KHMER = digits === "khmer";
  const latin = (text) => text.replace(/[០-៩]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0x17e0 + 48)).trim();
  const local = (text) => (KHMER ? text.replace(/[0-9]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 48 + 0x17e0)) : text);
  const grams = (field) => {
    const text = latin(field.value).replace(/\s/g, "");
    const plain = /[០-៩]/.test(field.value) ? text.replace(/\.(?=\d{3}(\D|$))/g, "").replace(",", ".") : text.replace(/,(?=\d{3}(\D|$))/g, "");
    return /^\d{1,9}(\.\d{0,3})?$/.test(plain) ? Math.round(Number(plain) * 1000) : 0;
  };
  const weight = (value) => {
    const text = String(Math.abs(value)).padStart(4, "0"), at = text.length - 3;
    const part = text.slice(at).replace(/0+$/, "");
    const whole = text.slice(0, at).replace(/\B(?=(\d{3})+$)/g, KHMER ? "." : ",");
    return local(whole + (part ? (KHMER ? "," : ".") + part : "")) + "\u00a0" + unit;
  };
  const sum = (query) => Array.from(form.querySelectorAll(query)).reduce((all, field) => all + grams(field), 0);
  const box = document.getElementById("mass"), said = document.getElementById("mass-said"), yields = document.getElementById("mass-yield");
  const put = (element, text) => { if (element && element.textContent !== text) element.textContent = text; };
  const add = () => {
    const paddy = sum('[name^="take_"], [name="brought"]'), out = sum('[name^="give_"]'), left = paddy - out;
    const head = form.querySelector('[name="give_RICE-HEAD"]');
    box.classList.toggle("stop", left < 0);
    const text = paddy === 0 ? none : left < 0 ? over : closes;
    put(said, text.replace("%in", weight(paddy)).replace("%out", weight(out)).replace("%loss", weight(left)));
    const tenths = paddy > 0 && head ? Math.round((grams(head) * 1000) / paddy) : 0;
    put(yields, tenths ? "· " + local(String(Math.floor(tenths / 10)) + (tenths % 10 ? (KHMER ? "," : ".") + (tenths % 10) : "")) + "\u00a0%" : "");
  };
  form.addEventListener("input", add);
  add();
}
