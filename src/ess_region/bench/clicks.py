"""The script that answers and clicks, run in a page to time the reactions of its widgets."""

# Answer the first question with choices: from the click on the button to the verdict's change.
# Another widget: fill its fields, then from the click on its first control to its first change.
CLICK_DELAYS = """
async () => {
  const until = (root, act) => new Promise((done) => {
    const start = performance.now();
    const observer = new MutationObserver(() => finish(performance.now() - start));
    const finish = (value) => { observer.disconnect(); clearTimeout(limit); done(value); };
    const limit = setTimeout(() => finish(null), 1500);
    observer.observe(root, { subtree: true, childList: true, characterData: true, attributes: true });
    act();
  });
  const visible = (e) => e.getClientRects().length > 0 && !e.disabled;
  const delays = [];
  for (const root of document.querySelectorAll('.ess-widget[data-state=ready]')) {
    const name = root.dataset.widget;
    const question = [...root.querySelectorAll('fieldset[data-question]')].find(
      (q) => visible(q) && q.querySelector('input[type=radio], input[type=checkbox]'));
    let delay = null;
    if (question) {
      question.querySelector('input').click();
      await new Promise((next) => setTimeout(next, 50));
      const buttons = [...question.querySelectorAll('button'), ...root.querySelectorAll('button')].filter(visible);
      const button = buttons.find((b) => b.textContent.includes('Vérifier')) || buttons[0];
      if (button) delay = await until(root, () => button.click());
    } else {
      for (const field of root.querySelectorAll('input[type=number], input[type=range], input[type=text]')) {
        if (!visible(field)) continue;
        field.value = field.max || '10';
        for (const kind of ['input', 'change']) field.dispatchEvent(new Event(kind, { bubbles: true }));
      }
      // A widget may wait a little before it says what a field that is left lacks.
      await new Promise((next) => setTimeout(next, 500));
      const select = [...root.querySelectorAll('select')].find(visible);
      const control = [...root.querySelectorAll('button, input[type=radio], input[type=checkbox], summary')]
        .find((e) => visible(e) && !(e.type === 'radio' && e.checked));
      if (select) {
        delay = await until(root, () => {
          select.selectedIndex = select.selectedIndex > 1 ? 1 : select.options.length - 1;
          for (const kind of ['input', 'change']) select.dispatchEvent(new Event(kind, { bubbles: true }));
        });
      } else if (control) {
        delay = await until(root, () => control.click());
      }
    }
    if (delay !== null) delays.push({ widget: name, ms: delay });
  }
  return delays;
}
"""
