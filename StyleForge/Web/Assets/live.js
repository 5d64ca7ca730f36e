// Follows the queue by its events, and asks it for what people want. Texts go into the page as texts, never as markup.

const api = "/api/v1";
const $ = id => document.getElementById(id);
const jobs = new Map();
let order = [];
let isPaused = false;
let spokenOf = "";

// Asking the server

async function ask(method, path, body) {
  const response = await fetch(api + path, {
    method,
    body: body && !(body instanceof FormData) ? JSON.stringify(body) : body,
    headers: body && !(body instanceof FormData) ? { "Content-Type": "application/json" } : {},
  });
  if (response.status === 401) {
    location.assign("/login");
  }
  const isJson = (response.headers.get("Content-Type") ?? "").includes("json");
  const answer = isJson ? await response.json() : null;
  if (!response.ok) {
    throw new Error(answer?.detail ?? `The server answered with ${response.status}.`);
  }
  return answer;
}

function speak(text) {
  $("spoken").textContent = text;
}

async function wish(button, doing) {
  button.disabled = true;
  try {
    await doing();
  } catch (failure) {
    $("state").textContent = failure.message;
    speak(failure.message);
  } finally {
    button.disabled = false;
  }
}

// Words

function duration(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  return whole < 60 ? `${whole} s`
    : whole < 3600 ? `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, "0")} s`
    : `${Math.floor(whole / 3600)} h ${String(Math.floor(whole % 3600 / 60)).padStart(2, "0")} min`;
}

function ago(moment) {
  const seconds = (Date.now() - new Date(moment)) / 1000;
  return seconds < 60 ? "just now"
    : seconds < 3600 ? `${Math.floor(seconds / 60)} min ago`
    : seconds < 86400 ? `${Math.floor(seconds / 3600)} h ago`
    : new Date(moment).toLocaleDateString(undefined, { dateStyle: "medium" });
}

const plural = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;

// Building the page

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children.filter(child => child));
  return made;
}

function button(text, label, doing, className = "") {
  const made = element("button", { type: "button", textContent: text, className });
  made.setAttribute("aria-label", label);
  made.addEventListener("click", () => wish(made, doing));
  return made;
}

// Keeps the elements that are there, so that neither focus nor pictures are lost when something else changes.
function show(list, items, key, make, update) {
  const there = new Map([...list.children].map(child => [child.dataset.key, child]));
  const wanted = items.map(item => {
    const name = key(item);
    const child = there.get(name) ?? make(item);
    child.dataset.key = name;
    there.delete(name);
    update(child, item);
    return child;
  });
  there.forEach(child => child.remove());
  wanted.forEach((child, index) => {
    if (list.children[index] !== child) {
      list.insertBefore(child, list.children[index] ?? null);
    }
  });
}

function text(node, value) {
  if (node.textContent !== value) {
    node.textContent = value;
  }
}

function source(image, url) {
  if (image.getAttribute("src") !== url) {
    image.src = url;
  }
}

const sized = (url, side) => `${url}${url.includes("?") ? "&" : "?"}side=${side}`;

// Now

function makeEasel(job) {
  const easel = element("article", { className: "easel card" },
    element("div", { className: "sight" },
      element("img", { alt: "", hidden: true }),
      element("p", { className: "quiet", textContent: "The first look comes soon." })),
    element("div", { className: "said" },
      element("progress", { max: 1 }),
      element("h3"),
      element("p", { className: "quiet" }),
      button("Cancel", `Cancel ${job.name}`, () => cancel(job.id))));
  easel.querySelector("progress").setAttribute("aria-label", `Progress of ${job.name}`);
  return easel;
}

function updateEasel(easel, job) {
  const image = easel.querySelector("img");
  const sight = job.preview ? sized(job.preview, 1280) : job.content ? sized(job.content, 1280) : null;
  image.hidden = !sight;
  image.nextElementSibling.hidden = Boolean(sight);
  if (sight) {
    source(image, sight);
    image.alt = job.preview ? `${job.name} as it looks now` : `${job.name}, the picture that is painted`;
  }
  const reach = job.reach;
  easel.querySelector("progress").value = reach?.fraction ?? 0;
  text(easel.querySelector("h3"), job.name);
  text(easel.querySelector(".said p"), [
    `${Math.floor(100 * (reach?.fraction ?? 0))} %`,
    reach?.secondsLeft == null ? "" : `${duration(reach.secondsLeft)} left`,
    reach?.count > 1 ? `picture ${reach.number} of ${reach.count}` : "",
    job.attempt > 1 ? `attempt ${job.attempt}` : "",
  ].filter(part => part).join(" · "));
}

