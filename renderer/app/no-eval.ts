import { config } from "zod";

/*
 * Imported before anything that builds a schema: the page's policy forbids evaluating code, and without this the
 * schema library tries it once and the browser reports a violation.
 */
config({ jitless: true });
