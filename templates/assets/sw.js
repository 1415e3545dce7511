// The worker behind the pages: it keeps the sheets that say so, the files they load, and one page for when there is no line.
// It never answers a post. Before this text the program puts ASSETS, every file with its version, and loads keeping.js.
const FILES = keeping.FILES, PATIENCE = 4000;

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("fetch", (event) => {
  const request = event.request, url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (ASSETS.includes(url.pathname + url.search) || url.pathname.startsWith("/a/")) event.respondWith(file(request));
  else if (request.mode === "navigate") event.respondWith(page(event));
});
self.addEventListener("sync", (event) => { if (event.tag === "outbox") event.waitUntil(sync()); });

// One by one: on a line that breaks it goes on where it stopped.
async function install() {
  const cache = await caches.open(FILES);
  for (const name of ASSETS) if (!(await cache.match(name, { ignoreVary: true }))) await cache.add(name);
  await keeping.keepShell();
  await self.skipWaiting();
}

// What the new release does not name any more goes, unless a kept sheet still loads it.
async function activate() {
  const needed = new Set(ASSETS);
  for (const name of await keeping.pages()) {
    const cache = await caches.open(name);
    for (const kept of await cache.keys()) {
      const text = await (await cache.match(kept, { ignoreVary: true })).text();
      for (const loaded of keeping.named(text)) needed.add(loaded);
    }
  }
  const cache = await caches.open(FILES);
  for (const kept of await cache.keys()) {
    const url = new URL(kept.url);
    if (!needed.has(url.pathname + url.search)) await cache.delete(kept);
  }
  await self.clients.claim();
}

// A store that fails (a full disk, a profile that is damaged) is as an empty one: the line is still there.
const nothing = () => null;

async function file(request) {
  return (await caches.match(request, { cacheName: FILES, ignoreVary: true }).catch(nothing)) || fetch(request);
}

// A kept page says that it is one, and of when: the sheet may be filled in on a later day (outbox.js).
async function dated(kept) {
  const mark = '<html data-kept="' + (kept.headers.get("date") || "") + '"';
  return keeping.rewritten(kept, (await kept.text()).replace("<html", mark));
}

// The line first. Where a sheet is kept, it waits four seconds at most; where none is, as long as the line takes.
async function page(event) {
  const url = event.request.url, kept = await keeping.find(url).catch(nothing);
  const asked = fetch(event.request).then((answer) => {
    if (answer.type === "basic") event.waitUntil(keeping.take(url, answer.clone()).catch(() => {}));
    return answer;
  });
  event.waitUntil(asked.catch(() => {}));
  const late = kept ? new Promise((done) => { setTimeout(done, PATIENCE); }) : new Promise(() => {});
  try {
    const answer = await Promise.race([asked, late]);
    // A gate before a server that is away answers too.
    if (answer && !(kept && answer.status >= 502 && answer.status <= 504)) return answer;
  } catch (_) { /* no line */ }
  return (kept && (await dated(kept).catch(nothing))) || (await keeping.shell().catch(nothing)) || Response.error();
}

// The browser wakes us when the line is back, even with every page closed; not every browser does.
async function sync() {
  await keeping.alone(() => keeping.drain(null));
  if (self.BroadcastChannel) new BroadcastChannel("sansom-outbox").postMessage("changed");
  const left = (await keeping.rows()).some((one) => one.state === "waiting" && !one.wants);
  if (left) throw new Error("something is still waiting");
}
