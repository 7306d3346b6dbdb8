// Arrow keys, and j and k, move among the places of a board or calendar: to the nearest one in that direction.
// <ol data-arrows="a.title" data-act="[name=claim]">: what can be moved to, and what the letter c presses beside it.
// The keys count only while one of these places has the focus, so that they are in nobody's way elsewhere.

const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1], k: [0, -1], j: [0, 1] };

function middle(element) {
  const box = element.getBoundingClientRect();
  return [box.left + box.width / 2, box.top + box.height / 2];
}

// How far `to` lies from `from` in the direction (x, y); what lies aside counts twice. Infinity for what lies behind.
function distance(from, to, [x, y]) {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const ahead = dx * x + dy * y;
  return ahead > 1 ? ahead + 2 * Math.abs(dx * y + dy * x) : Infinity;
}

function nearest(places, here, way) {
  const from = middle(here);
  const found = places.map((place) => [distance(from, middle(place), way), place]).sort((a, b) => a[0] - b[0])[0];
  return found && found[0] < Infinity ? found[1] : null;
}

for (const board of document.querySelectorAll("[data-arrows]")) {
  board.addEventListener("keydown", (event) => {
    const here = event.target.closest(board.dataset.arrows);
    if (event.ctrlKey || event.metaKey || event.altKey || (!here && event.target !== board)) return;
    const places = [...board.querySelectorAll(board.dataset.arrows)].filter((place) => place.checkVisibility());
    if (event.key === "c" && here && board.dataset.act) {
      here.closest("li").querySelector(board.dataset.act)?.click();
    } else if (event.key === "?") {
      document.querySelector("[data-keys]")?.toggleAttribute("open");
    } else if (WAYS[event.key] && (here || "jk".includes(event.key))) {
      const next = here ? nearest(places, here, WAYS[event.key]) : places[0];
      next?.focus();
      next?.scrollIntoView({ block: "nearest", inline: "nearest" });
    } else return;
    event.preventDefault();
  });
}
