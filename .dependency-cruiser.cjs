// Who may import whom. Every rule says why it exists and what to do instead; scripts/import-rules.test.ts plants a
// violation of each and sees it reported. docs/architecture.md lists them. Rules about folders that import each other
// in a circle live in scripts/folder-cycles.mjs.

const product = "^(shared|electron|renderer|migrations)/";
/** Conformance suites, written once for every implementation of an interface and run by the tests of each. */
const suites = "[/-]conformance[^/]*\\.ts$";
const tests = "\\.(test|spec)\\.tsx?$|" + suites;

/** Exactly this package, wherever the resolver found it. */
const npm = (...names) => `(^|/)node_modules/(@types/)?(${names.join("|")})/`;

/** A package that only the named places of the product may import; tests are free to look behind the curtain. */
const ownedBy = (name, packages, owners, comment) => ({
  name,
  severity: "error",
  comment,
  from: { path: product, pathNot: [...owners, tests] },
  to: { path: npm(...packages) },
});

module.exports = {
  forbidden: [
    {
      name: "shared-imports-only-zod",
      severity: "error",
      comment:
        "shared/ is loaded by the window, the daemon and the command line alike, so it may depend on nothing but zod. " +
        "Move what needs Node, the DOM or a package to the side that has it, and hand its result in as an argument.",
      from: { path: "^shared/", pathNot: tests },
      to: { path: ".+", pathNot: ["^shared/", npm("zod")] },
    },
    {
      name: "core-imports-no-interface",
      severity: "error",
      comment:
        "The Node side runs without any interface. What both sides need belongs in shared/; what the interface needs " +
        "to know, it asks for through the contract (electron/api).",
      // A test of the contract may join both ends of a pipe.
      from: { path: "^(electron|migrations)/", pathNot: tests },
      to: { path: "^renderer/" },
    },
    {
      name: "renderer-imports-only-the-router",
      severity: "error",
      comment:
        "The interface reaches the Node side through the contract alone. Ask over the bridge, or move a pure piece to " +
        "shared/.",
      from: { path: "^renderer/" },
      to: { path: "^(electron|migrations)/", pathNot: "^electron/api/router\\.ts$" },
    },
    {
      name: "renderer-imports-the-router-as-type",
      severity: "error",
      comment: "Only the router's type may reach the browser bundle: write `import type { AppRouter }`.",
      from: { path: "^renderer/" },
      to: { path: "^electron/api/router\\.ts$", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "renderer-imports-no-node",
      severity: "error",
      comment: "The interface runs in a sandboxed page without Node. Ask the host over the bridge instead.",
      from: { path: "^renderer/", pathNot: tests },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "feature-imports-no-feature",
      severity: "error",
      comment:
        "Features stay islands, so that one can be changed or removed without reading the others. Move what two of " +
        "them share to renderer/ui, or link by route.",
      from: { path: "^renderer/features/([^/]+)/" },
      to: { path: "^renderer/features/", pathNot: "^renderer/features/$1/" },
    },
    {
      name: "electron-only-in-shell",
      severity: "error",
      comment:
        "Outside a real Electron the package tries a download and throws; daemon, command line and tests run without " +
        "it. Put the call into electron/shell and hand its result in through the host's options.",
      from: { path: product, pathNot: "^electron/shell/" },
      to: { path: npm("electron") },
    },
    ownedBy(
      "sqlite-only-in-store",
      ["better-sqlite3"],
      ["^electron/store/"],
      "One folder owns the database connection. Add the statement to the store file of its noun and call that.",
    ),
    ownedBy(
      "dockerode-only-in-docker-executor",
      ["dockerode"],
      ["^electron/executors/docker/"],
      "One folder talks to the Docker engine. Extend electron/executors/docker and pass its capability in.",
    ),
    ownedBy(
      "ssh2-only-in-ssh-executor",
      ["ssh2"],
      ["^electron/executors/ssh/"],
      "One folder speaks SSH, where host keys are checked. Extend electron/executors/ssh and pass its capability in.",
    ),
    ownedBy(
      "keychain-only-in-secrets",
      ["keytar", "@github/keytar"],
      ["^electron/secrets/"],
      "One folder touches the keychain, and survives its absence. Use the vault handed in by the host.",
    ),
    ownedBy(
      "websocket-only-at-the-doors",
      ["ws"],
      ["^electron/(daemon|api|cli|testing)/"],
      "Sockets are opened where access is checked: the daemon, the contract's pipe, the command's client.",
    ),
    ownedBy(
      "fastify-only-in-runtime-api",
      ["fastify", "@fastify/[^/]+"],
      ["^electron/runtime-api/"],
      "One folder serves HTTP to running scripts. Everything else is a call of the contract.",
    ),
    ownedBy(
      "undici-only-in-http-executor",
      ["undici"],
      ["^electron/executors/http/"],
      "Requests to addresses that a person names are made where those addresses are judged. Messages of the outbox " +
        "have their own, smaller way out.",
    ),
    ownedBy(
      "handlebars-only-in-templates",
      ["handlebars"],
      ["^electron/templates/"],
      "Templates are compiled in one folder, which closes what must not be reached from them and escapes what they " +
        "put in.",
    ),
    ownedBy(
      "commander-only-in-cli",
      ["commander"],
      ["^electron/cli/"],
      "Arguments are parsed in electron/cli; the rest of the program takes typed options.",
    ),
    ownedBy(
      "pino-only-in-base",
      ["pino"],
      ["^electron/base/"],
      "The log's shape and destination are decided once, in electron/base. Take the Logger handed in.",
    ),
    ownedBy(
      "icalendar-only-in-its-folder",
      ["ical\\.js"],
      ["^electron/icalendar/"],
      "Files from outside are read in one folder, which bounds what they may cost. Take the windows it gives.",
    ),
    {
      name: "executors-and-tools-hold-no-state",
      severity: "error",
      comment:
        "Executors and tools are told what to do and return an outcome; they can then be tested and replaced alone. " +
        "Put what they need into their context.",
      from: { path: "^electron/(executors|tools)/", pathNot: tests },
      to: { path: "^electron/(store|queue|api|host)/" },
    },
    {
      name: "queue-imports-no-workflow",
      severity: "error",
      comment:
        "The queue settles jobs without knowing who cares. Hand a settle hook in from the host, which knows both.",
      from: { path: "^electron/queue/", pathNot: tests },
      to: { path: "^electron/workflow/" },
    },
    {
      name: "schedule-core-is-pure",
      severity: "error",
      comment:
        "Due instants are computed from arguments alone, so that the preview, the forecast and the program agree. Only " +
        "the tick loop, the ledger and the reading of stored schedules (tick*.ts, ledger*.ts, stored-*.ts) may touch " +
        "anything else.",
      from: { path: "^electron/schedule/", pathNot: ["/(tick|ledger|stored-)[^/]*\\.ts$", tests] },
      to: { path: ".+", pathNot: ["^(electron/schedule|electron/base|shared)/", npm("node-cron")] },
    },
    {
      name: "store-imports-no-layer-above",
      severity: "error",
      comment:
        "The store is below everything that uses it. Pass plain values in and return rows; decisions live with the " +
        "caller.",
      from: { path: "^electron/store/", pathNot: tests },
      to: { path: "^electron/", pathNot: "^electron/(store|base)/" },
    },
    {
      name: "host-only-from-its-homes",
      severity: "error",
      comment:
        "electron/host puts everything together, so nothing it uses may know it. Only what runs a host imports it: " +
        "shell, daemon, command line, and tests. Take what you need as an argument.",
      from: { path: product, pathNot: ["^electron/(host|shell|daemon|cli|testing)/", tests] },
      to: { path: "^electron/host/" },
    },
    {
      name: "testing-only-in-tests",
      severity: "error",
      comment:
        "electron/testing and conformance suites hold stand-ins and assertions that must never ship. Only tests and " +
        "benchmarks import them.",
      from: { pathNot: ["^electron/testing/", "^(e2e|bench)/", tests] },
      to: { path: ["^electron/testing/", suites] },
    },
    {
      name: "nothing-imports-a-test",
      severity: "error",
      comment:
        "A test file is run, never imported: importing it runs another layer's tests. Move what both need to a file of " +
        "its own (electron/testing for the Node side).",
      from: {},
      to: { path: tests, pathNot: suites },
    },
    {
      name: "product-imports-no-tooling",
      severity: "error",
      comment:
        "What ships must not need the repository's tools. Move the shared piece into the product, tools may import it.",
      from: { path: product, pathNot: ["^electron/testing/", tests] },
      to: { path: "^(e2e|bench|scripts|docs|out|dist)/" },
    },
    {
      name: "no-barrels",
      severity: "error",
      comment:
        "A file that re-exports its folder hides who needs what and invites cycles. Import the file that defines it.",
      from: { pathNot: "(^|/)node_modules/" },
      to: { path: "(^|/)index\\.[cm]?[jt]sx?$", pathNot: "(^|/)node_modules/" },
    },
    {
      name: "no-cycles",
      severity: "error",
      comment: "Files that need each other are one thing or three. Move the common part to a file both import.",
      from: {},
      to: { circular: true },
    },
    {
      name: "no-orphans",
      severity: "error",
      comment: "Nothing imports this file and it imports nothing: delete it, or connect it.",
      from: {
        orphan: true,
        path: "^(shared|electron|renderer|migrations|e2e|bench|scripts)/",
        pathNot: [tests, "\\.d\\.[cm]?ts$", "^(e2e|bench|scripts)/[^/]+\\.m?[jt]s$", "\\.config\\.[cm]?[jt]s$"],
      },
      to: {},
    },
    {
      name: "no-unresolvable",
      severity: "error",
      comment: "This import leads nowhere: a wrong path, a missing extension, or a package that is not installed.",
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: "no-undeclared-packages",
      severity: "error",
      comment:
        "A package that package.json does not list is here by accident and may vanish. Ask for it there, with its exact " +
        "version.",
      from: {},
      to: { dependencyTypes: ["npm-no-pkg", "npm-unknown"] },
    },
    {
      name: "product-needs-no-dev-dependency",
      severity: "error",
      comment:
        "devDependencies are not shipped. Move the package to dependencies, or use something that is there. (Types are " +
        "free, and Electron itself is provided by the installer.)",
      from: { path: product, pathNot: ["^electron/testing/", tests] },
      to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"], pathNot: npm("electron", "@types/[^/]+") },
    },
  ],
  options: {
    doNotFollow: { path: "(^|/)node_modules/" },
    exclude: { path: "^(out|dist|\\.cache)/" },
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types", "style"],
      extensions: [".ts", ".tsx", ".mjs", ".cjs", ".js", ".json", ".css", ".d.ts"],
      mainFields: ["module", "main", "types"],
    },
  },
};
