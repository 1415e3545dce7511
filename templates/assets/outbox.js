// What is written without a line: a form that says so goes into the outbox of this device and from there to the server,
// now or later, once. It says what is only here, keeps the sheets that may be opened without a line, and takes care that
// nobody sees or sends what is another person's. Without script, or where a browser keeps nothing, a form is an ordinary form.
(function () {
  "use strict";
  const box = window.keeping, html = document.documentElement, here = location.pathname;
  const SHELVES = ["sheet:", "bank:", "draft:"], FIRST = 4000, MOST = 120000, SLOW = 20000;
  // The most bytes of a picture that the server takes (evidence::SCAN_MOST).
  const PICTURE_MOST = 5 * 1024 * 1024;
  const one = (query, root) => (root || document).querySelector(query);
  const all = (query, root) => Array.from((root || document).querySelectorAll(query));
  const note = {
    get(name) { try { return localStorage.getItem(name); } catch (_) { return null; } },
    set(name, value) { try { localStorage.setItem(name, value); } catch (_) { /* nothing is kept here */ } },
    drop(name) { try { localStorage.removeItem(name); } catch (_) { /* nothing was kept */ } },
    names() { try { return Object.keys(localStorage); } catch (_) { return []; } },
  };
  const secure = window.isSecureContext && "caches" in window && "serviceWorker" in navigator;
  // The page for when there is no line may stand at any address: nobody signs in there.
  const signIn = here === "/sign-in" && !one("[data-no-line]"), lists = one("[data-outbox-list]");
  if (html.dataset.owner) note.set("owner", html.dataset.owner);
  else if (signIn) note.drop("owner");
  // The page for when there is no line is nobody's: it shows what belongs to whoever was here last.
  const owner = html.dataset.owner || (signIn ? "" : note.get("owner") || "");
  let able = !!(window.indexedDB && window.fetch && window.AbortController && html.dataset.owner);

  // ---- whose, and what is only here ----
  const drafts = () => note.names().filter((name) => SHELVES.some((shelf) => name.startsWith(shelf)));
  const others = (rows) => rows.some((row) => row.owner !== owner) || drafts().some((name) => /:[0-9a-f]{16}$/.test(name) && !name.endsWith(":" + owner));
  const stored = (name) => { try { return JSON.parse(note.get(name)); } catch (_) { return null; } };
  // One name serves every lending day of a bank and every delivery of a cooperative: a draft is known by its key.
  const draftsOf = (name, key) => (name ? SHELVES.map((shelf) => shelf + name).filter((at) => (stored(at) || {}).key === key) : []);
  const dropDraft = (name, key) => { for (const at of draftsOf(name, key)) note.drop(at); };
  const late = (wait) => new Promise((done) => { setTimeout(done, wait); });
  const form = one("form[data-outbox]");
  const formKey = () => (form && form.elements.key ? form.elements.key.value : "");
  // A key is made on the device: a sheet that is kept and opened again is another sheet. What came back with mistakes keeps its own.
  function freshKey() {
    const bytes = crypto.getRandomValues(new Uint8Array(16)), time = Date.now();
    for (let at = 0; at < 6; at++) bytes[at] = Math.floor(time / Math.pow(256, 5 - at)) % 256;
    bytes[6] = (bytes[6] & 15) | 112; bytes[8] = (bytes[8] & 63) | 128;
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }
  if (able && form && form.elements.key && !form.dataset.typed) form.elements.key.value = freshKey();
  // Signing out takes everything off the device, unless something is here only: counted as she leaves, and where it cannot be
  // counted it stays.
  const leave = one('form[action="/sign-out"]');
  if (leave && leave.elements.outbox) leave.addEventListener("submit", async (event) => {
    if (event.defaultPrevented) return;
    event.preventDefault();
    let waits = 1;
    try { waits = (await Promise.race([box.rows(), late(2000)])).length; } catch (_) { /* it cannot be read */ }
    leave.elements.outbox.value = String(waits + drafts().length);
    HTMLFormElement.prototype.submit.call(leave);
  });

  // ---- words, fetched once and kept for good ----
  let words = null;
  async function learn() {
    if (words || !html.dataset.words) return !!words;
    try { words = await (await fetch(html.dataset.words)).json(); } catch (_) { words = null; }
    return !!words;
  }
  const KHMER = html.dataset.digits === "khmer";
  const local = (text) => (KHMER ? text.replace(/[0-9]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 48 + 0x17e0)) : text);
  const say = (key, given) => Object.keys(given || {}).reduce((text, name) => text.replace("%" + name, given[name]), words["outbox-" + key] || "");
  function when(time) {
    const d = new Date(time), two = (n) => String(n).padStart(2, "0");
    return local(two(d.getDate()) + "/" + two(d.getMonth() + 1) + "/" + d.getFullYear() + " " + two(d.getHours()) + ":" + two(d.getMinutes()));
  }

  // ---- a sheet that was kept is of the day on which it is filled in ----
  // As the form's field spells it. The server's day is Cambodia's, whatever the device takes for its own.
  const dayOf = (time) => local(new Date(time + 7 * 3600000).toISOString().slice(0, 10).split("-").reverse().join("/"));
  // Before the page's own scripts: a draft that they lay brings its own day.
  function bringUpToDate() {
    const drawn = form && form.dataset.drawn, day = drawn && (form.elements.day || form.elements.date);
    const kept = Date.parse(html.dataset.kept || ""), now = dayOf(Date.now());
    // A meeting that was due earlier is drawn with that day, and keeps it.
    if (!day || day.value !== drawn || !(kept < Date.now()) || dayOf(kept) !== drawn || now === drawn) return;
    if (form.dataset.typed || /[?&]day=/.test(location.search)) return;
    // What the form goes back to as well, when a draft is thrown away.
    for (const field of [day, ...all('form[method=get] input[name=day]')]) if (field.value === drawn) { field.defaultValue = now; field.value = now; }
    const to = new URL(form.getAttribute("action") || here, location.origin), list = document.getElementById("list");
    if (to.searchParams.has("day")) { to.searchParams.set("day", now); form.setAttribute("action", to.pathname + to.search); }
    // What came in on the other day is not this day's.
    if (list && day.type === "hidden") list.textContent = "";
  }
  bringUpToDate();

  // ---- drawing ----
  function element(tag, name, ...inside) {
    const made = document.createElement(tag);
    if (name) made.className = name;
    made.append(...inside.filter((part) => part));
    return made;
  }
  const use = one("use"), sprite = use ? use.getAttribute("href").split("#")[0] : "";
  function icon(name) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg"), part = document.createElementNS("http://www.w3.org/2000/svg", "use");
    svg.setAttribute("class", "i"); svg.setAttribute("aria-hidden", "true"); svg.setAttribute("focusable", "false");
    part.setAttribute("href", sprite + "#" + name);
    svg.append(part);
    return svg;
  }
  function link(href, text, name) { const made = element("a", name || "", text); made.href = href; return made; }
  function button(symbol, text, act, name) {
    const made = element("button", "btn " + (name || ""), icon(symbol), element("span", "", text));
    made.type = "button";
    made.addEventListener("click", () => act(made));
    return made;
  }

  // ---- sending ----
  // The next page may say that it was written: then what was kept of it is let go of.
  function posted(key) { try { sessionStorage.setItem("posted", key); } catch (_) { /* the list of what waits keeps it */ } }
  // Posts a row as an ordinary form: the server then draws the page with the mistakes, or with both versions.
  function post(row) {
    posted(row.key);
    const made = element("form");
    made.method = "post"; made.action = row.url; made.hidden = true;
    if (row.multipart) made.enctype = "multipart/form-data";
    for (const [name, value] of row.fields) {
      const field = element("input");
      field.name = name;
      if (typeof value === "string") { field.type = "hidden"; field.value = value; } else {
        const files = new DataTransfer();
        files.items.add(value);
        field.type = "file"; field.files = files.files;
      }
      made.append(field);
    }
    document.body.append(made);
    HTMLFormElement.prototype.submit.call(made);
  }
  function rowOf(of, by) {
    const fields = Array.from(new FormData(of)).filter(([, value]) => typeof value === "string" || value.size > 0);
    if (by && by.name) fields.push([by.name, by.value]);
    return makeRow(of, fields, of.elements.key.value);
  }
  const makeRow = (of, fields, key) => ({
    key, fields, url: of.getAttribute("action") || location.href, page: here + location.search, multipart: of.enctype === "multipart/form-data",
    title: of.dataset.outbox, owner, draft: of.dataset.draft || "", at: Date.now(), state: "waiting", tries: 0, wants: "",
  });
  const refused = (row) => row.state === "asks" || box.refuses(row.status);
  const dayIn = (row) => {
    const field = row.fields.find(([name]) => name === "day"), text = field ? field[1].replace(/[០-៩]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0x17e0 + 48)) : "";
    const parts = text.split(/[^0-9]+/).filter(Boolean).map(Number);
    return (parts[0] > 31 ? parts.reverse() : parts).join("/");
  };
  // Puts a row away. Under the key of a draft that came back another day's sheet may be typed: what waits under that key is not
  // written over, and the new one gets a key of its own. What was refused for its day is mended, and stays the same.
  async function put(row) {
    const there = await box.row(row.key), was = row.key;
    if (there && !refused(there) && dayIn(there) !== dayIn(row)) {
      row.key = freshKey();
      row.fields = row.fields.map(([name, value]) => [name, name === "key" ? row.key : value]);
      if (formKey() === was) form.elements.key.value = row.key;
      for (const at of draftsOf(row.draft, was)) note.set(at, JSON.stringify(Object.assign(stored(at), { key: row.key })));
    }
    await box.put(row);
  }
  let wait = FIRST, timer = null, sending = false, slow = false, noLine = false, again = false, received = [];
  const sentHere = new Set();
  async function flush() {
    if (!able) return [];
    if (sending) { again = true; return []; }
    sending = true; again = false;
    clearTimeout(timer);
    let became = [];
    try {
      if ((await box.rows()).some((row) => row.owner === owner && row.state === "waiting")) { await draw(); became = await box.alone(() => box.drain(owner)); }
    } catch (_) { /* the outbox cannot be read: nothing is sent from it */ }
    sending = slow = false;
    await settle(became);
    if (again) return became.concat(await flush());
    const left = (await box.rows().catch(() => [])).some((row) => row.owner === owner && row.state === "waiting" && !row.wants);
    if (left) { timer = setTimeout(flush, wait); wait = Math.min(wait * 2, MOST); } else wait = FIRST;
    return became;
  }
  // What arrived leaves the device with its draft; what asks for her is shown where she is.
  async function settle(became) {
    for (const row of await box.rows().catch(() => [])) {
      if (row.owner !== owner) continue;
      const asks = row.state === "asks" && (sentHere.has(row.key) || became.some((sent) => sent.key === row.key));
      if (row.state === "arrived") {
        dropDraft(row.draft, row.key);
        await box.drop(row.key);
        if (secure) await box.fetchAndKeep(row.page);
        if (row.key === formKey()) { location.assign(row.answer || "/"); return; }
        received.push(row);
        tell();
      } else if (asks && row.key === formKey()) { sentHere.delete(row.key); post(row); return; }
    }
    await draw();
  }
  async function send(of, by) {
    const heavy = all("input[type=file]", of).find((field) => Array.from(field.files).some((file) => file.size > PICTURE_MOST));
    if (heavy) { delete of.dataset.sent; return tooHeavy(heavy); }
    const row = rowOf(of, by);
    // A device that can put nothing away: the ordinary way, where there is one.
    try { await put(row); } catch (_) { return leaveFor(of, () => row); }
    tell();
    wait = FIRST;
    sentHere.add(row.key);
    // What is on its way is not typed into meanwhile; a picture on a bad line takes minutes, and is no reason to wait.
    of.inert = true;
    await Promise.race([flush(), late(SLOW)]);
    of.inert = false;
    slow = sending;
    if (slow) draw();
    // The worker takes it from here, also when every page is closed; not before, or both would send it.
    const left = await box.row(row.key).catch(() => null);
    if (secure && left && left.state === "waiting") navigator.serviceWorker.ready.then((worker) => worker.sync && worker.sync.register("outbox")).catch(() => {});
    delete of.dataset.sent;
    of.dispatchEvent(new Event("outbox"));
    const offline = document.getElementById("offline");
    if (offline && !offline.hidden) offline.scrollIntoView({ block: "center" });
  }
  // Leaves the page for the server's answer; without a line she stays, with all that she typed.
  async function leaveFor(of, make) {
    if (await box.line()) { post(make()); return; }
    delete of.dataset.sent;
    of.dispatchEvent(new Event("outbox"));
    noLine = true;
    await learn();
    const offline = document.getElementById("offline");
    if (!offline) return;
    if (words) one("p", offline).textContent = say("no-line");
    offline.hidden = false;
    offline.scrollIntoView({ block: "center" });
  }
  // What the server would refuse does not set out on a bad line first.
  async function tooHeavy(field) {
    await learn();
    const cell = field.closest(".f"), id = field.name + "-e", hint = field.name + "-h", old = document.getElementById(id);
    const said = element("p", "err", icon("circle-alert"), element("span", "", words ? say("heavy") : ""));
    said.id = id;
    if (old) old.remove();
    cell.append(said);
    cell.classList.add("bad");
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", hint + " " + id);
    field.focus();
    field.scrollIntoView({ block: "center" });
    field.addEventListener("change", () => {
      said.remove();
      cell.classList.remove("bad");
      field.removeAttribute("aria-invalid");
      field.setAttribute("aria-describedby", hint);
    }, { once: true });
  }
  let pressed = null;
  document.addEventListener("click", (event) => { pressed = event.target.closest("button"); }, true);
  document.addEventListener("submit", (event) => {
    const of = event.target, by = event.submitter === undefined ? pressed : event.submitter;
    if (event.defaultPrevented) return;
    const ours = able && "outbox" in of.dataset;
    if (!ours) { if (of.elements.key) posted(of.elements.key.value); return; }
    event.preventDefault();
    if (!of.dataset.outboxDo || (by && by.name === "do" && by.value === of.dataset.outboxDo)) send(of, by); else leaveFor(of, () => rowOf(of, by));
  });
  // Whoever goes on typing after a sheet was put away sends it herself when she is done.
  let away = null;
  async function typedAgain() {
    const row = away, open = ["waiting", "asks"];
    // A sheet that was thrown away and begun anew has another key, and is no change of the one before.
    if (!row || !open.includes(row.state) || row.key !== formKey()) return;
    away = null;
    await box.change(row, { state: "held" }, open);
    tell();
    draw();
  }

  // ---- what the page says ----
  const told = window.BroadcastChannel ? new BroadcastChannel("sansom-outbox") : null;
  const tell = () => { if (told) told.postMessage("changed"); };
  if (told) told.addEventListener("message", () => settle([]));
  const WORDS = { waiting: "state-waiting", held: "state-held", asks: "state-asks" };
  const stateOf = (row) => say(row.wants === "sign-in" ? "state-sign-in" : row.wants === "password" ? "state-password" : sending && row.state === "waiting" ? "state-sending" : WORDS[row.state]);
  // Looks at a row that asks: asked once more, and where it is refused again, the server draws why.
  async function look(row) {
    await box.change(row, { state: "waiting" }, ["asks"]);
    const status = await box.alone(async () => { const now = await box.row(row.key); return now && now.state === "waiting" ? box.send(now) : 0; });
    if (box.refuses(status)) post(row); else await settle([]);
  }
  async function draw() {
    let rows;
    try { rows = await box.rows(); } catch (_) { return; }
    const mine = rows.filter((row) => row.owner === owner && row.state !== "arrived");
    if (!mine.length && !received.length && !others(rows) && !lists && !form) { banner(null); return; }
    if (!(await learn())) return;
    away = mine.find((row) => row.key === formKey()) || null;
    sign(away);
    if (lists) { drawList(mine, rows); banner(null); } else banner(mine, rows);
  }
  // At the form itself: that it was put away, and what happens next.
  function sign(row) {
    const offline = document.getElementById("offline");
    if (!offline) return;
    // Where mistakes are listed it is plain that it has to be sent again.
    const mends = row && (row.state === "asks" || (row.state === "held" && form.dataset.typed)), shown = row && !mends && (!sending || slow);
    offline.hidden = !shown && !noLine;
    if (!shown) return;
    one("p", offline).textContent = stateOf(row) + " " + say("paper");
    const old = one(".way", offline), way = row.wants ? wayIn(row) : row.state === "waiting" ? button("send", say("send-now"), sendNow) : null;
    if (old) old.remove();
    if (way) { way.classList.add("way"); offline.append(way); }
  }
  const wayIn = (row) => link(row.wants === "password" ? "/account" : "/sign-in?next=" + encodeURIComponent(here), say(row.wants === "password" ? "to-account" : "to-sign-in"), "btn main");
  const sendNow = () => { wait = FIRST; flush(); };
  let drawn = "";
  function banner(mine, rows) {
    const old = document.getElementById("outbox");
    // Of what this very page shows already nothing is said twice.
    const keys = all("[data-draft-drop]").flatMap((drop) => (drop.dataset.draftKeys || "").split(" "));
    const listed = (mine || []).filter((row) => row.key !== formKey() && !(row.state === "asks" && keys.includes(row.key)));
    const asks = listed.filter((row) => row.state === "asks" || row.wants), foreign = mine && (here === "/" || signIn) && others(rows);
    const now = JSON.stringify([listed.map((row) => [row.key, row.at, row.state, row.wants]), received.length, foreign, sending]);
    if (old && now === drawn) return;
    drawn = now;
    if (!listed.length && !received.length && !foreign) { if (old) old.remove(); return; }
    const made = element("div", "note-box outbox" + (asks.length ? " warn" : ""));
    made.id = "outbox";
    made.setAttribute("role", "status");
    made.append(icon(asks.length ? "cloud-off" : listed.length ? "cloud-upload" : received.length ? "circle-check" : "cloud-off"));
    const inside = element("div");
    if (listed.length) inside.append(...waiting(listed, asks));
    const links = received.slice(-3).flatMap((row, at) => [at ? " · " : "", row.answer ? link(row.answer, row.title) : row.title]);
    if (received.length) inside.append(element("p", "", element("b", "", say("received") + (received.length > 3 ? " " + local(String(received.length)) : "")), " ", ...links));
    if (foreign) inside.append(element("p", "small", say("others")));
    made.append(inside);
    if (old) old.replaceWith(made); else (one("main > .mt") || one("main")).prepend(made);
  }
  function waiting(listed, asks) {
    const first = Math.min(...listed.map((row) => row.at));
    const fold = element("details", ""), head = element("summary", "", element("b", "", say("only-here", { count: local(String(listed.length)) })), element("span", "small", sending ? say("sending") : say("since", { time: when(first) })), icon("chevron-down"));
    const titles = element("ul", "");
    for (const row of listed) titles.append(element("li", "", row.state === "asks" ? row.title : link(row.page, row.title), " ", element("span", "small", stateOf(row))));
    const acts = element("div", "actions");
    const wants = asks.find((row) => row.wants), row = asks.find((one) => one.state === "asks");
    if (wants) acts.append(wayIn(wants));
    if (row) acts.append(button("eye", say("look"), () => look(row), "main"));
    if (listed.some((one) => one.state === "waiting" && !one.wants)) acts.append(button("send", say("send-now"), sendNow));
    acts.append(link("/outbox", say("see-all"), "btn"));
    fold.open = asks.length > 0;
    const goes = listed.some((one) => one.state === "waiting" && !one.wants) ? say("by-itself") + " " : "";
    fold.append(head, titles, element("p", "small", goes + say("paper")), acts);
    return [fold];
  }
  function drawList(mine, rows) {
    const open = all("details[open]", lists).map((fold) => fold.dataset.key);
    lists.textContent = "";
    if (!mine.length) lists.append(element("li", "muted", say("none")));
    for (const row of mine) {
      const card = element("li", "card"), acts = element("div", "actions");
      card.append(element("h3", "", row.title), element("p", "small", say("since", { time: when(row.at) }), " · ", stateOf(row)));
      // Without a line it cannot be asked; then she looks at her sheet.
      if (row.state === "asks") acts.append(button("eye", say("look"), () => look(row), "main"));
      acts.append(link(row.page, say("open"), "btn"));
      // What she changed since stands in her draft, and goes from there: sent from here, the older would take its place.
      const changed = row.state === "held" && draftsOf(row.draft, row.key).length;
      if (row.state !== "asks" && !changed && html.dataset.owner) acts.append(button("send", say("send-now"), async () => { await box.change(row, { state: "waiting" }); wait = FIRST; flush(); }));
      acts.append(button("trash-2", say("throw-away"), (pressed) => throwAway(row, pressed, card)));
      card.append(holds(row, open.includes(row.key)), acts);
      lists.append(card);
    }
    const foreign = one("[data-outbox-others]"), seen = one("[data-outbox-received]");
    if (foreign) foreign.hidden = !others(rows);
    if (seen) { seen.hidden = !received.length; one("p", seen).textContent = say("received") + " " + received.map((row) => row.title).join(" · "); }
  }
  // What it holds, field by field as it was typed: it can be read here also where its page answers with an error.
  function holds(row, open) {
    const typed = row.fields.filter(([name, value]) => value !== "" && !["key", "upon", "after", "also", "known", "do"].includes(name));
    const text = (value) => (typeof value === "string" ? value : value.name + " · " + local(String(Math.ceil(value.size / 1024))) + " kB");
    const list = element("ul", "small", ...typed.map(([name, value]) => element("li", "", name + ": " + text(value))));
    const fold = element("details", "fold", element("summary", "", icon("chevron-right"), say("holds")), list);
    fold.dataset.key = row.key;
    fold.open = open;
    return fold;
  }
  // Asked twice: what is thrown away was only here.
  async function throwAway(row, pressed, card) {
    if (!pressed.dataset.sure) {
      pressed.dataset.sure = "1";
      pressed.classList.add("danger");
      one("span", pressed).textContent = say("throw-away-sure");
      card.insertBefore(element("p", "bad-ink", say("throw-away-ask")), one(".actions", card));
      return;
    }
    await box.drop(row.key);
    dropDraft(row.draft, row.key);
    tell();
    draw();
  }
  async function drawSheets() {
    const list = one("[data-kept-list]");
    if (!list || !secure || !(await learn())) return;
    const found = await box.sheets(owner).catch(() => []);
    list.textContent = "";
    for (const sheet of found) list.append(element("li", "", link(sheet.url, sheet.title)));
    if (!found.length) list.append(element("li", "muted", say("no-sheets")));
  }

  // ---- keeping what may be opened without a line ----
  async function keepPages() {
    if (!secure) return;
    if (signIn) { await box.forget(null); return; }
    if (!html.dataset.owner) return;
    await box.forget(owner);
    const worker = await navigator.serviceWorker.register("/sw.js").catch(() => null);
    if (!worker) return;
    await navigator.serviceWorker.ready;
    // The page for when there is no line speaks as she does now.
    if (note.get("shell") !== html.lang + html.dataset.digits) await box.keepShell().then(() => note.set("shell", html.lang + html.dataset.digits)).catch(() => {});
    let kept = 0;
    if (form && !form.dataset.typed && !(await box.find(location.href))) kept += await box.fetchAndKeep(location.href);
    const next = all("[data-keep]").flatMap((way) => (way.dataset.keep === "1" ? [way.href] : way.dataset.keep.split(" ")));
    for (const way of next) if (navigator.onLine !== false) kept += await box.fetchAndKeep(way);
    if (kept && !note.get("persist") && navigator.storage && navigator.storage.persist) { note.set("persist", "1"); await navigator.storage.persist().catch(() => {}); }
  }
  // Said quietly under the sheet: what holds on this device when the line goes.
  async function promise() {
    if (!form || !able || !(await learn())) return;
    const kept = secure && (await box.find(location.href).catch(() => null)), old = document.getElementById("promise");
    const made = old || element("p", "small muted promise no-paper");
    made.id = "promise";
    made.textContent = "";
    made.append(icon(kept ? "cloud-check" : "cloud-off"), " ", say(kept ? "promise" : "promise-open"), " ", say("paper"));
    // Not form.after(): the sheet has a field of that name.
    if (!old) form.parentNode.insertBefore(made, form.nextSibling);
  }

  // ---- what the page says of sendings that arrived in the ordinary way, or that she throws away ----
  async function arrivedHere() {
    for (const done of all("[data-draft-done][data-draft-keys]")) {
      const keys = done.dataset.draftKeys.split(" ");
      for (const row of await box.rows()) if (row.owner === owner && keys.includes(row.key)) await box.drop(row.key);
    }
    // Posted in the ordinary way on the page before, from the comparison for one, and this page says that it was written.
    const key = sessionStorage.getItem("posted"), row = key && (await box.row(key));
    sessionStorage.removeItem("posted");
    if (row && row.owner === owner && html.dataset.owner && /[?&]done=/.test(location.search)) { await box.drop(key); dropDraft(row.draft, key); }
  }
  document.addEventListener("click", async (event) => {
    const dropped = event.target.closest("[data-draft-drop]");
    if (!dropped || !able) return;
    const keys = (dropped.dataset.draftKeys || "").split(" ");
    for (const key of keys) dropDraft(dropped.dataset.draftDrop, key);
    for (const row of await box.rows()) if (row.owner === owner && keys.includes(row.key)) await box.drop(row.key);
    tell();
    draw();
  });

  // ---- start, once the page's own scripts have laid their draft ----
  window.outbox = { able: () => able, owner, freshKey, makeRow, put, tell, draw, flush };
  async function start() {
    if (!window.indexedDB) return;
    try { await arrivedHere(); } catch (_) { able = false; }
    await draw();
    // A worker whose files did not all come is not ready for long: what holds until then is said, and once more when it is.
    const tells = () => { promise().catch(() => {}); drawSheets().catch(() => {}); };
    let done = false;
    keepPages().catch(() => {}).then(() => { done = true; tells(); });
    late(15000).then(() => { if (!done) tells(); });
    if (one("[data-no-line]")) window.addEventListener("online", () => location.reload());
    if (!able) return;
    if (form) form.addEventListener("typed", typedAgain);
    window.addEventListener("online", () => { wait = FIRST; noLine = false; flush(); });
    document.addEventListener("visibilitychange", () => { if (!document.hidden) { wait = FIRST; flush(); } });
    flush();
  }
  document.addEventListener("DOMContentLoaded", start);
})();
