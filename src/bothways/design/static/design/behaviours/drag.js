// Drag what has data-drag="name=value" onto what has data-drop="2026-11-25": the form #drop is sent with both.
// Without a mouse the same is done with the links and buttons that stand there.

const form = document.getElementById("drop");
let held = null;

function add(name, value) {
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name, value });
  form.append(field);
}

function send(day) {
  const [name, value] = held.dataset.drag.split("=");
  add(name, value);
  add(name === "day" ? "to" : "day", day);
  add("verb", name === "day" ? "move" : "put");
  form.submit();
}

for (const thing of document.querySelectorAll("[data-drag]")) {
  thing.draggable = true;
  thing.addEventListener("dragstart", (event) => {
    held = thing;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", thing.dataset.drag);
  });
  thing.addEventListener("dragend", () => { held = null; });
}

for (const place of document.querySelectorAll("[data-drop]")) {
  place.addEventListener("dragover", (event) => {
    if (!held || place.contains(held)) return;
    event.preventDefault();
    place.classList.add("over");
  });
  place.addEventListener("dragleave", () => place.classList.remove("over"));
  place.addEventListener("drop", (event) => {
    event.preventDefault();
    place.classList.remove("over");
    if (held) send(place.dataset.drop);
  });
}
