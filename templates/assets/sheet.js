// The meeting sheet: running totals, one step a screen, the keyboard, and a draft that outlives the browser.
// The form works without it, and the server adds up again: what stands here is for the eye.
(function () {
  "use strict";
  const one = (query, root) => (root || document).querySelector(query);
  const all = (query, root) => Array.from((root || document).querySelectorAll(query));
  const store = window.drafts.shelf("sheet:");

  // Another version of the same meeting may be half typed: a draft is done with by its key.
  const letGo = (name, keys) => { const there = store.get(name); if (there && keys.includes(there.key)) store.drop(name); };
  const posted = () => { try { return sessionStorage.getItem("posted") || ""; } catch (_) { return ""; } };
  // The sealed meeting says which draft is done with, that of the sheet that was posted from here (outbox.js); the sheet that
  // goes on as another names its key; and the comparison offers to throw it away.
  for (const done of all("[data-draft-done]")) letGo(done.dataset.draftDone, (done.dataset.draftKeys || posted()).split(" "));
  for (const button of all("[data-draft-drop]")) {
    button.addEventListener("click", () => {
      letGo(button.dataset.draftDrop, button.dataset.draftKeys.split(" "));
      one("span", button).textContent = button.dataset.done;
      button.disabled = true;
    });
  }

  const form = document.getElementById("sheet");
  if (!form) return;
  const say = (key) => form.dataset["say" + key] || "";
  const say_ = (key, text) => say(key).replace("%", text);
  const phone = window.matchMedia("(max-width: 59.99rem)");
  const STEPS = form.dataset.steps.split(" ");
  const FIELD = { attendance: "attendance", savings: "savings", social: "social", fines: "fine", repayments: "repayment", loans: "loan" };
  const MONEY = STEPS.filter((step) => FIELD[step] && step !== "attendance");
  const COLUMNS = STEPS.filter((step) => FIELD[step]);
  const DECIMALS = Number(form.dataset.decimals), SHARE = Number(form.dataset.share || 0), MOST = Number(form.dataset.most || Infinity);
  const KHMER = form.dataset.digits === "khmer";
  const UNIT = Math.pow(10, DECIMALS);

  // ---- numbers, read as the server reads them: null is blank, NaN is unreadable ----
  const digit = (c) => String.fromCharCode(c.charCodeAt(0) - 0x17e0 + 48);
  const digits = (text) => /^[0-9]+$/.test(text);
  function grouped(text, mark) {
    const [first, ...rest] = text.split(mark);
    return first.length <= 3 && digits(first) && rest.every((group) => group.length === 3 && digits(group));
  }
  function parts(text, khmer, decimals) {
    if (!/^[0-9.,]+$/.test(text)) return null;
    const [group, point] = khmer ? [".", ","] : [",", "."];
    if (decimals === 0) {
      const mark = [group, point].find((m) => text.includes(m) && grouped(text, m));
      if (mark) return [text.split(mark).join(""), ""];
    }
    const at = text.indexOf(point);
    const whole = at < 0 ? text : text.slice(0, at), fraction = at < 0 ? "" : text.slice(at + 1);
    if ((digits(whole) || grouped(whole, group)) && (fraction === "" || digits(fraction)) && !text.endsWith(point)) {
      return [whole.split(group).join(""), fraction];
    }
    return null;
  }
  function read(raw, decimals) {
    const khmer = /[០-៩]/.test(raw);
    let text = raw.replace(/[\s\u0085\u200b\u200c\ufeff៛$]/g, "").replace(/[០-៩]/g, digit);
    if (text === "") return null;
    const negative = /^[-\u2212]/.test(text);
    text = text.replace(/^[-\u2212+]/, "");
    const found = parts(text, khmer, decimals);
    if (!found) return NaN;
    if (negative) return /^0*$/.test(found.join("")) ? 0 : NaN;
    const kept = found[1].replace(/0+$/, "");
    if (kept.length > decimals) return NaN;
    const value = (found[0] + kept.padEnd(decimals, "0")).replace(/^0+/, "");
    return value.length > 16 || Number(value) > 1e15 ? NaN : Number(value);
  }
  const local = (text) => (KHMER ? text.replace(/[0-9]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 48 + 0x17e0)) : text);
  function write(value, decimals) {
    const text = String(Math.abs(value)).padStart(decimals + 1, "0"), at = text.length - decimals;
    const whole = text.slice(0, at).replace(/\B(?=(\d{3})+$)/g, KHMER ? "." : ",");
    return (value < 0 ? "\u2212" : "") + local(whole + (decimals ? (KHMER ? "," : ".") + text.slice(at) : ""));
  }
  const money = (value) => write(value, DECIMALS);
  const amount = (value) => money(value) + "\u00a0" + form.dataset.sign;
  const worth = (field) => read(field.value, "money" in field.dataset ? DECIMALS : 0);

  // ---- the elements, found once ----
  const rows = all("tbody tr[data-p]", form).map((tr) => {
    const row = { tr, radios: all("input[type=radio]", tr), cells: {} };
    for (const step of MONEY) row.cells[step] = one(".c-" + step + " .num", tr);
    return row;
  });
  // Who has left and owes something only pays back: she is not called, and brings nothing else.
  const called = rows.filter((row) => !row.tr.dataset.gone);
  const notes = all("[data-note]", form), coins = document.getElementById("coins");
  const verdict = document.getElementById("verdict"), named = document.getElementById("difference-named");
  const put = (id, text) => { const e = document.getElementById(id); if (e && e.textContent !== text) e.textContent = text; };
  const setIcon = (root, name) => { const use = one("use", root); use.setAttribute("href", use.getAttribute("href").split("#")[0] + "#" + name); };
  const state = (row) => { const radio = row.radios.find((r) => r.checked); return radio ? radio.value : ""; };
  const away = (row) => row.tr.dataset.att === "absent" || row.tr.dataset.att === "excused";

  // ---- totals ----
  let sum = {}, lastDifference;
  const seen = new Set();
  function total() {
    const t = { chosen: 0, present: 0, late: 0, sent: 0, excused: 0, absent: 0, filled: {}, in: 0, out: 0, charges: 0, loanFund: 0, socialFund: 0 };
    for (const step of MONEY) { t[step] = 0; t.filled[step] = 0; }
    for (const row of rows) {
      const att = state(row);
      row.tr.dataset.att = att;
      if (att) { t.chosen++; t[att]++; }
      for (const step of MONEY) {
        const field = row.cells[step];
        if (!field) continue;
        const value = worth(field);
        t[step] += value || 0;
        if (look(field, value)) t.filled[step]++;
        if (step === "repayments") split(row, value);
        if (step === "loans" && value > 0) t.charges += Number(form.dataset.charge || 0);
        if (step === "fines") pressFines(row, value || 0);
        else for (const chip of all(".chip", field.parentNode)) chip.setAttribute("aria-pressed", String(value === Number(chip.dataset.fill)));
      }
    }
    t.shares = t.savings || 0;
    if (SHARE) t.savings *= SHARE;
    for (const row of all(".orow", form)) other(row, t);
    count(t);
    const loan = Number(form.dataset.openLoan) + (t.savings || 0) + (t.repayments || 0) - (t.loans || 0) + t.charges + t.loanFund;
    const social = Number(form.dataset.openSocial) + (t.social || 0) + t.socialFund;
    const finesToLoan = form.dataset.finesFund === "loan";
    t.ofLoan = loan + (finesToLoan ? t.fines || 0 : 0);
    t.ofSocial = social + (finesToLoan ? 0 : t.fines || 0);
    t.expected = t.ofLoan + t.ofSocial;
    t.difference = t.counted === null ? null : t.counted - t.expected;
    for (const name of ["present", "late", "sent", "excused", "absent"]) put("t-" + name, local(String(t[name])));
    put("t-shares", local(String(t.shares)));
    for (const step of MONEY) { put("t-" + step, money(t[step])); put("r-" + step, money(t[step])); }
    put("r-charges", money(t.charges)); put("r-in", money(t.in)); put("r-out", money(t.out)); put("r-expected", amount(t.expected));
    put("r-of-loan", money(t.ofLoan)); put("r-of-social", money(t.ofSocial));
    sum = t;
    word();
    tabs();
  }
  // How a repayment falls apart, in the order that the server gives: interest and penalties, principal, what is left.
  function split(row, value) {
    const line = one(".split", row.tr);
    if (!line) return;
    const parts = { i: 0, p: 0 };
    let left = value || 0;
    for (const part of line.dataset.order.split(" ")) {
      const paid = Math.min(left, Number(part.slice(1)));
      parts[part[0]] += paid;
      left -= paid;
    }
    line.hidden = !value;
    const figures = [parts.i, parts.p, Math.max(0, Number(line.dataset.owed) - (value || 0))];
    all("b", line).forEach((b, at) => { const text = money(figures[at]); if (b.textContent !== text) b.textContent = text; });
  }
  // A field that holds something looks so; one that cannot be read stops looking wrong as soon as it can.
  function look(field, value) {
    const filled = field.value.trim() !== "";
    field.classList.toggle("filled", filled && !Number.isNaN(value));
    if (!Number.isNaN(value) && field.classList.contains("odd")) odd(field, false);
    return filled;
  }
  function odd(field, wrong) {
    const cell = field.closest("td, .f"), old = one(".odd-msg", cell);
    field.classList.toggle("odd", wrong);
    if (wrong && !old) {
      const p = document.createElement("p");
      p.className = "err odd-msg";
      p.textContent = say("Number");
      cell.append(p);
    } else if (!wrong && old) old.remove();
  }
  function other(row, t) {
    const kind = one("select", row), field = one(".num", row), value = worth(field);
    const option = kind.options[kind.selectedIndex];
    look(field, value);
    row.classList.toggle("unused", !kind.value && !field.value.trim());
    if (!kind.value || !value) return;
    t[option.dataset.in ? "in" : "out"] += value;
    t[option.dataset.fund === "social" ? "socialFund" : "loanFund"] += option.dataset.in ? value : -value;
  }
  function count(t) {
    t.counted = null;
    for (const field of coins ? notes.concat(coins) : notes) {
      const many = worth(field), value = field === coins ? many : many * Number(field.dataset.note);
      const cell = document.getElementById("a" + (field === coins ? "coins" : field.dataset.note));
      look(field, many);
      const counted = many !== null && !Number.isNaN(many);
      if (counted) t.counted = (t.counted || 0) + value;
      cell.textContent = counted ? money(value) : "–";
      cell.classList.toggle("on", counted && value > 0);
    }
  }
  function word() {
    const d = sum.difference, v = d === null ? "none" : d === 0 ? "ok" : d < 0 ? "short" : "over";
    verdict.dataset.v = v;
    setIcon(verdict, { none: "info", ok: "circle-check" }[v] || "triangle-alert");
    put("counted", sum.counted === null ? "–" : amount(sum.counted));
    put("verdict-word", v === "none" ? say("None") : v === "ok" ? say("Agrees") : say_(v === "short" ? "Short" : "Over", amount(Math.abs(d))));
    if (d) one("label[for=difference-named]").textContent = say_(v === "short" ? "NameShort" : "NameOver", amount(Math.abs(d)));
    // The tick names a sum; when the sum changes, what was ticked is no longer what stands there.
    if (lastDifference !== undefined && lastDifference !== d) named.checked = false;
    named.value = String(d || 0);
    lastDifference = d;
  }

  // ---- fines: each chip adds its sum; the field holds what they come to ----
  const fineChips = (row) => all(".c-fines .chip", row.tr).filter((chip) => !chip.classList.contains("of") || chip.classList.contains("of-" + row.tr.dataset.att));
  const pressed = (chip) => chip.getAttribute("aria-pressed") === "true";
  function subset(chips, value) {
    if (value === 0) return [];
    for (let i = 0; i < chips.length; i++) {
      const rest = value >= Number(chips[i].dataset.add) ? subset(chips.slice(i + 1), value - Number(chips[i].dataset.add)) : null;
      if (rest) return [chips[i]].concat(rest);
    }
    return null;
  }
  function pressFines(row, value) {
    const chips = fineChips(row), now = chips.filter(pressed).reduce((all, chip) => all + Number(chip.dataset.add), 0);
    const on = now === value ? chips.filter(pressed) : subset(chips, value) || [];
    for (const chip of all(".c-fines .chip", row.tr)) chip.setAttribute("aria-pressed", String(on.includes(chip)));
  }
  function openFines(row, button) {
    const box = one(".extras", row.tr), open = box.hidden;
    if (!box.firstElementChild) box.append(document.getElementById("fine-chips").content.cloneNode(true));
    box.hidden = !open;
    row.tr.classList.toggle("open", open);
    button.setAttribute("aria-expanded", String(open));
    total();
  }

  // ---- steps ----
  function done(step) {
    const expected = called.filter((row) => !away(row));
    const full = (cells) => cells.every((field) => !field || field.value.trim() !== "");
    if (step === "attendance") return sum.chosen === called.length;
    if (step === "savings" || step === "social") return sum.filled[step] > 0 && full(expected.map((row) => row.cells[step]));
    if (step === "fines") return seen.has(step) && full(rows.filter((row) => one(".of-" + (row.tr.dataset.att || "none"), row.tr)).map((row) => row.cells.fines));
    if (step === "repayments") return seen.has(step) && full(expected.map((row) => row.cells.repayments));
    if (step === "other") return seen.has(step) && all(".orow", form).every((row) => !one("select", row).value === !one(".num", row).value.trim());
    if (step === "cash") return sum.difference === 0 ? one("#witnessed").checked : !!sum.difference && named.checked && one("#witnessed").checked;
    return seen.has(step);
  }
  const name = (step) => { const e = document.getElementById("h-" + step); return e ? e.textContent.trim() : ""; };
  function tabs() {
    const at = form.dataset.step, bar = document.getElementById("bar"), of = "\u2009/\u2009" + local(String(called.length));
    for (const tab of all(".steps a", form)) {
      const ok = done(tab.dataset.go);
      tab.classList.toggle("done", ok);
      one(".said", tab).textContent = tab.dataset.flag ? say("Error") : ok ? say("Done") : "";
      if (tab.dataset.go === at) tab.setAttribute("aria-current", "step"); else tab.removeAttribute("aria-current");
    }
    const label = at === "attendance" ? name(at) + " " + local(String(sum.chosen)) + of
      : at === "savings" || at === "social" ? name(at) + " " + local(String(sum.filled[at])) + of
      : at === "cash" ? one(".must dt", form).textContent.trim() + " " + amount(sum.expected) : name(at);
    const value = at === "attendance" ? say_("Came", local(String(sum.present + sum.late)))
      : at === "savings" && SHARE ? local(String(sum.shares)) + " = " + amount(sum.savings)
      : at === "other" ? amount(sum.in - sum.out)
      : at === "cash" ? one("#verdict-word").textContent : amount(sum[at]);
    put("bar-label", label); put("bar-value", value);
    if (at === "cash") bar.dataset.v = verdict.dataset.v; else delete bar.dataset.v;
    one(".prev", bar).disabled = at === STEPS[0];
    one(".next", bar).disabled = at === STEPS[STEPS.length - 1];
    if (at === STEPS[0]) form.dataset.first = "1"; else delete form.dataset.first;
  }
  function go(step, push) {
    if (STEPS.indexOf(step) < 0) return;
    seen.add(form.dataset.step);
    form.dataset.step = step;
    if (push) history.pushState({ step }, "", "#s-" + step);
    tabs();
    if (phone.matches) {
      window.scrollTo(0, Math.max(0, form.getBoundingClientRect().top + window.pageYOffset - 1));
      const tab = one('.steps a[data-go="' + step + '"]');
      if (tab) tab.parentNode.scrollLeft = tab.offsetLeft - (tab.parentNode.clientWidth - tab.offsetWidth) / 2;
    }
  }
  window.addEventListener("popstate", () => go(location.hash.slice(3) || STEPS[0], false));

  // ---- one tap for the common case; a second takes it back ----
  let undo = null;
  function bulk(button) {
    if (undo && undo.button === button) { undo.list.forEach((back) => back()); forget(); changed(); return; }
    forget();
    const step = button.value.slice(5), list = [];
    const fill = (field, text) => { if (field && !field.value.trim()) { field.value = text; list.push(() => { field.value = ""; }); } };
    for (const row of called) {
      if (step === "attendance") {
        if (!row.tr.dataset.att) { row.radios[0].checked = true; list.push(() => { row.radios[0].checked = false; }); }
      } else if (step === "fines") {
        const chip = row.tr.dataset.att && one(".of-" + row.tr.dataset.att, row.tr);
        if (chip) fill(row.cells.fines, money(Number(chip.dataset.add)));
      } else if (!away(row)) {
        const chip = one(".c-" + step + " .chip", row.tr), last = row.tr.dataset.last;
        if (step === "savings") { if (last) fill(row.cells.savings, SHARE ? local(last) : money(Number(last))); }
        else if (chip) fill(row.cells[step], money(Number(chip.dataset.fill)));
      }
    }
    if (list.length) {
      const text = one("span", button);
      undo = { button, list, text: text.textContent };
      text.textContent = say("Undo"); setIcon(button, "undo-2"); button.classList.add("undo");
    }
    changed();
  }
  function forget() {
    if (!undo) return;
    one("span", undo.button).textContent = undo.text; setIcon(undo.button, "check-check"); undo.button.classList.remove("undo");
    undo = null;
  }

  form.addEventListener("click", (event) => {
    const button = event.target.closest("button, a");
    if (!button) return;
    const set = button.dataset, field = button.closest(".ctl") && one(".num", button.closest(".ctl"));
    if (set.go) { event.preventDefault(); go(set.go, true); }
    else if (set.nav) go(STEPS[STEPS.indexOf(form.dataset.step) + Number(set.nav)], true);
    else if (button.classList.contains("bulk")) { event.preventDefault(); bulk(button); }
    else if (set.by) step(field, Number(set.by));
    else if (set.fill) { field.value = worth(field) === Number(set.fill) ? "" : money(Number(set.fill)); touched(); }
    else if (set.add) addFine(button);
    else if (button.classList.contains("other-fines")) openFines(rows.find((row) => row.tr.contains(button)), button);
    else if (button.id === "other-add") { addRow(); touched(); const rows_ = all(".orow", form); one("select", rows_[rows_.length - 1]).focus(); }
  });
  // From nothing: plus gives one, minus gives an explicit none; minus again takes the none away. Blank is not zero.
  function step(field, by) {
    const value = worth(field);
    if (Number.isNaN(value)) return;
    const most = field.dataset.note ? Infinity : MOST;
    field.value = value === null ? (by > 0 ? local("1") : local("0")) : value + by < 0 ? "" : local(String(Math.min(value + by, Math.max(most, value))));
    touched();
  }
  function addFine(chip) {
    const row = rows.find((r) => r.tr.contains(chip)), field = row.cells.fines, sum_ = Number(chip.dataset.add);
    const value = Math.max(0, (worth(field) || 0) + (pressed(chip) ? -sum_ : sum_));
    chip.setAttribute("aria-pressed", String(!pressed(chip)));
    field.value = value ? money(value) : "";
    touched();
  }
  function addRow() {
    const last = all(".orow", form).pop(), at = Number(last.dataset.row) + 1, row = last.cloneNode(true);
    if (at > 39) return null;
    row.dataset.row = String(at);
    one("legend", row).textContent = one("legend", last).textContent.replace(/[0-9០-៩]+/, local(String(at + 1)));
    all(".err", row).forEach((e) => e.remove());
    for (const e of all("[id], [for], .f", row)) {
      e.classList.remove("bad", "filled", "odd");
      e.removeAttribute("aria-invalid"); e.removeAttribute("aria-describedby");
      for (const attribute of ["id", "name", "for"]) if (e.hasAttribute(attribute)) e.setAttribute(attribute, e.getAttribute(attribute).replace(/^o\d+/, "o" + at));
      if (e.tagName === "INPUT") { e.value = ""; e.removeAttribute("value"); }
      if (e.tagName === "SELECT") { for (const option of e.options) option.removeAttribute("selected"); e.selectedIndex = 0; }
    }
    last.after(row);
    return row;
  }

  // ---- the keyboard: Enter and up/down run a column, digits choose the attendance ----
  form.addEventListener("focusin", (event) => { if (event.target.classList.contains("num")) event.target.select(); });
  form.addEventListener("focusout", (event) => {
    const field = event.target;
    if (!field.classList.contains("num")) return;
    const value = worth(field);
    odd(field, Number.isNaN(value));
    if ("money" in field.dataset && value && (DECIMALS || value > 999)) field.value = money(value);
  });
  const visible = (field) => field && field.getClientRects().length > 0;
  function column(step) {
    if (step === "attendance") return called.map((row) => row.radios.find((r) => r.checked) || row.radios[0]).filter(visible);
    return rows.map((row) => row.cells[step]).filter(visible);
  }
  function line(field) {
    const step = COLUMNS.find((code) => field.name.endsWith("-" + FIELD[code]) && /^p\d/.test(field.name));
    if (step) return { step, list: column(step), at: rows.findIndex((row) => row.tr.contains(field)) };
    const box = coins ? notes.concat(coins) : notes;
    return box.includes(field) ? { step: "cash", list: box, at: -1 } : null;
  }
  function after(field) {
    const fields = Array.from(form.elements).filter((e) => e.tabIndex >= 0 && visible(e) && e.type !== "submit" && e.type !== "button");
    return fields[fields.indexOf(field) + 1];
  }
  function move(field, by, enter) {
    const found = line(field);
    if (!found) { const next = enter && after(field); if (next) next.focus(); return; }
    const self = found.step === "attendance" ? found.list.find((r) => r.name === field.name) : field;
    const next = found.list[found.list.indexOf(self) + by];
    if (next) { next.focus(); return; }
    if (!enter) return;
    if (phone.matches) { const button = one(".next", form); if (!button.disabled) button.focus(); return; }
    const across = COLUMNS[COLUMNS.indexOf(found.step) + 1];
    const head = found.step === "cash" ? [after(field)] : across ? column(across) : notes;
    if (head[0]) head[0].focus();
  }
  form.addEventListener("keydown", (event) => {
    const field = event.target;
    if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey || field.tagName !== "INPUT") return;
    if (event.key === "Enter") {
      event.preventDefault();
      move(field, 1, true);
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!line(field)) return;
      event.preventDefault();
      move(field, event.key === "ArrowDown" ? 1 : -1, false);
    } else if (field.type === "radio" && /^[1-5១-៥]$/.test(event.key)) {
      const row = rows.find((r) => r.tr.contains(field)), radio = row.radios[Number(event.key.replace(/[០-៩]/, digit)) - 1];
      event.preventDefault();
      radio.checked = true;
      touched();
      radio.focus();
      move(radio, 1, false);
    }
  });

  // ---- the draft: nothing typed is lost (draft.js) ----
  const draft = window.drafts.keep(form, {
    store,
    skip: ["do", "after"],
    more: () => ({ seen: Array.from(seen) }),
    make(found, names) {
      const most = names.reduce((max, key) => Math.max(max, /^o\d+-/.test(key) ? parseInt(key.slice(1), 10) : 0), 0);
      while (all(".orow", form).length <= most && addRow()) { /* until there is a row for each */ }
    },
    laid(found) {
      if (found) (found.seen || []).forEach((step) => seen.add(step));
      lastDifference = undefined;
      total();
    },
    kept(ok) { document.getElementById("bar-kept").hidden = !ok; },
    typed() { forget(); total(); },
  });
  function changed() { total(); draft.touched(); }
  function touched() { forget(); changed(); }

  // ---- sealing ----
  const seal = document.getElementById("seal"), sealText = one("span", seal), sealLabel = sealText.textContent;
  const here = /^(localhost|127\.|\[::1\])/.test(location.hostname);
  const offline = document.getElementById("offline"), outboxTakes = () => window.outbox && window.outbox.able();
  let last = null;
  form.addEventListener("click", (event) => { last = event.target.closest("button[type=submit]"); }, true);
  form.addEventListener("submit", (event) => {
    const button = event.submitter === undefined ? last : event.submitter;
    if (button !== seal || form.dataset.sent) { event.preventDefault(); return; }
    draft.save();
    // The outbox takes it without a line (outbox.js). Where a browser has none: a laptop that is its own server needs no line;
    // anyone else is told once, and may try all the same.
    if (!outboxTakes() && navigator.onLine === false && !here && offline.hidden) {
      event.preventDefault();
      offline.hidden = false;
      offline.scrollIntoView({ block: "center" });
      return;
    }
    form.dataset.sent = "1";
    // After the form has been read, or the button's own value would be missing from it.
    setTimeout(() => { seal.disabled = true; sealText.textContent = say("Sealing"); }, 0);
    setTimeout(again, 20000);
  });
  function again() { delete form.dataset.sent; seal.disabled = false; sealText.textContent = sealLabel; }
  window.addEventListener("pageshow", (event) => { if (event.persisted) again(); });
  form.addEventListener("outbox", again);
  window.addEventListener("online", () => { if (!outboxTakes()) offline.hidden = true; });

  // ---- errors: the list opens the right step, then the field ----
  const problems = document.getElementById("problems");
  if (problems) {
    problems.addEventListener("click", (event) => {
      const link = event.target.closest("a[data-step]");
      if (!link) return;
      const field = document.getElementById(link.hash.slice(1));
      event.preventDefault();
      go(link.dataset.step, true);
      if (field) { field.focus(); field.scrollIntoView({ block: "center" }); }
    });
    const first = one("a[data-step]", problems);
    if (first) form.dataset.step = first.dataset.step;
  }

  // ---- start ----
  form.classList.add("live");
  draft.start();
  if (!problems && location.hash.indexOf("#s-") === 0 && STEPS.includes(location.hash.slice(3))) form.dataset.step = location.hash.slice(3);
  total();
})();
