// Saves a form a few seconds after somebody has stopped typing, counts the words, and shows the text as it will look.
// Without it the form has its own button. One saving at a time: the mark that comes back belongs to the next one.
// <form data-autosave data-saving="…" data-offline="…" …> with [data-count], [data-status], and [data-saved] on the page

const PAUSE = 2500; // milliseconds without a key
const AGAIN = 8000; // before another try
const NUMBER = new Intl.NumberFormat(document.documentElement.lang);
const CLOCK = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }; // as the server writes it
const TODAY = 12 * 3600 * 1000; // milliseconds within which the hour alone says when

const form = document.querySelector("form[data-autosave]");
const { body, based_on: mark } = form.elements;
const status = form.querySelector("[data-status]");
const saved = document.querySelector("[data-saved]");
let timer, saving, leaving = false, kept = words();

function words() {
  return JSON.stringify([form.elements.headline.value, body.value]);
}

function say(text) {
  if (status.textContent !== text) status.textContent = text;
}

function count() {
  const place = form.querySelector("[data-count]");
  const number = body.value.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
  place.querySelector("[data-number]").textContent =
    `${NUMBER.format(number)} ${number === 1 ? place.dataset.one : place.dataset.many}.`;
}

function inOwnZone(part) {
  for (const time of part.querySelectorAll("time")) {
    const moment = new Date(time.dateTime);
    if (Date.now() - moment < TODAY) time.textContent = moment.toLocaleTimeString([], CLOCK);
  }
}

function later(pause) {
  clearTimeout(timer);
  timer = setTimeout(save, pause);
}

async function save() {
  if (saving || leaving || words() === kept) return saving;
  const sent = words();
  say(form.dataset.saving);
  saving = send().then((answer) => taken(answer, sent), () => missed(form.dataset.offline)).finally(() => {
    saving = undefined;
    if (!leaving && words() !== kept && !form.dataset.stopped) later(PAUSE);
  });
  return saving;
}

function send() {
  return fetch(form.action, {
    method: "POST", body: new FormData(form), headers: { "X-Autosave": "1" }, redirect: "error",
    keepalive: document.hidden, signal: AbortSignal.timeout(15000),
  });
}

async function taken(answer, sent) {
  if (answer.status === 409) return stop(form.dataset.conflict);
  if (answer.status === 429 || answer.status >= 500) return missed(form.dataset.offline);
  if (!answer.ok) return stop(form.dataset.refused);
  const made = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-mark]");
  mark.value = made.dataset.mark;
  kept = sent;
  inOwnZone(made);
  saved.replaceChildren(made);
  say(made.querySelector("[data-said]").textContent);
}

function missed(why) {
  say(why);
  later(AGAIN);
}

function stop(why) {
  form.dataset.stopped = "1";
  say(why);
}

form.addEventListener("input", () => {
  count();
  if (!form.dataset.stopped) later(PAUSE);
});

form.addEventListener("submit", async (event) => {
  clearTimeout(timer);
  if (saving) { // its mark is needed first
    event.preventDefault();
    leaving = true;
    await saving;
    form.requestSubmit(event.submitter);
  }
  leaving = true;
});

window.addEventListener("online", save);
window.addEventListener("pageshow", () => { leaving = false; });
window.addEventListener("beforeunload", (event) => {
  if (!leaving && words() !== kept) event.preventDefault();
});
document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });

count();
inOwnZone(saved);
