/** Prints what the product calls its images at present, as JSON by their kinds. */
import { recipeOf } from "../../electron/executors/docker/images/recipe.ts";
import { imageKinds } from "../../shared/image.ts";

console.log(JSON.stringify(Object.fromEntries(imageKinds.map((kind) => [kind, recipeOf(kind).name]))));
