/* What a script adds to pages that already work: dialogs, a warning before the session ends, no double
   sending, and a voice for what htmx puts on the page. */
(() => {
  "use strict";

  const all = (selector, scope = document) => [...scope.querySelectorAll(selector)];

  /* The design system counts characters in Danish; these say it in the language of the page. */
  const countCharacters = () => {
    for (const group of all(".form-limit[data-left]")) {
      const { left, tooMany } = group.dataset;
      group.classList.remove("form-limit");
      new DKFDS.CharacterLimit(group, {
        character_remaining: left,
        characters_remaining: left,
        character_too_many: tooMany,
        characters_too_many: tooMany,
      }).init();
      queueMicrotask(() => group.classList.add("form-limit"));
    }
  };

  /* A dialog only where a script can open it: without one the menu is part of the page. */
  const menu = () => {
    const drawer = document.querySelector(".mobile-drawer");
    if (!drawer) return;
    drawer.setAttribute("role", "dialog");
    drawer.setAttribute("aria-modal", "true");
    drawer.setAttribute("aria-labelledby", drawer.dataset.label);
  };

  const leaveWarning = () => {
    for (const link of all("a[data-module='modal']")) {
      link.setAttribute("aria-haspopup", "dialog");
      link.addEventListener("click", (event) => event.preventDefault());
    }
  };

  /* A group of fields cannot be typed in: go to the first field in it. */
  const errorSummary = () => {
    const summary = document.querySelector("[data-module='error-summary']");
    summary?.addEventListener("click", (event) => {
      const link = event.target.closest("a");
      const group = link && document.getElementById(link.hash.slice(1));
      if (group?.tagName === "FIELDSET") group.querySelector("input")?.focus();
    });
  };

  /* A second press within this time is a slip of the hand. After it the first may have got lost on the way,
     and the server bears two. */
  const SENDING = 5000;

  const sendOnce = () => {
    for (const form of all("form[data-once]")) {
      form.addEventListener("submit", (event) => {
        if (form.dataset.sent) {
          event.preventDefault();
          return;
        }
        form.dataset.sent = "yes";
        setTimeout(() => delete form.dataset.sent, SENDING);
      });
    }
    /* Back again by the back button: the form may be sent once more. */
    window.addEventListener("pageshow", () => {
      for (const form of all("form[data-once]")) delete form.dataset.sent;
    });
  };

  const print = () => {
    for (const box of all("[data-print]")) {
      box.hidden = false;
      box.addEventListener("click", (event) => {
        if (event.target.closest("button")) window.print();
      });
    }
  };

  /* What stands on the page, kept as the button to go on later keeps it. Nobody may be there: the header says
     that it is no sign of life, so that the session ends when it should. */
  const saveByItself = async () => {
    const later = document.querySelector("form.questions button[name='_action'][value='later']");
    if (!later || later.form.dataset.sent) return;
    const fields = new URLSearchParams(new FormData(later.form));
    fields.set("_action", "later");
    const answer = await fetch(later.form.action, {
      method: "POST",
      headers: { "Sign-Of-Life": "no" },
      body: fields,
      redirect: "error",
    });
    const revision = answer.headers.get("Draft-Revision");
    if (revision) later.form.elements.revision.value = revision;
  };

  const OVER = "over";

  /* Some minutes before the end the dialog counts down, and shortly before it the page saves
     itself. An end that nothing can put off is told once, and then there is peace to finish. A clock that
     is wrong warns nobody. */
  const session = () => {
    const dialog = document.getElementById("modal-session");
    if (!dialog) return;
    const WARN = dialog.dataset.warnSeconds * 1000;
    const SAVE = 20 * 1000;
    const LONGEST = 24 * 60 * 60 * 1000;
    const modal = new DKFDS.Modal(dialog);
    const countdown = dialog.querySelector("[data-countdown]");
    const opened = () => dialog.getAttribute("aria-hidden") === "false";
    let endsAt = Date.parse(dialog.dataset.endsAt);
    let forGood = dialog.dataset.forGood === "yes";
    let toldOf = null;
    let returnTo = null;
    const left = endsAt - Date.now();
    if (!(left > 0 && left < LONGEST)) return;
    let savedFor = null;

    const shut = () => {
      if (!opened()) return;
      modal.hide();
      returnTo?.focus();
    };

    const goesOnUntil = (moment, isLast) => {
      endsAt = moment;
      forGood = isLast;
      const now = forGood ? "yes" : "no";
      for (const part of all("[data-while]", dialog)) part.hidden = part.dataset.while !== now;
      shut();
    };

    const ended = () => {
      window.location.assign(forGood ? dialog.dataset.endedForGood : dialog.dataset.ended);
    };

    /* The session is one for all tabs: a page opened in another has prolonged it for this one too. */
    const tabs = new BroadcastChannel("session");
    tabs.addEventListener("message", (event) => {
      if (event.data === OVER) window.location.replace(dialog.dataset.loggedOut);
      else if (event.data.endsAt > endsAt) goesOnUntil(event.data.endsAt, event.data.forGood);
    });
    tabs.postMessage({ endsAt, forGood });

    const tick = () => {
      const remaining = endsAt - Date.now();
      if (remaining <= 0) {
        clearInterval(timer);
        ended();
      } else if (remaining <= WARN) {
        const seconds = Math.ceil(remaining / 1000);
        countdown.textContent = dialog.dataset.left
          .replace("{minutes}", Math.floor(seconds / 60))
          .replace("{seconds}", seconds % 60);
        if (!opened() && toldOf !== endsAt) {
          returnTo = document.activeElement;
          modal.show();
        }
        if (remaining <= SAVE && savedFor !== endsAt) {
          savedFor = endsAt;
          saveByItself().catch(() => {
            /* No network: what was typed stays on the page, and goes through the login when it is sent. */
          });
        }
      }
    };

    const stay = async () => {
      const answer = await fetch(dialog.dataset.renew, { method: "POST", headers: { Accept: "application/json" } });
      if (!answer.ok) {
        ended();
        return;
      }
      const isLast = answer.headers.get("Session-Ends-For-Good") === "yes";
      goesOnUntil(Date.parse(answer.headers.get("Session-Ends-At")), isLast);
      tabs.postMessage({ endsAt, forGood });
    };

    dialog.querySelector("[data-stay]").addEventListener("click", () => {
      if (forGood) {
        toldOf = endsAt;
        shut();
        return;
      }
      stay().catch(() => {
        /* No network: the count goes on, and they may press again. */
      });
    });
    const timer = setInterval(tick, 1000);
    tick();
  };

  /* Whoever logs out in one tab is gone from all: what is shown there, too. */
  const sessionIsOver = () => {
    if (document.querySelector("meta[name='session'][content='over']")) {
      new BroadcastChannel("session").postMessage(OVER);
    }
  };

  /* htmx: no search for less than three characters, and the outcome said aloud. */
  const FEWEST_CHARACTERS = 3;

  const searching = () => {
    document.addEventListener("htmx:before:request", (event) => {
      const field = event.target;
      if (field.matches?.("[data-search]") && field.value.trim().length < FEWEST_CHARACTERS) {
        event.preventDefault();
      }
    });
    document.addEventListener("htmx:after:swap", () => {
      for (const voice of all("[data-says]")) {
        const said = document.getElementById(voice.dataset.says)?.querySelector("[data-say]");
        const text = said ? said.textContent.trim() : "";
        if (voice.textContent !== text) voice.textContent = text;
      }
    });
    for (const field of all("[data-search]")) {
      field.addEventListener("keydown", (event) => {
        /* Return would press the form's first button, which goes on. */
        if (event.key === "Enter") {
          event.preventDefault();
          field.parentElement.querySelector("button").click();
        }
      });
    }
  };

  const sendAtOnce = () => document.querySelector("form[data-send-at-once]")?.requestSubmit();

  countCharacters();
  menu();
  leaveWarning();
  DKFDS.init();
  errorSummary();
  sendOnce();
  print();
  session();
  sessionIsOver();
  searching();
  sendAtOnce();
})();
