import { createSpotlight } from "@mantine/spotlight";

/** The palette's state, and what opens and closes it. */
export const [paletteStore, palette] = createSpotlight();
