// An app that shows customers their orders, on a page of its own: no server and no secret.
// 1. What staff gave you: an app's key. Its addresses name the page that this stands on, in a <script type="module">.
const SHOP = "https://shop.example";
const CLIENT_ID = "the client id of your key";
const PAGE = location.origin + location.pathname;

// 2. A proof that only this browser has (PKCE). The shop gets its hash now, and the proof itself with the code.
const written = (bytes) => btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
const chance = () => written(crypto.getRandomValues(new Uint8Array(32)));
const hashed = async (text) => written(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))));

// 3. The question, on the shop's own page: may this app read your orders? The customer ticks what it may do.
async function ask() {
  const asked = { proof: chance(), state: chance() };
  sessionStorage.setItem("asked", JSON.stringify(asked));
  location.assign(`${SHOP}/identity/o/authorize?${new URLSearchParams({
    response_type: "code", client_id: CLIENT_ID, redirect_uri: PAGE, scope: "orders:read", state: asked.state,
    code_challenge: await hashed(asked.proof), code_challenge_method: "S256",
  })}`);
}

// 4. The way back, with a code that is good once and for a minute, or with error=access_denied. The state is the one
// that you sent, or somebody else sent the customer here.
async function token(came) {
  const asked = JSON.parse(sessionStorage.getItem("asked") ?? "{}");
  sessionStorage.removeItem("asked");
  if (came.has("error") || came.get("state") !== asked.state) throw new Error("You did not let this app in.");
  return fetched(`${SHOP}/identity/o/api/token`, { method: "POST", body: new URLSearchParams({
    grant_type: "authorization_code", client_id: CLIENT_ID, redirect_uri: PAGE,
    code: came.get("code"), code_verifier: asked.proof,
  }) });
}

// 5. Calls in the customer's name. A token is good for an hour. Its refresh_token fetches the next one, once: post
// grant_type=refresh_token with it and your client_id, and keep the new refresh_token that comes along. Customers end all
// this whenever they like, in their account under "Apps that act for you": then a call is a 401.
async function fetched(address, options) {
  const answer = await fetch(address, options);
  const told = await answer.json();
  if (!answer.ok) throw new Error(told.detail ?? told.error_description ?? told.error);
  return told;
}
const orders = ({ access_token }) =>
  fetched(`${SHOP}/api/v1/orders/?fields=number,total`, { headers: { Authorization: `Bearer ${access_token}` } });

// 6. Together: somebody who comes back is shown their orders, everybody else a button.
const came = new URLSearchParams(location.search);
history.replaceState(null, "", PAGE);
if (came.has("state")) {
  try {
    for (const order of (await orders(await token(came))).results)
      document.body.append(Object.assign(document.createElement("p"), { textContent: `Order ${order.number}` }));
  } catch (error) {
    document.body.append(Object.assign(document.createElement("p"), { textContent: error.message }));
  }
} else {
  const button = Object.assign(document.createElement("button"), { textContent: "Show my orders", onclick: ask });
  document.body.append(button);
}
