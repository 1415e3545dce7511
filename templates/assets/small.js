// Small comforts for every page; each page works without them.
"use strict";

// A form that came back with mistakes: start at the list of them.
const summary = document.getElementById("problems");
if (summary) summary.focus();

// The menu closes when one goes elsewhere, or by Escape.
const menu = document.querySelector("details.menu");
if (menu) {
  document.addEventListener("click", (event) => { if (!menu.contains(event.target)) menu.open = false; });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.open) { menu.open = false; menu.querySelector("summary").focus(); }
  });
}

// A date is typed as on paper, day/month/year; the browser's own calendar can fill it in.
for (const field of document.querySelectorAll("input[data-date]")) {
  const pick = field.parentNode.querySelector(".pick");
  if (!pick || !HTMLInputElement.prototype.showPicker) continue;
  const calendar = document.createElement("input");
  calendar.type = "date";
  calendar.tabIndex = -1;
  calendar.setAttribute("aria-hidden", "true");
  pick.after(calendar);
  pick.hidden = false;
  pick.addEventListener("click", () => {
    const [day, month, year] = field.value.split("/");
    if (year) calendar.value = year + "-" + month.padStart(2, "0") + "-" + day.padStart(2, "0");
    calendar.showPicker();
  });
  calendar.addEventListener("change", () => {
    if (calendar.value) { field.value = calendar.value.split("-").reverse().join("/"); field.focus(); }
  });
}

// A form goes once: a second tap while the answer is under way does nothing.
for (const form of document.querySelectorAll("form[method=post]:not(#sheet)")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
  });
}
// Coming back by the browser's own arrow must find the form usable again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

for (const button of document.querySelectorAll("button[data-print]")) button.addEventListener("click", () => window.print());
