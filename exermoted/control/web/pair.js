// Pairs this device by the secret in its address, which stands behind the # and is never sent there.

const element = (id) => document.getElementById(id);
const secret = location.hash.slice(1);

const SYSTEMS = ["iPhone", "iPad", "Android", "Windows", "Macintosh", "Linux"];

function show(title, hint) {
  element("title").textContent = title;
  element("hint").textContent = hint;
}

/** Shows where a paired device can go. */
function goOn() {
  show("Paired", "This device stays paired until it is revoked.");
  element("form").hidden = true;
  element("onward").hidden = false;
  element("onward").querySelector("a").focus();
}

async function pair(event) {
  event.preventDefault();
  const button = element("form").querySelector("button");
  button.disabled = true;
  try {
    const response = await fetch("/api/pair", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ secret, name: element("name").value }),
    });
    if (response.status === 403) element("form").hidden = true; // once more would not help
    if (!response.ok) throw new Error((await response.json()).error);
    history.replaceState(null, "", location.pathname);
    goOn();
  } catch (error) {
    show("Not paired", `The recorder says: ${error.message}.`);
  } finally {
    button.disabled = false;
  }
}

/** Without a secret this is where a device that is not paired is sent. */
async function look() {
  const response = await fetch("/api/status").catch(() => null);
  if (response?.ok) goOn();
  else show("Not paired", "Run 'exermoted phone pair' on the recorder, and scan its code with this device.");
}

element("name").value = SYSTEMS.find((name) => navigator.userAgent.includes(name)) ?? "Device";
element("form").addEventListener("submit", pair);
if (secret) element("form").hidden = false;
else look();