function cancel(id) {
  const job = jobs.get(id);
  const dialog = $("asking");
  text($("asking-title"), `Cancel ${job.name}?`);
  text($("asking-text"), "What was painted of it so far is given up. It can be tried again later.");
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise(resolve => dialog.addEventListener("close", resolve, { once: true }))
    .then(() => dialog.returnValue === "yes" ? ask("POST", `/jobs/${encodeURIComponent(id)}/cancel`) : null);
}

// Waiting and failed

function makeRow(job) {
  return element("li", { className: "card" },
    element("img", { alt: "", hidden: true, loading: "lazy" }),
    element("div", {}, element("h3"), element("p", { className: job.state === "failed" ? "" : "quiet" })),
    job.state === "failed"
      ? button("Retry", `Retry ${job.name}`, () => ask("POST", `/jobs/${encodeURIComponent(job.id)}/retry`))
      : button("Cancel", `Cancel ${job.name}`, () => ask("POST", `/jobs/${encodeURIComponent(job.id)}/cancel`)));
}

function updateRow(row, job) {
  const image = row.querySelector("img");
  image.hidden = !job.content;
  if (job.content) {
    source(image, sized(job.content, 160));
  }
  text(row.querySelector("h3"), job.name);
  text(row.querySelector("p"), job.reason ?? (job.state === "failed" ? "It failed without saying why." : ago(job.since)));
}

// Gallery

function pictures() {
  return order.map(id => jobs.get(id)).filter(job => job.state === "done" || job.state === "failed")
    .flatMap(job => job.pictures.map(picture => ({ ...picture, job })));
}

function makePicture(picture) {
  const item = element("li", {}, element("button", { type: "button" },
    element("img", { alt: "", loading: "lazy", width: 320, height: 240 }),
    element("span", { className: "name" }),
    element("span", { className: "when quiet" })));
  item.firstChild.addEventListener("click", () => view(item.dataset.key));
  return item;
}

function updatePicture(item, picture) {
  source(item.querySelector("img"), sized(picture.url, 640));
  text(item.querySelector(".name"), picture.name);
  text(item.querySelector(".when"), ago(picture.job.since));
}

let viewed = "";

function view(url) {
  const all = pictures();
  const index = all.findIndex(picture => picture.url === url);
  if (index < 0) {
    $("viewer").close();
    return;
  }
  const { name, job } = all[index];
  viewed = url;
  text($("viewer-title"), name);
  $("viewer-save").href = `${url}?download=true`;
  $("after").src = sized(url, 2048);
  $("after").alt = name;
  const isComparable = Boolean(job.content);
  $("before").hidden = $("slider").hidden = $("viewer-hint").hidden = !isComparable;
  $("compare").querySelector(".split").hidden = !isComparable;
  if (isComparable) {
    $("before").src = sized(job.content, 2048);
    $("before").alt = `${job.name} as it was`;
  }
  slide(50);
  $("viewer-before").disabled = index === 0;
  $("viewer-after").disabled = index === all.length - 1;
  if (!$("viewer").open) {
    $("viewer").showModal();
    (isComparable ? $("slider") : $("viewer-close")).focus();
  }
}

function step(by) {
  const all = pictures();
  const next = all[all.findIndex(picture => picture.url === viewed) + by];
  if (next) {
    view(next.url);
  }
}

function slide(percent) {
  $("slider").value = percent;
  $("slider").setAttribute("aria-valuetext", `${percent} % as it was, ${100 - percent} % painted`);
  $("compare").style.setProperty("--split", `${percent}%`);
}

// The whole page

