// Turn module texts into Blob URLs that import one another. Texts come in the order of their imports.
// Each text is linked once per page, even when several widgets carry it: the same Blob URL gives the
// same instance, so that all of them share one state.
function essLink(modules) {
  const known = (globalThis.essModuleUrls ??= {});
  const urls = {};
  for (const [name, text] of Object.entries(modules)) {
    const linked = text.replace(
      /^(\s*(?:import|export)\s(?:[^'"]*?\sfrom\s*)?)"([\w./-]+)"/gm,
      (whole, head, target) => (urls[target] ? `${head}"${urls[target]}"` : whole),
    ).replace(/\bimport\("([\w./-]+)"\)/g, (whole, target) => (urls[target] ? `import("${urls[target]}")` : whole));
    known[linked] ??= URL.createObjectURL(new Blob([linked], { type: "text/javascript" }));
    urls[name] = known[linked];
  }
  return urls;
}
