// Passkeys: the browser asks the person's device, the server asks the browser. Written out, because older browsers cannot do it from JSON.

const OWN_HEADER = { "X-FirstWindow": "1", "Content-Type": "application/json" };

/** Only a name opened by https (or this very machine's) has them, never a bare number. */
export const canUsePasskeys = Boolean(window.PublicKeyCredential && navigator.credentials) && !/^[\d.]+$|:/.test(location.hostname);

const toBytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const known = (list) => (list ?? []).map((item) => ({ ...item, id: toBytes(item.id) }));

function told(credential, response) {
  return {
    id: credential.id, rawId: toText(credential.rawId), type: credential.type, clientExtensionResults: {},
    authenticatorAttachment: credential.authenticatorAttachment ?? null, response,
  };
}

/** Sends JSON. Status 0 is a lost connection. */
export async function send(path, body) {
  try {
    const answer = await fetch(path, { method: "POST", cache: "no-store", headers: OWN_HEADER, body: JSON.stringify(body) });
    const isJson = answer.headers.get("Content-Type")?.includes("json");
    return { status: answer.status, data: isJson ? await answer.json() : null };
  } catch {
    return { status: 0, data: null };
  }
}

/** What the device makes for a challenge; none when its person did not want to, or could not. */
export async function makePasskey({ id, options }) {
  try {
    const made = await navigator.credentials.create({
      publicKey: {
        ...options, challenge: toBytes(options.challenge), user: { ...options.user, id: toBytes(options.user.id) },
        excludeCredentials: known(options.excludeCredentials),
      },
    });
    const response = {
      clientDataJSON: toText(made.response.clientDataJSON), attestationObject: toText(made.response.attestationObject),
      transports: made.response.getTransports?.() ?? [],
    };
    return { challenge: id, credential: told(made, response) };
  } catch {
    return null;
  }
}

/** Asks at `challenges` for something to sign, has the device sign it, and sends it to `path` with `more`. */
export async function proveByPasskey(challenges, path, more = {}) {
  const asked = await send(challenges, {});
  if (asked.status !== 201) return asked;
  const { id, options } = asked.data;
  let signed;
  try {
    signed = await navigator.credentials.get({
      publicKey: { ...options, challenge: toBytes(options.challenge), allowCredentials: known(options.allowCredentials) },
    });
  } catch {
    return { status: 0, data: null }; // Waved away, too late, or no such passkey: the browser has said so itself.
  }
  const { response } = signed;
  return send(path, {
    ...more, challenge: id,
    credential: told(signed, {
      clientDataJSON: toText(response.clientDataJSON), authenticatorData: toText(response.authenticatorData),
      signature: toText(response.signature), userHandle: response.userHandle ? toText(response.userHandle) : null,
    }),
  });
}
