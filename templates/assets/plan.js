// A plan line by line: amounts and totals while one types, lines that come and go, and a draft that outlives the browser.
// The form works without it, and the server reckons again. No float is used: numbers are fractions of whole numbers.
(function () {
  "use strict";
  const one = (query, root) => (root || document).querySelector(query);
  const all = (query, root) => Array.from((root || document).querySelectorAll(query));

  // A plan that was saved needs its draft no more.
  for (const saved of all("[data-plan-saved]")) window.drafts.shelf("draft:").drop(saved.dataset.planSaved);

  const form = document.getElementById("plan");
  if (!form) return;
  const DECIMALS = Number(form.dataset.decimals), KHMER = form.dataset.digits === "khmer", SIZES = JSON.parse(form.dataset.units);
  const ZERO = BigInt(0), ONE = BigInt(1), TWO = BigInt(2), TEN = BigInt(10), HUNDRED = BigInt(100), UNIT = TEN ** BigInt(DECIMALS);

  // ---- numbers, read as the server reads them: null is blank, undefined cannot be read ----
  const digit = (c) => String.fromCharCode(c.charCodeAt(0) - 0x17e0 + 48);
  const digits = (text) => /^[0-9]+$/.test(text);
  function grouped(text, mark) {
    const [first, ...rest] = text.split(mark);
    return first.length <= 3 && digits(first) && rest.every((group) => group.length === 3 && digits(group));
  }
  function parts(text, khmer, whole) {
    if (!/^[0-9.,]+$/.test(text)) return null;
    const [group, point] = khmer ? [".", ","] : [",", "."];
    const mark = whole && [group, point].find((m) => text.includes(m) && grouped(text, m));
    if (mark) return [text.split(mark).join(""), ""];
    const at = text.indexOf(point), front = at < 0 ? text : text.slice(0, at), back = at < 0 ? "" : text.slice(at + 1);
    if ((digits(front) || grouped(front, group)) && (back === "" || digits(back)) && !text.endsWith(point)) return [front.split(group).join(""), back];
    return null;
  }
  const plain = (raw) => raw.replace(/[\s\u0085\u200b\u200c\ufeff៛$%]/g, "").replace(/[០-៩]/g, digit);
  function read(raw, money) {
    const text = plain(raw || ""), khmer = /[០-៩]/.test(raw || "");
    if (text === "") return null;
    const found = parts(text, khmer, money && DECIMALS === 0);
    if (!found) return undefined;
    const back = found[1].replace(/0+$/, "");
    return back.length > 6 ? undefined : { n: BigInt(found[0] + back), d: TEN ** BigInt(back.length) };
  }
  const times = (a, b) => ({ n: a.n * b.n, d: a.d * b.d });
  const by = (a, b) => ({ n: a.n * b.d, d: a.d * b.n });
  const whole = (n) => ({ n: BigInt(n), d: ONE });
  // To the smallest unit, up from the half; nothing here is below zero.
  const round = (a) => (TWO * a.n + a.d) / (TWO * a.d);
  const smallest = (a) => round({ n: a.n * UNIT, d: a.d });
  const local = (text) => (KHMER ? text.replace(/[0-9]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 48 + 0x17e0)) : text);
  function write(value) {
    const text = String(value < ZERO ? -value : value).padStart(DECIMALS + 1, "0"), at = text.length - DECIMALS;
    const front = text.slice(0, at).replace(/\B(?=(\d{3})+$)/g, KHMER ? "." : ",");
    return (value < ZERO ? "\u2212" : "") + local(front + (DECIMALS ? (KHMER ? "," : ".") + text.slice(at) : ""));
  }
  const amount = (value) => write(value) + "\u00a0" + form.dataset.sign;
  const put = (element, text) => { if (element && element.textContent !== text) element.textContent = text; };

  // ---- units: what they measure and how much of it ----
  function ownUnits() {
    const own = {};
    for (const row of all("[data-row=unit]", form)) {
      const get = (name) => (one("[name$='-" + name + "']:not(:disabled)", row) || { value: "" }).value.trim(), holds = read(get("quantity"));
      if (get("name") && holds && holds.n > ZERO) own[get("name")] = [holds, get("unit")];
    }
    return own;
  }
  function base(own, name) {
    let size = whole(1);
    for (let turn = Object.keys(own).length; turn >= 0 && own[name]; turn--) { size = times(size, own[name][0]); name = own[name][1]; }
    const known = SIZES[name];
    return known ? [known[0], times(size, whole(known[1]))] : [name, size];
  }
  function holds(own, from, to) {
    if (from === to) return whole(1);
    const [a, many] = base(own, from), [b, few] = base(own, to);
    return a === b && few.n > ZERO ? by(many, few) : whole(1);
  }

  // ---- months ----
  function months(text) {
    const found = [];
    for (const part of plain(text.replace(/[,;\s]+/g, ";")).split(";")) {
      const span = part.match(/^(\d+)(?:[-\u2013](\d+))?$/);
      if (span) for (let month = Number(span[1]); month <= Number(span[2] || span[1]) && found.length < 60; month++) found.push(month);
    }
    return found;
  }
  function prices(text) {
    const found = {};
    for (const part of text.split(/[;\n]/)) {
      const [month, price] = part.split(":"), value = price === undefined ? null : read(price, true);
      if (value) found[Number(plain(month))] = value;
    }
    return found;
  }
  const field = (name) => { const found = form.elements.namedItem(name); return found ? found.value : ""; };
  function cycle() {
    const length = read(field("lasts")) || whole(1), days = field("length_in") === "days";
    const of = days ? { n: length.n, d: length.d * BigInt(30) } : length;
    return { length: of, months: Math.max(1, Number((of.n + of.d - ONE) / of.d)), starts: Number((field("starts").split("-")[1] || "1")) };
  }

  // ---- a line ----
  function line(row, own, round_) {
    const get = (name) => (one("[name$='-" + name + "']", row) || { value: "" }).value.trim();
    const left = (name) => { const rate = read(get(name)); return rate ? { n: HUNDRED * rate.d - rate.n, d: HUNDRED * rate.d } : whole(1); };
    const quantity = read(get("quantity")), price = read(get("price"), true), gives = read(get("gives"));
    if (quantity === undefined || price === undefined || gives === undefined) return undefined;
    if (!quantity || !price) return null;
    let sold = quantity;
    for (const rate of ["mortality", "shrink", "loss", "own_use"]) sold = times(sold, left(rate));
    if (gives) sold = times(sold, gives);
    const unit = gives ? get("gives_unit") || get("unit") : get("unit");
    sold = times(sold, holds(own, unit, get("per") || unit));
    const seasonal = prices(get("prices"));
    if (sold.n < ZERO) return undefined;
    if (!Object.keys(seasonal).length) return smallest(times(sold, price));
    const given = months(get("months")), falls = given.length ? given : [get("section") === "income" ? round_.months : 1];
    const weights = months(get("weights").replace(/[-\u2013]/g, " ")), fits = weights.length === falls.length;
    const sum = fits ? weights.reduce((a, b) => a + b, 0) : falls.length;
    return falls.reduce((total, month, at) => {
      const no = ((round_.starts - 1 + month - 1) % 12) + 1, share = { n: BigInt(fits ? weights[at] : 1), d: BigInt(sum) };
      return total + smallest(times(times(sold, share), seasonal[no] || price));
    }, ZERO);
  }
  function worn(row, cost, round_) {
    const get = (name) => read((one("[name$='-" + name + "']", row) || { value: "" }).value, name === "worth");
    const lasts = get("life_months"), days = get("life_days"), worth = get("worth");
    const life = lasts || (days ? { n: days.n, d: days.d * BigInt(30) } : null);
    if (!life || life.n <= ZERO || cost === null || cost === undefined) return ZERO;
    const used = cost - (worth ? smallest(worth) : ZERO), share = by(round_.length, life);
    return used < ZERO ? ZERO : share.n >= share.d ? used : round({ n: used * share.n, d: share.d });
  }

  // ---- totals ----
  const live = (row) => !row.classList.contains("gone");
  function total() {
    const own = ownUnits(), round_ = cycle(), sums = { income: ZERO, materials: ZERO, labour: ZERO, other: ZERO, fixed: ZERO, family: ZERO };
    let wear = ZERO;
    for (const row of all("[data-row=line]", form)) {
      const value = live(row) ? line(row, own, round_) : null;
      put(one("[data-sum]", row), value === undefined ? "?" : value === null ? "–" : amount(value));
      if (value) sums[one("[name$='-section']", row).value] += value;
    }
    for (const row of all("[data-row=investment]", form)) {
      const value = live(row) ? line(row, {}, round_) : null;
      put(one("[data-sum]", row), value === undefined ? "?" : value === null ? "–" : amount(value));
      wear += worn(row, value, round_);
    }
    for (const section of Object.keys(sums)) put(one("[data-subtotal=" + section + "]", form), amount(sums[section]));
    put(one("[data-subtotal=wear]", form), amount(wear));
    const costs = sums.materials + sums.labour + sums.other + sums.fixed, percent = read(field("contingency"));
    const aside = percent ? round({ n: costs * percent.n, d: percent.d * HUNDRED }) : ZERO;
    const cost = costs + wear + aside, net = sums.income - cost;
    put(one("#t-income"), amount(sums.income));
    put(one("#t-cost"), amount(cost));
    put(one("#t-net"), amount(net));
    one("#t-net").classList.toggle("less", net < ZERO);
  }

  // ---- rows that come and go ----
  const LETTERS = { investment: "i", source: "s", loan: "o", unit: "u" };
  const numbers = (letter) => all("[data-row]", form).map((row) => row.id).filter((id) => id[0] === letter).map((id) => Number(id.slice(1)));
  function insert(what, no) {
    const section = !LETTERS[what], blank = one("template[data-blank=" + (section ? "line" : what) + "]").content.cloneNode(true);
    for (const element of all("*", blank)) {
      for (const attribute of Array.from(element.attributes)) {
        if (attribute.value.includes("__")) element.setAttribute(attribute.name, attribute.value.replace("__", no));
      }
    }
    const row = one("[data-row]", blank);
    if (section) one("[name$='-section']", row).value = what;
    one("[data-rows=" + what + "]", form).append(row);
    return row;
  }
  function gone(row, is) {
    row.classList.toggle("gone", is);
    for (const each of all("input, select, textarea", row)) each.disabled = is;
    const button = one("[data-drop]", row);
    button.setAttribute("aria-pressed", String(is));
  }
  let draft = null;
  form.addEventListener("click", (event) => {
    const add = event.target.closest("[data-add]"), drop = event.target.closest("[data-drop]");
    if (!add && !drop) return;
    event.preventDefault();
    if (add) {
      const what = add.dataset.add, letter = LETTERS[what] || "l";
      const row = insert(what, Math.max(-1, ...numbers(letter)) + 1);
      one("input:not([type=hidden])", row).focus();
    } else {
      const row = drop.closest("[data-row]");
      gone(row, live(row));
    }
    total();
    draft.touched();
  });

  // ---- the draft: rows that it has and the page lacks come back, and those that it lacks go ----
  const lists = all("[data-rows]", form), first = lists.map((list) => list.innerHTML);
  draft = window.drafts.keep(form, {
    skip: ["over"],
    make(kept, names) {
      for (const name of names) {
        const found = name.match(/^([lisou])(\d+)-row$/);
        if (!found || document.getElementById(found[1] + found[2])) continue;
        const what = found[1] === "l" ? kept.fields["l" + found[2] + "-section"] : Object.keys(LETTERS).find((key) => LETTERS[key] === found[1]);
        if (what) insert(what, found[2]);
      }
      for (const row of all("[data-row]", form)) gone(row, kept.fields[row.id + "-row"] === undefined);
      // What was emptied is no part of a draft.
      for (const each of all("input[type=text]:not(:disabled), textarea", form)) if (kept.fields[each.name] === undefined) each.value = "";
    },
    laid(kept) {
      if (!kept) lists.forEach((list, at) => { list.innerHTML = first[at]; });
      total();
    },
    typed: total,
  });
  draft.start();
  total();

  // Without a line nothing is lost: the draft is kept before the form goes.
  form.addEventListener("submit", () => draft.save());
})();
