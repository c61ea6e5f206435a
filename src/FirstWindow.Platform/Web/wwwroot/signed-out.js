// The sign-in page stands where a session has ended: nothing of it stays in this browser.

sessionStorage.clear();
for (const key of Object.keys(localStorage)) if (key.startsWith("fw_desk_")) localStorage.removeItem(key);
