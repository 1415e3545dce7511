// The scale on a delivery day: what a delivery comes to while it is typed, Enter that moves on and at last sends, and
// sending without a new page. The form works without it, and the server reckons again: what stands here is for the eye.
(function () {
  "use strict";
  const form = document.getElementById("delivery");
  const source = document.getElementById("delivery-data");
  if (!form || !source || typeof BigInt === "undefined" || !window.fetch) return;
  const set = form.dataset, field = (id) => document.getElementById(id);
  const KHMER = set.digits === "khmer", DECIMALS = Number(set.decimals);
  const big = (value) => BigInt(value || 0), ZERO = BigInt(0), TWO = BigInt(2), WHOLE = BigInt(1000);
  const least = (a, b) => (a < b ? a : b), most = (a, b) => (a > b ? a : b);
  let data = JSON.parse(source.textContent);

  // ---- numbers, read as the server reads them: null is blank, NaN is unreadable ----
  const digits = (text) => /^[0-9]+$/.test(text);
  function grouped(text, mark) {
    const [first, ...rest] = text.split(mark);
    return first.length <= 3 && digits(first) && rest.every((group) => group.length === 3 && digits(group));
  }
  function read(raw, decimals) {
    const khmer = /[០-៩]/.test(raw);
    const text = raw.replace(/[\s\u0085\u200b\u200c\ufeff៛$]/g, "").replace(/[០-៩]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0x17e0 + 48));
    if (text === "") return null;
    if (!/^[0-9.,]+$/.test(text)) return NaN;
    const [group, point] = khmer ? [".", ","] : [",", "."];
    let at = text.indexOf(point);
    if (decimals === 0 && at >= 0 && grouped(text, point)) return big(text.split(point).join(""));
    const whole = at < 0 ? text : text.slice(0, at), fraction = (at < 0 ? "" : text.slice(at + 1)).replace(/0+$/, "");
    if (!(digits(whole) || grouped(whole, group)) || (fraction && !digits(fraction)) || text.endsWith(point) || fraction.length > decimals) return NaN;
    const value = whole.split(group).join("") + fraction.padEnd(decimals, "0");
    return value.length > 16 ? NaN : big(value);
  }
  const unread = (value) => typeof value === "number";
  const local = (text) => (KHMER ? text.replace(/[0-9]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 48 + 0x17e0)) : text);
  function write(value, decimals) {
    const text = String(value < ZERO ? -value : value).padStart(decimals + 1, "0"), at = text.length - decimals;
    const whole = text.slice(0, at).replace(/\B(?=(\d{3})+$)/g, KHMER ? "." : ",");
    const fraction = decimals === 3 ? text.slice(at).replace(/0+$/, "") : text.slice(at);
    return (value < ZERO ? "\u2212" : "") + local(whole + (fraction ? (KHMER ? "," : ".") + fraction : ""));
  }
  const weight = (grams) => write(grams, 3) + "\u00a0" + set.kg;
  const money = (value) => write(value, DECIMALS) + "\u00a0" + set.sign;
  const halfUp = (of, by) => (TWO * of + by) / (TWO * by);

  // ---- what a delivery comes to: weights::weigh, units::worth, and the offsets of deciding::harvest ----
  const [FIGURE, PLACES] = set.offset.split("/"), OFFSET = big(FIGURE), BY = big("1" + "0".repeat(Number(PLACES) + 2));
  const kind = () => data.kinds[field("kind").value];
  const typed = (id, decimals) => (field(id) && !field(id).closest("[hidden]") ? read(field(id).value, decimals) : null);
  const or = (value) => (typeof value === "bigint" ? value : ZERO);
  function reckon() {
    const of = kind(), gross = typed("gross", 3);
    if (!of || typeof gross !== "bigint") return null;
    const net = gross - or(typed("tare", 3));
    const off = Array.from(form.querySelectorAll("[name^=off-]")).reduce((sum, input) => sum + or(read(input.value, 3)), ZERO);
    const left = net - off, dry = WHOLE - big(set.moisture), wet = of.paddy ? typed("moisture", 1) : null;
    if (left <= ZERO) return null;
    const excess = least(most(or(typed("foreign", 1)) - big(set.foreign), ZERO), WHOLE);
    const part = typeof wet === "bigint" ? least(WHOLE - wet, dry) : dry;
    const paid = halfUp(left * (WHOLE - excess) * part, WHOLE * dry);
    const amount = halfUp(paid * big(of.price), WHOLE);
    const asked = typed("offset", DECIMALS), offset = typeof asked === "bigint" ? asked : least((amount * OFFSET) / BY, owes());
    const rest = amount - offset, way = field("pay").value;
    const cash = way === "now" ? rest : way === "part" ? or(typed("part", DECIMALS)) : ZERO;
    return { net, off: net - paid, paid, amount, offset, cash, owed: rest - cash };
  }
  const member = () => { const number = read(field("member").value, 0); return typeof number === "bigint" ? data.members[String(number)] : undefined; };
  const owes = () => { const who = member(); return who ? big(who[1]) : ZERO; };
  const put = (id, text) => { const element = field(id); if (element && element.textContent !== text) element.textContent = text; };
  const show = (id, shown) => { const element = field(id); if (element && element.hidden === shown) element.hidden = !shown; };

  // Who it is, her plots, and what there is to fill in for this kind and this person.
  let plotsOf = "";
  function who() {
    const her = member(), number = field("member").value.trim(), of = kind();
    put("name", her ? her[0] : number ? set.nobody : "");
    field("name").classList.toggle("bad-ink", !!number && !her);
    show("moisture-part", !!of && of.paddy);
    show("plot-part", !!of && of.organic);
    show("offset-part", owes() > ZERO);
    show("part-part", field("pay").value === "part");
    const plot = field("plot"), now = (her ? number : "") + "|" + (of ? of.crop : "");
    if (plot && plotsOf !== now) {
      plotsOf = now;
      const chosen = plot.value, own = (her ? her[2] : []).filter((one) => !of || one[2] === of.crop);
      plot.replaceChildren(plot.options[0], ...own.map(([no, text]) => new Option(text, no)));
      // One field only: nothing to choose.
      plot.value = own.length === 1 ? own[0][0] : chosen;
      if (plot.selectedIndex < 0) plot.selectedIndex = 0;
    }
  }
  function refresh() {
    who();
    const all = reckon() || {};
    const said = (id, value, as) => put(id, value === undefined ? "–" : as(value));
    said("r-net", all.net, weight); said("r-off", all.off, weight); said("r-weight", all.paid, weight);
    said("r-amount", all.amount, money); said("r-offset", all.offset, money); said("r-cash", all.cash, money); said("r-owed", all.owed, money);
  }

  // ---- what is wrong, at its place ----
  function wrong(name, text) {
    const input = field(name), cell = input && input.closest(".f");
    if (!cell) return false;
    const id = name + "-e", old = field(id);
    if (old) old.remove();
    cell.classList.toggle("bad", !!text);
    if (!text) { input.removeAttribute("aria-invalid"); return true; }
    const message = document.createElement("p");
    message.className = "err"; message.id = id; message.textContent = text;
    cell.append(message);
    input.setAttribute("aria-invalid", "true");
    const hint = field(name + "-h");
    input.setAttribute("aria-describedby", (hint ? hint.id + " " : "") + id);
    return true;
  }
  function clear() {
    for (const input of form.querySelectorAll("[aria-invalid]")) wrong(input.name, "");
    for (const cell of form.querySelectorAll(".f.bad")) cell.classList.remove("bad");
    const summary = field("problems");
    if (summary) summary.remove();
    field("look").replaceChildren();
  }
  // A field is looked at when it is left, as far as it can be judged by itself.
  function judge(input) {
    if (!input.name || input.type === "hidden" || input.value.trim() === "") return input.name && wrong(input.name, "");
    const places = { gross: 3, tare: 3, moisture: 1, foreign: 1, offset: DECIMALS, part: DECIMALS, member: 0 };
    const decimals = input.name.startsWith("off-") ? 3 : places[input.name];
    if (decimals === undefined) return wrong(input.name, "");
    const value = read(input.value, decimals);
    if (unread(value)) return wrong(input.name, set.number);
    if (input.name === "member") return wrong("member", member() ? "" : set.nobody);
    if (input.name === "tare" || input.name === "gross") {
      const gross = typed("gross", 3), tare = typed("tare", 3);
      return wrong("tare", typeof gross === "bigint" && typeof tare === "bigint" && tare >= gross ? set.tare : "");
    }
    return wrong(input.name, "");
  }
  function box(tag, name, ...inside) {
    const element = document.createElement(tag);
    if (name) element.className = name;
    element.append(...inside);
    return element;
  }
  function refuse(answer, ahead) {
    let first = null;
    const others = [];
    for (const [name, text] of answer.problems) {
      const input = name && field(name), fold = input && input.closest("details");
      if (fold) fold.open = true;
      if (input && !input.closest("[hidden]") && wrong(name, text)) first = first || input;
      else others.push(text);
    }
    if (others.length) { const said = box("div", "note-box stop", box("div", "", ...others.map((text) => box("p", "", text)))); said.id = "others"; field("look").append(said); }
    if (answer.cautions.length) {
      const yes = box("button", "btn main", set.known);
      yes.type = "submit"; yes.name = "known"; yes.value = "1"; yes.id = "yes";
      const all = box("ul", "", ...answer.cautions.map((text) => box("li", "", text)));
      field("look").append(box("div", "note-box warn", box("div", "", box("p", "", box("b", "", set.look)), all, box("div", "actions", yes))));
      first = first || yes;
    }
    // Who is typing the next one must not type it into this one: the message takes the keys until Enter is pressed.
    const look = field("look");
    mend = first || field("send");
    if (!ahead) return go(mend);
    look.prepend(box("div", "note-box stop", box("div", "", box("p", "", box("b", "", set.mend)))));
    look.tabIndex = -1;
    look.focus();
  }
  function go(to) { to.focus(); if (to.select) to.select(); }

  // ---- sending: what was typed waits its turn, and the next one is typed meanwhile ----
  const kept = ["kind", "tare", "moisture", "pay"], own = ["day", "key", "upon", "also"];
  const inputs = () => Array.from(form.elements).filter((input) => input.name && !own.includes(input.name) && input.tagName !== "BUTTON");
  const values = () => inputs().map((input) => [input.name, input.value]);
  // Those that wait; what is being sent stands first. While one that was refused is mended, what was typed after it is held.
  const waiting = [];
  let busy = false, held = null, mend = null;
  function fill(all) {
    for (const [name, value] of all) if (name !== "plot") form.elements[name].value = value;
    plotsOf = "";
    who();
    for (const [name, value] of all) if (name === "plot") form.elements.plot.value = value;
    for (const fold of form.querySelectorAll("details")) fold.open = Array.from(fold.querySelectorAll("input, select")).some((input) => input.value !== "");
    refresh();
  }
  function blank() {
    fill(values().map(([name, value]) => [name, kept.includes(name) ? value : ""]));
    if (field("pay").value === "part") { field("pay").value = "now"; refresh(); }
  }
  function written(answer) {
    if (!window.outbox) form.elements.key.value = answer.key;
    if (form.elements.upon && answer.upon !== undefined) form.elements.upon.value = answer.upon;
    data.kinds = answer.data.kinds;
    Object.assign(data.members, answer.data.members);
    plotsOf = "";
    field("list").innerHTML = answer.list;
    put("said", answer.said);
    refresh();
  }
  // What is sent stands in the outbox until it is written (outbox.js): without a line it goes later, by itself.
  const takes = () => window.outbox && window.outbox.able() && window.keeping;
  const sent = (one) => one.values.filter(([, value]) => value !== "").concat(
    [["key", one.key]], own.filter((name) => name !== "key" && form.elements[name]).map((name) => [name, form.elements[name].value]), one.known ? [["known", "1"]] : []);
  async function putAway(one) {
    one.row = null;
    if (!takes()) return;
    const row = window.outbox.makeRow(form, sent(one), one.key), number = one.values.find(([name]) => name === "member");
    // Her number tells one from the other; her name stays off it.
    if (number && number[1]) row.title += " · " + number[1];
    try { await window.outbox.put(row); } catch (_) { return; }
    one.row = row;
    one.key = row.key;
    // Under its old key it stood in the outbox as another one; and the draft of what stands there is done with.
    if (one.was) await window.keeping.drop(one.was);
    draft.drop(one.key);
    window.outbox.tell();
  }
  // The answer, or none; beside the outbox, which must not send the same at the same time.
  async function ask(one) {
    const body = new URLSearchParams(one.row ? one.row.fields : sent(one)), stop = window.AbortController ? new AbortController() : null;
    const late = stop && setTimeout(() => stop.abort(), 20000);
    try {
      const answer = await fetch(form.action, { method: "POST", body, headers: Object.assign({ Accept: "application/json" }, one.row ? { "Sansom-Owner": one.row.owner } : {}), credentials: "same-origin", keepalive: true, signal: stop ? stop.signal : undefined });
      const json = (answer.headers.get("content-type") || "").startsWith("application/json");
      return { status: answer.redirected ? 401 : answer.status, told: json && (answer.ok || answer.status === 409) ? await answer.json() : null };
    } catch (_) { return { status: 0, told: null }; } finally { clearTimeout(late); }
  }
  // What was thrown away meanwhile, or has arrived by another way, is not sent; what is written does not wait any more.
  async function still(one) {
    if (!(await window.keeping.row(one.key).catch(() => one.row))) return { gone: true };
    const answer = await ask(one);
    if (answer.told && !answer.told.problems) await window.keeping.drop(one.key).catch(() => {});
    return answer;
  }
  async function pump() {
    if (busy || held || !waiting.length) return;
    busy = true;
    form.classList.add("sending");
    const one = waiting[0];
    await one.put;
    if (!window.outbox) one.key = form.elements.key.value;
    const { status, told, gone } = one.row ? await window.keeping.alone(() => still(one)) : await ask(one);
    busy = false;
    form.classList.remove("sending");
    waiting.shift();
    if (gone) return pump();
    if (told && !told.problems) {
      if (one.row) window.outbox.draw(); else draft.drop(one.drafted);
      written(told);
      return pump();
    }
    if (one.row && (!told || told.compare)) return later(one, status);
    // It comes back to be mended; what was typed after it waits until it is written.
    if (one.row) await window.keeping.change(one.row, { state: "held" });
    const at = document.activeElement, next = values();
    const begun = waiting.length > 0 || next.some(([name, value]) => value !== "" && !kept.includes(name));
    held = { values: next, at: form.contains(at) && at.id ? at.id : "member", key: told ? told.key : one.key, was: one.row ? one.key : one.was || "" };
    fill(one.values);
    refuse(told || { problems: [["", set.lost]], cautions: [] }, begun);
  }
  // No answer: it is on this device, and so is everything that was typed after it. The outbox sends them when it can.
  async function later(one, status) {
    if (status === 409 || status === 422) await window.keeping.change(one.row, { state: "asks", status });
    for (const other of waiting) await other.put;
    const lost = waiting.filter((other) => !other.row);
    waiting.length = 0;
    waiting.push(...lost);
    await window.outbox.draw();
    window.outbox.flush();
    pump();
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    delete form.dataset.sent;
    const one = { values: values(), known: !!event.submitter && event.submitter.name === "known", key: held ? held.key : newKey() };
    // The draft goes when the delivery stands in the outbox, or in the book; until then it is the only copy.
    one.drafted = one.key;
    draft.keep(one);
    clear();
    if (held) {
      const after = held;
      held = null;
      // Its own key may have been used for another one; then what stood in the outbox under it is this one, and goes.
      if (after.was !== one.key) one.was = after.was;
      waiting.unshift(one);
      fill(after.values);
      // Not selected: what was half typed goes on where it was.
      (field(after.at) || field("member")).focus();
    } else {
      waiting.push(one);
      blank();
      field("member").focus();
    }
    one.put = putAway(one);
    one.put.then(pump);
  });
  // The key of each delivery is made here: the page may be one that was kept.
  function newKey() {
    const now = form.elements.key.value;
    if (window.outbox) form.elements.key.value = window.outbox.freshKey();
    return now;
  }
  window.addEventListener("beforeunload", (event) => { if ((busy || waiting.length) && !takes()) event.preventDefault(); });

  // ---- the draft: what is half typed outlives the browser ----
  const shelf = window.drafts.shelf("draft:"), whose = set.draft;
  let keeping = null;
  const draft = {
    keep(one) { clearTimeout(keeping); shelf.set(whose, { at: Date.now(), key: one.key, fields: one.values }); },
    // Of this delivery alone: the next may be half typed by now.
    drop(key) { const there = shelf.get(whose); if (there && there.key === key) shelf.drop(whose); },
  };
  const half = () => draft.keep({ key: held ? held.key : form.elements.key.value, values: values() });
  form.addEventListener("input", () => { clearTimeout(keeping); keeping = setTimeout(half, 250); });
  function restore() {
    const found = set.typed ? null : shelf.get(whose);
    if (!found || !Array.isArray(found.fields)) return;
    fill(found.fields.filter(([name]) => form.elements[name] && form.elements[name].tagName));
    // Its own key goes with it: if it did set out before the page was closed, the server knows it again.
    if (found.key) form.elements.key.value = found.key;
  }

  // ---- the keyboard: Enter moves on, the last one sends ----
  field("look").addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target.id !== "look") return;
    event.preventDefault();
    event.target.removeAttribute("tabindex");
    go(mend);
  });
  const seen = (input) => !input.disabled && input.type !== "hidden" && !input.closest("details:not([open]), [hidden]");
  form.addEventListener("keydown", (event) => {
    const at = event.target;
    if (event.key !== "Enter" || event.isComposing || !/^(INPUT|SELECT)$/.test(at.tagName)) return;
    event.preventDefault();
    const chain = Array.from(form.querySelectorAll("input, select")).filter((input) => input.name && (seen(input) || input === at));
    const after = chain[chain.indexOf(at) + 1];
    if (after) { after.focus(); if (after.select) after.select(); } else form.requestSubmit ? form.requestSubmit(field("send")) : field("send").click();
  });
  form.addEventListener("input", refresh);
  form.addEventListener("change", (event) => { judge(event.target); refresh(); });
  restore();
  refresh();
  if (!field("problems") && !field("cautions")) field("member").focus();
})();
