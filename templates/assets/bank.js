// The sheets of a lending day and a repayment day: what the rows come to while they are typed, finding a row, and a draft
// that outlives the browser. The forms work without it, and the server reckons again: what stands here is for the eye.
(function () {
  "use strict";
  const one = (query, root) => (root || document).querySelector(query);
  const all = (query, root) => Array.from((root || document).querySelectorAll(query));
  const store = {
    get(name) { try { return JSON.parse(localStorage.getItem("bank:" + name)); } catch (_) { return null; } },
    set(name, value) { try { localStorage.setItem("bank:" + name, JSON.stringify(value)); return true; } catch (_) { return false; } },
    drop(name) { try { localStorage.removeItem("bank:" + name); } catch (_) { /* nothing was kept */ } },
  };
  // The list of a day says what was written down: the draft that bears its key is done with, and no other.
  for (const done of all("[data-draft-done]")) {
    const there = store.get(done.dataset.draftDone);
    if (there && (done.dataset.draftKeys || "").split(" ").includes(there.key)) store.drop(done.dataset.draftDone);
  }

  const form = document.getElementById("sheet");
  if (!form || !form.dataset.kind || typeof BigInt === "undefined") return;
  const data = form.dataset, LENDS = data.kind === "lend";
  const KHMER = data.digits === "khmer", DECIMALS = Number(data.decimals), MONEY = Number(data.moneyDecimals || 0);
  const say = (key, text) => (data["say" + key] || "").replace("%", text);
  const big = (value) => BigInt(value || 0), ZERO = BigInt(0), TWO = BigInt(2);
  const least = (a, b) => (a < b ? a : b), most = (a, b) => (a > b ? a : b);
  const ten = (places) => BigInt("1" + "0".repeat(places));

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
    if ((digits(whole) || grouped(whole, group)) && (fraction === "" || digits(fraction)) && !text.endsWith(point)) return [whole.split(group).join(""), fraction];
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
    if (negative) return /^0*$/.test(found.join("")) ? ZERO : NaN;
    const kept = found[1].replace(/0+$/, "");
    if (kept.length > decimals) return NaN;
    const value = (found[0] + kept.padEnd(decimals, "0")).replace(/^0+/, "");
    return value.length > 16 || Number(value) > 1e15 ? NaN : big(value);
  }
  const unread = (value) => typeof value === "number";
  const there = (value) => typeof value === "bigint" && value > ZERO;
  const local = (text) => (KHMER ? text.replace(/[0-9]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 48 + 0x17e0)) : text);
  // A weight is written without noughts at its end.
  function write(value, decimals) {
    const text = String(value < ZERO ? -value : value).padStart(decimals + 1, "0"), at = text.length - decimals;
    const whole = text.slice(0, at).replace(/\B(?=(\d{3})+$)/g, KHMER ? "." : ",");
    const fraction = decimals === 3 ? text.slice(at).replace(/0+$/, "") : text.slice(at);
    return (value < ZERO ? "\u2212" : "") + local(whole + (fraction ? (KHMER ? "," : ".") + fraction : ""));
  }
  const quantity = (value) => write(value, DECIMALS);
  const amount = (value) => quantity(value) + "\u00a0" + data.sign;
  const riel = (value) => write(value, MONEY) + "\u00a0" + data.moneySign;
  const count = (value) => local(String(value));

  // ---- the server's arithmetic, in whole numbers ----
  const halfUp = (of, by) => (TWO * of + by) / (TWO * by);
  const rate = (text) => { const [figure, scale] = (text || "0/0").split("/"); return { figure: big(figure), by: ten(Number(scale)) }; };
  // Interest on what is lent: LoanTerms::interest.
  const RATE = rate(data.rate), CAP = rate(data.cap), ROUND = most(big(data.round), big(1));
  function interest(lent) {
    let of = RATE.figure, by = RATE.by * ROUND;
    if (data.per === "loan") of *= ten(DECIMALS);
    else { of *= lent * (data.per === "month" ? big(months()) : big(1)); by *= big(100); }
    const steps = data.rounding === "up" ? (of + by - big(1)) / by : data.rounding === "down" ? of / by : halfUp(of, by);
    const raw = steps * ROUND;
    return CAP.figure === ZERO ? raw : least(raw, (lent * CAP.figure) / (big(100) * CAP.by));
  }
  // What a weight counts for: quality::correct.
  const WHOLE = big(1000), DRY = WHOLE - big(data.moisture), ALLOWED = big(data.foreign);
  const part = (moisture, foreign) => {
    const excess = least(most((foreign === null ? ZERO : foreign) - ALLOWED, ZERO), WHOLE);
    return (WHOLE - excess) * (moisture === null ? DRY : least(WHOLE - moisture, DRY));
  };
  const credited = (weighed, moisture, foreign) => halfUp(weighed * part(moisture, foreign), WHOLE * DRY);
  // The weight that counts for exactly so much, where there is one.
  function weightFor(owed, moisture, foreign) {
    const of = part(moisture, foreign);
    if (of <= ZERO) return null;
    const near = (owed * WHOLE * DRY) / of;
    for (let step = -1; step < 3; step++) if (credited(near + BigInt(step), moisture, foreign) === owed) return near + BigInt(step);
    return null;
  }
  const UNIT = big(data.unit || 1);
  const worth = (of, price) => halfUp(of * price, UNIT);
  const close = (owed, price) => (owed === ZERO ? ZERO : most(worth(owed, price), big(1)));

  // ---- the elements, found once ----
  const field = (id) => document.getElementById(id);
  const rows = all("tbody tr", form).map((tr) => {
    const id = LENDS ? tr.dataset.p : tr.dataset.l, prefix = (LENDS ? "p" : "l") + id + "-";
    const name = field("n" + id).textContent.trim(), number = one(".c-no", tr).textContent.trim();
    const row = { tr, id, name, number, kg: field(prefix + "kg"), line: field("b" + id) };
    if (!LENDS) { row.moisture = field(prefix + "moisture"); row.foreign = field(prefix + "foreign"); row.cash = field(prefix + "cash"); }
    return row;
  });
  // What only a script can use is put into the rows here.
  function tool(kind, label) {
    const template = field("tool-" + kind);
    if (!template) return null;
    const made = template.content.firstElementChild.cloneNode(true), said = one(".vh", made);
    if (label) said.textContent += label;
    return made;
  }
  function before(input, label) {
    const chip = tool("chip", label);
    chip.dataset.fills = input.id;
    input.before(chip);
  }
  for (const row of rows) {
    if (row.kg && (!LENDS || row.tr.dataset.most !== undefined)) before(row.kg, row.name);
    if (row.cash) before(row.cash, row.name);
    const plus = row.kg && tool("plus", row.name), more = row.kg && tool("more", row.name);
    if (plus) { plus.dataset.plus = row.kg.id; row.kg.parentNode.append(plus); }
    if (more) { more.setAttribute("aria-expanded", String(row.tr.classList.contains("open"))); row.kg.parentNode.append(more); }
  }
  const filled = (row, shown) => {
    if (shown && !row.line.firstElementChild) row.line.append(field("tool-line").content.cloneNode(true));
    show(row.line, shown);
  };
  const put = (element, text) => { if (element && element.textContent !== text) element.textContent = text; };
  const show = (element, shown) => { if (element && element.hidden === shown) element.hidden = !shown; };
  const everywhere = (selector, id, text, bad) => {
    for (const element of [...all(selector, form), field(id)]) if (element) { put(element, text); element.classList.toggle("short", !!bad); }
  };
  function odd(input, text) {
    const cell = input.closest("td, .f"), old = one(".odd-msg", cell);
    input.classList.toggle("odd", !!text);
    if (!text) { if (old) old.remove(); return; }
    const message = old || document.createElement("p");
    message.className = "err odd-msg";
    put(message, text);
    if (!old) cell.append(message);
  }
  const look = (input, value, wrong) => {
    input.classList.toggle("filled", input.value.trim() !== "" && !unread(value));
    // Said when the field is left; taken back as soon as it is right.
    if (!wrong && input.classList.contains("odd")) odd(input, "");
    input.dataset.wrong = wrong || "";
  };
  const percent = (input) => (input ? read(input.value, 1) : null);

  // ---- a lending day ----
  const season = field("season"), unit = field("unit");
  const months = () => Number(season ? season.options[season.selectedIndex].dataset.months : data.months || 1);
  const grams = () => big(unit ? unit.options[unit.selectedIndex].dataset.grams : 0);
  // What is typed in a measure of the village, in grams.
  const meant = (typed) => (unit && typeof typed === "bigint" ? halfUp(typed * grams(), big(1000)) : typed);
  function lend() {
    const sum = { families: 0, lent: ZERO, back: ZERO }, said = [], stock = big(data.stock);
    for (const row of rows.filter((row) => row.kg)) {
      const typed = meant(read(row.kg.value, DECIMALS)), limit = row.tr.dataset.most, over = there(typed) && limit !== undefined && typed > big(limit);
      look(row.kg, typed, unread(typed) ? say("Number", "") : over ? say("Most", amount(big(limit))) : "");
      row.tr.classList.toggle("filled", there(typed));
      if (row.line) filled(row, there(typed));
      press(row, typed, limit === undefined ? null : big(limit));
      if (!there(typed)) continue;
      const back = typed + interest(typed);
      sum.families++; sum.lent += typed; sum.back += back;
      put(one(".q", row.line), amount(typed));
      put(one(".back b", row.line), amount(back));
      show(one(".in-kg", row.line), !!unit && unit.value !== "kg");
      said.push([row, [amount(typed)], one(".back .lab", row.line).textContent.trim() + " " + amount(back)]);
    }
    const left = stock - sum.lent;
    everywhere(".t-families", "bar-families", count(sum.families));
    everywhere(".t-lent", "bar-lent", amount(sum.lent));
    everywhere(".t-back", "-", amount(sum.back));
    everywhere(".t-left", "bar-left", amount(left), left < ZERO);
    put(field("stock"), amount(left)); field("stock").classList.toggle("short", left < ZERO);
    const over = field("over");
    show(over, left < ZERO); put(one("span", over), left < ZERO ? say("Over", amount(-left)) : "");
    readAloud(said);
  }
  // The chip fills what she may borrow, in the measure that is typed in: never more.
  function press(row, typed, limit) {
    const chip = one(".chip", row.tr);
    if (!chip) return;
    const fills = unit ? (limit * big(1000)) / grams() : limit;
    show(chip, fills > ZERO);
    put(one("b", chip), write(fills, DECIMALS)); chip.dataset.value = write(fills, DECIMALS);
    chip.setAttribute("aria-pressed", String(there(typed) && row.kg.value.trim() === chip.dataset.value));
  }
  if (LENDS) {
    if (season) season.addEventListener("change", () => put(field("due"), season.options[season.selectedIndex].dataset.due));
    if (unit) unit.addEventListener("change", () => all(".unit-word", form).forEach((word) => put(word, unit.options[unit.selectedIndex].dataset.word)));
  }

  // ---- a repayment day ----
  const SCALE = data.scale ? big(data.scale) : null;
  const prices = () => {
    const said = field("market") ? read(field("market").value, MONEY) : null;
    const market = there(said) ? said : data.last ? big(data.last) : null;
    const agreed = field("agreed") ? read(field("agreed").value, MONEY) : null;
    return { market, agreed: there(agreed) ? agreed : null };
  };
  function priceOf(row, at) {
    const how = row.tr.dataset.cash;
    if (!how) return null;
    if (how === "committee") return at.agreed;
    return at.market === null ? null : halfUp((big(100) - big(how.split(":")[1])) * at.market, big(100));
  }
  // Several weighings stand in one field with + between them; each goes on the scale by itself.
  const weighings = (row) => {
    const typed = row.kg.value.trim() === "" ? [] : row.kg.value.split("+").map((text) => read(text, DECIMALS));
    return typed.filter((value) => value !== null);
  };
  function repay() {
    const sum = { credited: ZERO, money: ZERO, closed: 0, loans: 0, concession: ZERO }, said = [], at = prices();
    const sheet = field("moisture"), everyone = percent(sheet);
    if (sheet) look(sheet, everyone, unread(everyone) || (everyone !== null && everyone >= WHOLE) ? say("Percent", "") : "");
    for (const id of ["market", "agreed"]) { const input = field(id); if (input) { const value = read(input.value, MONEY); look(input, value, unread(value) ? say("Number", "") : ""); } }
    for (const row of rows) {
      const told = settle(row, at, unread(everyone) ? null : everyone);
      row.tr.classList.toggle("filled", told.any);
      filled(row, told.any);
      if (!told.any) continue;
      sum.loans++; sum.credited += told.credited; sum.money += told.money; sum.concession += told.concession;
      if (told.left === ZERO) sum.closed++;
      const figures = { credited: quantity(told.credited + told.bought), interest: quantity(told.interest), left: quantity(told.left), concession: riel(told.concession) };
      for (const name of Object.keys(figures)) put(one("." + name + " b", row.line), figures[name]);
      show(one(".interest", row.line), told.interest > ZERO);
      show(one(".left", row.line), told.left > ZERO);
      show(one(".done", row.line), told.left === ZERO);
      show(one(".concession", row.line), told.concession > ZERO);
      const brought = [];
      if (told.credited > ZERO) brought.push(amount(told.credited));
      if (told.money > ZERO) brought.push(riel(told.money));
      said.push([row, brought, one(".left", row.line).firstChild.textContent.trim() + " " + amount(told.left)]);
    }
    everywhere(".t-loans", "-", count(sum.loans));
    everywhere(".t-credited", "bar-credited", amount(sum.credited));
    if (data.moneySign) { everywhere(".t-money", "bar-money", riel(sum.money)); everywhere(".t-concession", "-", riel(sum.concession)); }
    everywhere(".t-closed", "bar-closed", count(sum.closed));
    readAloud(said);
  }
  // What one row comes to: first what is on the scale, then money, each taking interest or principal first.
  function settle(row, at, everyone) {
    const own = percent(row.moisture), foreign = percent(row.foreign), moisture = own === null ? everyone : own;
    const wrong = (value) => (unread(value) || (value !== null && value >= WHOLE) ? say("Percent", "") : "");
    if (row.moisture) { look(row.moisture, own, wrong(own)); look(row.foreign, foreign, wrong(foreign)); }
    const measured = (value) => (unread(value) || value >= WHOLE ? null : value);
    const [wet, straw] = SCALE === null ? [null, null] : [measured(moisture), measured(foreign)];
    const typed = weighings(row), figures = typed.filter(there);
    const counts = figures.map((weight) => (SCALE === null ? weight : credited(weight, wet, straw)));
    const principal = big(row.tr.dataset.principal), due = big(row.tr.dataset.interest), owed = principal + due;
    const inKind = counts.reduce((a, b) => a + b, ZERO), after = most(owed - inKind, ZERO);
    const heavy = SCALE !== null && figures.some((weight) => weight > SCALE);
    look(row.kg, typed.some(unread) ? NaN : inKind, typed.some(unread) ? say("Number", "") : heavy ? say("Scale", amount(SCALE)) : inKind > owed ? say("Owed", amount(owed)) : "");
    fill(row, ".c-kg", full(owed, wet, straw), DECIMALS);
    let money = ZERO, bought = ZERO, concession = ZERO;
    if (row.cash) {
      const price = priceOf(row, at), paid = read(row.cash.value, MONEY), needed = price === null ? null : close(after, price);
      if (there(paid)) money = paid;
      if (money > ZERO && price !== null) {
        bought = money >= needed ? after : (money * UNIT) / price;
        concession = at.market === null ? ZERO : most(worth(bought, at.market) - money, ZERO);
      }
      look(row.cash, paid, unread(paid) ? say("Number", "") : money > ZERO && price === null ? say("Price", "") : needed !== null && money > needed ? say("Owed", amount(after)) : "");
      fill(row, ".c-cash", needed === null || needed === ZERO ? null : needed, MONEY);
    }
    // A payment never takes more than is owed; what is too much is refused, and shown as nothing left.
    const pays = least(inKind + bought, owed), left = owed - pays;
    const onInterest = row.tr.dataset.first === "i" ? least(pays, due) : most(pays - principal, ZERO);
    return { any: figures.length > 0 || money > ZERO, credited: inKind, bought, money, interest: onInterest, left, concession };
  }
  // What has to be on the scale to pay everything; none where the scale cannot weigh it at once.
  function full(owed, wet, straw) {
    const weight = SCALE === null ? owed : weightFor(owed, wet, straw);
    return weight === null || (SCALE !== null && weight > SCALE) ? null : weight;
  }
  function fill(row, cell, value, decimals) {
    const chip = one(cell + " .chip", row.tr);
    if (!chip) return;
    show(chip, value !== null);
    if (value === null) return;
    chip.dataset.value = write(value, decimals);
    put(one("b", chip), chip.dataset.value);
    chip.setAttribute("aria-pressed", String(field(chip.dataset.fills).value.trim() === chip.dataset.value));
  }

  // ---- everything once more, to be read aloud ----
  const list = field("said");
  let last = "";
  function readAloud(said) {
    const now = JSON.stringify(said.map(([row, figures, small]) => [row.id, figures, small]));
    if (now === last) return;
    last = now;
    list.textContent = "";
    const part = (item, tag, name, text) => { const element = document.createElement(tag); element.className = name; element.textContent = text; item.append(element); };
    for (const [row, figures, small] of said) {
      const item = document.createElement("li");
      part(item, "span", "", row.number + " · " + row.name);
      part(item, "b", "n", figures.join(" + "));
      part(item, "span", "small n", small);
      list.append(item);
    }
    if (!said.length) { const item = document.createElement("li"); item.className = "muted"; item.textContent = list.dataset.empty; list.append(item); }
  }
  const total = LENDS ? lend : repay;

  // ---- one tap ----
  form.addEventListener("click", (event) => {
    const chip = event.target.closest(".chip"), plus = event.target.closest("[data-plus]"), more = event.target.closest(".more-of");
    if (chip) {
      const input = field(chip.dataset.fills);
      input.value = chip.getAttribute("aria-pressed") === "true" ? "" : chip.dataset.value;
      changed();
    } else if (plus) {
      const input = field(plus.dataset.plus), text = input.value.trim();
      if (text && !text.endsWith("+")) input.value = text + " + ";
      input.focus();
      input.setSelectionRange(input.value.length, input.value.length);
    } else if (more) {
      const tr = more.closest("tr"), open = !tr.classList.contains("open");
      tr.classList.toggle("open", open);
      more.setAttribute("aria-expanded", String(open));
    }
  });

  // ---- finding a row among sixty ----
  const find = field("find"), only = field("only"), found = field("found");
  const flat = (text) => text.toLowerCase().replace(/[\s\u200b-\u200d\ufeff]/g, "").replace(/[០-៩]/g, digit);
  function filter() {
    const needle = flat(find.value);
    let shown = 0;
    for (const row of rows) {
      const fits = (!needle || flat(row.name).includes(needle) || flat(row.number) === needle) && (!only.checked || row.tr.classList.contains("filled"));
      row.tr.hidden = !fits;
      if (fits) shown++;
    }
    put(found, shown ? "" : found.dataset.none);
  }
  find.addEventListener("input", filter);
  only.addEventListener("change", filter);
  // A link from the list of mistakes finds its row, whatever is filtered.
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".summary a");
    if (!link) return;
    find.value = ""; only.checked = false; filter();
    const target = document.getElementById(link.hash.slice(1));
    if (!target) return;
    event.preventDefault();
    const tr = target.closest("tr");
    if (tr) tr.classList.add("open");
    target.focus(); target.scrollIntoView({ block: "center" });
  });

  // ---- the keyboard: Enter and the arrows run down a column ----
  const visible = (input) => input && input.getClientRects().length > 0;
  function column(input) {
    const end = input.name.replace(/^[pl]\d+-/, "");
    return rows.map((row) => field((LENDS ? "p" : "l") + row.id + "-" + end)).filter(visible);
  }
  form.addEventListener("keydown", (event) => {
    const input = event.target;
    if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey || input.tagName !== "INPUT" || input.type === "checkbox") return;
    const by = event.key === "Enter" || event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (!by || (event.key !== "Enter" && !input.classList.contains("num"))) return;
    event.preventDefault();
    if (!/^[pl]\d+-/.test(input.name || "")) return;
    const cells = column(input), next = cells[cells.indexOf(input) + by];
    if (next) next.focus();
    else if (event.key === "Enter") one("#bar a", form).focus();
  });
  form.addEventListener("focusin", (event) => { if (event.target.classList.contains("num") && !event.target.classList.contains("sum")) event.target.select(); });
  form.addEventListener("focusout", (event) => {
    const input = event.target;
    if (input.classList && input.classList.contains("num")) odd(input, input.dataset.wrong || "");
  });

  // ---- the draft: nothing typed is lost ----
  const DRAFT = data.draft, firstKey = form.elements.key.value, firstUpon = form.elements.upon.value;
  const back = field("draft-back"), discard = field("draft-discard"), KEPT = ["key", "do", "known"];
  const setIcon = (root, name) => { const use = one("use", root); use.setAttribute("href", use.getAttribute("href").split("#")[0] + "#" + name); };
  let timer, dirty = false, dropped = null, blank = "";
  function fields() {
    const kept = {};
    new FormData(form).forEach((value, key) => { if (value !== "" && !KEPT.includes(key)) kept[key] = value; });
    return kept;
  }
  function kept(ok) {
    const sign = field("kept");
    sign.hidden = ok === null;
    sign.classList.toggle("lost", ok === false);
    one("span", sign).textContent = ok ? say("Kept", "") : say("Lost", "");
    setIcon(sign, ok ? "cloud-check" : "cloud-off");
  }
  function save() {
    clearTimeout(timer);
    if (!dirty) return;
    dirty = false;
    const now = fields();
    if (JSON.stringify(now) === blank) { store.drop(DRAFT); kept(null); return; }
    kept(store.set(DRAFT, { at: Date.now(), key: form.elements.key.value, fields: now }));
  }
  function changed() { dirty = true; form.dispatchEvent(new Event("typed")); total(); if (only.checked) filter(); clearTimeout(timer); timer = setTimeout(save, 250); }
  function apply(draft) {
    for (const name of Object.keys(draft.fields)) {
      const input = form.elements[name];
      // What the sheet was opened upon goes with what was typed: what was written since is news to it.
      if (input && (input.type !== "hidden" || name === "upon")) input.value = draft.fields[name];
      const tr = input && input.closest && input.closest("tr");
      if (tr && /-(moisture|foreign|cash)$/.test(name)) tr.classList.add("open");
    }
    // The draft's own key goes with it: if it did arrive before the line broke, the server knows it again.
    if (draft.key) form.elements.key.value = draft.key;
    for (const select of [season, unit]) if (select) select.dispatchEvent(new Event("change"));
  }
  const when = (time) => {
    const d = new Date(time), two = (n) => String(n).padStart(2, "0");
    return local(two(d.getDate()) + "/" + two(d.getMonth() + 1) + "/" + d.getFullYear() + " " + two(d.getHours()) + ":" + two(d.getMinutes()));
  };
  const discardLabel = one("span", discard).textContent;
  function showBack(text, label) {
    one("p", back).textContent = text;
    one("span", discard).textContent = label;
    setIcon(discard, dropped ? "undo-2" : "trash-2");
    back.hidden = false;
  }
  discard.addEventListener("click", () => {
    const text = one("p", back).dataset;
    if (dropped) {
      const draft = dropped;
      dropped = null;
      apply(draft);
      showBack(text.back.replace("%", when(draft.at)), discardLabel);
      changed();
    } else {
      save();
      dropped = store.get(DRAFT);
      store.drop(DRAFT);
      form.reset();
      form.elements.key.value = firstKey;
      form.elements.upon.value = firstUpon;
      for (const select of [season, unit]) if (select) select.dispatchEvent(new Event("change"));
      total(); filter(); kept(null);
      showBack(text.gone, discard.dataset.undo);
    }
  });
  form.addEventListener("input", (event) => { if (event.target !== find && event.target !== only) changed(); });
  form.addEventListener("change", (event) => { if (event.target !== find && event.target !== only) changed(); });
  window.addEventListener("pagehide", save);
  document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });

  // Another day may be another due day, and another debt: only the server knows.
  const day = field("day"), dayThen = day.value;
  day.addEventListener("focusout", () => { if (day.value.trim() && day.value !== dayThen) field("work-out").click(); });

  // ---- writing down ----
  const button = field("save"), label = one("span", button), text = label.textContent, offline = field("offline");
  const here = /^(localhost|127\.|\[::1\])/.test(location.hostname), outboxTakes = () => window.outbox && window.outbox.able();
  let pressed = null;
  form.addEventListener("click", (event) => { pressed = event.target.closest("button[type=submit]"); }, true);
  form.addEventListener("submit", (event) => {
    const by = event.submitter === undefined ? pressed : event.submitter;
    if (data.sent) { event.preventDefault(); return; }
    dirty = true;
    save();
    // The outbox takes it without a line (outbox.js). Where a browser has none: a laptop that is its own server needs no line;
    // anyone else is told once, and may try all the same.
    if (!outboxTakes() && navigator.onLine === false && !here && offline.hidden) {
      event.preventDefault();
      offline.hidden = false;
      offline.scrollIntoView({ block: "center" });
      return;
    }
    data.sent = "1";
    // After the form has been read, or the button's own value would be missing from it.
    if (by === button) setTimeout(() => { button.disabled = true; label.textContent = button.dataset.saving; }, 0);
    setTimeout(again, 20000);
  });
  function again() { delete data.sent; button.disabled = false; label.textContent = text; }
  window.addEventListener("pageshow", (event) => { if (event.persisted) again(); });
  form.addEventListener("outbox", again);
  window.addEventListener("online", () => { if (!outboxTakes()) offline.hidden = true; });

  // ---- start ----
  form.classList.add("live");
  const draft = data.typed ? null : store.get(DRAFT);
  if (data.typed) dirty = true; else blank = JSON.stringify(fields());
  if (draft && draft.fields && JSON.stringify(draft.fields) !== blank) {
    apply(draft);
    showBack(one("p", back).dataset.back.replace("%", when(draft.at)), discardLabel);
    kept(true);
    dirty = true;
  }
  total();
  for (const row of rows) for (const input of [row.kg, row.moisture, row.foreign, row.cash]) if (input && input.dataset.wrong && !input.hasAttribute("aria-invalid")) odd(input, input.dataset.wrong);
  if (dirty) save();
})();
