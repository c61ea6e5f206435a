// A new contact is told by a sound and by the desktop, if one has asked for it: no permission is asked for before a click.

const $ = (id) => document.getElementById(id);
const KEY = "fw_desk_notify";
const TONE_HZ = 660;
const TONE_SECONDS = 0.25;

export function makeNotify(texts) {
  const wants = { ...JSON.parse(localStorage.getItem(KEY) ?? "{}") };
  let audio = null;

  function beep() {
    audio ??= new AudioContext();
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    volume.gain.value = 0.1;
    tone.frequency.value = TONE_HZ;
    tone.connect(volume).connect(audio.destination);
    tone.start();
    tone.stop(audio.currentTime + TONE_SECONDS);
  }

  function draw() {
    $("notify-sound").setAttribute("aria-pressed", String(wants.sound === true));
    $("notify-desktop").setAttribute("aria-pressed", String(wants.desktop === true));
    localStorage.setItem(KEY, JSON.stringify(wants));
  }

  $("notify-sound").addEventListener("click", () => {
    wants.sound = wants.sound !== true;
    if (wants.sound) beep();
    draw();
  });
  $("notify-desktop").addEventListener("click", async () => {
    const isAllowed = wants.desktop !== true && "Notification" in window && (await Notification.requestPermission()) === "granted";
    $("notify-fault").textContent = wants.desktop !== true && !isAllowed ? texts["notify.refused"] : "";
    wants.desktop = isAllowed;
    draw();
  });
  draw();

  /** Tells that a contact wants the agent; never with words of the customer, which a screen may show to others. */
  return (sentence) => {
    if (wants.sound) beep();
    if (wants.desktop && document.hidden && Notification.permission === "granted") new Notification(sentence);
  };
}
