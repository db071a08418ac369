import { type Offered } from "./operations";

declare const cronium: Offered;
export = cronium;
