import "./no-eval.ts";
import "@fontsource-variable/inter/index.css";
import "@fontsource-variable/jetbrains-mono/index.css";
import "./theme.css";
import "@mantine/core/styles.layer.css";
import "@mantine/notifications/styles.layer.css";
import "@mantine/spotlight/styles.layer.css";
import "./library.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Frame } from "./frame/frame.tsx";
import { Providers } from "./providers.tsx";

const root = document.getElementById("root");
if (root === null) throw new Error("the page has no element with the id root");
createRoot(root).render(
  <StrictMode>
    <Providers>
      <Frame />
    </Providers>
  </StrictMode>,
);