function render() {
  const all = order.map(id => jobs.get(id)).filter(job => job);
  const of = state => all.filter(job => job.state === state);
  const [working, waiting, failed] = [of("working"), of("waiting"), of("failed")];
  const shown = pictures();
  const id = job => job.id;

  show($("working"), working, id, makeEasel, updateEasel);
  $("now-empty").hidden = working.length > 0;
  text($("now-empty"), isPaused ? "The queue is paused. Resume it, and the next job is taken."
    : waiting.length > 0 ? "Nothing is being painted yet: no worker has taken the next job. «styleforge watch» on this folder starts one."
    : "Nothing is being painted. Give a picture and a style, and the next free worker takes them.");
  show($("waiting"), waiting, id, makeRow, updateRow);
  $("waiting-section").hidden = waiting.length === 0;
  text($("waiting-count"), String(waiting.length));
  show($("failed"), failed, id, makeRow, updateRow);
  $("failed-section").hidden = failed.length === 0;
  text($("failed-count"), String(failed.length));
  show($("pictures"), shown, picture => picture.url, makePicture, updatePicture);
  $("gallery-empty").hidden = shown.length > 0;
  text($("gallery-count"), shown.length > 0 ? String(shown.length) : "");

  text($("pause"), isPaused ? "Resume" : "Pause");
  $("pause").hidden = false;
  $("state").classList.remove("away");
  text($("state"), isPaused ? "Paused" : working.length > 0 ? `Painting ${working.length === 1 ? "" : working.length + " "}· ${waiting.length} waiting`
    : waiting.length > 0 ? plural(waiting.length, "job") + " waiting" : "Ready");
  document.title = working.length > 0 ? `${Math.floor(100 * (working[0].reach?.fraction ?? 0))} % · StyleForge` : "StyleForge";

  // A tenth at a time: more would be chatter.
  const news = working.map(job => `${job.name}: ${10 * Math.floor(10 * (job.reach?.fraction ?? 0))} percent`).join(", ");
  if (news && news !== spokenOf) {
    speak(news);
  }
  spokenOf = news;
}

function hear(change) {
  isPaused = change.paused;
  for (const job of change.changed) {
    const before = jobs.get(job.id)?.state;
    if (before && before !== job.state && (job.state === "done" || job.state === "failed")) {
      speak(job.state === "done" ? `${job.name} is done.` : `${job.name} failed: ${job.reason}`);
    }
    jobs.set(job.id, job);
  }
  order = change.order;
  const there = new Set(order);
  for (const id of [...jobs.keys()].filter(id => !there.has(id))) {
    jobs.delete(id);
  }
  render();
}

function follow() {
  const events = new EventSource(`${api}/events`);
  events.addEventListener("change", event => hear(JSON.parse(event.data)));
  events.addEventListener("error", () => {
    $("state").classList.add("away");
    text($("state"), "The server does not answer. Trying again…");
    if (events.readyState === EventSource.CLOSED) {
      setTimeout(follow, 5000);
    }
  });
  addEventListener("pagehide", () => events.close(), { once: true });
}

// A new picture

const chosen = { content: null, style: null };
let choices = null;
let offered = null;

function fits(file) {
  return file.size <= choices.fileBytes ? null : `${file.name} has ${(file.size / 1e6).toFixed(0)} MB, but at most ${(choices.fileBytes / 1e6).toFixed(0)} MB are taken.`;
}

async function choose(part, file) {
  await offered; // A picture may be dropped before the page knows how large it may be.
  if (!choices) {
    return;
  }
  const problem = fits(file);
  said(problem);
  if (problem) {
    return;
  }
  chosen[part] = file;
  const well = $(`${part}-well`);
  well.classList.add("full");
  text(well.querySelector("strong"), file.name);
  if (part === "style") {
    document.querySelectorAll("#styles input").forEach(input => { input.checked = false; });
    well.querySelector("img").hidden = true;
  }
  const canvas = well.querySelector("canvas");
  canvas.hidden = true;
  try {
    const bitmap = await createImageBitmap(file);
    const scale = Math.min(1, 480 / Math.min(bitmap.width, bitmap.height));
    canvas.width = Math.round(bitmap.width * scale);
    canvas.height = Math.round(bitmap.height * scale);
    canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    canvas.hidden = false;
    bitmap.close();
  } catch {
    // TIFF and its like: the server reads what this browser does not show.
  }
}

function chooseBundled(style) {
  chosen.style = style.name;
  const well = $("style-well");
  well.classList.add("full");
  well.querySelector("canvas").hidden = true;
  const image = well.querySelector("img");
  image.src = sized(style.url, 320);
  image.hidden = false;
  text(well.querySelector("strong"), style.title);
  $("style").value = "";
  said(null);
}

function said(problem) {
  $("form-said").hidden = !problem;
  text($("form-said"), problem ?? "");
}

