import react from "@vitejs/plugin-react";
import { defineConfig } from "electron-vite";

/**
 * One build, three places: the Node side (window and command line), the preload, the page. Dependencies of the Node
 * side stay outside the bundle. Everything of one place lands in one folder, chunks too, so that `import.meta.dirname`
 * means the same wherever the bundler puts a module.
 */
export default defineConfig({
  main: {
    build: {
      outDir: "out/main",
      target: "node24",
      sourcemap: true,
      rolldownOptions: {
        input: {
          main: "electron/shell/main.ts",
          cronium: "electron/cli/main.ts",
          "storage-worker": "electron/storage/storage-worker.ts",
          "log-worker": "electron/search/log-worker.ts",
        },
        output: { format: "es", entryFileNames: "[name].js", chunkFileNames: "[name]-[hash].js" },
      },
    },
  },
  preload: {
    build: {
      outDir: "out/preload",
      rolldownOptions: {
        input: { preload: "electron/shell/preload.ts" },
        // A sandboxed preload is read as CommonJS, whatever the package says.
        output: { format: "cjs", entryFileNames: "[name].cjs" },
      },
    },
  },
  renderer: {
    root: "renderer",
    // The page is loaded from a file in the window and from the daemon's root in a browser.
    base: "./",
    plugins: [react()],
    build: {
      outDir: "out/renderer",
      // Half the script to read before the first screen.
      minify: true,
      // The page's policy loads fonts from files only, so none may be written into the style sheet.
      assetsInlineLimit: 0,
      rolldownOptions: { input: "renderer/index.html" },
    },
  },
});