function accept(part) {
  const [input, well] = [$(part), $(`${part}-well`)];
  input.addEventListener("change", () => input.files[0] && choose(part, input.files[0]));
  well.addEventListener("dragover", event => {
    event.preventDefault();
    well.classList.add("over");
  });
  well.addEventListener("dragleave", () => well.classList.remove("over"));
  well.addEventListener("drop", event => {
    event.preventDefault();
    well.classList.remove("over");
    if (event.dataTransfer.files[0]) {
      choose(part, event.dataTransfer.files[0]);
    }
  });
}

async function submit(event) {
  event.preventDefault();
  const missing = !chosen.content ? ["content", "Choose the picture that should be painted first."]
    : !chosen.style ? ["style", "Choose a style: one of the bundled ones, or a picture of your own."] : null;
  if (missing) {
    said(missing[1]);
    $(missing[0]).focus();
    return;
  }
  const form = new FormData();
  form.append("content", chosen.content);
  form.append("style", chosen.style);
  form.append("styleStrength", $("strength").value);
  form.append("size", $("size").value);
  form.append("preset", $("preset").value);
  $("sending").hidden = false;
  $("submit").disabled = true;
  said(null);
  try {
    await ask("POST", "/jobs", form);
    speak("The job is in the queue.");
    chosen.content = null;
    $("content").value = "";
    const well = $("content-well");
    well.classList.remove("full");
    well.querySelector("canvas").hidden = true;
    text(well.querySelector("strong"), "Your picture");
  } catch (failure) {
    said(failure.message);
  } finally {
    $("sending").hidden = true;
    $("submit").disabled = false;
  }
}

async function offer() {
  let styles;
  [choices, styles] = await Promise.all([ask("GET", "/choices"), ask("GET", "/styles")]);
  $("styles").append(...styles.map(style => {
    const input = element("input", { type: "radio", name: "bundled", value: style.name, className: "unseen" });
    input.addEventListener("change", () => chooseBundled(style));
    return element("label", { title: style.title }, input, element("img", { src: sized(style.url, 160), alt: style.title, width: 160, height: 160 }));
  }));
  const sizes = [256, 384, 512, 768, 1024, 1536, 2048].filter(size => size >= choices.size.minimum && size <= choices.size.maximum);
  $("size").append(...sizes.map(size => element("option", { value: size, textContent: `${size} pixels`, selected: size === choices.size.default })));
  $("preset").append(...choices.presets.map(preset => element("option", { value: preset.name, textContent: preset.name })));
  $("strength").value = choices.styleStrength.default;
  tell();
}

function tell() {
  text($("strength-shown"), `${Math.round(100 * $("strength").value)} %`);
  text($("preset-summary"), choices.presets.find(preset => preset.name === $("preset").value).summary);
}

function listen() {
  accept("content");
  accept("style");
  $("form").addEventListener("submit", submit);
  $("strength").addEventListener("input", tell);
  $("preset").addEventListener("change", tell);
  $("pause").addEventListener("click", () => wish($("pause"), () => ask("PUT", "/queue", { paused: !isPaused })));
  $("retry-all").addEventListener("click", () => wish($("retry-all"), () => ask("POST", "/queue/retry-failed")));
  $("after").addEventListener("load", () => $("compare").style.setProperty("--shape", String($("after").naturalWidth / $("after").naturalHeight)));
  $("slider").addEventListener("input", () => slide(Number($("slider").value)));
  $("viewer-close").addEventListener("click", () => $("viewer").close());
  $("viewer-before").addEventListener("click", () => step(-1));
  $("viewer-after").addEventListener("click", () => step(1));
  $("viewer").addEventListener("click", event => event.target === $("viewer") && $("viewer").close());
  addEventListener("paste", event => {
    const file = [...event.clipboardData?.files ?? []][0];
    if (file) {
      choose(chosen.content && !chosen.style ? "style" : "content", file);
    }
  });

  // A picture that misses the wells must not take the place of the page.
  let leaving = 0;
  addEventListener("dragover", event => {
    event.preventDefault();
    $("veil").hidden = !event.dataTransfer.types.includes("Files");
    clearTimeout(leaving);
    leaving = setTimeout(() => { $("veil").hidden = true; }, 300);
  });
  addEventListener("drop", event => {
    event.preventDefault();
    $("veil").hidden = true;
  });
}

listen();
offered = offer().catch(failure => said(failure.message));
follow();
